"""An analyst that dies of some articles, and a night with it in a process of its own."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from nights import QUIET, analyse, article, work_through

from flows.workspace import Analyst, open_workspace
from geo.model import Analysis, Article

GOOD = [article(name, {"at": at}) for name, at in (("a", "Mosul"), ("c", "Suva"), ("e", "Aden"))]
DEADLY = Article("b", "abort")
ENDLESS = Article("d", "sleep")


def analyse_or_die(articles: Sequence[Article]) -> Iterable[Analysis]:
    for each in articles:
        if each.text == "abort":
            os.abort()
        if each.text == "sleep":
            time.sleep(3600)
        yield from analyse([each])


def make_crasher() -> Analyst:
    return Analyst(analyse_or_die, "model 1", "gazetteer 1", remake=make_crasher)


def main() -> None:
    """Spend a night in the folder named, on the articles that may kill."""
    out = Path(sys.argv[1])
    with open_workspace(f"sqlite:///{out}/store.sqlite", make_crasher(), out, QUIET) as work:
        work_through(work, [*GOOD, DEADLY])
        print(work.n_analysed, [(bad.path, bad.reason) for bad in work.rejected])  # noqa: T201


if __name__ == "__main__":
    main()
