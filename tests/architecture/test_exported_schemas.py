"""The JSON Schemas in schemas/exported are those of the models; `python -m schemas.export` renews them."""

from schemas.export import EXPORT_FOLDER, exported_schemas


def test_the_exported_schemas_are_not_stale() -> None:
    expected = exported_schemas()
    assert {path.name: path.read_text(encoding="utf-8") for path in EXPORT_FOLDER.glob("*.json")} == expected
