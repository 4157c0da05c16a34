"""Ask a chain of services, each at its own pace, within what a night may cost."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from geo.geocoding.setup import Answer, Question, Service
from geo.model import Place
from geo.names import fold

# A service that failed so often in a row is left alone for the night.
MOST_FAILURES = 3
# What is left of the budget must at least allow an answer.
_SHORTEST_S = 0.2

Known = Mapping[tuple[str, str, str], tuple[Place, ...]]


class ServiceTroubleError(Exception):
    """
    A service did not answer; never a user's mistake, and never a build's end.

    Attributes
    ----------
    retry_after_s
        How long it asks to be left alone, in seconds; None when it does not say.
    is_final
        Whether asking again tonight is of no use: a wrong key, a spent quota.
    """

    def __init__(
        self, reason: str, *, retry_after_s: float | None = None, is_final: bool = False
    ) -> None:
        super().__init__(reason)
        self.retry_after_s, self.is_final = retry_after_s, is_final


class Asker(Protocol):
    """Whatever asks one service."""

    @property
    def service(self) -> Service:
        """Its settings."""

    def ask(self, question: Question, timeout_s: float) -> tuple[Place, ...]:
        """
        Ask for one name, and return what holds up.

        Raises
        ------
        ServiceTroubleError
            When there is no answer within the time.
        """


@dataclass
class Round:
    """
    One night's asking.

    Attributes
    ----------
    askers
        The chain.
    requests, seconds
        What may be spent.
    clock, sleep
        Seconds that only grow, and waiting for some.
    now
        The time, aware.
    n_asked
        Requests made.
    n_left
        Questions that nobody could be asked.
    troubles
        In words, one for each service that was given up.
    """

    askers: Sequence[Asker]
    requests: int
    seconds: float
    clock: Callable[[], float]
    sleep: Callable[[float], None]
    now: Callable[[], datetime]
    n_asked: int = 0
    n_left: int = 0
    troubles: list[str] = field(default_factory=list)
    _end: float = 0.0
    _next: dict[str, float] = field(default_factory=dict)
    _failures: dict[str, int] = field(default_factory=dict)
    _closed: set[str] = field(default_factory=set)

    def ask_all(self, questions: Sequence[Question], known: Known) -> Iterator[Answer]:
        """
        Ask for names, the first first, until all are answered or the budget is spent.

        Parameters
        ----------
        questions
            The most useful first.
        known
            Answers of other nights, by service, folded name and country; not
            asked for again.

        Yields
        ------
        answer
            As they come, so that each can be kept at once.
        """
        self._end = self.clock() + self.seconds
        for number, question in enumerate(questions):
            if self._is_spent() or len(self._closed) == len(self.askers):
                self.n_left += len(questions) - number
                return
            yield from self._ask_chain(question, known)

    def _ask_chain(self, question: Question, known: Known) -> Iterator[Answer]:
        is_answered = False
        for asker in self.askers:
            name = asker.service.name
            found = known.get((name, fold(question.name), question.country_code))
            if found is None:
                found = self._ask(asker, question)
                if found is not None:
                    yield Answer(
                        name,
                        fold(question.name),
                        question.country_code,
                        found,
                        self.now(),
                        asker.service.terms,
                    )
            is_answered |= found is not None
            if found:
                return
        self.n_left += not is_answered

    def _ask(self, asker: Asker, question: Question) -> tuple[Place, ...] | None:
        service = asker.service
        if service.name in self._closed or self._is_spent() or not self._wait(service):
            return None
        self.n_asked += 1
        try:
            found = asker.ask(question, min(service.timeout_s, self._end - self.clock()))
        except ServiceTroubleError as trouble:
            self._next[service.name] = self.clock() + service.delay_s
            self._note(service, trouble)
            return None
        self._next[service.name] = self.clock() + service.delay_s
        self._failures[service.name] = 0
        return found

    def _wait(self, service: Service) -> bool:
        """Wait for a service's turn, or tell that the night is too short for it."""
        pause = self._next.get(service.name, 0.0) - self.clock()
        if self.clock() + max(0.0, pause) > self._end - _SHORTEST_S:
            return False
        if pause > 0:
            self.sleep(pause)
        return True

    def _note(self, service: Service, trouble: ServiceTroubleError) -> None:
        failures = self._failures.get(service.name, 0) + 1
        self._failures[service.name] = failures
        if trouble.retry_after_s is not None:
            again = self.clock() + max(trouble.retry_after_s, service.delay_s)
            self._next[service.name] = again
            if again > self._end - _SHORTEST_S:
                self._close(service, f"{trouble}; it asks to be left alone longer than the night")
                return
        if trouble.is_final:
            self._close(service, str(trouble))
        elif failures >= MOST_FAILURES:
            self._close(service, f"{trouble}; {failures} times in a row")

    def _close(self, service: Service, reason: str) -> None:
        self._closed.add(service.name)
        self.troubles.append(f"{service.name}: {reason}.")

    def _is_spent(self) -> bool:
        return self.n_asked >= self.requests or self.clock() > self._end - _SHORTEST_S
