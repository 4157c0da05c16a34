"""The example in the manual is a set-up that is read, and names everything there is."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from pathlib import Path

from geo.config.reading import parse_config
from geo.config.records import Config, FetchLimits, Publishing, Rights, Schedule, Source

MANUAL = Path(__file__).resolve().parents[1] / "docs" / "sources.md"
[EXAMPLE] = re.findall(r"```toml\n(.*?)```", MANUAL.read_text(encoding="utf-8"), re.DOTALL)


def test_example_is_read() -> None:
    config = parse_config(EXAMPLE, Path("dateline.toml"))
    assert [source.kind for source in config.sources] == ["feed", "folder", "newswire", "warc"]
    desk = config.sources[0]
    assert (desk.limits.delay_s, desk.limits.total_s, desk.rights.days) == (5.0, 60.0, 90)


def test_its_defaults_are_the_true_ones() -> None:
    config = parse_config(EXAMPLE, Path("dateline.toml"))
    assert config.publishing == Publishing()
    assert config.sources[1].limits == FetchLimits()
    assert config.schedule.limit_minutes == Schedule().limit_minutes


def test_example_names_everything() -> None:
    told = set(re.findall(r"(\w+) =", EXAMPLE)) | set(tomllib.loads(EXAMPLE))
    parts = (Config, Source, FetchLimits, Rights, Publishing, Schedule)
    known = {field.name for part in parts for field in dataclasses.fields(part)}
    # Services that are asked for names have a page and an example of their own.
    assert "`[geocoding]`" in MANUAL.read_text(encoding="utf-8")
    assert known - {"sources", "publishing", "limits", "geocoding"} <= told
