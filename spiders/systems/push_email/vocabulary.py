"""The words of push mails as closed tables: labels of each system's header, ends of a mail, poles, roles (pure)."""

import re

PJE, PJE_JT, ESAJ, EPROC, PROJUDI = "pje", "pje-jt", "esaj", "eproc", "projudi"
"""Which system sent a mail, in the words of the output contract."""

PJE_LABELS: dict[str, str | None] = {
    "Número do Processo": "number",
    "Polo Ativo": "active",
    "Polo Passivo": "passive",
    "Outros Interessados": "third",
    "Terceiros": "third",
    "Classe Judicial": "case_class",
    "Classe": "case_class",
    "Órgão": "judging_body",
    "Órgão Julgador": "judging_body",
    "Órgão Julgador Colegiado": "collegiate_body",
    "Jurisdição": "jurisdiction",
    "Relator": "judge",
    "Relatora": "judge",
    "Magistrado": "judge",
    "Data de Autuação": "filed_on",
    "Data da Autuação": "filed_on",
    "Data de Distribuição": "distributed_on",
    "Data da Distribuição": "distributed_on",
    "Tipo de Distribuição": "distribution_type",
    "Assunto": "subject",
    "Assuntos": "subject",
    "Segredo de Justiça": "sealed",
    "Valor da Causa": "amount",
    "Processo Referência": "reference_case",
    "Observação": None,
    "Prioridade": None,
    "Justiça Gratuita": None,
}
"""Label of a PJe or PJe-JT mail to our field; None: known and not kept."""

ESAJ_LABELS: dict[str, str | None] = {
    "Classe": "case_class",
    "Assunto": "subject",
    "Assuntos": "subject",
    "Área": None,
    "Foro": "jurisdiction",
    "Comarca": "jurisdiction",
    "Seção": "jurisdiction",
    "Vara": "judging_body",
    "Órgão Julgador": "judging_body",
    "Juiz": "judge",
    "Juíza": "judge",
    "Relator": "judge",
    "Relatora": "judge",
    "Distribuição": "distributed_on",
    "Valor da Ação": "amount",
    "Valor da Causa": "amount",
    "Processo Principal": "reference_case",
    "Advogado": "lawyers",
    "Advogada": "lawyers",
    "Advogados": "lawyers",
    "Advogado(s)": "lawyers",
}
"""Label of an e-SAJ mail to our field; None: known and not kept. A role of a party is a label too."""

END = re.compile(
    r"Caso não tenha mais interesse|ATENÇÃO\s*:|Est[ea] (?:é um )?e-?mail (?:é )?(?:gerad|autom)|"
    r"Para acessar este processo|Atenciosamente,|Esta (?:é uma )?(?:comunicação|mensagem) |Por favor,? não responda|"
    r"Não responda|_{8,}",
    re.IGNORECASE,
)
"""What stands below the movements; a mail that ends without it may have been cut."""

SEALED = re.compile(r"segredo de justi[çc]a|processo sigiloso|sigilo de justi[çc]a|parte sigilosa", re.IGNORECASE)
YES = frozenset(("SIM", "S", "TRUE"))

EPROC_ROLES = (
    *("AUTOR", "AUTORA", "AUTORES", "REQUERENTE", "EXEQUENTE", "EMBARGANTE", "APELANTE", "AGRAVANTE", "RECORRENTE"),
    *("IMPETRANTE", "RECLAMANTE", "CREDOR", "CREDORA", "SUSCITANTE", "OPOENTE", "QUERELANTE", "INTERPELANTE"),
    *("CONSIGNANTE", "EXPROPRIANTE", "DEMANDANTE", "IMPUGNANTE", "EXCIPIENTE", "DENUNCIANTE", "NOTIFICANTE"),
    *("RÉU", "RÉ", "RÉUS", "RÉS", "REU", "REQUERIDO", "REQUERIDA", "EXECUTADO", "EXECUTADA", "EMBARGADO", "EMBARGADA"),
    *("APELADO", "APELADA", "AGRAVADO", "AGRAVADA", "RECORRIDO", "RECORRIDA", "IMPETRADO", "IMPETRADA", "RECLAMADO"),
    *("RECLAMADA", "DEVEDOR", "DEVEDORA", "SUSCITADO", "QUERELADO", "INTERPELADO", "CONSIGNADO", "EXPROPRIADO"),
    *("DEMANDADO", "IMPUGNADO", "ACUSADO", "ACUSADA", "DENUNCIADO", "DENUNCIADA", "INDICIADO", "INVESTIGADO"),
    *("INVESTIGADA", "NOTIFICADO", "INTERESSADO", "INTERESSADA", "PERITO", "PERITA", "TESTEMUNHA", "VÍTIMA", "MPF"),
    *("TERCEIRO INTERESSADO", "AMICUS CURIAE", "FISCAL DA LEI", "ASSISTENTE", "UNIDADE EXTERNA", "INVENTARIANTE"),
    *("INVENTARIADO", "DEPRECANTE", "DEPRECADO", "PACIENTE", "HERDEIRO", "RECUPERANDA", "FALIDA"),
    *("CORRÉU", "CORRÉ", "APENADO", "CONDENADO", "FLAGRANTEADO", "LITISCONSORTE", "AUTORIDADE COATORA", "OPOSTO"),
    *("RECONVINTE", "RECONVINDO", "ADMINISTRADOR JUDICIAL", "EXCEPTO", "EXEQUENTES", "EXECUTADOS", "REQUERENTES"),
    *("REQUERIDOS", "APELANTES", "APELADOS", "AGRAVANTES", "AGRAVADOS", "RECORRENTES", "RECORRIDOS"),
)
"""A party's role as an eproc mail prints it before the name; of a flattened mail nothing else parts the parties."""

EPROC_NEVER_ALONE = frozenset(
    [
        *("AUTOR", "AUTORA", "AUTORES", "EXEQUENTE", "EXEQUENTES", "EMBARGANTE", "APELANTE", "APELANTES", "AGRAVANTE"),
        *("AGRAVANTES", "RECORRENTE", "RECORRENTES", "IMPETRANTE", "RECLAMANTE", "QUERELANTE", "DEMANDANTE"),
    ]
)
"""Roles that have an opponent; one who only requests (REQUERENTE) may have none, as in a mail of TJMG."""

MONTHS = (
    *("janeiro", "fevereiro", "março", "abril", "maio", "junho"),
    *("julho", "agosto", "setembro", "outubro", "novembro", "dezembro"),
)
