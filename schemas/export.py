"""Writes the JSON Schema of every topic's message and of the customers' event to schemas/exported."""

import json
from pathlib import Path

from schemas.events import CloudEvent
from schemas.pages import ParsedPage
from schemas.topics import TOPICS

EXPORT_FOLDER = Path(__file__).parent / "exported"


def exported_schemas() -> dict[str, str]:
    """Return file name to content."""
    models = {f"{topic.name}.json": topic.model for topic in TOPICS}
    models |= {"event.json": CloudEvent, "parsed_page.json": ParsedPage}
    return {
        name: json.dumps(model.model_json_schema(), indent=2, ensure_ascii=False, sort_keys=True) + "\n"
        for name, model in models.items()
    }


def main() -> None:
    EXPORT_FOLDER.mkdir(exist_ok=True)
    for name, content in exported_schemas().items():
        (EXPORT_FOLDER / name).write_text(content, encoding="utf-8")


if __name__ == "__main__":
    main()
