"""People hit by an event: who, how many, in what way, as the text tells it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from geo.actors import noun_phrase
from geo.casualties.aboard import find_lost_with_all
from geo.casualties.counted import NOBODY, Counted, count_without_number, counted_people
from geo.casualties.figures import find_toll_figures
from geo.casualties.flags import (
    is_cumulative,
    is_definite,
    is_denied,
    is_hypothetical,
    is_none,
    is_possible,
    is_untold,
)
from geo.casualties.gapped import find_gapped
from geo.casualties.sifting import sifted
from geo.casualties.tolls import CasualtyMention, combine
from geo.casualties.verbless import find_verbless
from geo.casualties.victims import victims_of
from geo.casualties.words import (
    HitWord,
    hints,
    hit_words,
    is_armed,
    is_disease,
    is_person_noun,
    is_refugee_noun,
    trigger_forms,
)
from geo.dates.words import Expression, find_expressions
from geo.grammar.clauses import is_aged
from geo.language import Doc, Span, Token
from geo.model import Count

__all__ = ["CasualtyMention", "combine", "find_casualties"]

# So many sentences on, others of the dead may be told.
_GOES_ON = 2


def find_casualties(text: Doc | Span) -> tuple[CasualtyMention, ...]:
    """
    Find statements of people killed, injured or otherwise hit, in text order.

    Parameters
    ----------
    text
        A parsed article or sentence.

    Returns
    -------
    mentions
        Hypothetical, cumulative and partial ones flagged; denials with a count
        of zero ("no one was hurt"); plurals without a number with no bounds.
    """
    sentences = list(text.sents) if isinstance(text, Doc) else [text]
    found: list[CasualtyMention] = []
    dead = -_GOES_ON - 1
    for number, sentence in enumerate(sentences):
        is_busy = any(token.lower_ in trigger_forms() for token in sentence)
        told = list(_in_sentence(sentence)) if is_busy else []
        if not told and number - dead <= _GOES_ON:
            told = list(find_verbless(sentence))
        if any(mention.kind == "killed" and mention.count.high != 0 for mention in told):
            dead = number
        found += told
    found += find_lost_with_all(sentences)
    return tuple(sorted(found, key=lambda mention: mention.sentence))


def _in_sentence(sentence: Span) -> Iterator[CasualtyMention]:
    expressions = find_expressions(sentence.text)
    dates = [e.match.span() for e in expressions if e.kind != "duration"]
    dates += [e.match.span("n") for e in expressions if e.kind == "duration" and _has_number(e)]
    counted = counted_people(sentence, dates)
    clues = _Clues(sentence, counted, expressions)
    found: dict[tuple[str, int], CasualtyMention] = {}
    told = list(_told(clues))
    for mention in (*told, *_tolls(clues, told)):
        found.setdefault((mention.kind, mention.start), mention)
    for mention in _unlinked(clues, {start for _, start in found}):
        found.setdefault((mention.kind, mention.start), mention)
    for mention in find_gapped(clues.counted, tuple(found.values())):
        found.setdefault((mention.kind, mention.start), mention)
    mentions = sorted(found.values(), key=lambda mention: mention.start)
    yield from sifted(mentions, sentence.doc)


def _has_number(expression: Expression) -> bool:
    return bool(expression.match.groupdict().get("n"))


@dataclass(frozen=True, slots=True)
class _Clues:
    """A sentence with what was counted and dated in it."""

    sentence: Span
    counted: Sequence[Counted]
    expressions: Sequence[Expression]


def _told(clues: _Clues) -> Iterator[CasualtyMention]:
    """Read the words of harm, each with its victims."""
    for trigger in clues.sentence:
        pairs = list(victims_of(trigger))
        is_joined = sum(victim.i != trigger.i for _, victim in pairs) > 1
        for word, victim in pairs:
            if is_denied(trigger):
                continue
            if "care" not in word.flags:
                for mention in _mentions(clues, trigger, word, victim, is_joined=is_joined):
                    yield _of_one_side(mention, clues) if "arms" in word.flags else mention
                continue
            meant = _cared_for(word, clues)
            for mention in _mentions(clues, trigger, meant, victim, is_joined=is_joined):
                # Of the injured told before or after, if there are any.
                yield replace(mention, is_part=True)
        is_casualty = trigger.lower_ in hit_words("casualty") and not is_untold(trigger)
        if is_casualty and is_none(trigger):
            for kind in ("killed", "injured"):
                yield _mention(clues, trigger, kind, NOBODY, trigger, label="0")


def _mentions(
    clues: _Clues, trigger: Token, word: HitWord, victim: Token, *, is_joined: bool
) -> Iterator[CasualtyMention]:
    """Count the victims of one word; none when they are no people."""
    counted = _size_of(victim) or victim
    match = next((c for c in clues.counted if c.holds(counted)), None)
    if match is not None:
        match = _interrupted(match, trigger, clues) or match
        is_anyone = match.is_bare and not match.is_part and not _is_lost_by(word, trigger)
        is_people = is_anyone or _fits(word, match.noun, clues)
        if _has_own_number(trigger, match, clues):
            return
        if is_people and not _belongs_elsewhere(match, trigger):
            yield _counted_mention(clues, trigger, word.kind, match)
        return
    count = count_without_number(victim)
    if count is None or not _may_go_uncounted(clues, trigger, word, victim, count):
        return
    label = "" if count.best is None else str(count.best)
    known = not is_joined and is_definite(victim)
    yield _mention(clues, trigger, word.kind, count, victim, label=label, known=known)


def _of_one_side(mention: CasualtyMention, clues: _Clues) -> CasualtyMention:
    """Add what an army lost to the others' dead, unless it plays down what they say: "only two"."""
    start = mention.start - clues.sentence.start_char
    near = clues.sentence.text[max(0, start - _ONLY) : start + _ONLY].split()
    is_little = not {"only", "just"}.isdisjoint(near)
    return replace(mention, is_more=not is_little, is_part=is_little)


# "Only" is read as part of the number, or stands right before it.
_ONLY = len("only ")
# So far back a disease may be named of which cases are counted.
_TOPIC_TOKENS = 80
# A state of unknown many is no figure: "homeless people", "the suspects fled".
_NEED_NUMBER = frozenset({"displaced", "evacuated", "infected"})


def _may_go_uncounted(
    clues: _Clues, trigger: Token, word: HitWord, victim: Token, count: Count
) -> bool:
    if count == NOBODY:
        return "disease" not in word.flags or _names_disease(clues.sentence)
    if word.kind in _NEED_NUMBER or victim.i == trigger.i or "disease" in word.flags:
        return False
    return _fits(word, victim, clues, is_counted=False)


def _size_of(group: Token) -> Token | None:
    """Find the five of "a family of five"."""
    if group.lemma_.lower() not in hints("group"):
        return None
    inner = (word for c in group.children if c.lower_ == "of" for word in c.children)
    return next((word for word in inner if word.like_num), None)


def _is_lost_by(word: HitWord, trigger: Token) -> bool:
    """Tell "we lost 42", of whatever, from "42 were lost"."""
    is_passive = any(child.dep_ == "auxpass" for child in trigger.children)
    return "arms" in word.flags and not is_passive


def _interrupted(match: Counted, trigger: Token, clues: _Clues) -> Counted | None:
    """Find the nine of "the nine people, four of them foreigners, killed in the crash"."""
    doc = trigger.doc
    commas = [token.i for token in doc[match.begin : trigger.i] if token.text == ","]
    if not match.is_part or trigger.tag_ != "VBN" or commas != [trigger.i - 1]:
        return None
    whole = next((c for c in clues.counted if c.last == match.begin - 2), None)
    return whole if whole is not None and doc[match.begin - 1].text == "," else None


def _belongs_elsewhere(match: Counted, trigger: Token) -> bool:
    """Tell that another word of harm stands right after the number: "twelve dead"."""
    if "found" in getattr(hit_words("noun").get(trigger.lower_), "flags", ()):
        return False  # "the bodies of eight climbers missing since Monday"
    beside = _beside(match)
    return beside is not None and beside.i != trigger.i and trigger.dep_ != "conj"


def _has_own_number(trigger: Token, match: Counted, clues: _Clues) -> bool:
    """Tell that "hurt" is not of the nine in "nine people were killed and 40 hurt"."""
    own = next((c for c in clues.counted if c.is_bare and c.last == trigger.i - 1), None)
    return own is not None and own is not match and trigger.dep_ == "conj"


def _beside(match: Counted) -> Token | None:
    """Return the word of harm right after a number: "twelve dead", "30 people injured"."""
    following = match.number.doc[match.last + 1 : match.last + 2]
    return next((t for t in following if t.lower_ in hit_words("state")), None)


def _counted_mention(clues: _Clues, trigger: Token, kind: str, match: Counted) -> CasualtyMention:
    quantity = match.quantity
    mention = _mention(
        clues,
        trigger,
        kind,
        quantity.count,
        match.noun,
        label=quantity.label,
        is_part=match.is_part,
    )
    last = clues.sentence.doc[match.last]
    return replace(
        mention,
        start=quantity.start,
        end=max(quantity.end, last.idx + len(last)),
        who=_who(match),
        is_more=match.is_more or any(child.lower_ == "also" for child in trigger.children),
    )


def _who(match: Counted) -> str:
    """Name the counted as in the text, "other people" with its "other"."""
    who = noun_phrase(match.noun, match.first) if not match.is_bare else ""
    if who.lower() in {"other", "others"} or match.noun.lower_ in hit_words("noun"):
        who = ""
    if match.is_more:
        return f"other {who}" if who else "others"
    return who


def _fits(word: HitWord, noun: Token, clues: _Clues, *, is_counted: bool = True) -> bool:
    """Tell whether a noun can be the victims of a word."""
    lemma = noun.lemma_.lower()
    # Bodies with wounds are not of the injured, nor those taken to hospital.
    is_other = word.frame not in {"noun", "life"} and word.kind in {"injured", "infected"}
    is_body = is_other and noun.lower_ in hit_words("noun")
    if lemma in hints("animal") or lemma in hints("thing") or is_body:
        return False
    if word.flags & {"arms", "disease", "found"}:
        return _is_confirmed(word, lemma, clues)
    if word.kind == "displaced" and word.frame == "subject" and not is_refugee_noun(lemma):
        return noun.pos_ == "NUM" or noun.ent_type_ == "NORP"
    if word.frame in {"noun", "life"} and (lemma == "life" or noun.lower_ in hit_words(word.frame)):
        return True
    if is_counted and "loose" not in word.flags:
        return True
    is_named = noun.ent_type_ in {"PERSON", "NORP"} or noun.pos_ in {"NUM", "PRON"}
    is_named = (
        is_named
        or noun.lower_ in {"both", "second", "third", "fourth"}
        or (is_counted and lemma == "other")
    )
    return is_named or is_aged(noun) or is_person_noun(lemma)


def _is_confirmed(word: HitWord, lemma: str, clues: _Clues) -> bool:
    """Tell soldiers lost from players, cases of a disease from others, bodies found from acting."""
    if "arms" in word.flags:
        return is_armed(lemma)
    if "disease" in word.flags:
        return _names_disease(_lead(clues))
    return any(token.lemma_.lower() in hints("find") for token in clues.sentence)


def _cared_for(word: HitWord, clues: _Clues) -> HitWord:
    """Read "hospitalised" of the sick and of the injured."""
    return word if _names_disease(_lead(clues)) else replace(word, kind="injured")


def _lead(clues: _Clues) -> Span:
    """Return a sentence with the words before it."""
    start = max(0, clues.sentence.start - _TOPIC_TOKENS)
    return clues.sentence.doc[start : clues.sentence.end]


def _names_disease(sentence: Span) -> bool:
    return any(is_disease(token.lower_) or is_disease(token.lemma_.lower()) for token in sentence)


def _mention(
    clues: _Clues,
    trigger: Token,
    kind: str,
    count: Count,
    noun: Token,
    *,
    label: str,
    is_part: bool = False,
    known: bool = False,
) -> CasualtyMention:
    is_somebody = count != NOBODY
    return CasualtyMention(
        start=noun.left_edge.idx if is_somebody else noun.idx,
        end=noun.idx + len(noun),
        kind=kind,
        count=count,
        who=noun_phrase(noun) if is_somebody else "",
        label=label,
        is_cumulative=is_cumulative(clues.sentence, clues.expressions, trigger),
        is_hypothetical=is_hypothetical(trigger),
        is_possible=is_possible(trigger),
        is_part=is_part,
        is_definite=known,
        trigger=trigger.i,
        sentence=clues.sentence.start,
    )


def _tolls(clues: _Clues, told: Sequence[CasualtyMention]) -> Iterator[CasualtyMention]:
    """Read "the death toll rose from 30 to 43": the number it came to."""
    for figure in find_toll_figures(clues.sentence):
        before = [mention.kind for mention in told if mention.end <= figure.start]
        if not figure.kind and not before:
            continue
        kind = figure.kind or before[-1]
        mention = _mention(
            clues, figure.trigger, kind, figure.count, figure.trigger, label=figure.label
        )
        yield replace(mention, start=figure.start, end=figure.end, who="", is_total=True)


def _unlinked(clues: _Clues, known: set[int]) -> Iterator[CasualtyMention]:
    """Link numbers that the parse left alone to the word of harm beside them."""
    doc, end = clues.sentence.doc, clues.sentence.end
    for match in clues.counted:
        if match.is_whole or match.quantity.start in known:
            continue
        for token in doc[match.last + 1 : min(end, match.last + 6)]:
            word = hit_words("state").get(token.lower_)
            if word is None and token.tag_ == "VBN":
                word = hit_words("object").get(token.lower_)
            if word and _fits(word, match.noun, clues):
                meant = _cared_for(word, clues) if "care" in word.flags else word
                yield _counted_mention(clues, token, meant.kind, match)
                break
            if token.pos_ not in {"AUX", "ADV"} and token.lower_ not in hints("bridge"):
                break
