"""Folders, links, pipes and files that nobody may read: which articles are found there."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_articles import TEXT, article, lines, one, write

from geo.articles.reading import read_articles
from geo.model import Article, Rejected


def test_folder_is_read_in_order_without_what_is_no_article(tmp_path: Path) -> None:
    names = ["b.txt", "B.txt", "a/z.md", "a/b/c.txt", "c.jsonl", "a.txt"]
    left_out = [".hidden.txt", ".git/x.txt", "README.md", "a/readme.txt", "ReadMe"]
    for name in names:
        content = lines({"text": name}) if name.endswith(".jsonl") else name
        write(tmp_path / name, content)
    for name in left_out:
        write(tmp_path / name, "x")
    found = [item.text for item in read_articles([tmp_path]) if isinstance(item, Article)]
    assert found == ["B.txt", "a/b/c.txt", "a/z.md", "a.txt", "b.txt", "c.jsonl"]


def test_what_is_named_by_itself_is_read(tmp_path: Path) -> None:
    for name in ("README.md", ".hidden.txt"):
        assert article(write(tmp_path / name, name)).text == name


def test_folder_without_articles_is_a_row(tmp_path: Path) -> None:
    write(tmp_path / "sub" / "README.md", "x")
    assert one(tmp_path) == Rejected(
        str(tmp_path), "The folder holds no article: put .txt, .md or .jsonl files there."
    )


def test_linked_folders_are_entered_once(tmp_path: Path) -> None:
    write(tmp_path / "in" / "a" / "x.txt", "x")
    (tmp_path / "in" / "a" / "up").symlink_to(tmp_path / "in")
    write(tmp_path / "aside" / "y.txt", "y")
    (tmp_path / "in" / "b").symlink_to(tmp_path / "aside")
    (tmp_path / "in" / "c").symlink_to(tmp_path / "aside")
    found = list(read_articles([tmp_path / "in"]))
    assert [item.path.removeprefix(f"{tmp_path}/in/") for item in found] == ["a/x.txt", "b/y.txt"]


def test_links_and_special_files_do_not_stop_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    (tmp_path / "c").symlink_to(tmp_path / "gone")
    os.mkfifo(tmp_path / "d")
    write(tmp_path / "e.txt", TEXT)
    *bad, good = read_articles([tmp_path])
    assert isinstance(good, Article)
    reasons = [item.reason for item in bad if isinstance(item, Rejected)]
    assert [reason.split()[-1] for reason in reasons] == ["them.", "them.", "path.", "file."]


def test_missing_and_impossible_paths_are_rows(tmp_path: Path) -> None:
    paths = [tmp_path / "no", Path("a\0b"), Path("\ud800"), tmp_path / ("x" * 300)]
    found = list(read_articles(paths))
    assert all(isinstance(item, Rejected) for item in found)
    assert len(found) == len(paths)
    for item in found:
        item.path.encode()


def test_undecodable_file_name_is_shown(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path / "a") + b"\xff.txt"))
    assert article(write(path, TEXT)).path == str(tmp_path / "a?.txt")


@pytest.fixture
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Give up root's right to read everything, if the tests run as root."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    yield
    os.seteuid(user)


def test_forbidden_file_and_folder_are_rows(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    write(tmp_path / "a" / "x.txt", TEXT)
    secret = write(tmp_path / "b.txt", TEXT)
    write(tmp_path / "c.txt", TEXT)
    for path in (tmp_path, *tmp_path.parents):
        if Path(tempfile.gettempdir()) in path.parents:
            path.chmod(0o755)
    (tmp_path / "a").chmod(0)
    secret.chmod(0)
    request.getfixturevalue("stranger")
    first, second, third = read_articles([tmp_path])
    assert isinstance(third, Article)
    for item, name in ((first, "a"), (second, "b.txt")):
        assert isinstance(item, Rejected)
        assert item.path == str(tmp_path / name)
        assert "permission" in item.reason


def test_pipe_named_by_itself_is_read(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.write(writer, lines({"id": "p", "text": TEXT}))
    os.close(writer)
    try:
        assert article(Path(f"/dev/fd/{reader}")).article_id == "p"
    finally:
        os.close(reader)
