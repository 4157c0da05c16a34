"""What took place is told from what was denied, planned, feared or only claimed."""

from __future__ import annotations

import pytest

from geo.events.status import judge
from geo.events.triggers import find_triggers

pytestmark = pytest.mark.model


def status(nlp, text, word):
    doc = nlp(text)
    trigger = next(t for t in find_triggers(doc) if word in t.text)
    return judge(doc[trigger.index], trigger.event_type, trigger.sub_event_type).status


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("Rebels shelled the port on Monday.", "shelled", "occurred"),
        ("Police said that a bomb blast had killed two officers.", "bomb blast", "occurred"),
        ("Two people were wounded when gunmen opened fire.", "opened fire", "occurred"),
        ("The army denied that its jets had bombed the market.", "bombed", "denied"),
        ("The ministry denied any shelling of the suburb.", "shelling", "denied"),
        ("Troops did not shell the suburb.", "shell", ""),
        ("No attack was reported.", "attack", ""),
        (
            "He accused the West of plotting as crowds attacked the embassy.",
            "attacked",
            "occurred",
        ),
        ("No one was arrested.", "arrested", ""),
        ("Nobody attacked the town.", "attacked", ""),
        ("None of the men was kidnapped.", "kidnapped", ""),
        ("No rockets hit the town.", "hit", ""),
        ("The device failed to explode.", "explode", ""),
        ("The army plans to storm the city next week.", "storm", "planned"),
        ("Soldiers will withdraw from the valley on Friday.", "withdraw", "planned"),
        ("Civilians were to be evacuated at dawn.", "evacuated", "planned"),
        ("The general ordered his troops to attack the base.", "attack", "planned"),
        ("He said the soldiers would withdraw on Friday.", "withdraw", "planned"),
        ("The evacuation was to begin on Sunday.", "evacuation", "planned"),
        ("If rebels capture the town, thousands will flee.", "capture", "hypothetical"),
        ("Residents fear an attack on the town.", "attack", "hypothetical"),
        ("The rebels could shell the port.", "shell", "hypothetical"),
        ("Shelling could be heard from the port.", "Shelling", "occurred"),
        ("Forecasters warned of floods in the valley.", "floods", "hypothetical"),
        ("Heavy rain is forecast for the coast.", "Heavy rain", "hypothetical"),
        ("A rebel spokesman said his fighters had captured the town.", "captured", "claimed"),
        ("The ministry accused the rebels of shelling the town.", "shelling", "claimed"),
        ("The army said its troops had killed nine rebels.", "killed", "claimed"),
        ("Nine rebels died in a clash, the army said.", "clash", "claimed"),
        ("The rebels said they had killed two soldiers.", "killed", "claimed"),
        ("Two soldiers and a rebel were killed in a clash, the army said.", "clash", "occurred"),
        ("Two soldiers were killed in a clash, the army said.", "clash", "occurred"),
        ("Police foiled a plot to bomb the town hall.", "bomb", "hypothetical"),
        ("The crew practised with a mock plane crash.", "plane crash", ""),
        ("The hospital said a bomb blast had killed nine.", "bomb blast", "occurred"),
        ("Residents said rebels had captured the town.", "captured", "occurred"),
        ("Rebels killed nobody in the town.", "killed", "occurred"),
    ],
)
def test_status(nlp, text, word, expected):
    assert status(nlp, text, word) == expected


def test_clause_beside_it_does_not_count(nlp):
    text = "Rebels shelled the port after the talks had failed to end the war."
    assert status(nlp, text, "shelled") == "occurred"


def test_rule_names_the_word(nlp):
    doc = nlp("The army denied that rebels had shelled the town.")
    assert "denied" in judge(doc[6], "explosion", "shelling").rule
