"""How a published incident came about, from the build's own files."""

from __future__ import annotations

import difflib
import json
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from geo.errors import InputError
from geo.layers.answers import event_properties

__all__ = ["event_properties", "explain_incident"]

_WIDTH = 100
_CLOSE = 5
# They shape Arabic and Kurdish words.
_JOINERS = "\u200c\u200d\xa0"


def explain_incident(folder: Path, event_id: str) -> str:
    """
    Tell how a published incident came about.

    Parameters
    ----------
    folder
        A build, such as `outputs/latest`.
    event_id
        As published.

    Returns
    -------
    text
        For a terminal: what is published, why its reports were taken for one
        happening, and for each report its article, words with their offsets,
        candidates with scores, and the rules that decided. Control characters
        of article texts are shown as `�`.

    Raises
    ------
    InputError
        When there is no build, or no such incident in it: names ids close to
        the one given.
    """
    events, reports = folder / "events.geojson", folder / "reports.jsonl"
    for path in (events, reports):
        if not path.is_file():
            msg = f"No build at {folder}: {path.name} is missing. Run `dateline map` first."
            raise InputError(msg)
    incident = _find_incident(events, event_id)
    told = [row for row in _rows(reports, event_id) if row["event_id"] == event_id]
    lines = [*_heading(incident), ""]
    for number, report in enumerate(told, start=1):
        lines += [f"Report {number} of {len(told)}", *_report(report), ""]
    return "\n".join(_printable(line) for line in lines).rstrip() + "\n"


def _find_incident(path: Path, event_id: str) -> dict[str, Any]:
    ids = []
    for row in _rows(path, '"type":"Feature"'):
        ids.append(str(row["id"]))
        if row["id"] == event_id:
            properties: dict[str, Any] = row["properties"]
            return properties
    close = difflib.get_close_matches(event_id, ids, n=_CLOSE, cutoff=0.5) or sorted(ids)[:_CLOSE]
    known = f" Close ones: {', '.join(close)}." if close else " The build has no incidents."
    msg = f"No incident {event_id!r} in {path.parent}.{known}"
    raise InputError(msg)


def _rows(path: Path, needle: str) -> Iterator[dict[str, Any]]:
    """Yield the rows that stand one a line in our own files and hold a text."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if needle in line:
                yield json.loads(line.rstrip().removesuffix(","))


def _heading(row: dict[str, Any]) -> list[str]:
    articles, sources = row["n_reports"], row["n_sources"]
    told_by = f"{_plural(articles, 'article')}, {_plural(sources, 'independent source')}"
    lines = [
        str(row["event_id"]),
        f"  what        {row['event_type']} / {row['sub_event_type']}, {row['status']}",
        f"  when        {_when(row)}",
        f"  where       {_where(row)}",
        *_field("who", _sides(row)),
        *_field("killed", _bounds(row, "killed")),
        *_field("injured", _bounds(row, "injured")),
        *_field(row["affected_kind"] or "affected", _bounds(row, "affected")),
        *_field("in words", row["casualties"]),
        *_field("told by", told_by),
        *_field("merged", row["rule"]),
        *_field("reviewed", _review(row)),
        *_field("comment", row.get("comment")),
    ]
    if row["point_kind"] == "label":
        lines.append("  map         its point only says where to write; the area is what is known")
    return lines


def _report(row: dict[str, Any]) -> list[str]:
    source = ", ".join(filter(None, [row["source"], row["published"] or "no date"]))
    return [
        *_field("article", f"{row['article_id']} ({source})"),
        *_field("title", row["title"]),
        *_field("address", row["url"]),
        *_field("quote", f"“{row['quote']}” (characters {row['char_start']}-{row['char_end']})"),
        *_field("event", f"{row['event_type']} / {row['sub_event_type']}, {row['status']}"),
        *_field("word", _word(row)),
        *_field("when", _when(row)),
        *_field("who", _sides(row)),
        *_field("hurt", row["casualties"]),
        *_field("where", _where(row)),
        *_field("toponym", _toponym(row)),
        *_field("why here", row["note"]),
        *(line for each in row["candidates"] for line in _field("candidate", _candidate(each))),
        *_field("rules", row["rule"]),
        *_field("reviewed", _review(row)),
        *_field("comment", row.get("comment")),
        *_field("before", _before(row.get("told"))),
    ]


def _field(name: str, value: Any) -> list[str]:
    if not value:
        return []
    first = f"  {name:<10}  "
    return textwrap.wrap(
        f"{first}{value}",
        _WIDTH,
        subsequent_indent=" " * len(first),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _review(row: dict[str, Any]) -> str:
    # A build of an older program has neither column.
    if not row.get("reviewed"):
        return ""
    edited = (row.get("edited") or "").replace(";", ", ")
    what = f"{edited} corrected" if edited else "found right"
    return f"{what} by an analyst, last on {row['reviewed']}"


def _before(told: dict[str, Any] | None) -> str:
    """Say what the program told where an analyst corrected it."""
    if not told:
        return ""
    day = told["date_start"] or "no day"
    return f"{told['event_type']} / {told['sub_event_type']}, {day}, {told['place']}"


def _plural(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _when(row: dict[str, Any]) -> str:
    start, end = row["date_start"], row["date_end"]
    days = start if start == end or not end else f"{start} to {end}"
    words = f" (“{row['date_text']}”)" if row["date_text"] else ""
    return f"{days or 'not told'}{words}, precision {row['date_prec']}"


def _where(row: dict[str, Any]) -> str:
    number = f"GeoNames {row['geonameid']}" if row["geonameid"] else row["place_id"]
    divisions = filter(None, [row["admin2_name"], row["admin1_name"], row["country_code"]])
    return (
        f"{row['place_name']} ({', '.join([*divisions, str(number or 'no entry')])}):"
        f" “{row['place_text']}”, {row['relation']}, radius {row['radius_km']} km,"
        f" precision {row['where_prec']}, confidence {row['geo_confidence']}"
    )


def _sides(row: dict[str, Any]) -> str:
    sides = [
        f"{row[f'{side}']} ({row[f'{side}_role']})" if row[f"{side}_role"] else str(row[side])
        for side in ("actor1", "actor2")
        if row[side]
    ]
    return "; ".join(sides)


def _bounds(row: dict[str, Any], name: str) -> str:
    bounds = [row[f"{name}_{bound}"] for bound in ("low", "best", "high")]
    if bounds == [None, None, None]:
        return ""
    low, best, high = ("-" if bound is None else str(bound) for bound in bounds)
    return f"low {low}, best {best}, high {high}"


def _word(row: dict[str, Any]) -> str:
    if not row["trigger"]:
        return ""
    return f"“{row['trigger']}” (characters {row['trigger_start']}-{row['trigger_end']})"


def _toponym(row: dict[str, Any]) -> str:
    hint = f", words ask for {row['toponym_hint']}" if row["toponym_hint"] else ""
    return (
        f"“{row['toponym']}” (characters {row['place_start']}-{row['place_end']}),"
        f" {row['toponym_role']}{hint}, found by {row['toponym_rule'] or 'unknown rule'}"
    )


def _candidate(row: dict[str, Any]) -> str:
    lies_in = ", ".join(filter(None, [row["admin1_name"], row["country_code"]]))
    people = f", {row['population']:,} people" if row["population"] else ""
    reason = f": {row['reason']}" if row["reason"] else ""
    return (
        f"{row['score']:.3f}  {row['name']} ({row['feature_code']}, {lies_in or 'no country'}"
        f"{people}, {row['place_id']}){reason}"
    )


def _printable(line: str) -> str:
    # Article text may carry escape sequences that would drive the terminal.
    kept = (char if char.isprintable() or char in _JOINERS else "\ufffd" for char in line)
    return "".join(" " if char == "\xa0" else char for char in kept)
