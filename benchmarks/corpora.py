"""Annotated corpora of toponyms: how they are read, parsed, and cut in halves."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spacy.tokens import Doc, DocBin

from geo.language import model_version, parse
from geo.model import LonLat

# Fixes which articles are `dev` and which are `test`; never changed.
HALF_SEED = "dateline-2026"


@dataclass(frozen=True)
class Gold:
    """An annotated toponym; `at` is None when it carries no coordinates."""

    start: int
    end: int
    name: str
    at: LonLat | None
    geonameid: int | None


@dataclass(frozen=True)
class Text:
    """An annotated article; `source` is the publisher's domain, or empty."""

    text_id: str
    text: str
    gold: tuple[Gold, ...]
    source: str = ""


def half_of(text_id: str) -> str:
    """Tell which half an article belongs to, whatever corpus or order it comes in."""
    digest = hashlib.sha256(f"{HALF_SEED}:{text_id}".encode()).digest()
    return "dev" if digest[0] < 128 else "test"


def read_corpus(path: Path) -> list[Text]:
    """Read a corpus: one JSON object a line, offsets into `text`."""
    texts = []
    # Not `splitlines`, which also splits at separators that stand inside a text.
    for line in path.read_text(encoding="utf-8").split("\n"):
        if not line:
            continue
        row = json.loads(line)
        gold = tuple(_gold(item) for item in row["toponyms"])
        texts.append(Text(str(row["id"]), row["text"], gold, row.get("domain") or ""))
    return texts


def _gold(item: dict[str, Any]) -> Gold:
    lon, lat = item.get("lon"), item.get("lat")
    at = None if lon is None or lat is None else LonLat(float(lon), float(lat))
    return Gold(item["start"], item["end"], item["name"], at, item.get("geonameid"))


def load_docs(nlp: Any, path: Path, texts: Sequence[Text], cache: Path | None) -> Iterable[Doc]:
    """Parse the texts, or read the parses kept in `cache` under the corpus's name."""
    if cache is None:
        return parse(nlp, [text.text for text in texts])
    kept = (
        cache / f"{path.stem}-{hashlib.sha256(model_version(nlp).encode()).hexdigest()[:8]}.spacy"
    )
    if not kept.exists():
        everything = [text.text for text in read_corpus(path)]
        cache.mkdir(parents=True, exist_ok=True)
        DocBin(docs=parse(nlp, everything)).to_disk(kept)
    wanted = {text.text: text for text in texts}
    docs = {
        doc.text: doc for doc in DocBin().from_disk(kept).get_docs(nlp.vocab) if doc.text in wanted
    }
    return [docs[text.text] for text in texts]
