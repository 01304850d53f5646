"""Words for courts: systems, levels, branches."""

from enum import StrEnum


class CourtSystem(StrEnum):
    """A family of court software, or another source; the value is the name of its folder in spiders/systems."""

    DATAJUD = "datajud"
    DEJT = "dejt"
    DISTRIBUTION_LISTS = "dje_distribution_lists"
    DJEN = "djen"
    DJEN_CLIPPING = "djen_clipping"
    EPROC = "eproc"
    ESAJ = "esaj"
    ESAJ_MOBILE = "esaj_mobile"
    JUSBR = "jusbr"
    MNI = "mni"
    PDPJ = "pdpj"
    PJE = "pje"
    PJE_JT = "pje_jt"
    PJE_REST = "pje_rest"
    PROJUDI = "projudi"
    PUSH_EMAIL = "push_email"
    STF = "stf"
    STJ = "stj"
    TJMT = "tjmt_rest"
    TJPA = "tjpa_unificada"
    TJRJ = "tjrj_portal"


class Capability(StrEnum):
    """What a tribunal's system can be asked, as a spider states it."""

    BY_NUMBER = "by_number"
    BY_NAME = "by_name"
    DOCUMENTS = "documents"
    DISTRIBUTION_LIST = "distribution_list"


class Access(StrEnum):
    """What stands before a tribunal's system, as last known; only an open one is visited by default."""

    OPEN = "open"
    CAPTCHA = "captcha"
    LOGIN = "login"
    BLOCKED = "blocked"
    UNKNOWN = "unknown"


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
