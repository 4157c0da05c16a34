"""Builds are staged, swapped in one step, and one at a time."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from geo.builds.publish import (
    build_lock,
    new_build_id,
    prune,
    publish,
    published_builds,
    rollback,
    shown_build,
    stage,
)
from geo.errors import BuildError

NOW = datetime(2016, 10, 24, 2, 15, tzinfo=UTC)


def _publish(out: Path, content: str) -> Path:
    staged = stage(out, new_build_id(out, NOW))
    (staged / "map.html").write_text(content)
    return publish(out, staged)


def test_latest_shows_the_newest_build_and_older_ones_stay(tmp_path: Path) -> None:
    first = _publish(tmp_path, "one")
    second = _publish(tmp_path, "two")
    assert (tmp_path / "latest" / "map.html").read_text() == "two"
    assert (first / "map.html").read_text() == "one"
    assert [first.name, second.name] == ["20161024T021500Z", "20161024T021501Z"]


def test_latest_is_a_relative_link_so_that_the_folder_can_move(tmp_path: Path) -> None:
    out = tmp_path / "outputs"
    _publish(out, "one")
    out.rename(tmp_path / "moved")
    assert (tmp_path / "moved" / "latest" / "map.html").read_text() == "one"


def test_what_a_killed_build_left_is_cleared_and_latest_stays(tmp_path: Path) -> None:
    _publish(tmp_path, "one")
    left = stage(tmp_path, "20161025T021500Z")
    (left / "map.html").write_text("half")
    fresh = stage(tmp_path, "20161026T021500Z")
    assert not left.exists()
    assert list(fresh.iterdir()) == []
    assert (tmp_path / "latest" / "map.html").read_text() == "one"


def test_latest_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "latest").mkdir()
    staged = stage(tmp_path, "20161024T021500Z")
    with pytest.raises(BuildError, match="latest is not a link"):
        publish(tmp_path, staged)


def test_two_builds_never_write_at_once(tmp_path: Path) -> None:
    with (
        build_lock(tmp_path),
        pytest.raises(BuildError, match=f"process {os.getpid()}"),
        build_lock(tmp_path),
    ):
        pass


def test_a_killed_build_frees_its_lock(tmp_path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from geo.builds.publish import build_lock\n"
        "with build_lock(Path(sys.argv[1])): os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False)
    assert done.returncode == -9
    with build_lock(tmp_path):
        assert (tmp_path / ".lock").read_text().strip() == str(os.getpid())


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BuildError, match=r"Cannot write to .*file"), build_lock(tmp_path / "file"):
        pass


def test_rollback_shows_the_build_before_and_keeps_all(tmp_path: Path) -> None:
    first, second = _publish(tmp_path, "one"), _publish(tmp_path, "two")
    assert rollback(tmp_path) == first
    assert (tmp_path / "latest" / "map.html").read_text() == "one"
    assert shown_build(tmp_path) == first
    assert rollback(tmp_path, second.name) == second
    assert published_builds(tmp_path) == [first, second]


def test_rollback_without_an_older_build_says_what_there_is(tmp_path: Path) -> None:
    _publish(tmp_path, "one")
    with pytest.raises(BuildError, match="It has 20161024T021500Z"):
        rollback(tmp_path)
    with pytest.raises(BuildError, match="no build 2015"):
        rollback(tmp_path, "2015")
    assert (tmp_path / "latest" / "map.html").read_text() == "one"


def test_old_builds_go_by_number_and_age_but_never_the_one_shown(tmp_path: Path) -> None:
    builds = [_publish(tmp_path, str(number)) for number in range(5)]
    rollback(tmp_path, builds[0].name)
    assert prune(tmp_path, keep=2, newer_than=NOW) == []
    removed = prune(tmp_path, keep=2, newer_than=NOW + timedelta(days=1))
    assert removed == [builds[1].name, builds[2].name]
    assert published_builds(tmp_path) == [builds[0], builds[3], builds[4]]
    assert (tmp_path / "latest" / "map.html").read_text() == "0"


def test_a_clock_set_back_leaves_builds_in_order_and_the_newest_there(tmp_path: Path) -> None:
    before = [publish(tmp_path, stage(tmp_path, new_build_id(tmp_path, NOW)))]
    wrong = NOW + timedelta(days=9000)
    before += [publish(tmp_path, stage(tmp_path, new_build_id(tmp_path, wrong)))]
    later = []
    for night in range(12):
        now = NOW + timedelta(days=night + 1)
        later.append(publish(tmp_path, stage(tmp_path, new_build_id(tmp_path, now))))
        assert shown_build(tmp_path) == later[-1]
        prune(tmp_path, keep=3, newer_than=now - timedelta(days=5), now=now)
        assert published_builds(tmp_path)[-3:] == [*before, *later][-3:]
    # What the wrong clock named would else stay for 25 years.
    assert published_builds(tmp_path) == later[-3:]
    assert rollback(tmp_path) == later[-2]


def test_a_name_of_a_killed_build_is_not_used_again(tmp_path: Path) -> None:
    assert new_build_id(tmp_path, NOW, {"20161024T021500Z-2"}) == "20161024T021501Z"
    assert new_build_id(tmp_path, NOW, {"20161023T021500Z"}) == "20161024T021500Z"


def test_a_folder_that_is_no_build_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "builds" / "0-copy").mkdir(parents=True)
    newest = _publish(tmp_path, "one")
    assert prune(tmp_path, keep=1, newer_than=NOW + timedelta(days=9)) == []
    assert shown_build(tmp_path) == newest
