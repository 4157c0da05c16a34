"""
Build airports.csv: airports with an IATA code, and military airfields.

Usage: python data/make_airports.py FOLDER

FOLDER holds one package, unpacked: airportsdata-20260905/ (pip download --no-deps
airportsdata==20260905, then unzip in it; MIT). The same inputs write the same bytes.
Those that supplement.csv has, under the names news uses, are left out.
"""

from __future__ import annotations

import argparse
import csv
import re
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
MILITARY = re.compile(
    r"\b(?:Air ?[Bb]ase|AFB|Air Force|Army Air ?[Ff]ield|Naval Air|Air Station|Army Airfield|RAF"
    r"|RAAF|AAF|NAS)\b"
)
# Words that any airport may have in its name: what has no others is no name.
GENERIC = re.compile(
    r"\b(?:Airport|Airpark|Airfield|Airstrip|Aerodrome|Heliport|Air|Base|Field|International|City"
    r"|Municipal|Regional|Metropolitan|National|Memorial|Executive|County|Downtown|Old|New|Jet"
    r"|North|South|East|West|Southeast|Southwest|Northeast|Northwest|Central|Center|Domestic"
    r"|Army|Force|Station|Naval|Seaplane|Sea|Port|Landing|Strip|Area|Island)\b"
)
NEAR = 0.06  # degrees; a large airport is several kilometres long
COLUMNS = ("icao", "name", "alternates", "lon", "lat", "feature_code", "country_code")


def alternates(name: str, city: str) -> list[str]:
    """Return how else news writes an airport's name."""
    short = re.sub(r" International (?=Airport$)", " ", name)
    forms = [short, name.replace("Air Base", "Airbase"), name.replace("Air Field", "Airfield")]
    if name.startswith("Joint Base "):
        forms.append(name.removesuffix(" Airport"))
    rest = short.removeprefix(f"{city} ")
    # "London Heathrow Airport" is Heathrow Airport too, "Great Bend Municipal Airport" is no other.
    if re.search(r"[A-Za-z]{3}", GENERIC.sub("", rest)):
        forms.append(rest)
    return [form for form in dict.fromkeys(forms) if form != name]


def supplemented() -> list[tuple[float, float]]:
    """Return where the airports of supplement.csv are."""
    with (HERE / "supplement.csv").open(encoding="utf-8", newline="") as lines:
        table = csv.DictReader(line for line in lines if not line.startswith("#"))
        codes = {"AIRP", "AIRB"}
        return [(float(r["lon"]), float(r["lat"])) for r in table if r["feature_code"] in codes]


def rows(path: Path) -> list[dict[str, Any]]:
    """Read the package's table."""
    known = supplemented()
    found = []
    with path.open(encoding="utf-8", newline="") as lines:
        for airport in csv.DictReader(lines):
            is_military = bool(MILITARY.search(airport["name"]))
            if not airport["iata"] and not is_military:
                continue
            lon, lat = float(airport["lon"]), float(airport["lat"])
            if any(abs(lon - x) < NEAR and abs(lat - y) < NEAR for x, y in known):
                continue
            name = airport["name"].strip()
            found.append(
                {
                    "icao": airport["icao"],
                    "name": name,
                    "alternates": ";".join(alternates(name, airport["city"])),
                    "lon": f"{lon:.4f}",
                    "lat": f"{lat:.4f}",
                    "feature_code": "AIRB" if is_military else "AIRP",
                    "country_code": airport["country"],
                }
            )
    return sorted(found, key=lambda row: row["icao"])


def main() -> None:
    """Write airports.csv beside this script."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 2)[1])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    found = rows(folder / "airportsdata-20260905/airportsdata/airports.csv")
    with (HERE / "airports.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(found)
    print(f"{len(found)} airports")


if __name__ == "__main__":
    main()
