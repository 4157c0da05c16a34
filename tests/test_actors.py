"""Every sentence is made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.actors import actor_type, can_act, canonical_actor, find_actor
from geo.resources import read_rows

ALIKE = [
    (
        "Islamic State",
        [
            "IS",
            "ISIS",
            "ISIL",
            "Daesh",
            "Da'esh",
            "the Islamic State group",
            "IS militants",
            "ISIS fighters",
            "the so-called Islamic State",
            "Islamic State's fighters",
            "\u201cIslamic State\u201d",
            "Islamic State (IS)",
            "ISIL terrorists",
            "Islamic State sleeper cells",
            "suspected IS gunmen",
        ],
    ),
    ("Taliban", ["the Taliban", "Taliban fighters", "Taliban insurgents", "Afghan Taliban"]),
    ("Tehreek-e-Taliban Pakistan", ["Pakistani Taliban", "TTP"]),
    ("Al-Shabaab", ["al-Shabab", "al Shabaab militants", "Shabab"]),
    ("Hezbollah", ["Hizbollah", "the Lebanese Hezbollah", "Hezbollah fighters"]),
    (
        "Kurdistan Workers' Party",
        [
            "PKK",
            "P.K.K.",
            "PKK militants",
            "the outlawed Kurdistan Workers Party (PKK)",
            "Kurdistan Workers\u2019 Party",
        ],
    ),
    ("Peshmerga", ["peshmerga", "Kurdish peshmerga forces", "the peshmerga"]),
    ("Houthis", ["Houthi rebels", "the Houthis", "Houthi movement"]),
    ("Boko Haram", ["Boko Haram insurgents", "boko haram"]),
    (
        "Iraqi government",
        [
            "Baghdad",
            "Iraq",
            "the Iraqi government",
            "government of Iraq",
            "Iraq's government",
            "Iraqi authorities",
            "Iraqi officials",
        ],
    ),
    (
        "Iraqi forces",
        [
            "Iraqi troops",
            "the Iraqi army",
            "Iraqi security forces",
            "Iraq's army",
            "Iraqi soldiers",
            "elite Iraqi troops",
            "Iraqi federal forces",
        ],
    ),
    ("Turkish forces", ["Turkish troops", "Turkey's army", "the Turkish military"]),
    ("Turkish police", ["Turkish policemen", "Turkey's police", "police of Turkey"]),
    ("Turkish government", ["Ankara", "Turkey", "Turkish government"]),
    ("US government", ["Washington", "the White House", "the United States", "U.S. officials"]),
    ("US forces", ["American troops", "U.S. forces", "US military"]),
    ("US-led coalition", ["the US-led international coalition", "anti-IS coalition"]),
    ("Russian government", ["Moscow", "the Kremlin", "Russia"]),
    ("United Nations", ["UN", "U.N.", "the United Nations"]),
    ("Doctors Without Borders", ["MSF", "M\u00e9decins Sans Fronti\u00e8res"]),
    ("South Korean government", ["Seoul", "South Korea"]),
]

NOT_ALIKE = [
    ("is", "is"),
    ("anti-Taliban militia", "anti-Taliban militia"),
    ("former Taliban commander", "former Taliban commander"),
    ("local police", "local police"),
    ("angry villagers", "angry villagers"),
    ("the security forces", "security forces"),
    ("rebels", "rebels"),
    ("a gunman", "gunman"),
    ("Mehmet Demir", "Mehmet Demir"),
    ("Baghdad residents", "Baghdad residents"),
    ("", ""),
]


@pytest.mark.parametrize(
    ("name", "canonical"), [(alias, name) for name, aliases in ALIKE for alias in aliases]
)
def test_one_name_for_each_side(name, canonical):
    assert canonical_actor(name) == canonical


@pytest.mark.parametrize(("name", "canonical"), NOT_ALIKE)
def test_other_names_are_only_tidied(name, canonical):
    assert canonical_actor(name) == canonical


def test_several_sides_are_each_named():
    assert canonical_actor("Iraqi troops; the peshmerga; Iraqi army") == "Iraqi forces; Peshmerga"


@given(st.text(max_size=40))
def test_canonical_names_stay_as_they_are(name):
    once = canonical_actor(name)
    assert canonical_actor(once) == once


@pytest.mark.parametrize("row", read_rows("actors.csv"), ids=lambda row: row["name"])
def test_rows_of_the_table(row):
    assert canonical_actor(row["name"]) == row["name"]
    assert row["type"] in {
        "government", "force", "armed_group", "militia", "coalition", "agency", "organisation",
        "party",
    }  # fmt: skip
    assert not row["country_code"] or len(row["country_code"]) == 2
    for alias in filter(None, row["aliases"].split(";")):
        assert canonical_actor(alias) == row["name"], alias


def test_no_alias_stands_for_two_sides():
    seen = {}
    for row in read_rows("actors.csv"):
        for alias in (row["name"], *filter(None, row["aliases"].split(";"))):
            assert seen.setdefault(alias, row["name"]) == row["name"], alias


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("ISIS", "armed_group"),
        ("Turkish soldiers", "force"),
        ("Chadian police", "force"),
        ("Ankara", "government"),
        ("Unicef", "agency"),
        ("two brothers", ""),
    ],
)
def test_actor_type(name, kind):
    assert actor_type(name) == kind


PHRASES = [
    ("Iraqi forces attacked the town.", "forces", "Iraqi forces"),
    ("The Islamic State group seized the town.", "group", "Islamic State group"),
    ("Members of the security forces were shot.", "Members", "Members of the security forces"),
    ("Three gunmen who had come from Oran fired.", "gunmen", "gunmen"),
    ("Gunmen and two accomplices fired.", "Gunmen", "Gunmen; accomplices"),
    (
        "Federal troops and Kurdish peshmerga fighters advanced.",
        "troops",
        "Federal troops; Kurdish peshmerga fighters",
    ),
    ("They fired at the crowd.", "They", ""),
    ("Turkey's army shelled the hill.", "army", "Turkey's army"),
    ("A 24-year-old man was held.", "man", "24-year-old man"),
    ("The police chief of Lima resigned.", "chief", "police chief of Lima"),
    ("At least five other people were hurt.", "people", "people"),
    ("Some 40 rebels fled.", "rebels", "rebels"),
    ("Sunday was calm.", "Sunday", ""),
    ("Thousands fled the town.", "Thousands", ""),
    ("Swift reactions\nPresident Ana Silva ordered a curfew.", "Silva", "President Ana Silva"),
]


@pytest.mark.model
@pytest.mark.parametrize(("text", "head", "name"), PHRASES, ids=lambda value: value[:40])
def test_find_actor(nlp, text, head, name):
    token = next(token for token in nlp(text) if token.text == head)
    assert find_actor(token) == name


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "head", "expected"),
    [
        ("Rebels attacked.", "Rebels", True),
        ("Turkey attacked.", "Turkey", True),
        ("Boko Haram attacked.", "Haram", True),
        ("Police attacked.", "Police", True),
        ("Maria Lopez attacked.", "Lopez", True),
        ("The storm hit.", "storm", False),
        ("A car bomb killed two.", "bomb", False),
        ("Sunday brought rain.", "Sunday", False),
        ("The deal collapsed.", "deal", False),
        ("The blast hurt six.", "blast", False),
    ],
)
def test_who_can_act(nlp, text, head, expected):
    token = next(token for token in nlp(text) if token.text == head)
    assert can_act(token) is expected
