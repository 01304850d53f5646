"""DataJud's keys and codes: closed tables, and the readers of its dates."""

import re
from datetime import UTC, datetime, timedelta, timezone

from schemas.courts import CourtLevel
from spiders.errors import PageChanged

ANSWER_KEYS = frozenset(
    {"took", "timed_out", "_shards", "hits", "aggregations", "num_reduce_phases", "terminated_early"}
)
HIT_KEYS = frozenset({"_index", "_id", "_score", "_source", "sort", "_type", "_ignored"})
SOURCE_KEYS = frozenset(
    {
        "id",
        "numeroProcesso",
        "tribunal",
        "grau",
        "nivelSigilo",
        "classe",
        "sistema",
        "formato",
        "orgaoJulgador",
        "assuntos",
        "dataAjuizamento",
        "dataHoraUltimaAtualizacao",
        "@timestamp",
        "movimentos",
    }
)
"""What a document of a case has; anything else is named in the page's reason."""

COURT_LEVELS: dict[str, CourtLevel] = {
    "G1": CourtLevel.FIRST,
    "G2": CourtLevel.SECOND,
    "JE": CourtLevel.SMALL_CLAIMS,
    "TR": CourtLevel.APPEALS_PANEL,
    "TRU": CourtLevel.APPEALS_PANEL,
    "TNU": CourtLevel.SUPERIOR,
    "SUP": CourtLevel.SUPERIOR,
}
"""`grau` (G1 and G2 seen; the others reported)."""

_COMPACT = re.compile(r"\d{14}|\d{8}|\d{12}")
_EPOCH = re.compile(r"\d{13}")
_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?)(Z|[+-]\d{2}:?\d{2})?)?")
_BRASILIA = timezone(timedelta(hours=-3))


def moment_of(value: object) -> str | None:
    """Return one of DataJud's dates as ISO text; raises PageChanged for any other form.

    It comes as ISO text, as 8 to 14 digits in the time of Brasília without zone, or as 13 digits of epoch milliseconds,
    depending on the tribunal (RVS 2026-07-12; the first two seen). What is printed without zone stays without.
    """
    if value is None or value == "":
        return None
    text = str(value)
    try:
        if _EPOCH.fullmatch(text):
            return (
                datetime.fromtimestamp(int(text) / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
            )
        if _COMPACT.fullmatch(text):
            return _of_digits(text)
        if _ISO.fullmatch(text):
            datetime.fromisoformat(text)
            return text.replace(" ", "T")
    except (ValueError, OverflowError) as error:
        raise PageChanged("a date of DataJud does not exist in the calendar") from error
    raise PageChanged("a date of DataJud has an unknown form", expected="ISO, 14 digits or epoch milliseconds")


def day_of(moment: str) -> str:
    """Return the day (ISO) of a filing as a calendar in Brasília shows it.

    Midnight in UTC is how many tribunals write a day without time, so its day is kept.
    """
    read = datetime.fromisoformat(moment)
    if read.tzinfo is None or not (read.hour or read.minute or read.second):
        return read.date().isoformat()
    return read.astimezone(_BRASILIA).date().isoformat()


def _of_digits(text: str) -> str:
    if len(text) == 8:
        return datetime.strptime(text, "%Y%m%d").date().isoformat()  # noqa: DTZ007 - the source has no zone
    padded = text.ljust(14, "0")
    return datetime.strptime(padded, "%Y%m%d%H%M%S").isoformat(timespec="seconds")  # noqa: DTZ007
