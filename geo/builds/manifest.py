"""The manifest: what a build was made from, and how to check that it is whole."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from geo.layers.named import count_named
from geo.layers.rows import text_sha256
from geo.model import Analysis, Rejected
from geo.resources import data_path

NAME = "manifest.json"
DRAWN_FROM = "drawn_from"
_FEATURE = b'{"type":"Feature",'
_CHUNK = 1 << 20


def write_manifest(
    folder: Path,
    *,
    build_id: str,
    analyses: Sequence[Analysis],
    rejected: Sequence[Rejected],
    model_version: str,
    gazetteer_version: str,
    sources: Sequence[str] = (),
    built_at: datetime | None = None,
    more_licences: Sequence[Mapping[str, str]] = (),
    drawn_from: str = "",
) -> Path:
    """
    Describe a build; write this file last.

    Parameters
    ----------
    folder
        Holds all other files of the build already.
    build_id
        Its name.
    analyses, rejected
        All inputs.
    model_version, gazetteer_version
        Of what decided.
    sources
        What the inputs were read from, as the user named it; only its digest is
        written (`inputs.from`), so that builds from the same sources can be
        told from others.
    built_at
        An aware time, or None to leave it out: then the same inputs and
        `build_id` give the same bytes.
    more_licences
        Of what this build uses beside what comes with Dateline.
    drawn_from
        From `geo.builds.redrawn.drawn_from`.

    Returns
    -------
    path
        `manifest.json`: the build's id, the number of inputs and the digest of
        their ids, metadata and texts (`inputs_sha256`), toponyms, rows per layer, versions,
        licences with their attribution, and size and SHA-256 of every file but
        itself.
    """
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != NAME)
    manifest = {
        "build_id": build_id,
        "built_at": _utc(built_at),
        "generator": f"dateline {_own_version()}",
        "inputs": {
            "articles": len(analyses),
            "rejected": len(rejected),
            "sha256": inputs_sha256(analyses, rejected),
            "from": hashlib.sha256("\n".join(sources).encode("utf-8", "replace")).hexdigest(),
        },
        "counts": _toponym_counts(analyses),
        "layers": {path.name: count for path in files if (count := count_rows(path)) is not None},
        "model": model_version,
        "gazetteer": gazetteer_version,
        "licences": [
            *json.loads(data_path("licences.json").read_text(encoding="utf-8")),
            *more_licences,
        ],
        DRAWN_FROM: drawn_from,
        "files": {
            path.relative_to(folder).as_posix(): {
                "bytes": path.stat().st_size,
                "sha256": file_sha256(path),
            }
            for path in files
        },
    }
    path = folder / NAME
    path.write_text(json.dumps(manifest, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return path


def _toponym_counts(analyses: Iterable[Analysis]) -> dict[str, int]:
    counts = [count_named(analysis) for analysis in analyses]
    return {
        "toponyms": sum(n_toponyms for n_toponyms, _ in counts),
        "resolved": sum(n_resolved for _, n_resolved in counts),
    }


def inputs_sha256(analyses: Iterable[Analysis], rejected: Iterable[Rejected]) -> str:
    """
    Fingerprint the inputs of a build, in whatever order they came.

    Parameters
    ----------
    analyses, rejected
        All inputs. Where a file lies does not count, what it says does; of a
        rejected one only the reason is known.

    Returns
    -------
    digest
        SHA-256 in hexadecimal.
    """
    lines = sorted(
        json.dumps(
            [
                analysis.article.article_id,
                analysis.article.title,
                analysis.article.source,
                analysis.article.url,
                analysis.article.published and analysis.article.published.isoformat(),
                text_sha256(analysis.article.text),
            ]
        )
        for analysis in analyses
    )
    lines += sorted(json.dumps([Path(bad.path).name, bad.line, bad.reason]) for bad in rejected)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def file_sha256(path: Path) -> str:
    """
    Fingerprint a file without holding it in memory.

    Parameters
    ----------
    path
        A readable file.

    Returns
    -------
    digest
        SHA-256 in hexadecimal, as `sha256sum` prints it.
    """
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def count_rows(path: Path) -> int | None:
    """
    Count the rows of a layer as published.

    Parameters
    ----------
    path
        A GeoJSON file by `write_geojson`, a CSV with a header or JSON lines.

    Returns
    -------
    rows
        None for any other file.
    """
    if path.suffix == ".geojson":
        with path.open("rb") as file:
            return sum(line.startswith(_FEATURE) for line in file)
    if path.suffix == ".jsonl":
        with path.open("rb") as file:
            return sum(1 for _ in file)
    return _count_csv(path) - 1 if path.suffix == ".csv" else None


def _count_csv(path: Path) -> int:
    # A line break inside quotes is text; Python's reader would do, but refuses
    # cells over 128 KiB, which a list of many articles can be.
    rows = quotes = 0
    with path.open("rb") as file:
        for line in file:
            quotes += line.count(b'"')
            rows += quotes % 2 == 0
    return rows


def _utc(time: datetime | None) -> str | None:
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if time else None


def _own_version() -> str:
    try:
        return version("dateline")
    except PackageNotFoundError:
        return "(not installed)"
