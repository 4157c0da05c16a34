"""
Measure names to places on passages written for this project, of many countries and subjects.

Usage: python benchmarks/passages.py [PATH...] [--errors]

A passage holds its answers in the text: `[Hyderabad|PK/Sindh P]` is a toponym of that
country, division and feature class; `tests/data/passages.txt` tells the rest.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from geo.gazetteer.lookup import Gazetteer, open_gazetteer
from geo.geoparsing.recognize import describe, recognize
from geo.geoparsing.resolve import resolve
from geo.language import Language, load_model, parse
from geo.model import Place, Resolution

PASSAGES = Path(__file__).resolve().parents[1] / "tests" / "data" / "passages.txt"
_MARKED = re.compile(r"\[([^\]|]+)\|([^\]]+)\]")
_SPEC = re.compile(
    r"(?P<country>[A-Z]{2}|-)(?:/(?P<division>[^|]+?))?(?: (?P<feature_class>[APHTLSV]))?"
)


@dataclass(frozen=True)
class Expected:
    """
    A name and what it must mean.

    Attributes
    ----------
    start, end
        Characters of the passage without its marks.
    spec
        `CC/Division CLASS`; `-` for any country, `?` where it may be found or not.
    """

    start: int
    end: int
    name: str
    spec: str

    @property
    def is_optional(self) -> bool:
        """Tell whether finding it is neither right nor wrong."""
        return self.spec == "?"

    def holds(self, place: Place | None) -> bool:
        """Tell whether a place is what the name means."""
        parts = _SPEC.fullmatch(self.spec)
        if parts is None:
            msg = f"Expected `CC/Division CLASS`, got {self.spec!r} for {self.name!r}."
            raise ValueError(msg)
        if place is None or parts["country"] not in ("-", place.country_code):
            return False
        division, names = parts["division"], f"{place.admin1_name} {place.name}"
        if division and division.lower() not in names.lower():
            return False
        return parts["feature_class"] in (None, place.feature_class)


@dataclass(frozen=True)
class Passage:
    """A passage without its marks."""

    passage_id: str
    subject: str
    text: str
    expected: tuple[Expected, ...]


def read_passages(path: Path) -> list[Passage]:
    """Read passages; lines that begin with `#` before the first one are comments."""
    found = []
    for block in re.split(r"^== ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        head, _, body = block.partition("\n")
        passage_id, _, subject = head.partition(", ")
        text, expected, after = "", [], 0
        body = " ".join(body.split())
        for mark in _MARKED.finditer(body):
            text += body[after : mark.start()]
            expected.append(Expected(len(text), len(text) + len(mark[1]), mark[1], mark[2]))
            text += mark[1]
            after = mark.end()
        found.append(Passage(passage_id, subject, text + body[after:], tuple(expected)))
    return found


@dataclass(frozen=True)
class Verdict:
    """
    What one passage gave.

    Attributes
    ----------
    found, missed, spurious
        How many names were found, missed and found without being toponyms.
    placed, given_right, given
        How many were found and meant as they should; how many of the given names were,
        and how many there are.
    errors
        One line each, for people.
    """

    found: int
    missed: int
    spurious: int
    placed: int
    given_right: int
    given: int
    errors: tuple[str, ...]


def judge(passage: Passage, found: Sequence[Resolution], given: Sequence[Resolution]) -> Verdict:
    """Compare what was found, and what was decided for the given names, with what is meant."""
    errors, taken, counts = [], set(), Counter[str]()
    located = [r for r in found if r.toponym.role != "demonym"]
    for want in passage.expected:
        touching = [
            i for i, r in enumerate(located)
            if r.toponym.start < want.end and want.start < r.toponym.end
        ]  # fmt: skip
        taken.update(touching)
        if want.is_optional:
            continue
        counts["found" if touching else "missed"] += 1
        if not touching:
            errors.append(f"missed {want.name}")
        elif any(want.holds(located[i].place) for i in touching):
            counts["placed"] += 1
        else:
            errors.append(f"{want.name}: {said(located[touching[0]])}, not {want.spec}")
    for want, resolution in zip(passage.expected, given, strict=True):
        counts["given right"] += not want.is_optional and want.holds(resolution.place)
        counts["given"] += not want.is_optional
    # A name inside that of a body is found and marked so on purpose; it is never mapped.
    spurious = [r for i, r in enumerate(located) if i not in taken and r.toponym.role != "part"]
    errors += [f"spurious {r.toponym.name} ({r.toponym.role}): {said(r)}" for r in spurious]
    return Verdict(
        counts["found"], counts["missed"], len(spurious), counts["placed"],
        counts["given right"], counts["given"], tuple(errors),
    )  # fmt: skip


def said(resolution: Resolution) -> str:
    """Write what a name was taken for."""
    place = resolution.place
    if place is None:
        return "nothing"
    where = f"{place.country_code}/{place.admin1_name}".rstrip("/")
    return f"{place.name} {place.feature_code} {where} {resolution.confidence:.2f}"


def judge_all(
    passages: Iterable[Passage], nlp: Language, gazetteer: Gazetteer
) -> list[tuple[Passage, Verdict]]:
    """Run every passage."""
    rows = list(passages)
    verdicts = []
    for passage, doc in zip(rows, parse(nlp, [p.text for p in rows]), strict=True):
        found = resolve(doc, recognize(doc, gazetteer), gazetteer)
        named = describe(doc, [(w.start, w.end) for w in passage.expected], gazetteer)
        verdicts.append((passage, judge(passage, found, resolve(doc, named, gazetteer))))
    return verdicts


def summary(verdicts: Sequence[Verdict]) -> str:
    """Write precision, recall and F1 of recognition and of the whole, and the given names."""
    found, missed = sum(v.found for v in verdicts), sum(v.missed for v in verdicts)
    spurious, placed = sum(v.spurious for v in verdicts), sum(v.placed for v in verdicts)
    given = sum(v.given_right for v in verdicts) / max(1, sum(v.given for v in verdicts))
    whole = 2 * found + spurious + missed or 1
    return (
        f"recognition F1 {200 * found / whole:5.1f} ({missed:3d} missed, {spurious:3d} spurious)  "
        f"given names right {100 * given:5.1f} %  end to end F1 {200 * placed / whole:5.1f}"
    )


def main() -> None:
    """Print the figures, by subject and of all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="*", type=Path, default=[PASSAGES])
    parser.add_argument("--errors", action="store_true", help="list every error")
    parser.add_argument("--model", default="", help="an installed spaCy pipeline")
    parser.add_argument(
        "--gazetteer", type=Path, default=Path(platformdirs.user_cache_dir("dateline"))
    )
    args = parser.parse_args()
    nlp, gazetteer = load_model(args.model), open_gazetteer(args.gazetteer)
    for path in args.paths:
        judged = judge_all(read_passages(path), nlp, gazetteer)
        for passage, verdict in judged if args.errors else []:
            print(*(f"{passage.passage_id}  {error}" for error in verdict.errors), sep="\n")
        for subject in dict.fromkeys(p.subject for p, _ in judged):
            some = [v for p, v in judged if p.subject == subject]
            print(f"{subject:14s} {len(some):3d}  {summary(some)}")
        print(f"{path.stem:14s} {len(judged):3d}  {summary([v for _, v in judged])}")


if __name__ == "__main__":
    main()
