"""Text files of which unchanged pieces are copied: they come out as if all were written anew."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nights import article, publish_night

from geo.builds.publish import shown_build
from geo.layers import pieces as module
from geo.layers.pieces import Piece, Pieces, recall_pieces

HEAD = b"head\n"
# Of a GeoJSON file.
END = b"\n]}\n"
NIGHTS = st.lists(
    st.lists(st.tuples(st.sampled_from("abcd"), st.text("x\n", max_size=3))), max_size=4
)


def write(pieces: Pieces, path: Path, texts: Mapping[str, bytes]) -> list[str]:
    """Write texts by their digests, and return those that had to be made."""
    made = []

    def piece(digest: str) -> Piece:
        return Piece(digest, lambda: made.append(digest) or texts[digest])

    pieces.write(path, HEAD, map(piece, texts))
    assert path.read_bytes() == HEAD + b"".join(texts.values())
    return made


@given(NIGHTS)
def test_only_what_is_new_is_made(
    tmp_path_factory: pytest.TempPathFactory, nights: list[list[tuple[str, str]]]
) -> None:
    folder, known = tmp_path_factory.mktemp("pieces"), set()
    for night in nights:
        pieces = recall_pieces(folder / "kept", "1", folder)
        texts = {f"{name}{text!r}": text.encode() for name, text in night}
        made = write(pieces, folder / "a.txt", texts)
        # What is empty need not be copied.
        assert [each for each in made if texts[each]] == [
            each for each, text in texts.items() if text and each not in known
        ]
        pieces.keep(folder / "kept", "1")
        known = set(texts)


TEXTS = {"1": b"one\n", "": b"whatever\n", "2": b"two\n"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    pieces = Pieces()
    write(pieces, tmp_path / "a.txt", TEXTS)
    pieces.keep(tmp_path / "kept", "1")
    return tmp_path


def test_what_has_no_digest_is_always_made(folder: Path) -> None:
    assert write(recall_pieces(folder / "kept", "1", folder), folder / "b.txt", TEXTS) == [""]


@pytest.mark.parametrize("name", ["kept", "a.txt"])
@pytest.mark.parametrize("at", [None, 1, -2], ids=["gone", "start", "end"])
def test_what_is_not_as_it_was_written_is_not_copied(
    folder: Path, name: str, at: int | None
) -> None:
    data = bytearray((folder / name).read_bytes())
    (folder / name).unlink()
    if at is not None:
        data[at] ^= 1
        (folder / name).write_bytes(data)
    assert write(recall_pieces(folder / "kept", "1", folder), folder / "b.txt", TEXTS) == [*TEXTS]


@pytest.mark.parametrize(("version", "is_first"), [("2", False), ("1", True)])
def test_another_version_and_the_first_build_copy_nothing(
    folder: Path, version: str, *, is_first: bool
) -> None:
    pieces = recall_pieces(folder / "kept", version, None if is_first else folder)
    assert write(pieces, folder / "b.txt", TEXTS) == [*TEXTS]


@pytest.mark.parametrize("gone", [0, 1, 2])
def test_footprints_are_copied_whichever_was_first(tmp_path: Path, gone: int) -> None:
    told = [article(f"a{n}", {"at": "Mosul", "on": f"2016-10-0{n + 1}"}) for n in range(3)]
    for night in (told, told[:gone] + told[gone + 1 :], told):
        publish_night(tmp_path / "maps", night)
        publish_night(tmp_path / f"fresh {len(night)}", night)
        builds = shown_build(tmp_path / "maps"), shown_build(tmp_path / f"fresh {len(night)}")
        one, other = ((build / "areas.geojson").read_bytes() for build in builds if build)
        assert one == other
        assert len(json.loads(one)["features"]) == len(night)


def test_nights_copy_what_did_not_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[bytes] = []
    told = [article(f"a{n}", {"at": "Mosul", "killed": n}) for n in range(3)]
    late = article("b", {"at": "Suva", "killed": 9, "on": "2016-10-24"})
    publish_night(tmp_path / "maps", told)

    class Noting(Pieces):
        def write(self, path: Path, head: bytes, pieces: module.Iterable[Piece]) -> Path:
            def noted(piece: Piece) -> Piece:
                return Piece(piece.digest, lambda: made.append(text := piece.make()) or text)

            return super().write(path, head, map(noted, pieces))

    monkeypatch.setattr(module, "Pieces", Noting)
    publish_night(tmp_path / "maps", [*told, late])
    # The new article's footprint, toponym and report, and of no other article.
    assert [b"Suva" in text for text in made if text != END] == [True, True, True]
    publish_night(tmp_path / "fresh", [*told, late])
    builds = shown_build(tmp_path / "maps"), shown_build(tmp_path / "fresh")
    for name in ("areas.geojson", "toponyms.csv", "reports.jsonl"):
        one, other = ((build / name).read_bytes() for build in builds if build)
        assert one == other
