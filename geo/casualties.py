"""People hit by an event: who, how many, in what way, as the text tells it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from geo.actors import noun_phrase
from geo.casualty_words import (
    HitWord,
    hints,
    hit_words,
    is_disease,
    is_person_noun,
    is_refugee_noun,
    trigger_forms,
)
from geo.date_words import Expression, find_expressions
from geo.language import Doc, Span, Token
from geo.model import Count
from geo.reporting import reporting_verbs
from geo.numerals import find_quantities
from geo.tolls import CasualtyMention, combine
from geo.victims import Counted, counted_people, victims_of

__all__ = ["CasualtyMention", "combine", "find_casualties"]


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
    busy = [s for s in sentences if any(token.lower_ in trigger_forms() for token in s)]
    return tuple(mention for sentence in busy for mention in _in_sentence(sentence))


def _in_sentence(sentence: Span) -> Iterator[CasualtyMention]:
    expressions = find_expressions(sentence.text)
    dates = [e.match.span() for e in expressions if e.kind != "duration"]
    dates += [e.match.span("n") for e in expressions if e.kind == "duration" and _has_number(e)]
    counted = counted_people(sentence, dates)
    clues = _Clues(sentence, counted, expressions)
    found: dict[tuple[str, int], CasualtyMention] = {}
    for mention in (*_told(clues), *_tolls(clues), *_unlinked(clues)):
        found.setdefault((mention.kind, mention.start), mention)
    mentions = sorted(found.values(), key=lambda mention: mention.start)
    yield from _with_rivals([*_without_weak(mentions, sentence.doc)], sentence.doc)


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
            if _is_denied(trigger):
                continue
            yield from _mentions(clues, trigger, word, victim, is_joined=is_joined)
        if trigger.lower_ in hit_words("casualty") and _is_none(trigger):
            for kind in ("killed", "injured"):
                yield _mention(clues, trigger, kind, Count(0, 0, 0), trigger, label="0")


def _mentions(
    clues: _Clues, trigger: Token, word: HitWord, victim: Token, *, is_joined: bool
) -> Iterator[CasualtyMention]:
    """Count the victims of one word; none when they are no people."""
    match = next((c for c in clues.counted if c.holds(victim)), None)
    if match is not None:
        beside = _beside(match)
        if beside is not None and beside.i != trigger.i and trigger.dep_ != "conj":
            return
        if _fits(word, match.noun, clues) or (match.is_bare and not match.is_part):
            yield _counted_mention(clues, trigger, word.kind, match)
        return
    if word.frame == "noun" and (victim == trigger or "disease" in word.flags):
        if not _is_none(victim):
            return
    count = _uncounted(victim)
    if word.kind in _NEED_NUMBER or (victim == trigger and count != Count(0, 0, 0)):
        return
    if count is None or (count.high != 0 and not _fits(word, victim, clues, is_counted=False)):
        return
    label = "" if count.best is None else str(count.best)
    is_definite = not is_joined and _is_definite(victim)
    yield _mention(clues, trigger, word.kind, count, victim, label=label, is_definite=is_definite)


# A state of unknown many is no figure: "homeless people", "the suspects fled".
_NEED_NUMBER = frozenset({"displaced", "evacuated", "infected"})


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
        is_more=match.is_more,
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
    if lemma in hints("animal") or lemma in hints("thing"):
        return False
    if "disease" in word.flags:
        return _names_disease(clues.sentence)
    if "found" in word.flags:
        return any(token.lemma_.lower() in hints("find") for token in clues.sentence)
    if word.kind == "displaced" and word.frame == "subject" and not is_refugee_noun(lemma):
        return noun.pos_ == "NUM"
    if word.frame in {"noun", "life"} and lemma in {"life", word_lemma(word, noun)}:
        return True
    if "loose" in word.flags or not is_counted:
        return (
            is_person_noun(lemma)
            or noun.ent_type_ in {"PERSON", "NORP"}
            or noun.pos_
            in {
                "NUM",
                "PRON",
            }
        )
    return True


def word_lemma(word: HitWord, noun: Token) -> str:
    """Return the noun's lemma where the noun itself is the word."""
    return noun.lemma_.lower() if noun.lower_ in hit_words(word.frame) else ""


def _names_disease(sentence: Span) -> bool:
    return any(is_disease(token.lower_) or is_disease(token.lemma_.lower()) for token in sentence)


def _uncounted(victim: Token) -> Count | None:
    """Count victims told without a number: a nurse, nobody, civilians."""
    if _is_none(victim):
        return Count(0, 0, 0)
    if victim.lower_ in {"he", "she", "him", "her"}:
        return Count(1, 1, 1)
    if victim.pos_ == "PRON" or victim.pos_ == "NUM":
        return None
    lemma = victim.lemma_.lower()
    if victim.ent_type_ == "PERSON" and victim.pos_ == "PROPN":
        return Count(1, 1, 1)
    if lemma in hints("pair"):
        return Count(2, 2, 2)
    if lemma in hints("group") or victim.tag_ in {"NNS", "NNPS"}:
        return Count()
    return Count(1, 1, 1) if victim.tag_ == "NN" else None


def _is_none(token: Token) -> bool:
    """Tell "no one", "nobody", "none of the passengers", "no injuries", "without injuries"."""
    if token.lower_ in {"nobody", "none", "noone", "no-one"}:
        return True
    if any(child.lower_ == "no" and child.dep_ in {"det", "neg"} for child in token.children):
        return not any(child.lower_ in {"reports", "report"} for child in token.children)
    if token.dep_ == "conj" and token.head.pos_ == token.pos_:
        return _is_none(token.head)
    if token.dep_ == "pobj" and token.head.lower_ == "without":
        return True
    verb = token.head
    return (
        token.dep_ == "dobj"
        and any(child.lower_ == "any" for child in token.children)
        and any(child.dep_ == "neg" for child in verb.children)
    ) or (token.dep_ == "dobj" and verb.dep_ == "pcomp" and verb.head.lower_ == "without")


def _is_denied(trigger: Token) -> bool:
    """Tell "was not hurt", "did not mean to kill", "nearly dead" from what happened."""
    token = trigger
    while token.pos_ in {"VERB", "ADJ", "AUX"}:
        if any(c.dep_ == "neg" or c.lower_ in {"nearly", "almost"} for c in token.children):
            return True
        if token.dep_ not in {"xcomp", "acomp"}:
            return False
        token = token.head
    return False


def _is_definite(victim: Token) -> bool:
    """Tell victims known from before: "the driver", "he", a name."""
    if victim.pos_ == "PRON" or victim.ent_type_ == "PERSON":
        return True
    return any(child.lower_ in {"the", "this", "that"} for child in victim.children)


def _mention(
    clues: _Clues,
    trigger: Token,
    kind: str,
    count: Count,
    noun: Token,
    *,
    label: str,
    is_part: bool = False,
    is_definite: bool = False,
) -> CasualtyMention:
    who = noun_phrase(noun) if count != Count(0, 0, 0) else ""
    first = min(noun.left_edge.i, noun.i)
    return CasualtyMention(
        start=clues.sentence.doc[first].idx if count != Count(0, 0, 0) else noun.idx,
        end=noun.idx + len(noun),
        kind=kind,
        count=count,
        who=who,
        label=label,
        is_cumulative=_is_cumulative(clues, trigger),
        is_hypothetical=_is_hypothetical(trigger),
        is_part=is_part,
        is_definite=is_definite,
        trigger=trigger.i,
        sentence=clues.sentence.start,
    )


_UNCERTAIN = frozenset({"could", "might", "may", "would", "will", "can", "should", "'ll", "shall"})


_ATTEMPTED = frozenset({"attempted", "planned", "possible", "potential", "alleged", "foiled"})


def _is_hypothetical(trigger: Token) -> bool:
    """Tell what could, will or was meant to happen from what has."""
    token = trigger
    while True:
        children = list(token.children)
        if any(c.dep_ == "aux" and c.lower_ in _UNCERTAIN for c in children):
            return True
        if any(c.dep_ == "mark" and c.lower_ in {"if", "unless", "lest"} for c in children):
            return True
        if any(c.dep_ == "aux" and c.lower_ == "to" for c in children) and _is_tried(token):
            return True
        if any(c.dep_ == "amod" and c.lower_ in _ATTEMPTED for c in children):
            return True
        if token.dep_ == "pcomp" and token.head.head.lemma_.lower() in hints("try"):
            return True
        if token.dep_ not in {"conj", "xcomp", "acl", "relcl", "oprd", "acomp", "amod", "pcomp",
                              "dobj", "nsubj", "nsubjpass", "advcl"}:  # fmt: skip
            return False
        if token.dep_ in {"nsubj", "nsubjpass", "relcl", "dobj"} and token.pos_ in {"VERB", "ADJ"}:
            return False
        token = token.head


def _is_tried(infinitive: Token) -> bool:
    """Tell "plotted to kill" from "forced to flee" and "said to have died"."""
    if any(child.lemma_ == "have" and child.dep_ == "aux" for child in infinitive.children):
        return False
    return infinitive.head.lemma_.lower() not in hints("real")


_OVER_TIME = re.compile(
    r"\b(?:so\s+far\s+(?:this|in)|this\s+year|each\s+year|every\s+(?:year|day|month)|annually|a\s+year"
    r"|per\s+year|on\s+average|in\s+recent\s+(?:years|months)|(?:years?|decades?)\s+of\s+(?:\w+\s+){0,2}"
    r"(?:war|conflict|fighting|violence|unrest|insurgency)|to\s+date|over\s+the\s+years)\b",
    re.IGNORECASE,
)


def _is_cumulative(clues: _Clues, trigger: Token) -> bool:
    """Tell the toll of a war or a year from that of one happening."""
    if _OVER_TIME.search(clues.sentence.text) or any(_is_since(t) for t in clues.sentence):
        return True
    for expression in clues.expressions:
        words = expression.match[0].lower()
        if words.startswith("since"):
            return True
        if expression.kind == "year" and words.startswith(("in ", "during ")):
            return _has_many_causes(trigger)
        if expression.kind in {"window", "duration"} and _LONG.search(words):
            return words.startswith(("in", "over", "during", "within", "for"))
    return False


_LONG = re.compile(r"year|decade|centur|month")
_BEGIN = frozenset({"begin", "start", "erupt", "break", "come", "take", "launch", "return"})


def _is_since(token: Token) -> bool:
    """Tell "since the invasion" and "since it began" from "since" for "because"."""
    if token.lower_ != "since":
        return False
    return token.dep_ == "prep" or token.head.lemma_ in _BEGIN


def _has_many_causes(trigger: Token) -> bool:
    """Tell "attacks in 2015 killed 70" from "an attack in 2015 killed 70"."""
    verb = trigger
    while verb.pos_ not in {"VERB", "AUX"} and verb.head.i != verb.i:
        verb = verb.head
    causes = [
        c for c in verb.children if c.dep_ == "nsubj" and trigger.lower_ in hit_words("object")
    ]
    if verb.lemma_ in {"leave", "claim", "take", "cost"}:
        causes = [c for c in verb.children if c.dep_ == "nsubj"]
    for child in verb.children:
        if child.dep_ in {"prep", "agent"} and child.lower_ in {"in", "by", "during"}:
            causes += [c for c in child.children if c.dep_ == "pobj"]
    return any(c.tag_ in {"NNS", "NNPS"} or c.lemma_.lower() in hints("campaign") for c in causes)


_TOLL = re.compile(
    r"\b(?:(?:death\s+|casualty\s+)?tolls?|body\s+count|number\s+of\s+(?:the\s+)?(?:people\s+|those\s+)?"
    r"(?:confirmed\s+)?(?P<kind>dead|deaths|fatalities|killed|injured|wounded|injuries|missing"
    r"|displaced|infected|infections|arrests))\b(?P<of>\s+of\s+(?:the\s+)?(?P<kind2>injured|wounded"
    r"|missing|dead|displaced))?",
    re.IGNORECASE,
)
_TOLL_GAP = re.compile(
    r"(?:^|.*\s)(?:to|at|of|is|was|were|reach(?:ed|es)|hit|hits|pass(?:ed|es)|top(?:ped|s)|exceed(?:ed|s)"
    r"|surpass(?:ed|es)|stands?|stood)\s*$",
    re.IGNORECASE | re.DOTALL,
)
_TOLL_KINDS = {
    "injured": "injured", "wounded": "injured", "injuries": "injured", "missing": "missing",
    "displaced": "displaced", "infected": "infected", "infections": "infected",
    "arrests": "detained",
}  # fmt: skip


def _tolls(clues: _Clues) -> Iterator[CasualtyMention]:
    """Read "the death toll rose from 30 to 43": the number it came to."""
    text, offset = clues.sentence.text, clues.sentence.start_char
    for toll in _TOLL.finditer(text):
        for quantity in find_quantities(text):
            gap = text[toll.end() : quantity.start]
            if quantity.start < toll.end() or len(gap) > 80 or re.search(r"[.;:]\s", gap):
                continue
            is_rise = text[quantity.start :].lower().startswith("from")
            if not is_rise and not _TOLL_GAP.match(gap):
                continue
            count = quantity.count
            if is_rise and count.high is not None:
                count = Count(count.high, count.high, count.high)
            span = clues.sentence.char_span(toll.start(), toll.end(), alignment_mode="expand")
            trigger = span.root if span else clues.sentence.root
            kind = _TOLL_KINDS.get((toll["kind"] or toll["kind2"] or "dead").lower(), "killed")
            label = f"{count.high:,}" if is_rise and count.high else quantity.label
            yield replace(
                _mention(clues, trigger, kind, count, trigger, label=label),
                start=offset + quantity.start,
                end=offset + quantity.end,
                who="",
                is_total=True,
            )
            break


def _unlinked(clues: _Clues) -> Iterator[CasualtyMention]:
    """Link numbers that the parse left alone to the word of harm beside them."""
    doc, end = clues.sentence.doc, clues.sentence.end
    for match in clues.counted:
        if match.is_whole:
            continue
        for token in doc[match.last + 1 : min(end, match.last + 6)]:
            word = hit_words("state").get(token.lower_)
            if word is None and token.tag_ == "VBN":
                word = hit_words("object").get(token.lower_)
            if word and _fits(word, match.noun, clues):
                yield _counted_mention(clues, token, word.kind, match)
                break
            if token.pos_ not in {"AUX", "ADV"} and token.lower_ not in {
                "feared",
                "reported",
                "left",
            }:
                break


_RIVAL = re.compile(r"\b(?:but|while|whereas|although|though|however)\b", re.IGNORECASE)


def _with_rivals(mentions: list[CasualtyMention], doc: Doc) -> Iterator[CasualtyMention]:
    """Mark a bare figure that another source sets against one told before."""
    for position, mention in enumerate(mentions):
        before = [m for m in mentions[:position] if m.kind == mention.kind]
        gap = doc.text[before[-1].end : mention.start] if before else ""
        verbs = (
            {token.lemma_ for token in doc[before[-1].trigger : mention.trigger]} if before else ()
        )
        is_rival = (
            bool(before)
            and not mention.who
            and not mention.is_more
            and _RIVAL.search(gap) is not None
            and bool(reporting_verbs() & set(verbs))
        )
        yield replace(mention, is_rival=is_rival) if is_rival else mention


def _without_weak(mentions: Sequence[CasualtyMention], doc: Doc) -> Iterator[CasualtyMention]:
    """Drop "shot" where the same victims are told to be dead."""
    for mention in mentions:
        word = hit_words("object").get(doc[mention.trigger].lower_)
        if word and "weak" in word.flags and word.kind == mention.kind:
            others = [m for m in mentions if m.kind == "killed" and m.start < mention.end]
            if any(m.end > mention.start for m in others):
                continue
        yield mention
