"""
Measure recognition and resolution of toponyms on annotated corpora.

Usage: python benchmarks/geoparse.py PATH... [--half dev|test|all] [--errors N]

`benchmarks/README.md` defines every figure that is printed.
"""

from __future__ import annotations

import argparse
import math
import platform
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import platformdirs
from corpora import Gold, Text, half_of, load_docs, read_corpus
from spacy.tokens import Doc
from start_up import measure_start_up, peak_memory_mib

from geo.gazetteer.lookup import Gazetteer, open_gazetteer
from geo.geoparsing.home import home_of_url, learn_home
from geo.geoparsing.recognize import describe, recognize
from geo.geoparsing.resolve import resolve
from geo.language import OFFICIAL_MODELS, load_model, model_version
from geo.model import LonLat, Place, Resolution, Toponym

NEAR_KM = 161.0  # 100 miles: the field's usual tolerance
EXACT_KM = 10.0
# Half of the equator's length: the largest possible error.
FARTHEST_KM = 20039.0
EARTH_RADIUS_KM = 6371.0088


@dataclass
class Tally:
    """Counts of one comparison of spans."""

    predicted: int = 0
    gold: int = 0
    hits: int = 0

    def scores(self) -> tuple[float, float, float]:
        """Return precision, recall and F1 in percent; 0 where undefined."""
        precision = self.hits / self.predicted if self.predicted else 0.0
        recall = self.hits / self.gold if self.gold else 0.0
        total = precision + recall
        f1 = 2 * precision * recall / total if total else 0.0
        return 100 * precision, 100 * recall, 100 * f1


@dataclass
class Outcome:
    """Everything that one corpus gave."""

    name: str
    articles: int = 0
    words: int = 0
    exact: Tally = field(default_factory=Tally)
    overlap: Tally = field(default_factory=Tally)
    end_to_end: Tally = field(default_factory=Tally)
    errors_km: list[float] = field(default_factory=list)  # inf where nothing was answered
    same_id: int = 0
    same_but_far: int = 0  # gazetteers differ in where a large region's point is
    confidence: list[tuple[float, bool]] = field(default_factory=list)
    confidence_found: list[tuple[float, bool]] = field(default_factory=list)
    seconds_parse: float = 0.0
    seconds_geo: float = 0.0
    recognition_errors: list[str] = field(default_factory=list)
    resolution_errors: list[str] = field(default_factory=list)


def distance_km(a: LonLat, b: LonLat) -> float:
    """Return the great-circle distance (haversine, mean Earth radius)."""
    lon1, lat1, lon2, lat2 = map(math.radians, (*a, *b))
    h = (
        math.sin((lat2 - lat1) / 2) ** 2
        + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(h)))


def answer(resolution: Resolution) -> Place | None:
    """Return the entry decided for; for a demonym the country that it points to."""
    if resolution.place is None and resolution.toponym.role == "demonym":
        return resolution.candidates[0].place if resolution.candidates else None
    return resolution.place


def answer_confidence(resolution: Resolution) -> float:
    """Return the confidence in `answer`."""
    if resolution.toponym.role == "demonym" and resolution.candidates:
        return resolution.candidates[0].score * resolution.toponym.chance
    return resolution.confidence


def pair_up(gold: Sequence[Gold], spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Pair gold and predicted spans that overlap, each once, the largest overlaps first."""
    found = [
        (min(item.end, end) - max(item.start, start), i, j)
        for i, item in enumerate(gold)
        for j, (start, end) in enumerate(spans)
        if item.start < end and start < item.end
    ]
    pairs: list[tuple[int, int]] = []
    used_gold: set[int] = set()
    used_spans: set[int] = set()
    for _, i, j in sorted(found, key=lambda row: (-row[0], row[1], row[2])):
        if i not in used_gold and j not in used_spans:
            used_gold.add(i)
            used_spans.add(j)
            pairs.append((i, j))
    return pairs


def score_recognition(text: Text, toponyms: Sequence[Toponym], out: Outcome) -> None:
    """Add one article's recognition to the tallies."""
    spans = [(t.start, t.end) for t in toponyms]
    gold_spans = {(g.start, g.end) for g in text.gold}
    out.exact.predicted += len(spans)
    out.exact.gold += len(gold_spans)
    out.exact.hits += len(gold_spans & set(spans))
    pairs = pair_up(text.gold, spans)
    out.overlap.predicted += len(spans)
    out.overlap.gold += len(text.gold)
    out.overlap.hits += len(pairs)
    matched_gold = {i for i, _ in pairs}
    matched_spans = {j for _, j in pairs}
    for i, item in enumerate(text.gold):
        if i not in matched_gold:
            out.recognition_errors.append(f"missed    {_excerpt(text, item.start, item.end)}")
    for j, toponym in enumerate(toponyms):
        if j not in matched_spans:
            label = f"spurious {toponym.rule}/{toponym.role}"
            out.recognition_errors.append(f"{label}  {_excerpt(text, toponym.start, toponym.end)}")


def _excerpt(text: Text, start: int, end: int, width: int = 45) -> str:
    left = text.text[max(0, start - width) : start]
    right = text.text[end : end + width]
    return f"{text.text_id}: {left}[[{text.text[start:end]}]]{right}".replace("\n", " ")


def score_resolution(text: Text, resolutions: Sequence[Resolution], out: Outcome) -> None:
    """Add the resolution of an article's gold spans, in the order of `text.gold`."""
    for item, resolution in zip(text.gold, resolutions, strict=True):
        if item.at is None:
            continue
        place = answer(resolution)
        if place is None:
            out.errors_km.append(math.inf)
            out.resolution_errors.append(f"nothing {_excerpt(text, item.start, item.end)}")
            continue
        error = distance_km(item.at, LonLat(place.lon, place.lat))
        out.errors_km.append(error)
        out.same_id += place.geonameid == item.geonameid
        out.same_but_far += place.geonameid == item.geonameid and error > NEAR_KM
        is_right = error <= NEAR_KM or place.geonameid == item.geonameid
        out.confidence.append((answer_confidence(resolution), is_right))
        if error > NEAR_KM:
            out.resolution_errors.append(_wrong(text, item, resolution, place, error))


def _wrong(text: Text, item: Gold, resolution: Resolution, place: Place, error: float) -> str:
    said = f"{place.name}/{place.feature_code}/{place.admin1_code}/{place.country_code}"
    note = f"{resolution.confidence:.2f} {resolution.note}"
    head = f"{error:6.0f} km gold {item.geonameid} {item.at} said {said} ({note})"
    return f"{head} {_excerpt(text, item.start, item.end)}"


def score_end_to_end(text: Text, resolutions: Sequence[Resolution], out: Outcome) -> None:
    """Add one article's recognized and resolved toponyms to the tallies."""
    placed = [r for r in resolutions if answer(r) is not None]
    counted = [r for r in placed if not _touches_only_unlocated(text.gold, r.toponym)]
    located = [g for g in text.gold if g.at is not None]
    right: set[int] = set()
    spans = [(r.toponym.start, r.toponym.end) for r in counted]
    same: set[int] = set()
    for i, j in pair_up(located, spans):
        place, at = answer(counted[j]), located[i].at
        assert place is not None
        assert at is not None
        if place.geonameid == located[i].geonameid:
            same.add(j)
        if distance_km(at, LonLat(place.lon, place.lat)) <= NEAR_KM:
            right.add(j)
    out.end_to_end.predicted += len(counted)
    out.end_to_end.gold += len(located)
    out.end_to_end.hits += len(right)
    for j, resolution in enumerate(counted):
        out.confidence_found.append((answer_confidence(resolution), j in right | same))


def _touches_only_unlocated(gold: Sequence[Gold], toponym: Toponym) -> bool:
    touched = [g for g in gold if g.start < toponym.end and toponym.start < g.end]
    return bool(touched) and all(g.at is None for g in touched)


def gold_toponyms(text: Text, doc: Doc, gazetteer: Gazetteer) -> tuple[Toponym, ...]:
    """Return the annotated spans with the role and hint that their context gives."""
    return describe(doc, [(g.start, g.end) for g in text.gold], gazetteer)


def learn_homes(texts: Sequence[Text], docs: Iterable[Doc], gaz: Gazetteer) -> dict[str, str]:
    """Return the home of every source, from what its articles name; annotations are not read."""
    articles: dict[str, list[tuple[str, tuple[Toponym, ...]]]] = {}
    for text, doc in zip(texts, docs, strict=True):
        if text.source:
            articles.setdefault(text.source, []).append((text.text, recognize(doc, gaz)))
    homes = {}
    for source, rows in articles.items():
        country_code = home_of_url(source)
        homes[source] = learn_home(rows, gaz, country_code=country_code) or country_code
    return homes


def run_corpus(
    name: str,
    texts: Sequence[Text],
    docs: Iterable[Doc],
    gaz: Gazetteer,
    homes: Mapping[str, str],
) -> Outcome:
    """Recognize and resolve every article, timed, then score it."""
    out = Outcome(name)
    stream = iter(docs)
    for text in texts:
        before = time.perf_counter()
        doc = next(stream)
        parsed = time.perf_counter()
        toponyms = recognize(doc, gaz)
        home = homes.get(text.source, "")
        resolutions = resolve(doc, toponyms, gaz, home=home)
        done = time.perf_counter()
        out.seconds_parse += parsed - before
        out.seconds_geo += done - parsed
        out.articles += 1
        out.words += len(text.text.split())
        score_recognition(text, toponyms, out)
        score_end_to_end(text, resolutions, out)
        given = gold_toponyms(text, doc, gaz)
        score_resolution(text, resolve(doc, given, gaz, home=home), out)
    return out


def area_under_log_error(errors_km: Sequence[float]) -> float:
    """Return the normalised area under the sorted ln(1 + error): 0 is perfect, 1 worst."""
    if len(errors_km) < 2:
        return 0.0
    capped = np.sort(np.minimum(np.asarray(errors_km, dtype=float), FARTHEST_KM))
    return float(np.trapezoid(np.log1p(capped)) / (np.log1p(FARTHEST_KM) * (len(capped) - 1)))


def reliability(rows: Sequence[tuple[float, bool]]) -> tuple[float, list[str]]:
    """Return the expected calibration error over ten bins, and the table's lines."""
    lines, error = [], 0.0
    for low in np.arange(0, 1, 0.1):
        top = low + 0.1 if low < 0.85 else 1.01
        inside = [(c, ok) for c, ok in rows if low <= c < top]
        if not inside:
            continue
        said = sum(c for c, _ in inside) / len(inside)
        was = sum(ok for _, ok in inside) / len(inside)
        error += abs(said - was) * len(inside) / len(rows)
        lines.append(
            f"  {low:.1f}-{min(top, 1):.1f}  n={len(inside):5d}  said {said:.2f}  was {was:.2f}"
        )
    return error, lines


def report(out: Outcome, *, timed: bool) -> None:
    """Print one corpus's table."""
    errors = np.asarray(out.errors_km, dtype=float)
    answered = errors[np.isfinite(errors)]
    print(
        f"\n{out.name}: {out.articles} articles, {out.words} words, {out.exact.gold} gold toponyms"
    )
    for label, tally in (
        ("recognition, exact span", out.exact),
        ("recognition, overlapping", out.overlap),
        ("end to end, 161 km", out.end_to_end),
    ):
        p, r, f1 = tally.scores()
        print(f"  {label:26s} P {p:5.1f}  R {r:5.1f}  F1 {f1:5.1f}")
    if len(errors):
        near, exact = (errors <= NEAR_KM).mean(), (errors <= EXACT_KM).mean()
        print(
            f"  gold spans, within 161 km  {100 * near:5.1f} %   within 10 km {100 * exact:5.1f} %"
        )
        print(
            f"  answered {len(answered)} of {len(errors)}, same id {out.same_id}"
            f" (of those beyond 161 km: {out.same_but_far});"
            f" error mean {answered.mean():.0f} km, median {np.median(answered):.1f} km;"
            f" AUC {area_under_log_error(out.errors_km):.3f}"
        )
    for label, rows in (("gold spans", out.confidence), ("end to end", out.confidence_found)):
        ece, lines = reliability(rows)
        print(f"  calibration, {label}: expected error {ece:.3f}")
        print("\n".join("  " + line for line in lines))
    if timed:
        total = out.seconds_parse + out.seconds_geo
        print(
            f"  speed {out.articles / total:.1f} articles/s, {out.words / total:.0f} words/s;"
            f" {out.seconds_parse / total:.2f} of the bare pipeline's"
            f" {out.words / out.seconds_parse:.0f} words/s"
        )
    else:
        print(
            f"  recognize + resolve {out.words / out.seconds_geo:.0f} words/s (parses were cached)"
        )


def larger_models() -> str:
    """Say which larger models are installed to compare with, or how one is got."""
    found = [name for name in OFFICIAL_MODELS[1:] if find_spec(name)]
    if found:
        return f"larger models installed, to compare: {', '.join(f'--model {m}' for m in found)}"
    return (
        "no larger official model is installed; to see what one gains, where GitHub can be reached:"
        " python -m spacy download en_core_web_lg, then --model en_core_web_lg"
    )


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="corpus, JSON lines")
    parser.add_argument("--half", choices=["dev", "test", "all", "both"], default="both")
    parser.add_argument(
        "--errors", type=int, default=0, metavar="N", help="list N errors of each kind"
    )
    parser.add_argument("--model", default="", help="an installed spaCy pipeline")
    parser.add_argument(
        "--gazetteer", type=Path, default=Path(platformdirs.user_cache_dir("dateline"))
    )
    parser.add_argument("--no-home", action="store_true", help="do not learn where sources are")
    parser.add_argument("--cache", type=Path, help="keep parses here; speed is then not measured")
    return parser.parse_args()


def main() -> None:
    """Run the benchmark."""
    args = arguments()
    nlp = load_model(args.model)
    gazetteer = open_gazetteer(args.gazetteer)
    print(
        f"{model_version(nlp)}; {platform.processor() or platform.machine()}, {platform.platform()}"
    )
    print(larger_models())
    if args.cache is None:
        print(measure_start_up(args.model, str(args.gazetteer)))
    for path in args.paths:
        everything = read_corpus(path)
        homes = {}
        if not args.no_home:
            homes = learn_homes(everything, load_docs(nlp, path, everything, args.cache), gazetteer)
            print(f"{path.stem}: homes of {sum(map(bool, homes.values()))} of {len(homes)} sources")
        for half in ["dev", "test"] if args.half == "both" else [args.half]:
            texts = [t for t in everything if half in ("all", half_of(t.text_id))]
            if not texts:
                continue
            docs = load_docs(nlp, path, texts, args.cache)
            out = run_corpus(f"{path.stem} ({half})", texts, docs, gazetteer, homes)
            report(out, timed=args.cache is None)
            for kind in (out.recognition_errors, out.resolution_errors):
                # Every k-th error instead of the first N, which one article may fill.
                step = max(1, len(kind) // args.errors) if args.errors else 1
                print("\n".join(kind[::step][: args.errors]), end="\n" if args.errors else "")
    print(f"\npeak memory {peak_memory_mib():.0f} MiB")


if __name__ == "__main__":
    main()
