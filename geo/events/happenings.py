"""What an article tells of one thing that happened, and when two tellings agree."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from geo.events.links import are_kin
from geo.events.mentions import EventMention
from geo.events.sites import Attachment, Site, is_same_place
from geo.model import Span, When

__all__ = [
    "FIRM",
    "LEAD",
    "Happening",
    "are_one",
    "dates_agree",
    "firm_place",
    "has_toll",
    "is_ahead",
    "is_restated",
    "overlap",
    "same_kind",
]

# Sentences at the head of an article that tell its news.
LEAD = 3
# Beyond this cost, the place beside "the attack" may be that of somebody who speaks of it.
FIRM = 2.4
_FAR_OFF = timedelta(days=31)
_NO_SLACK = timedelta()
_YEAR = 4


@dataclass(slots=True)
class Happening:
    """
    One thing that happened, with all that the article says of it.

    Attributes
    ----------
    mentions
        In text order.
    manner
        Mentions that only tell how it went; they do not decide its code.
    place
        Where; None until known.
    place_rule
        How it was found.
    is_past
        Recalled in passing, from days before the news.
    kind
        The code that a part has from the whole.
    toll
        Characters of the number that a part is told by; None for a whole.
    """

    mentions: list[EventMention]
    manner: list[EventMention] = field(default_factory=list)
    place: Attachment | None = None
    place_rule: str = ""
    is_past: bool = False
    kind: tuple[str, str] | None = None
    toll: Span | None = None

    @property
    def all_mentions(self) -> list[EventMention]:
        """Those that decide the code, and the others."""
        return sorted([*self.mentions, *self.manner], key=lambda m: m.trigger.index)

    @property
    def best(self) -> EventMention:
        """The mention whose code stands: the most telling word, then the first."""
        return max(self.mentions, key=lambda m: (_weight(m), -m.trigger.index))

    @property
    def code(self) -> tuple[str, str]:
        """Type and sub-type."""
        return self.kind or self.best.code

    @property
    def sites(self) -> tuple[Site, ...]:
        """Its places."""
        return self.place.sites if self.place else ()

    @property
    def dated(self) -> list[EventMention]:
        """The mentions whose sentence dates them."""
        return [m for m in self.mentions if m.has_own_date]

    @property
    def last(self) -> EventMention:
        """The mention that stands last."""
        return self.all_mentions[-1]


def _weight(mention: EventMention) -> tuple[int, int, int, int]:
    role = {"found": 2, "toll": 1, "join": 0, "call": -1}[mention.trigger.role]
    # Of an office seized and its people shot, the shooting gives the code.
    is_done = int(mention.code[0] not in {"strategic", "aid"} and mention.code[1] != "peaceful")
    # The boat that caught fire and sank is a wreck; who stormed a school to take pupils abducts.
    is_outcome = mention.code[1] in {"crash", "riot", "abduction"}
    return (role, mention.trigger.rank, is_done, int(is_outcome))


def has_toll(happening: Happening) -> bool:
    """Tell whether one of its mentions is of people killed or hurt."""
    return any(mention.trigger.role == "toll" for mention in happening.mentions)


def firm_place(group: Happening) -> Attachment | None:
    """Return the place of a clause; of "the attack" only one that stands right beside it."""
    place = group.place
    is_loose = place is not None and group.best.trigger.is_definite and place.cost > FIRM
    return None if is_loose else place


def same_kind(group: Happening, happening: Happening, *, is_definite: bool) -> bool:
    """Tell whether two tellings can be of one event by their codes; "the" event more freely."""
    pairs = [(a, b) for a in group.mentions for b in happening.mentions]
    if any(a.code == b.code or (is_definite and are_kin(a, b)) for a, b in pairs):
        return True
    # A march and its being broken up are one protest.
    if {group.code[0], happening.code[0]} == {"protest"}:
        return True
    ranks = {happening.best.trigger.rank} | ({group.best.trigger.rank} if is_definite else set())
    return 1 in ranks


def is_restated(group: Happening, happening: Happening) -> bool:
    """Tell "attacks on Sunday near the border" from those told later by the town's name."""
    days = {m.when.start for m in group.dated} & {m.when.start for m in happening.dated}
    return bool(days - {None})


def is_ahead(happening: Happening) -> bool:
    """Tell whether it is planned or only supposed."""
    return happening.best.verdict.status in {"planned", "hypothetical"}


def dates_agree(group: Happening, happening: Happening, slack: timedelta = _NO_SLACK) -> bool:
    """Tell whether the days that two tellings give can be the same, give or take `slack`."""
    if not group.dated:
        return True
    if not happening.dated:
        # It goes on in the time of the story: what is dated far off is something else.
        return any(overlap(a.when, happening.best.when, _reach(a.when)) for a in group.dated)
    return any(overlap(a.when, b.when, slack) for a in group.dated for b in happening.dated)


def _reach(when: When) -> timedelta:
    """Return how far off a story may still go on: "last year" is another time."""
    return _FAR_OFF if when.prec < _YEAR else _NO_SLACK


def overlap(one: When, other: When, slack: timedelta = _NO_SLACK) -> bool:
    """Tell whether two dates share a day; an unknown one does with any."""
    if one.start is None or other.start is None:
        return True
    one_end, other_end = one.end or one.start, other.end or other.start
    return one.start <= other_end + slack and other.start <= one_end + slack


def are_one(one: Happening, other: Happening) -> bool:
    """Tell whether two happenings turn out to be one once both have a place."""
    if _is_one_fight(one, other):
        return True
    if any(mention.trigger.is_fresh for mention in other.mentions):
        return False
    has_scene = "scene" in one.place_rule or "scene" in other.place_rule
    same = one.code == other.code and is_same_place(one.place, other.place)
    return has_scene and same and dates_agree(one, other) and is_ahead(one) == is_ahead(other)


def _is_one_fight(one: Happening, other: Happening) -> bool:
    codes = {one.code[1], other.code[1]}
    if "advance" not in codes or not codes & {"armed_clash", "attack"}:
        return False
    near = other.mentions[0].number - one.last.number <= 1
    same = is_same_place(one.place, other.place) and dates_agree(one, other)
    return near and same and is_ahead(one) == is_ahead(other)
