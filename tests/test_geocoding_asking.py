"""Asking services: each at its pace, all within the night's budget, whatever they do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from geo.geocoding.asking import MOST_FAILURES, Round, ServiceTroubleError
from geo.geocoding.setup import KINDS, Answer, Question, Service
from geo.model import Place

NOW = datetime(2016, 10, 24, tzinfo=UTC)
PLACE = Place("gc:x-1", None, "Zenith", 43.0, 36.0, "P", "PPL", "IQ")
QUESTIONS = [Question(f"Name{n}", "IQ") for n in range(6)]


class Time:
    """A clock that only waiting moves."""

    def __init__(self) -> None:
        self.now, self.slept = 1000.0, []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.slept.append(seconds)
        self.now += seconds


class Scripted:
    """A service that does as told, each answer taking some time."""

    def __init__(self, time: Time, name: str, script: Callable[[int], object], **settings) -> None:
        self.service = Service(name, "nominatim", "http://127.0.0.1", **settings)
        self.time, self.script, self.asked_at, self.timeouts = time, script, [], []
        self.took = 0.0

    def ask(self, _: Question, timeout_s: float) -> tuple[Place, ...]:
        self.asked_at.append(self.time.now)
        self.timeouts.append(timeout_s)
        self.time.now += min(self.took, timeout_s)
        said = self.script(len(self.asked_at))
        if isinstance(said, ServiceTroubleError):
            raise said
        return said


def ask(time: Time, *askers: Scripted, known=None, **budget: float) -> tuple[Round, list[Answer]]:
    spent = {"requests": 100, "seconds": 100.0} | budget
    night = Round(askers, clock=time, sleep=time.sleep, now=lambda: NOW, **spent)
    return night, list(night.ask_all(QUESTIONS, known or {}))


def finds(_: int) -> tuple[Place, ...]:
    return (PLACE,)


def knows_nothing(_: int) -> tuple[Place, ...]:
    return ()


def fails(_: int) -> ServiceTroubleError:
    return ServiceTroubleError("no answer in time")


def test_requests_keep_the_pace() -> None:
    time = Time()
    asker = Scripted(time, "a", finds, delay_s=1.0)
    asker.took = 0.25
    _, answers = ask(time, asker)
    assert asker.asked_at == [1000 + 1.25 * n for n in range(6)]
    assert [answer.places for answer in answers] == [(PLACE,)] * 6
    assert answers[0] == Answer("a", "name0", "IQ", (PLACE,), NOW, KINDS["nominatim"].terms)


def test_the_second_service_is_asked_what_the_first_does_not_know() -> None:
    time = Time()
    first, second = Scripted(time, "a", knows_nothing), Scripted(time, "b", finds)
    _, answers = ask(time, first, second)
    assert [(a.service, len(a.places)) for a in answers[:2]] == [("a", 0), ("b", 1)]
    assert len(first.asked_at) == len(second.asked_at) == 6


def test_what_is_known_is_not_asked_again() -> None:
    time = Time()
    first, second = Scripted(time, "a", finds), Scripted(time, "b", finds)
    known = {("a", "name0", "IQ"): (PLACE,), ("a", "name1", "IQ"): (), ("b", "name1", "IQ"): ()}
    night, answers = ask(time, first, second, known=known)
    assert [answer.name for answer in answers] == ["name2", "name3", "name4", "name5"]
    assert (night.n_asked, second.asked_at) == (4, [])


def test_no_more_requests_than_the_budget() -> None:
    time = Time()
    night, answers = ask(time, Scripted(time, "a", finds), requests=4)
    assert (night.n_asked, len(answers), night.n_left) == (4, 4, 2)


def test_no_more_seconds_than_the_budget() -> None:
    time = Time()
    asker = Scripted(time, "a", finds, delay_s=10.0, timeout_s=60.0)
    asker.took = 1e9
    night, _ = ask(time, asker, seconds=25.0)
    assert time.now <= 1025.0
    assert asker.timeouts == [25.0]
    assert night.n_left == 5


def test_a_service_that_keeps_failing_is_left_alone() -> None:
    time = Time()
    asker = Scripted(time, "a", fails)
    night, answers = ask(time, asker)
    assert len(asker.asked_at) == MOST_FAILURES
    assert (answers, night.n_left) == ([], 6)
    assert night.troubles == ["a: no answer in time; 3 times in a row."]


def test_failures_apart_from_each_other_do_not_count_together() -> None:
    time = Time()
    asker = Scripted(time, "a", lambda n: fails(n) if n % 2 else (PLACE,))
    night, answers = ask(time, asker)
    assert (len(asker.asked_at), len(answers), night.troubles) == (6, 3, [])


def test_another_service_answers_for_one_that_fails() -> None:
    time = Time()
    night, answers = ask(time, Scripted(time, "a", fails), Scripted(time, "b", finds))
    assert [answer.service for answer in answers] == ["b"] * 6
    assert night.n_left == 0


def test_a_wrong_key_is_tried_once() -> None:
    time = Time()
    refused = ServiceTroubleError("it refuses", is_final=True)
    asker = Scripted(time, "a", lambda _: refused)
    night, _ = ask(time, asker)
    assert (len(asker.asked_at), night.troubles) == (1, ["a: it refuses."])


def test_retry_after_is_honoured() -> None:
    time = Time()
    asker = Scripted(
        time, "a", lambda n: ServiceTroubleError("busy", retry_after_s=7) if n == 1 else (PLACE,)
    )
    _, answers = ask(time, asker)
    assert asker.asked_at[1] - asker.asked_at[0] == 7
    assert len(answers) == 5


def test_one_that_wants_to_rest_longer_than_the_night_is_not_waited_for() -> None:
    time = Time()
    asker = Scripted(time, "a", lambda _: ServiceTroubleError("busy", retry_after_s=3600))
    night, _ = ask(time, asker)
    assert (len(asker.asked_at), time.slept) == (1, [])
    assert "longer than the night" in night.troubles[0]


@given(
    st.lists(st.sampled_from(["find", "none", "fail", "rest", "final"]), min_size=12, max_size=12),
    st.floats(0.0, 50.0),
    st.floats(0.0, 20.0),
    st.integers(0, 8),
)
def test_no_script_makes_a_night_longer_or_dearer(
    script: list[str], took: float, delay: float, requests: int
) -> None:
    def says(n: int) -> object:
        return {
            "find": (PLACE,),
            "none": (),
            "fail": ServiceTroubleError("x"),
            "rest": ServiceTroubleError("x", retry_after_s=delay * 3),
            "final": ServiceTroubleError("x", is_final=True),
        }[script[n % 12]]

    time = Time()
    askers = [Scripted(time, name, says, delay_s=delay) for name in "ab"]
    for asker in askers:
        asker.took = took
    night, answers = ask(time, *askers, requests=requests, seconds=30.0)
    assert time.now <= 1030.0 + 1e-6
    assert night.n_asked == sum(len(asker.asked_at) for asker in askers) <= requests
    assert len(answers) <= night.n_asked
    for asker in askers:
        gaps = [b - a for a, b in zip(asker.asked_at, asker.asked_at[1:], strict=False)]
        assert all(gap >= delay - 1e-6 for gap in gaps)


def test_an_empty_chain_asks_nobody() -> None:
    night, answers = ask(Time())
    assert (answers, night.n_left) == ([], len(QUESTIONS))
