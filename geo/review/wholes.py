"""What corrections say about whole incidents: merged, split, locked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from geo.edits import Edit, Review
from geo.model import Actor
from geo.review.changing import casualties_from, when_from
from geo.review.corrections import Correction
from geo.review.verdicts import Locked

# Tonight's reports by the id that a correction remembers.
Found = Mapping[str, Sequence[str]]


def parts_of(correction: Correction, found: Found) -> tuple[frozenset[str], ...]:
    """
    Tell which reports a correction keeps together, and which apart.

    Parameters
    ----------
    correction
        A split names the reports of each new incident; what it does not name
        stays the first part. Any other one keeps all together.
    found
        Tonight's reports.

    Returns
    -------
    parts
        At least one; empty where nothing is left tonight.
    """
    if correction.field != "split":
        return (frozenset(name for names in found.values() for name in names),)
    groups: list[list[str]] = [list(group) for group in correction.value["groups"]]
    named = {report_id for group in groups for report_id in group}
    rest = [report_id for report_id in found if report_id not in named]
    return tuple(
        frozenset(name for report_id in group for name in found.get(report_id, ()))
        for group in (rest, *groups)
    )


def merges_against_splits(said: Sequence[tuple[Correction, Found]]) -> dict[str, str]:
    """
    Find merges and splits of the same moment that contradict each other.

    Parameters
    ----------
    said
        All that stand.

    Returns
    -------
    against
        For the id of each such correction that of another one.
    """
    against: dict[str, str] = {}
    splits = [pair for pair in said if pair[0].field == "split"]
    for merge, found in said:
        if merge.field != "merge":
            continue
        (together,) = parts_of(merge, found)
        for split, split_found in splits:
            parts = parts_of(split, split_found)
            is_against = sum(bool(part & together) for part in parts) > 1
            if split.made_at == merge.made_at and is_against:
                against[merge.correction_id] = split.correction_id
                against[split.correction_id] = merge.correction_id
    return against


def locks_of(held: Iterable[tuple[Correction, frozenset[str]]]) -> tuple[Locked, ...]:
    """
    Read what is locked.

    Parameters
    ----------
    held
        Each lock, and those of tonight's reports that no later lock is about.

    Returns
    -------
    locks
        In the order they were made.
    """
    ordered = sorted(held, key=lambda pair: pair[0].order)
    return tuple(_locked(*pair) for pair in ordered if pair[0].value["is_locked"])


def _locked(correction: Correction, report_ids: frozenset[str]) -> Locked:
    fields = correction.value["fields"]
    code = fields.get("type")
    sides = fields.get("actors")
    return Locked(
        correction.correction_id,
        report_ids,
        review=Review((Edit("lock", correction.correction_id),), correction.made_at.date()),
        code=(code["event_type"], code["sub_event_type"]) if code else None,
        status=fields["status"]["status"] if "status" in fields else None,
        when=when_from(fields["date"], fields["date"]["text"]) if "date" in fields else None,
        casualties=casualties_from(fields["numbers"], "") if "numbers" in fields else None,
        actors=(
            (
                Actor(sides["actor1"], sides["actor1_role"]),
                Actor(sides["actor2"], sides["actor2_role"]),
            )
            if sides
            else None
        ),
    )
