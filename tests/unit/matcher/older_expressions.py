"""Expressions as earlier versions generated them for fictional names: what an upgrade finds stored."""

_FIRST_HEADS = r"^(?:(?:MASSA FALIDA D[EAO]S?|ESPOLIO D[EAO]S?|O|A) )?"
_FIRST_TAILS = (
    r"(?: (?:S ?A|SOCIEDADE ANONIMA|LTDA|LIMITADA|ME|MICROEMPRESA|EPP|EIRELI|MEI|S ?S|S ?C|SOCIEDADE SIMPL"
    r"ES|UNIPESSOAL|EM RECUPERACAO JUDICIAL|EM RECUPERACAO EXTRAJUDICIAL|EM LIQUIDACAO(?: EXTRAJUDICIAL)?|"
    r"EM FALENCIA|MASSA FALIDA|FILIAL(?: \d+)?|MATRIZ|SEDE|E OUTR[OA]S?(?: \d+)?|REPRESENTAD[OA] POR .+))*"
    r"$"
)
_FIRST = {
    "Garoa Ipê": (r"GAROA(?: (?:(?:D|DA|DAS|DE|DEL|DI|DO|DOS) )?| ?)[IY]P{1,2}E"),
    "Construtora Paineira Dourada Ltda": (
        r"(?:(?:C{1,2}|K|QU)ON{1,2}ST{1,2}H?RUT{1,2}H?ORA|(?:C{1,2}|K|QU)ON{1,2}ST{1,2}H?|(?:C{1,2}|K|QU)"
        r"ON{1,2}ST{1,2}H?R)(?: (?:(?:D|DA|DAS|DE|DEL|DI|DO|DOS) )?| ?)P{1,2}A[IY]N{1,2}E[IY]RA(?: (?:(?:"
        r"D|DA|DAS|DE|DEL|DI|DO|DOS) )?| ?)DOURADA"
    ),
    "Yasmin Quaresma Wanzeler": (
        r"[IY]ASM{1,2}[IY]N{1,2}(?: (?:(?:D|DA|DAS|DE|DEL|DI|DO|DOS) )?| ?)(?:QU|K|C)ARESM{1,2}A(?: (?:(?"
        r":D|DA|DAS|DE|DEL|DI|DO|DOS) )?| ?)[WV]AN{1,2}[ZS]EL{1,2}ER"
    ),
    "Auto Peças Jaçanã": (
        r"H?AUT{1,2}H?O(?: (?:(?:D|DA|DAS|DE|DEL|DI|DO|DOS) )?| ?)P{1,2}E(?:C{1,2}|K|QU)A[SZ](?: (?:(?:D|"
        r"DA|DAS|DE|DEL|DI|DO|DOS) )?| ?)JA(?:C{1,2}|K|QU)AN{1,2}A"
    ),
    "OI": (r"H?O[IY]"),
}
_SECOND_HEADS = (
    r"^(?:\d\d\W+\d{3}\W+\d{3}\W+)?(?:(?:SUCESSORES|HERDEIROS|SUCESSAO|ESPOLIO|MASSA\W+FALIDA|EMPRESA(?!\W"
    r"+(?:DA|DAS|DE|DEL|DI|DO|DOS|E)\b)|(?:A|DA|DAS|DE|DEL|DI|DO|DOS|E|O)(?=\W+\w\w))\W+)*"
)
_SECOND_TAILS = (
    r"(?:\W+(?:MICROEMPREENDEDOR\W+INDIVIDUAL|MICROEMPRESA|PROCURADORIA|RECUPERACAO\W+(?:EXTRAJUDICIAL|JUD"
    r"ICIAL)|INTERDITADO|INTERDITADA|UNIPESSOAL|EMPRESARIO\W+INDIVIDUAL|SOCIEDADE\W+(?:UNIPESSOAL|ANONIMA|"
    r"SIMPLES)|INTERDITO|LIMITADA|FALECIDO|FALECIDA|EMPRESA\W+DE\W+PEQUENO\W+PORTE|ESPOLIO|INCAPAZ|INATIVA"
    r"|BAIXADA|EXTINTA|EIRELI|OUTROS|FALIDO|FALIDA|MATRIZ|MICRO\W+EMPRESA|MASSA\W+FALIDA|MENOR(?:\W+IMPUBE"
    r"RE)?|LTDA|SEDE|LTD|EPP|MEI|SPE|SCP|CIA\W+LTDA\W+SA|DOS|DEL|DAS|SA(?:\W+(?:COMPANHIA|CIA))?|ME|EI|SS|"
    r"SC|EM\W+(?:RECUPERACAO\W+(?:EXTRAJUDICIAL|JUDICIAL)|LIQUIDACAO(?:\W+(?:EXTRAJUDICIAL|ORDINARIA|JUDIC"
    r"IAL))?|CONCORDATA|FALENCIA|PROCESSO\W+DE\W+FALENCIA)|DO|DE|DA|DI|S\W+(?:A(?:\W+(?:COMPANHIA|CIA))?|S"
    r"|C)|E)\b)*(?:\W+(?:REPRESENTADO|REPRESENTADA|REGISTRADO\W+(?:CIVILMENTE|A\W+CIVILMENTE)|REGISTRADA\W"
    r"+CIVILMENTE|ASSISTIDO|ASSISTIDA|INSCRITO\W+NO|INSCRITA\W+NO|FILIAL|REPRES\W+POR|NESTE\W+ATO|REPR\W+P"
    r"OR|CNPJ|REP\W+POR|POR\W+(?:SEU|SUA|SI)|CPF|NA\W+PESSOA|E\W+(?:OUTROS|OUTRAS|OUTRO|OUTRA))\b.*)?$"
)
_SECOND_GAP = (
    r"(?:\W+(?:(?:SOCIEDADE\W+ANONIMA|LIMITADA|EIRELI|LTDA|LTD|DOS|DEL|DAS|SA(?:\W+(?:COMPANHIA|CIA))?|DO|"
    r"DE|DA|DI|S\W+A(?:\W+(?:COMPANHIA|CIA))?|E)\W+)*)?"
)
_SECOND = {
    "Garoa Ipê": (
        r"H*(?:G(?![EIY])H*)+(?:AH*)+(?:RH*)+(?:OH*)+(?:AH*)+"
        "@"
        r"H*(?:[IY]H*)+(?:P(?!H)H*)+(?:EH*)+"
    ),
    "Construtora Paineira Dourada Ltda": (
        r"(?:H*(?:(?:CH(?=[RLT])|C(?![HEIY])(?!(?:AO|OES)\b)|QU|Q(?!U)|K)H*)+(?:OH*)+(?:N(?!H)|M(?=[B-DFG"
        r"J-LP-TV-XZ]))+(?:(?:S(?!H)|C(?=[EIY])|C(?=(?:AO|OES)\b)|Z)H*)+(?:TH*)+(?:RH*)+(?:UH*)+(?:TH*)+("
        r"?:OH*)+(?:RH*)+(?:AH*)+|\bCONST\b|\bCONSTR\b)"
        "@"
        r"H*(?:P(?!H)H*)+(?:AH*)+(?:[IY]H*)+(?:N(?!H)|M(?=[B-DFGJ-LP-TV-XZ]))+(?:EH*)+(?:[IY]H*)+(?:RH*)+"
        r"(?:AH*)+"
        "@"
        r"H*(?:DH*)+(?:OH*)+(?:UH*)+(?:RH*)+(?:AH*)+(?:DH*)+(?:AH*)+"
    ),
    "Yasmin Quaresma Wanzeler": (
        r"H*(?:[IY]H*)+(?:AH*)+(?:(?:S(?!H)|C(?=[EIY])|C(?=(?:AO|OES)\b)|Z)H*)+(?:M(?![B-DFGJ-LP-TV-XZ])H"
        r"*)+(?:[IY]H*)+(?:N(?!H)|M(?=[B-DFGJ-LP-TV-XZ]))+"
        "@"
        r"H*(?:(?:CH(?=[RLT])|C(?![HEIY])(?!(?:AO|OES)\b)|QU|Q(?!U)|K)H*)+(?:AH*)+(?:RH*)+(?:EH*)+(?:(?:S"
        r"(?!H)|C(?=[EIY])|C(?=(?:AO|OES)\b)|Z)H*)+(?:M(?![B-DFGJ-LP-TV-XZ])H*)+(?:AH*)+"
        "@"
        r"H*(?:[VW]H*)+(?:AH*)+(?:N(?!H)|M(?=[B-DFGJ-LP-TV-XZ]))+(?:(?:S(?!H)|C(?=[EIY])|C(?=(?:AO|OES)\b"
        r")|Z)H*)+(?:EH*)+(?:L(?!H))+(?:EH*)+(?:RH*)+"
    ),
    "Auto Peças Jaçanã": (
        r"H*(?:AH*)+(?:UH*)+(?:TH*)+(?:OH*)+"
        "@"
        r"H*(?:P(?!H)H*)+(?:EH*)+(?:(?:CH(?=[RLT])|C(?![HEIY])(?!(?:AO|OES)\b)|QU|Q(?!U)|K)H*)+(?:AH*)+(?"
        r":(?:S(?!H)|C(?=[EIY])|C(?=(?:AO|OES)\b)|Z)H*)+"
        "@"
        r"H*(?:(?:G(?=[EIY])|J)H*)+(?:AH*)+(?:(?:CH(?=[RLT])|C(?![HEIY])(?!(?:AO|OES)\b)|QU|Q(?!U)|K)H*)+"
        r"(?:AH*)+(?:N(?!H)|M(?=[B-DFGJ-LP-TV-XZ]))+(?:AH*)+"
    ),
    "OI": (r"H*(?:OH*)+(?:[IY]H*)+"),
}

OLDER = [
    *((name, _FIRST_HEADS + core + _FIRST_TAILS) for name, core in _FIRST.items()),
    *((name, _SECOND_HEADS + core.replace("@", _SECOND_GAP) + _SECOND_TAILS) for name, core in _SECOND.items()),
]
"""The names with their expressions."""
