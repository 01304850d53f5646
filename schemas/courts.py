"""Words for courts: systems, levels, branches."""

from enum import StrEnum


class CourtSystem(StrEnum):
    """A family of court software; the value is the name of its folder in spiders/systems."""

    DATAJUD = "datajud"
    ESAJ = "esaj"
    PJE = "pje"


class CourtLevel(StrEnum):
    """The degree in which an instance of a case is alive, by DataJud's codes."""

    FIRST = "G1"
    SECOND = "G2"
    SMALL_CLAIMS = "JE"
    APPEALS_PANEL = "TR"
    SUPERIOR = "SUP"


class Side(StrEnum):
    """The pole of a party."""

    ACTIVE = "active"
    PASSIVE = "passive"
    THIRD = "third"
