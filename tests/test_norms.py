import pytest

from geo.grammar.norms import word_norms
from geo.language import parse


@pytest.mark.parametrize(
    ("text", "positions"),
    [
        ("IS militants attacked", [0]),
        ("The town is held by IS .", [5]),
        ("WHAT IS NEXT", []),
        ("This is it", []),
        ("US and IS", [2]),
        ("( IS )", [1]),
        ("", []),
    ],
)
def test_which_words_are_names(text, positions):
    assert list(word_norms(text.split())) == positions


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "dep", "head"),
    [
        ("IS militants attacked Rutba on Sunday.", "compound", "militants"),
        ("Federal troops were battling IS on Monday.", "dobj", "battling"),
        ("IS has lost the town.", "nsubj", "lost"),
        ("More than 74 IS militants were killed.", "compound", "militants"),
        ("He joined IS in 2014.", "dobj", "joined"),
    ],
)
def test_the_model_reads_a_name(nlp, text, dep, head):
    doc = next(parse(nlp, [text]))
    name = next(token for token in doc if token.text == "IS")
    assert (name.dep_, name.head.text) == (dep, head)
    assert name.text == "IS"


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "subject", "verb"),
    [
        ("The army retook Bani Walid.", "army", "retook"),
        ("On Friday gunmen retook a village, killing 20.", "gunmen", "retook"),
        ("A ferry sank near Dhaka on Friday, killing three.", "ferry", "sank"),
        ("A trawler sank off Lombok.", "trawler", "sank"),
        ("Shelling hit Donetsk and Avdiivka.", "Shelling", "hit"),
        ("Shelling the town, they moved on.", "they", "moved"),
    ],
)
def test_the_model_reads_a_sentence(nlp, text, subject, verb):
    doc = next(parse(nlp, [text]))
    assert [(t.text, t.head.text) for t in doc if t.dep_ == "nsubj"] == [(subject, verb)]


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "lemma"),
    [
        ("Farmers staged a protest.", "stage"),
        ("A battle raged all night.", "rage"),
        ("A fire gutted the market.", "gut"),
    ],
)
def test_form_of_the_usual_verb(nlp, text, lemma):
    (doc,) = parse(nlp, [text])
    assert lemma in [token.lemma_ for token in doc]
