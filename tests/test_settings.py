"""Settings are read once and a wrong one is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.errors import ConfigError
from geo.settings import Settings


def test_defaults_need_no_variable() -> None:
    settings = Settings.from_env({})
    assert settings.batch_size == 1000
    assert settings.model == ""
    assert settings.cache_dir.name == "dateline"


def test_home_is_expanded() -> None:
    assert Settings.from_env({"DATELINE_CACHE": "~/x"}).cache_dir == Path.home() / "x"


def test_the_data_folder_is_not_the_cache() -> None:
    settings = Settings.from_env({"DATELINE_DATA": "~/y", "DATELINE_CACHE": "~/x"})
    assert settings.data_dir == Path.home() / "y"
    assert Settings.from_env({}).data_dir not in (None, Settings.from_env({}).cache_dir)


@pytest.mark.parametrize("value", ["0", "-1", "many", "1.5"])
def test_a_wrong_batch_size_is_named(value: str) -> None:
    with pytest.raises(ConfigError, match=f"DATELINE_BATCH.*'{value}'"):
        Settings.from_env({"DATELINE_BATCH": value})


def test_a_webhook_must_be_a_web_address_and_is_not_shown() -> None:
    assert Settings.from_env({"DATELINE_WEBHOOK": "http://127.0.0.1/x"}).webhook
    with pytest.raises(ConfigError, match="DATELINE_WEBHOOK must begin") as error:
        Settings.from_env({"DATELINE_WEBHOOK": "ftp://secret@host"})
    assert "secret" not in str(error.value)


def test_a_postgis_address_is_checked_and_not_shown() -> None:
    url = "postgresql://writer@db/maps"
    assert Settings.from_env({"DATELINE_POSTGIS": url}).postgis == url
    with pytest.raises(
        ConfigError, match="DATELINE_POSTGIS must begin with postgresql://"
    ) as error:
        Settings.from_env({"DATELINE_POSTGIS": "sqlite:///secret"})
    assert "secret" not in str(error.value)


@pytest.mark.parametrize(
    ("told", "kept"),
    [({}, ""), ({"DATELINE_WORKERS": "1"}, ""), ({"DATELINE_WORKERS": "4"}, "4")],
)
def test_workers_are_as_many_as_told(told, kept) -> None:
    assert Settings.from_env(told).workers == kept


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"DATELINE_WORKERS": "many"}, "DATELINE_WORKERS must be a number"),
        ({"DATELINE_WORKERS": "-2"}, "DATELINE_WORKERS must be a number"),
        ({"DATELINE_WORKERS": "tcp://host:8786"}, "set DATELINE_STORE"),
        (
            {"DATELINE_WORKERS": "tcp://host:8786", "DATELINE_STORE": "sqlite:///a.db"},
            "set DATELINE_STORE",
        ),
    ],
)
def test_workers_that_cannot_be_are_refused(told, words) -> None:
    with pytest.raises(ConfigError, match=words):
        Settings.from_env(told)
