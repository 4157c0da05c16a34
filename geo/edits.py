"""What analysts changed in a record, and what the program had told before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

# Looked at and found right, or only talked about: no change.
CONFIRM, COMMENT = "confirm", "comment"
LOCK = "lock"
_WHERE = frozenset({"place", "geometry"})


@dataclass(frozen=True, slots=True)
class Edit:
    """
    A field that a correction changed.

    Attributes
    ----------
    field
        `place`, `geometry`, `type`, `numbers` and so on.
    correction_id
        Which correction.
    comment
        What the analyst said to it, where the site publishes that.
    """

    field: str
    correction_id: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """
    What names a report and its incident, as the program told it.

    Ids are made of it, so that a correction never gives an incident another id.

    Attributes
    ----------
    key
        Its `geo.incidents.accounts.content_key`.
    place
        Its `geo.incidents.accounts.place_key`.
    country_code
        Of its place; empty without one.
    event_type, sub_event_type
        Codes of the codebook.
    day
        Its first day, if told.
    """

    key: tuple[str, ...]
    place: str
    country_code: str
    event_type: str
    sub_event_type: str
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """
    What analysts did to a record; empty when none looked at it.

    Attributes
    ----------
    edits
        Ordered; each field and correction once.
    on
        The day (UTC) of the latest of them.
    told
        Of a report, before them.
    """

    edits: tuple[Edit, ...] = ()
    on: date | None = None
    told: Told | None = None

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that were changed, ordered."""
        return tuple(sorted({edit.field for edit in self.edits} - {CONFIRM, COMMENT}))

    @property
    def comments(self) -> tuple[str, ...]:
        """What analysts say to it, each once."""
        return tuple(dict.fromkeys(edit.comment for edit in self.edits if edit.comment))

    @property
    def rank(self) -> int:
        """How much its place counts beside others': 2 locked, 1 corrected, 0 as found."""
        fields = {edit.field for edit in self.edits}
        return 2 if LOCK in fields else int(bool(fields & _WHERE))

    def by(self, field: str) -> str:
        """Return the id of the correction of a field, empty without one."""
        return next((edit.correction_id for edit in self.edits if edit.field == field), "")


UNREVIEWED = Review()
