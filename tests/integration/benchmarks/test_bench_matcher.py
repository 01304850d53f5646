"""`arauto bench matcher` measures what it says: names are found, everything asked for is in its answer."""

import json
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import Any

import pytest

from matcher.known_words import known_words
from tests.benchmarks.matcher_names import NameMaker
from tests.benchmarks.matcher_sample import Monitored, generated_names, names_of_file, print_names
from tests.benchmarks.matcher_shapes import SHAPES, Surroundings, is_person, reshape

ROOT = Path(__file__).resolve().parents[3]
KEYS = {
    "names_per_second_1m",
    "ratio_cdist_1m",
    "ratio_loop_1m",
    "exact_names_per_second_1m",
    "p99_ms_1m",
    "build_seconds_1m",
    "peak_gb_1m",
    "add_us_1m",
    "names_per_second_100k",
    "two_process_ratio",
    "unprefilterable_slowdown",
}
ALONE = Surroundings(known_words(), lambda name, beginning: False)


def _run(*options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "runtime.cli", "bench", "matcher", *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def said() -> dict[str, Any]:
    run = _run("--parties", "500", "--json")
    assert run.returncode == 0, run.stderr
    answer: dict[str, Any] = json.loads(run.stdout)
    return answer


def test_the_command_prints_every_figure(said: dict[str, Any]) -> None:
    assert said.keys() - {"details"} == KEYS
    assert said["details"]["parties"] == 500
    assert all(said[key] > 0 for key in KEYS - {"unprefilterable_slowdown", "ratio_cdist_1m"})
    assert said["unprefilterable_slowdown"] > -1


def test_the_run_says_how_well_it_found_the_names(said: dict[str, Any]) -> None:
    quality = said["details"]["sizes"]["500"]["whole"]["quality"]
    assert 0.2 < quality["hits_per_name"] < 0.6
    assert quality["f1"] > 0.9
    assert set(quality["recall_by_shape"]) == set(SHAPES)
    assert said["details"]["sizes"]["500"]["whole"]["users"]["expressions"] == 100


def test_names_of_a_file_are_measured(tmp_path: Path) -> None:
    file = tmp_path / "names.txt"
    file.write_text("\n".join(generated_names(300)), encoding="utf-8")
    run = _run("--names", str(file), "--parties", "100")
    assert run.returncode == 0, run.stderr
    assert "F1" in run.stdout


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    run = _run("--names", str(tmp_path / "none.txt"))
    assert run.returncode == 1
    assert "there is no file" in run.stderr


def test_names_come_as_lines_or_as_objects(tmp_path: Path) -> None:
    file = tmp_path / "names"
    file.write_text('{"id": 1, "name": "ALFA LTDA"}\n\nBETA LTDA\n', encoding="utf-8")
    assert sorted(names_of_file(file)) == ["ALFA LTDA", "BETA LTDA"]


def test_the_same_seed_makes_the_same_names() -> None:
    assert generated_names(500) == generated_names(700)[:500]


def test_half_of_the_names_are_persons() -> None:
    names = generated_names(4_000)
    assert 0.45 < sum(map(is_person, names)) / len(names) < 0.55


def test_four_tenths_of_the_printed_names_are_monitored_ones_in_every_shape() -> None:
    printed = print_names(Monitored(generated_names(3_000)), [], 2_000)
    drawn = [each for each in printed if each.named]
    assert len(drawn) == 800
    assert {each.shape for each in drawn} == set(SHAPES)


def test_a_printed_name_names_everybody_of_that_name_and_spares_who_sounds_alike() -> None:
    monitored = Monitored(["LUIZ SOUZA", "LUIZ DE SOUZA", "LUIS SOUSA", "PAULA SOUZA"])
    printed = monitored.printed(0, "LUIZ SOUSA", "phonetic")
    assert (printed.named, printed.alike) == ((0, 1), (2,))


def test_background_sounds_like_no_monitored_name() -> None:
    others = ["LUIS SOUSA", "ANA PRADO"]
    printed = print_names(Monitored(["LUIZ SOUZA"]), others, 40)
    background = {each.text.upper() for each in printed if not each.named}
    assert not any("SOUSA" in text and "LUIS" in text for text in background)
    assert any("PRADO" in text for text in background)


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_is_made_and_all_but_the_exact_one_change_the_name(shape: str) -> None:
    rng, names = Random(7), iter(NameMaker(7))
    made = [(name, reshape(name, shape, rng, ALONE)) for name, _ in zip(names, range(400), strict=False)]
    suited = [(name, text) for name, text in made if text is not None]
    assert len(suited) > 20
    changed = sum(name != text for name, text in suited)
    assert changed == 0 if shape == "exact" else changed > 0.5 * len(suited)


def test_a_misspelt_word_is_a_word_that_nobody_has() -> None:
    rng, names = Random(3), iter(NameMaker(3))
    for name, _ in zip(names, range(500), strict=False):
        text = reshape(name, "typo1", rng, ALONE)
        if text is not None:
            (word,) = set(text.split()) - set(name.split()) or {"?"}
            assert word not in known_words()
