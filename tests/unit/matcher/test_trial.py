"""Expressions are tried in a process beside ours: what ends it ends nothing of ours."""

import os
import signal
import sys
import threading
from collections.abc import Iterator

import pytest

from matcher import trial_child
from matcher.errors import TrialUnavailable
from matcher.folding import fold
from matcher.trial import TrialProcess
from matcher.trial_child import why_refused
from matcher.trial_names import load_trial_names

# Reads expressions as the real one does, with what is done about each of them put in.
STRANGE = """
import json, sys, time
from matcher import trial_child
from matcher.trial_child import limit_memory, limit_time
trial_child.CPU_SECONDS, trial_child.MEMORY_BYTES = 1, 1 << 28
limit_memory()
print(json.dumps("ready"), flush=True)
for line in sys.stdin:
    limit_time()
    said = json.loads(line)
    if said == "dies": raise SystemExit(3)
    if said == "burns":
        while True: pass
    if said == "eats":
        try: "A" * (1 << 30)
        except MemoryError: print(json.dumps("memory"), flush=True); continue
    if said == "hangs": time.sleep(60)
    print("null", flush=True)
"""


@pytest.fixture
def strange() -> Iterator[TrialProcess]:
    trial = TrialProcess((sys.executable, "-P", "-c", STRANGE), wall_seconds=10)
    yield trial
    trial.close()


def pid_of(trial: TrialProcess) -> int:
    assert trial._process is not None
    return trial._process.pid


def test_one_process_serves_many_expressions(strange: TrialProcess) -> None:
    assert strange.why_refused("fine") is None
    first = pid_of(strange)
    assert [strange.why_refused("fine") for _ in range(5)] == [None] * 5
    assert pid_of(strange) == first


@pytest.mark.parametrize("said", ["dies", "burns"])
def test_what_ends_the_process_is_refused_and_the_next_is_tried_in_another(strange: TrialProcess, said: str) -> None:
    assert "too much time or memory" in str(strange.why_refused(said))
    assert strange.why_refused("fine") is None


def test_what_hangs_is_ended() -> None:
    trial = TrialProcess((sys.executable, "-P", "-c", STRANGE), wall_seconds=0.5)
    assert "too much time or memory" in str(trial.why_refused("hangs"))
    trial.close()


def test_memory_is_limited(strange: TrialProcess) -> None:
    assert strange.why_refused("eats") == "memory"


def test_a_process_that_ended_between_two_expressions_is_replaced(strange: TrialProcess) -> None:
    strange.why_refused("fine")
    os.kill(pid_of(strange), signal.SIGKILL)
    assert strange.why_refused("fine") is None


def test_several_threads_may_ask(strange: TrialProcess) -> None:
    answers: list[object] = []
    threads = [threading.Thread(target=lambda: answers.append(strange.why_refused("fine"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [None] * 4


def test_a_process_that_does_not_start_is_no_refusal() -> None:
    trial = TrialProcess((sys.executable, "-c", "raise SystemExit(1)"))
    with pytest.raises(TrialUnavailable, match="does not start"):
        trial.why_refused("fine")


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("X*", "would match every party"),
        ("(A|AA)+$B", "more than 50 ms on a name of 120"),
        ("(?:ALVORADA DO NORTE E SUL COMERCIO){e<=8}", "more than 50 ms"),
        ("BANCO (", "not valid"),
    ],
)
def test_an_expression_is_refused_for_what_it_does(expression: str, said: str) -> None:
    assert said in str(why_refused(expression))


@pytest.mark.parametrize(
    "expression", ["ALVORADA|IPE", "(?:ALVORADA){e<=1}", "^(?=.*SILVA)(?=.*SOUZA)", "(\\w{4,}) \\1"]
)
def test_an_expression_that_is_as_it_should_be_is_not_refused(expression: str) -> None:
    assert why_refused(expression) is None


def test_an_expression_a_little_slow_on_every_name_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial_child, "TOTAL_SECONDS", 0.0)
    assert "names; write fewer" in str(why_refused("ALVORADA"))


def test_an_expression_that_needs_too_much_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def exhausted(expression: str) -> object:
        raise MemoryError

    monkeypatch.setattr(trial_child, "compile_expression", exhausted)
    assert "more than 1024 MB" in str(why_refused("ALVORADA"))


def test_the_trial_names_are_folded_and_none_stands_twice() -> None:
    names = load_trial_names()
    assert [name for name in (*names.realistic, *names.hostile) if fold(name).text != name] == []
    assert len(names.realistic) == len(set(names.realistic)) == 251
    assert max(map(len, names.hostile)) < 400
