"""What further facts say of a match by name: documents, lawyers, the comarca. They explain a match and never decide it.

A fact that the company did not tell is no evidence; one that the court does not print, or hides, is silent.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Protocol

from matcher.evidence_places import UNTOLD, CasePlace, compare_places
from matcher.folding import fold_words
from monitor_config.documents import normalise_document, normalise_oab
from schemas.cases import Party
from schemas.matches import Evidence, EvidenceVerdict

_LABEL = re.compile(r"[\s./(]*(?:(?:CPF|CNPJ|CGC|CIC|MF|N[ºO°]?)\b[\s.:/)]*)+")
_PUNCTUATION = re.compile(r"[\s./\\\-‐-―−:,]")
_HIDING = str.maketrans(dict.fromkeys("#•●∗_?█", "*"))
_CPF = re.compile(r"[0-9*X]{11}")
_CNPJ = re.compile(r"[0-9A-Z*]{12}[0-9*X]{2}")
_ROOT, _BRANCH = slice(0, 8), slice(8, 12)
_CHECK = slice(12, 14)
_FEWEST_COMMON = 3
"""So many shown digits that agree, behind a name that agrees, are no accident."""
_REGISTER_NUMBER = re.compile(r"\s*(\d{2})\.?(\d{3})\.?(\d{3})\s+\D")
_IN_A_NAME = re.compile(r"(?<![\d.])(?:\d{3}\.?\d{3}\.?\d{3}-?\d{2}|\d{2}\.?\d{3}\.?\d{3}/?\d{4}-?\d{2})(?![\d.])")
_SOLE = frozenset({"ME", "MEI", "EI", "EPP"})
_SOLE_PHRASES = ("EMPRESARIO INDIVIDUAL", "EMPRESARIA INDIVIDUAL", "FIRMA INDIVIDUAL", "EMPREENDEDOR INDIVIDUAL")
_BODIES = re.compile(r"\b(?:LTDA|LIMITADA|EIRELI|SA|S A|SLU|SS|SOCIEDADE|COOPERATIVA|ASSOCIACAO|CONDOMINIO)\b")
_OAB_NOISE = re.compile(r"\bN[ºO°]\.?|[^0-9A-Z]")
_MOST_SHOWN = 5


class Known(Protocol):
    """What a company told of a monitored party."""

    @property
    def name(self) -> str: ...
    @property
    def document(self) -> str | None: ...
    @property
    def oabs(self) -> Sequence[str] | None: ...
    @property
    def comarcas(self) -> Sequence[str] | None: ...


def evidence_of(known: Known, party: Party, place: CasePlace = UNTOLD) -> tuple[Evidence, ...]:
    """Compare each fact that the company told with what the court prints of a party and of where the case is."""
    found = []
    if known.document:
        found.append(_document_evidence(known.document, known.name, party))
    if known.oabs:
        found.append(_lawyer_evidence(known.oabs, [lawyer.oab for lawyer in party.lawyers if lawyer.oab]))
    if known.comarcas:
        verdict, printed = compare_places(known.comarcas, place)
        found.append(Evidence(kind="comarca", verdict=verdict, monitored=_listed(known.comarcas), printed=printed))
    return tuple(found)


def compare_documents(monitored: str, printed: str, *, is_sole_trader: bool = False) -> EvidenceVerdict:
    """Compare two CPF or CNPJ, whole or masked; what is neither, or has wrong check digits, says nothing.

    The first eight places of a CNPJ are the company; a branch is the same one. A sole trader has a CPF and a CNPJ.
    """
    ours, theirs = read_document(monitored), read_document(printed)
    if ours is None or theirs is None:
        return "silent"
    if len(ours) != len(theirs):
        return "silent" if is_sole_trader else "contradicted"
    is_company = len(ours) == 14
    common = _common(ours[_ROOT], theirs[_ROOT]) if is_company else _common(ours, theirs)
    if not all(one == other for one, other in common):
        return "contradicted"
    if len(common) >= _FEWEST_COMMON:
        return "confirmed"
    return "contradicted" if is_company and _branches_tell_apart(ours, theirs) else "silent"


def compare_lawyers(monitored: Iterable[str], printed: Iterable[str]) -> EvidenceVerdict:
    """Tell whether one of the party's known lawyers acts for the printed one; other lawyers contradict."""
    ours, theirs = _enrolments(monitored), _enrolments(printed)
    if not ours or not theirs:
        return "silent"
    return "confirmed" if _common_enrolments(ours, theirs) else "contradicted"


def read_document(text: str) -> str | None:
    """Return the 11 or 14 characters of a CPF or CNPJ, `*` where hidden; None for what is none or says nothing."""
    upper = unicodedata.normalize("NFKC", text).upper().translate(_HIDING)
    label = _LABEL.match(upper)
    # A CNPJ itself may begin with the letters of a label.
    return _read(upper) or (_read(upper[label.end() :]) if label else None)


def mask_document(text: str) -> str | None:
    """Return a document as it may be shown: a CPF by its middle digits alone, a CNPJ whole; None when unreadable."""
    read = read_document(text)
    if read is None:
        return None
    if len(read) == 11:
        return f"***.{read[3:6]}.{read[6:9]}-**"
    return f"{read[:2]}.{read[2:5]}.{read[5:8]}/{read[_BRANCH]}-{read[_CHECK]}"


def is_sole_trader(name: str) -> bool:
    """Tell whether a name is a person's as a trader: by its form, or by the number that the register gives it."""
    words = fold_words(name)
    text = " ".join(words)
    if _BODIES.search(text):
        return False
    return (
        _REGISTER_NUMBER.match(name) is not None
        or (len(words) > 1 and (words[-1] in _SOLE or (words[-1].isdigit() and len(words[-1]) == 11)))
        or any(phrase in text for phrase in _SOLE_PHRASES)
    )


def document_in(name: str) -> str | None:
    """Return the document that is printed inside a name: whole, or the root of a sole trader's CNPJ before it."""
    for found in _IN_A_NAME.finditer(name):
        if read_document(found[0]):
            return found[0]
    register = _REGISTER_NUMBER.match(name)
    return f"{register[1]}{register[2]}{register[3]}******" if register else None


def _read(text: str) -> str | None:
    characters = _PUNCTUATION.sub("", text)
    if _CPF.fullmatch(characters):
        read = characters.replace("X", "*")
    elif _CNPJ.fullmatch(characters):
        # X is a letter of a CNPJ too: it is one where the check digits say so.
        read = characters if _is_whole(characters) else characters.replace("X", "*")
    else:
        return None
    is_hidden = "*" in read
    return read if (is_hidden and set(read) != {"*"}) or (not is_hidden and _is_whole(read)) else None


def _document_evidence(monitored: str, name: str, party: Party) -> Evidence:
    printed = party.document or document_in(party.name) or ""
    trades = is_sole_trader(name) or is_sole_trader(party.name)
    return Evidence(
        kind="document",
        verdict=compare_documents(monitored, printed, is_sole_trader=trades),
        monitored=mask_document(monitored),
        printed=mask_document(printed),
    )


def _lawyer_evidence(monitored: Sequence[str], printed: Sequence[str]) -> Evidence:
    common = _common_enrolments(_enrolments(monitored), _enrolments(printed))
    return Evidence(
        kind="lawyer",
        verdict=compare_lawyers(monitored, printed),
        monitored=", ".join(common) or _listed(monitored),
        printed=_listed(printed) if printed else None,
    )


def _listed(texts: Sequence[str]) -> str:
    return ", ".join([*texts[:_MOST_SHOWN], *(["…"] if len(texts) > _MOST_SHOWN else [])])


def _common(one: str, other: str) -> list[tuple[str, str]]:
    """Return the places that both show."""
    return [pair for pair in zip(one, other, strict=True) if "*" not in pair]


def _branches_tell_apart(ours: str, theirs: str) -> bool:
    """Tell whether the check digits differ although the branch is the same one: the hidden roots then differ too."""
    shown = "*" not in ours[8:] + theirs[8:]
    return shown and ours[_BRANCH] == theirs[_BRANCH] and ours[_CHECK] != theirs[_CHECK]


def _is_whole(characters: str) -> bool:
    if "*" in characters:
        return False
    try:
        normalise_document(characters)
    except ValueError:
        return False
    return True


def _enrolments(texts: Iterable[str]) -> list[str]:
    """Return the OAB numbers as `SP123456`, with a letter only where it makes another enrolment."""
    found = []
    for text in texts:
        try:
            read = normalise_oab(_OAB_NOISE.sub("", unicodedata.normalize("NFC", text).upper()))
        except ValueError:
            continue
        found.append(read.removesuffix("-N"))
    return list(dict.fromkeys(found))


def _common_enrolments(ours: Sequence[str], theirs: Sequence[str]) -> list[str]:
    """Return those of ours that act there; a letter that only one side prints tells nothing."""
    whole = set(theirs)
    bare, lettered = {each for each in whole if "-" not in each}, {each.partition("-")[0] for each in whole}
    return [
        each
        for each in ours
        if each in whole or ("-" in each and each.partition("-")[0] in bare) or ("-" not in each and each in lettered)
    ]
