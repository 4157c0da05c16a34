"""A PostGIS database as its administrator makes it, what it shows, and two builds to load."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from conftest import ROOT, require
from nights import article, publish_night
from postgresql_server import Server

DATABASE = "maps"
ADMIN_SQL = re.search(
    r"```sql\n(CREATE EXTENSION.*?)```", (ROOT / "docs/postgis.md").read_text("utf-8"), re.DOTALL
)[1]
HOSTILE = 'O\'Hara said "no"\t\\N \\. $$; DROP TABLE x; -- é 🗺 =1+1'


def rows(server: Server, query: str) -> list[tuple]:
    return server.sql(query, DATABASE, "dateline_reader")


def held(server: Server) -> tuple[str, int]:
    """Return the build that readers see, and its number of incidents, in one look."""
    return rows(server, "SELECT min(build_id), count(*) FROM dateline.incidents_current")[0]


def expected(folder: Path) -> tuple[str, int]:
    features = json.loads((folder / "events.geojson").read_text("utf-8"))["features"]
    return folder.name, len(features)


@contextmanager
def made(server: Server) -> Iterator[None]:
    """Make the database with both its roles, as the manual says; drop it at the end."""
    controls = list(Path("/usr/share/postgresql").glob("*/extension/postgis.control"))
    require(bool(controls), "PostGIS is missing: apt-get install postgresql-15-postgis-3")
    server.new_database(DATABASE)
    server.sql(ADMIN_SQL, DATABASE)
    yield
    server.sql(f"DROP DATABASE {DATABASE} WITH (FORCE)")
    server.sql("DROP ROLE dateline_reader; DROP ROLE dateline_writer")


def publish_two(out: Path) -> tuple[Path, Path]:
    """Publish three articles, then three others; return the folders of both builds."""
    first = [
        article("a", {"at": "Mosul", "killed": 5}, {"at": "Kirkuk", "kind": "hazard/flood"}),
        article("b", {"at": "Baghdad", "quote": HOSTILE}),
        article("c", {"at": "Aden", "status": "planned"}),
    ]
    publish_night(out, first)
    second = [
        article("a", {"at": "Mosul", "killed": 7}),
        article("c", {"at": "Aden", "status": "planned"}),
        article("d", {"at": "Suva", "kind": "hazard/storm"}, {"at": "Rutba"}, {"at": "Anbar"}),
    ]
    publish_night(out, second)
    old, new = sorted((out / "builds").iterdir())
    return old, new
