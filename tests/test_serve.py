"""Builds that come by themselves: real servers, real clocks, real processes."""

from __future__ import annotations

import itertools
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT
from postgresql_server import free_port
from served import (
    PATIENCE_S,
    dateline,
    end,
    environment,
    find_builds,
    is_alive,
    published,
    read_log,
    started,
    wait_for,
)

from flows.serve import Plan, make_schedule
from geo.errors import ConfigError


def write_news(folder: Path) -> Path:
    folder.mkdir()
    (folder / "a.txt").write_text("A bomb in Kirkuk killed three people on Monday, police said.\n")
    return folder


def ask(url: str, path: str, body: dict[str, Any] | None = None) -> Any:
    data = json.dumps(body or {}).encode()
    request = urllib.request.Request(f"{url}/{path}", data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)


def running(url: str) -> list[Any]:
    found: list[Any] = ask(
        url, "flow_runs/filter", {"flow_runs": {"state": {"type": {"any_": ["RUNNING"]}}}}
    )
    return found


def read_errors(out: Path) -> list[str]:
    return [row["message"] for row in read_log(out) if row["level"] == "error"]


def server_of(out: Path) -> str:
    note = out / ".serve.json"
    return str(json.loads(note.read_text())["url"]) if note.exists() else ""


@pytest.mark.parametrize(
    ("cron", "timezone"),
    [("15 2 * *", "UTC"), ("61 2 * * *", "UTC"), ("15 2 * * *", "Europe/Nowhere"), ("", "UTC")],
)
def test_a_wrong_schedule_is_named_with_an_example(cron: str, timezone: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(repr(cron)) + ".*such as --cron"):
        make_schedule(Plan((), Path("/maps"), cron, timezone))


def test_each_folder_has_a_deployment_of_its_own() -> None:
    one, other = Plan((), Path("/a/maps"), ""), Plan((), Path("/b/maps"), "")
    assert one.name != other.name
    assert one.name == Plan(("x",), Path("/a/maps"), "1 1 * * *").name
    assert one.name.startswith("maps-")


@pytest.mark.prefect
@pytest.mark.model
def test_cron_fires_and_the_build_can_be_looked_at(tmp_path: Path) -> None:
    out, log = tmp_path / "maps", tmp_path / "serve.log"
    env = environment(PREFECT_HOME=str(tmp_path / "prefect"))
    command = dateline("serve", write_news(tmp_path / "news"), "--out", out, "--cron", "* * * * *")
    with started(command, log, env):
        wait_for(lambda: server_of(out), log)
        # Due each full minute; then the process needs its time to start.
        wait_for((out / "latest" / "map.html").exists, log)
        second = subprocess.run(
            dateline("serve", "news", "--out", out), capture_output=True, text=True, env=env,
            cwd=ROOT, check=False, timeout=PATIENCE_S,
        )  # fmt: skip
        assert (second.returncode, second.stderr.count("\n")) == (1, 1)
        assert "builds into" in second.stderr
        artifacts = ask(server_of(out), "artifacts/filter")
        (figures,) = [one for one in artifacts if one["key"] == "dateline-build"][:1]
        assert "| Incidents | 1 |" in figures["data"]
        told = subprocess.run(
            dateline("status", "--out", out), capture_output=True, text=True, env=env,
            cwd=ROOT, check=False, timeout=PATIENCE_S,
        )  # fmt: skip
        assert re.search(r"Next build +\d{4}-\d\d-\d\d \d\d:\d\d UTC, in ", told.stdout), told
    row = json.loads((out / "build.json").read_text())
    assert row["incidents"] == 1


@pytest.mark.prefect
@pytest.mark.model
def test_builds_never_overlap(tmp_path: Path) -> None:
    out, log = tmp_path / "maps", tmp_path / "serve.log"
    env = environment(PREFECT_HOME=str(tmp_path / "prefect"))
    command = dateline("serve", write_news(tmp_path / "news"), "--out", out, "--every", 3)
    with started(command, log, env):
        url = wait_for(lambda: server_of(out), log)
        # A build takes longer than three seconds: the ones that are due meanwhile are left out.
        wait_for(lambda: len(published(out)) >= 2, log)
        runs = ask(url, "flow_runs/filter", {"limit": 200})
    assert {run["state_name"] for run in runs} >= {"Cancelled", "Completed"}
    done = [run for run in runs if run["state_type"] == "COMPLETED"]
    spans = sorted((run["start_time"], run["end_time"]) for run in done)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans)), spans
    assert read_errors(out) == []


def put_back(out: Path, days: float) -> None:
    """Let the last build be so old, as after nights when the machine was off."""
    note = json.loads((out / "build.json").read_text())
    began = datetime.now(UTC) - timedelta(days=days)
    (out / "build.json").write_text(json.dumps({**note, "started": began.isoformat()}))


@pytest.mark.prefect
@pytest.mark.model
def test_missed_builds_are_made_up_for_by_one_whatever_is_killed(tmp_path: Path) -> None:
    out, log, news = tmp_path / "maps", tmp_path / "serve.log", write_news(tmp_path / "news")
    env = environment(PREFECT_HOME=str(tmp_path / "prefect"))
    first = subprocess.run(
        dateline("map", news, "--out", out), capture_output=True, text=True, env=env, cwd=ROOT,
        check=False, timeout=PATIENCE_S,
    )  # fmt: skip
    assert first.returncode == 0, first.stderr
    put_back(out, 3)
    later = datetime.now(UTC) + timedelta(hours=6)
    command = dateline("serve", news, "--out", out, "--cron", f"{later:%-M %-H} * * *")
    with started(command, log, env) as serving:
        builds = wait_for(lambda: find_builds(serving.pid), log)
        # As the system does when memory runs out.
        os.kill(builds[0], signal.SIGKILL)
        wait_for(lambda: read_errors(out), log)
        assert "process died" in read_errors(out)[0]
        serving.send_signal(signal.SIGTERM)
        assert serving.wait(PATIENCE_S) == 0
    assert log.read_text().count("\n") == 2, log.read_text()
    assert not (out / ".serve.json").exists()
    with started(command, log, env) as serving:
        (build,) = wait_for(lambda: find_builds(serving.pid), log)
        # As a power cut does: Prefect still takes the build for one that runs.
        end(serving, signal.SIGKILL)
    wait_for(lambda: not is_alive(build), log)
    (out / ".serve.json").unlink()
    with started(command, log, env) as serving:
        wait_for(lambda: len(published(out)) > 1, log)
        wait_for(lambda: not find_builds(serving.pid), log)
        url = server_of(out)
        time.sleep(12)
        assert running(url) == []
        assert find_builds(serving.pid) == []
        assert len(published(out)) == 2
        serving.send_signal(signal.SIGTERM)
        assert serving.wait(PATIENCE_S) == 0
    assert "Traceback" not in log.read_text()
    assert "Warning" not in log.read_text()


@pytest.mark.prefect
@pytest.mark.model
def test_the_deployment_file_works_with_a_pool_and_a_worker(tmp_path: Path) -> None:
    out, log = tmp_path / "maps", tmp_path / "worker.log"
    plan = yaml.safe_load((ROOT / "flows" / "prefect.yaml").read_text())
    (deployment,) = plan["deployments"]
    deployment["parameters"] |= {"articles": [str(write_news(tmp_path / "news"))], "out": str(out)}
    deployment["schedules"] = [{"interval": 5}]
    (tmp_path / "prefect.yaml").write_text(yaml.safe_dump(plan))
    port = str(free_port())
    env = environment(
        PREFECT_HOME=str(tmp_path / "prefect"),
        PREFECT_API_URL=f"http://127.0.0.1:{port}/api",
        PREFECT_SERVER_ANALYTICS_ENABLED="false",
        PYTHONPATH=str(ROOT),
    )
    prefect = [sys.executable, "-m", "prefect", "--no-prompt"]

    def run(*words: str) -> None:
        done = subprocess.run([*prefect, *words], capture_output=True, text=True, env=env,
                              cwd=ROOT, check=False, timeout=PATIENCE_S)  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr

    serving = [*prefect, "server", "start", "--host", "127.0.0.1", "--port", port, "--no-ui"]
    with started(serving, tmp_path / "server.log", env):
        wait_for(lambda: _answers(port), tmp_path / "server.log")
        run("work-pool", "create", "dateline", "--type", "process")
        run("deploy", "--prefect-file", str(tmp_path / "prefect.yaml"), "--name", "nightly")
        with started([*prefect, "worker", "start", "--pool", "dateline"], log, env):
            wait_for((out / "latest" / "map.html").exists, log)


def _answers(port: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/health", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
