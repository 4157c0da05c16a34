"""Set-up files, right and wrong: each mistake has its line and says what to write."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.config.lines import find_lines
from geo.config.reading import load_config, parse_config
from geo.config.records import Config, FetchLimits, Publishing, Rights, Schedule
from geo.errors import ConfigError

PATH = Path("site/dateline.toml")
FOLDER = '[[source]]\nname = "Desk"\nkind = "folder"\npath = "texts"\n'
FEED = '[[source]]\nname = "Desk"\nkind = "feed"\nurl = "https://desk.example/"\n'


def mistakes(text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        parse_config(text, PATH)
    return str(caught.value).split("\n")


def test_least_set_up_has_the_defaults() -> None:
    config = parse_config(FOLDER, PATH)
    [source] = config.sources
    assert (source.name, source.kind, source.path) == ("Desk", "folder", Path("site/texts"))
    assert config == Config((source,))
    assert (source.rights, source.limits, source.language) == (Rights(), FetchLimits(), "en")


def test_everything_set_arrives() -> None:
    config = parse_config(
        """
        [site]
        title = "Zagros watch"
        webhook = "https://hooks.example/x"
        [publish]
        keep_builds = 3
        keep_days = 9
        greatest_fall = 0.5
        least_read = 0
        least_resolved = 1.0
        [schedule]
        cron = "15 2 * * mon-fri"
        timezone = "Asia/Baghdad"
        limit_minutes = 90
        [fetch]
        contact = "desk@zagros.example"
        delay_s = 3
        private_networks = ["10.0.0.0/8"]
        [[source]]
        name = "Zagros Desk"
        kind = "feed"
        url = "https://zagros.example/feed.xml"
        language = "any"
        home = "US-TX"
        trust = 0.5
        pages = false
        rights = { quotes = true, quote_chars = 120, days = 30 }
        private_networks = ["192.168.7.0/24"]
        [source.limits]
        total_s = 5
        """,
        PATH,
    )
    [source] = config.sources
    assert config.publishing == Publishing(3, 9, 0.5, 0.0, 1.0)
    assert config.schedule == Schedule("15 2 * * mon-fri", "Asia/Baghdad", 90)
    assert (config.title, config.contact) == ("Zagros watch", "desk@zagros.example")
    assert config.webhook == "https://hooks.example/x"
    assert source.limits == FetchLimits(delay_s=3.0, total_s=5.0)
    assert source.rights == Rights(quotes=True, quote_chars=120, days=30)
    assert source.private_networks == ("10.0.0.0/8", "192.168.7.0/24")
    assert (source.url, source.home, source.trust) == (
        "https://zagros.example/feed.xml",
        "US-TX",
        0.5,
    )
    assert (source.language, source.pages, source.path) == ("any", False, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", "1: There is no [[source]]: add one", id="empty"),
        pytest.param("[source]\nname = 'x'\n", "1: Each `source` is a table", id="no-array"),
        pytest.param('[[source]]\nkind = "folder"\npath = "x"\n', "1: The source has no `name`",
                     id="no-name"),
        pytest.param('[[source]]\nname = "x"\n', "1: The table has no `kind`: write feed, folder",
                     id="no-kind"),
        pytest.param('[[source]]\nname = "x"\nkind = "feed"\n', "1: The source has no `url`",
                     id="no-url"),
        pytest.param('[[source]]\nname = "x"\nkind = "warc"\n', "1: The source has no `path`",
                     id="no-path"),
        pytest.param(f'{FOLDER}url = "http://a.example/"\n', "5: a folder is read from its `path`",
                     id="url-of-folder"),
        pytest.param('[[source]]\nname = "x"\nkind = "feed"\nurl = "a.example"\n',
                     "4: `url` is 'a.example': write a whole address", id="half-url"),
        pytest.param('[[source]]\nname="x"\nkind="feed"\nurl="https://me:pw@a.example/"\n',
                     "4: `url` is ", id="password"),
        pytest.param(f"{FOLDER}trust = 2\n", "5: `trust` is 2: write a number from 0 to 1",
                     id="trust"),
        pytest.param(f"{FOLDER}trust = nan\n", "5: `trust` is nan", id="nan"),
        pytest.param(f"{FOLDER}trust = true\n", "5: `trust` is True", id="true-number"),
        pytest.param(f"{FOLDER}rights = true\n", "5: `rights` is True: write a table", id="table"),
        pytest.param(f"{FOLDER}rights = {{ qoutes = true }}\n",
                     "5: `qoutes` is not known here: did you mean `quotes`?", id="typo"),
        pytest.param(f"{FOLDER}[source.limits]\ndelay_s = 1\n", "5: `limits` is for feeds",
                     id="limits-of-folder"),
        pytest.param('[[source]]\nname = "x"\nkind = "folder"\npath = "C:\\news"\n',
                     r"4: `path` is 'C:\news': leave out line breaks", id="backslash"),
        pytest.param('[[source]]\nname = "a\\u0000b"\nkind = "folder"\npath = "x"\n',
                     "2: `name` is", id="null-byte"),
        pytest.param("[site]\ntitle = Zagros\n", "2: It is no TOML: ", id="no-quotation-marks"),
        pytest.param(f"{FEED}pages = 'no'\n", "5: `pages` is 'no': write true or false",
                     id="flag"),
        pytest.param(f"{FOLDER}language = 'es'\n", "5: `language` is 'es': write any or en",
                     id="language"),
        pytest.param(f"{FOLDER}home = 'Texas'\n", "5: `home` is 'Texas': write an ISO", id="home"),
        pytest.param(f"{FOLDER}home = ''\n", "5: `home` is '': write text", id="empty-text"),
        pytest.param(f"{FOLDER}colour = 1\n", "5: `colour` is not known here: remove it",
                     id="unknown"),
        pytest.param(f"{FEED}[source.limits]\nmax_items = 0.5\n", "6: `max_items` is 0.5: write",
                     id="limits"),
        pytest.param(f"{FEED}private_networks = ['home']\n", "5: `private_networks` holds 'home'",
                     id="network"),
        pytest.param(f"{FOLDER}{FOLDER.replace('Desk', 'DESK')}", "6: the name 'DESK' is taken",
                     id="same-name"),
        pytest.param(f"[schedule]\ncron = '1 2 3'\n{FOLDER}", "2: `cron` is '1 2 3': write five",
                     id="cron"),
        pytest.param(f"[schedule]\ntimezone = 'Mars'\n{FOLDER}", "2: `timezone` is 'Mars'",
                     id="zone"),
        pytest.param(f"[fetch]\ncontact = 'me\\nX: y'\n{FOLDER}", "2: `contact` is", id="contact"),
        pytest.param(f"[sites]\n{FOLDER}", "1: `sites` is not known here: did you mean `site`?",
                     id="unknown-table"),
    ],
)  # fmt: skip
def test_mistake_is_named_with_line_and_remedy(text: str, expected: str) -> None:
    [told] = mistakes(text)
    assert told.startswith(f"{PATH}:{expected}")


def test_a_password_is_not_repeated() -> None:
    [told] = mistakes('[[source]]\nname="x"\nkind="feed"\nurl="https://me:pw@a.example/"\n')
    assert "take user name and password out of it" in told
    assert "pw" not in told


def test_all_mistakes_are_told_at_once_in_order() -> None:
    told = mistakes(f"[publish]\nkeep_builds = 0\n{FOLDER}trust = 'x'\n[schedule]\ncron = '* *'\n")
    assert [line.split(":")[1] for line in told] == ["2", "7", "9"]


def test_broken_toml_names_its_line() -> None:
    [told] = mistakes(f"{FOLDER}home = IQ\n")
    assert "line 5" in told


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(None, "cannot be read: No such file", id="missing"),
        pytest.param(b"a = 1\nb = '\xe9'\n", ":2: It is not UTF-8", id="latin-1"),
        pytest.param(b"#" * 1_000_001, "is it the right file", id="huge"),
    ],
)
def test_unreadable_file_is_named(tmp_path: Path, data: bytes | None, expected: str) -> None:
    path = tmp_path / "dateline.toml"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(ConfigError, match=expected):
        load_config(path)


def test_file_of_a_windows_editor_is_read(tmp_path: Path) -> None:
    path = tmp_path / "dateline.toml"
    path.write_bytes(FOLDER.replace("\n", "\r\n").encode("utf-8-sig"))
    [source] = load_config(path).sources
    assert source.path == tmp_path / "texts"


@pytest.mark.parametrize(
    ("cron", "is_right"),
    [
        ("*/5 * * * *", True), ("0 2,14 1-15 jan-mar 0-7", True), ("0 0 * * SUN", True),
        ("60 * * * *", False), ("* 24 * * *", False), ("* * 0 * *", False), ("*/0 * * * *", False),
        ("5-1 * * * *", False), ("* * * * * *", False), ("*-3 * * * *", False),
    ],
)  # fmt: skip
def test_cron_fields(cron: str, is_right: bool) -> None:
    text = f"[schedule]\ncron = {cron!r}\n{FOLDER}"
    if is_right:
        assert parse_config(text, PATH).schedule.cron == cron
    else:
        assert mistakes(text)[0].startswith(f"{PATH}:2: `cron`")


def test_lines_in_long_texts_are_no_keys() -> None:
    lines = find_lines("a = '''\nb = 1\n[c]\n'''\nd = 2\n")
    assert lines == {("a",): 1, ("d",): 5}


@given(st.text(max_size=200))
def test_any_text_is_refused_in_words(text: str) -> None:
    find_lines(text)
    # A text by chance has no source.
    assert all(line.startswith(f"{PATH}:") for line in mistakes(text)[:1])


def test_inbox_of_analysts_starts_from_the_file() -> None:
    source = '[[source]]\nname = "A"\nkind = "folder"\npath = "news"\n'
    config = parse_config(f'[review]\ninbox = "desk"\n{source}', Path("/srv/dateline.toml"))
    assert (config.inbox, config.publish_comments) == (Path("/srv/desk"), False)
    open_one = parse_config(f"[review]\npublish_comments = true\n{source}", Path("/srv/d.toml"))
    assert open_one.publish_comments
