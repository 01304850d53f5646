"""Fills the page templates of this folder: a name between double at-signs is replaced as it stands, not escaped."""

import re
from pathlib import Path

_FOLDER = Path(__file__).parent / "templates"
_GENERATED = re.compile(r"id\d+")
_SLOT = re.compile(r"@@([a-z_0-9]+)@@")


class Template:
    """One file of `templates/`, split once into fixed text and slots."""

    def __init__(self, file_name: str) -> None:
        pieces = _SLOT.split((_FOLDER / file_name).read_text(encoding="utf-8").rstrip("\n"))
        self._fixed = pieces[0::2]
        self.slots = tuple(pieces[1::2])

    def fill(self, **values: object) -> str:
        """Return the text with every slot filled; slots named `idNNN` are looked up in `ids` when it is given."""
        ids = values.pop("ids", None)
        parts = [self._fixed[0]]
        for slot, following in zip(self.slots, self._fixed[1:], strict=True):
            is_generated = ids is not None and slot not in values and _GENERATED.fullmatch(slot)
            parts.append(str(ids[int(slot[2:])] if is_generated else values[slot]))  # type: ignore[index]
            parts.append(following)
        return "".join(parts)
