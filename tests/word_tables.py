"""Compiles the word tables of `matcher/resources/words` from lists of names: `python -m tests.word_tables FOLDER`.

Only counts of single words leave the lists; no name does. `FOLDER` holds the lists as CSV files (see SOURCES).
"""

import csv
import sys
from collections import Counter
from pathlib import Path

from matcher.folding import fold_text

TABLES = Path(__file__).parent.parent / "matcher" / "resources" / "words"
FEWEST_NAMES = 3
"""A word of company names is known from so many names on: fewer are mostly misspellings."""
SOURCES = {
    "given_names": (("given_names_ibge2010.csv", "name", "freq"),),
    "surnames": (("surnames_tjsp.csv", "surname", "count"),),
    "company_words": (
        ("companies_registry.csv", "name", None),
        ("companies_court.csv", "name", None),
        ("public_entities.csv", "name", None),
        ("supplier_variants_ceap.csv", "name_as_typed", None),
    ),
}


def compile_tables(folder: Path) -> dict[str, str]:
    """Return the text of each table: a word and its count in a line, the most frequent first."""
    return {table: _compile(folder, table) for table in SOURCES}


def _compile(folder: Path, table: str) -> str:
    counts: Counter[str] = Counter()
    for file, column, count in SOURCES[table]:
        with (folder / file).open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                for word in set(fold_text(row[column]).replace("&", " ").split()):
                    counts[word] += int(row[count]) if count else 1
    fewest = FEWEST_NAMES if table == "company_words" else 1
    kept = [(word, count) for word, count in counts.items() if count >= fewest and len(word) > 1 and not word.isdigit()]
    return "".join(f"{word}\t{count}\n" for word, count in sorted(kept, key=lambda each: (-each[1], each[0])))


if __name__ == "__main__":
    for name, text in compile_tables(Path(sys.argv[1])).items():
        (TABLES / f"{name}.tsv").write_text(text, encoding="utf-8")
        sys.stdout.write(f"{name}: {text.count(chr(10))} words\n")
