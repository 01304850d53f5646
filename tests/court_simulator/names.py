"""Fictional people, lawyers and firms for the background; none of their words makes a monitored name distinctive."""

import random
import unicodedata

_FEMALE = [
    "Adriana",
    "Beatriz",
    "Camila",
    "Daniela",
    "Elaine",
    "Fabiana",
    "Gabriela",
    "Isabela",
    "Juliana",
    "Larissa",
    "Mariana",
    "Natália",
    "Patrícia",
    "Rafaela",
    "Sabrina",
    "Tatiane",
    "Vanessa",
]
_MALE = [
    "André",
    "Bruno",
    "Caio",
    "Diego",
    "Eduardo",
    "Felipe",
    "Gustavo",
    "Igor",
    "Leandro",
    "Marcelo",
    "Otávio",
    "Paulo",
    "Rafael",
    "Sérgio",
    "Tiago",
    "Vinícius",
]
_SURNAMES = [
    "Abrantes",
    "Bittencourt",
    "Cardoso",
    "Damasceno",
    "Esteves",
    "Falcão",
    "Gouveia",
    "Lacerda",
    "Macedo",
    "Noronha",
    "Peixoto",
    "Queiroga",
    "Rangel",
    "Salgado",
    "Teles",
    "Valadares",
    "Xavier",
    "Barroso",
    "Coutinho",
    "Dornelas",
]
_FIRM_KINDS = (
    "Comércio de {word} Ltda",
    "Transportes {word} Ltda",
    "Construtora {word} S/A",
    "Indústria de {word} Ltda - ME",
    "Distribuidora {word} Ltda",
    "Clínica {word} S/S",
    "Mercearia {word} Eireli",
    "Oficina {word} Ltda EPP",
)
_FIRM_WORDS = [
    "Aroeiral",
    "Bambuzal",
    "Cristalina",
    "Dendezal",
    "Figueiral",
    "Graunal",
    "Ingazal",
    "Juazal",
    "Limoeiral",
    "Macaibal",
    "Pitangal",
    "Quaresmal",
    "Romanzal",
    "Umbuzal",
]
_STREETS = ("Vara Cível", "Vara da Fazenda Pública", "Vara Única", "Juizado Especial Cível")
COMARCAS = (
    "Serra Inventada",
    "Vila Fictícia",
    "Porto Imaginário",
    "Campo Sonhado",
    "Lagoa Suposta",
    "Monte Presumido",
    "Ribeirão Fabulado",
    "Santa Hipótese",
    "Barra Narrada",
    "Pedra Contada",
)
SUBJECTS = (
    (7780, "Indenização por Dano Material"),
    (7779, "Indenização por Dano Moral"),
    (9582, "Prestação de Serviços"),
    (4960, "Cheque"),
    (7681, "Obrigações"),
    (10433, "Acidente de Trânsito"),
    (6226, "Inadimplemento"),
)
CLASSES = (
    (7, "Procedimento Comum Cível", "ProceComCiv"),
    (436, "Procedimento do Juizado Especial Cível", "PJEC"),
    (12154, "Execução de Título Extrajudicial", "ExTiEx"),
    (40, "Monitória", "Monito"),
)


def strip_marks(text: str) -> str:
    """Return the text without accents and cedillas."""
    return "".join(mark for mark in unicodedata.normalize("NFD", text) if not unicodedata.combining(mark))


def person(rng: random.Random) -> str:
    """Return a background person, three or four words long."""
    given = rng.choice(_FEMALE + _MALE)
    first, second = rng.sample(_SURNAMES, 2)
    return rng.choice((f"{given} {first} {second}", f"{given} {rng.choice(_MALE)} {second}", f"{given} de {first}"))


def firm(rng: random.Random) -> str:
    """Return a background firm."""
    return rng.choice(_FIRM_KINDS).format(word=" ".join(rng.sample(_FIRM_WORDS, rng.choice((1, 2)))))


def anybody(rng: random.Random) -> str:
    return person(rng) if rng.random() < 0.7 else firm(rng)


def judge(rng: random.Random) -> str:
    return person(rng)


def judging_body(rng: random.Random) -> str:
    return f"{rng.randint(1, 12)}ª {rng.choice(_STREETS)}"


def oab(rng: random.Random, state: str) -> str:
    return f"{state}{rng.randint(900000, 999999)}"
