"""The guide to embedding names the address's parameters as the page knows them."""

from __future__ import annotations

import re

from conftest import ROOT

GUIDE = (ROOT / "docs/embed.md").read_text("utf-8")
SHARE = (ROOT / "geo/webmap/assets/share.js").read_text("utf-8")


def test_every_parameter_is_told_and_none_besides() -> None:
    table = GUIDE.partition("## What stands in the address")[2].partition("\n## ")[0]
    told = set(re.findall(r"`(\w+)=", table))
    switched = re.search(r"const SWITCHED = \{(.*?)\};", SHARE)
    assert switched is not None
    known = set(re.findall(r'found\.set\("(\w+)"', SHARE)) | {"from", "notfrom"}
    known |= set(re.findall(r"(\w+):", switched.group(1)))
    assert told == known


def test_pictures_and_pages_it_names_are_there() -> None:
    for name in re.findall(r"\]\((?!http)([\w./-]+)\)", GUIDE):
        assert (ROOT / "docs" / name).is_file(), name
