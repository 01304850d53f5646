"""The keys and codes of the PDPJ's cases (data lake and jus.br), as closed tables.

A key that is in none of them is named in the page's reason. Seen: data lake 2026-05, jus.br 2026-06 (JS).
"""

from schemas.courts import CourtLevel, Side

_CASE_KEYS = """
id versao numeroProcesso numeroProcessoSintetico dataHoraAtualizacao dataHoraUltimaAtualizacaoCodex nivelSigilo
dataHoraUltimoMovimento dataHoraPrimeiroAjuizamento dataHoraUltimoAjuizamento segmentoJustica idCodexTribunal
siglaTribunal tipoOperacao tramitacoes tramitacaoAtual movimentos partes documentos
"""
CASE_KEYS = frozenset(_CASE_KEYS.split())
_PROCEEDING_KEYS = """
idOrigem idCodex idFonteDadosCodex dataHoraUltimaAtualizacaoCodex dataHoraAjuizamento dataBaixa dataDistribuicao
dataSentenca dataSuspensao tipoJustica sistemaProcessual tipoSistemaProcessual tribunal numeroHistorico competencia
dadosCompetencia idCompetencia instancia grau tipoProcesso tipoPrioridade natureza liminar justicaGratuita
nivelSigilo valorAcao custasFinais custasIniciais custasRecolhidas custasRecursais dataHoraUltimaDistribuicao ativo
dataHoraExclusao anoEleicao situacaoMigracao intervencaoMP juizo100Digital classe assunto partes distribuicoes
distribuicao movimentos documentos processosRelacionados jurisdicao orgaoJulgador orgaoJulgadorColegiado
ultimoMovimento fase situacaoAtual magistrados permitePeticionar
"""
PROCEEDING_KEYS = frozenset(_PROCEEDING_KEYS.split())
_PARTY_KEYS = """
polo tipoParte situacao racaCor nome sexo dataNascimento tipoPessoa assistenciaJudiciariaGratuita sigilosa
nacionalidade genitores outrosNomes documentosPrincipais outrosDocumentos representantes enderecos href
"""
PARTY_KEYS = frozenset(_PARTY_KEYS.split())
_REPRESENTATIVE_KEYS = (
    "tipoRepresentacao nome cadastroReceitaFederal situacao oab intimacao sexo dataNascimento enderecos"
)
REPRESENTATIVE_KEYS = frozenset(_REPRESENTATIVE_KEYS.split())
_MOVEMENT_KEYS = """
sequencia dataHora idDistribuicao idCodex idOrigem descricao classe tipo orgaoJulgador idDocumento magistrado
usuario codigo idMovimentoOrigem idDistribuicaoCodex
"""
MOVEMENT_KEYS = frozenset(_MOVEMENT_KEYS.split())
_DOCUMENT_KEYS = """
sequencia dataHoraJuntada id idCodex idOrigem nome nivelSigilo tipo arquivo signatarios hrefBinario hrefTexto
"""
DOCUMENT_KEYS = frozenset(_DOCUMENT_KEYS.split())

POLES: dict[str, Side] = {
    "ATIVO": Side.ACTIVE,
    "PASSIVO": Side.PASSIVE,
    "TERCEIRO": Side.THIRD,
    "TERCEIROS": Side.THIRD,
    "OUTROS": Side.THIRD,
    "OUTROS_PARTICIPANTES": Side.THIRD,
    "OUTROS_INTERESSADOS": Side.THIRD,
    "VITIMA": Side.THIRD,
    "TESTEMUNHA": Side.THIRD,
    "FISCAL_DA_LEI": Side.THIRD,
    "CUSTOS_LEGIS": Side.THIRD,
    "ASSISTENTE_TECNICO": Side.THIRD,
    "TESTEMUNHA_JUIZO": Side.THIRD,
}
"""`polo` (ATIVO and PASSIVO seen; the others are those of the national data model)."""

COURT_LEVELS: dict[str, CourtLevel] = {
    "G1": CourtLevel.FIRST,
    "G2": CourtLevel.SECOND,
    "JE": CourtLevel.SMALL_CLAIMS,
    "TR": CourtLevel.APPEALS_PANEL,
    "TRU": CourtLevel.APPEALS_PANEL,
    "TNU": CourtLevel.SUPERIOR,
    "SUP": CourtLevel.SUPERIOR,
    "PRIMEIRO_GRAU": CourtLevel.FIRST,
    "SEGUNDO_GRAU": CourtLevel.SECOND,
    "JUIZADO_ESPECIAL": CourtLevel.SMALL_CLAIMS,
    "JUIZADOS_ESPECIAIS": CourtLevel.SMALL_CLAIMS,
    "TURMA_RECURSAL": CourtLevel.APPEALS_PANEL,
    "TURMAS_RECURSAIS": CourtLevel.APPEALS_PANEL,
    "TRIBUNAL_SUPERIOR": CourtLevel.SUPERIOR,
    "INSTANCIA_SUPERIOR": CourtLevel.SUPERIOR,
}
"""`grau.sigla` or `instancia` (G1, G2 and their long names seen)."""

IDENTITY_DOCUMENTS = ("CPF", "CNPJ")
PUBLIC = "PUBLICO"
"""`nivelSigilo` of a document that everybody who may see the case may open."""
