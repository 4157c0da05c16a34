"""Date expressions of an article, and the one that dates a trigger word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from geo.date_words import (
    ANY_WEEKDAY,
    DAY,
    MONTH,
    YEAR,
    Expression,
    Reading,
    Setting,
    find_expressions,
    month_number,
)
from geo.language import Doc, Token
from geo.model import When
from geo.reporting import reporting_verbs

__all__ = ["DateMention", "date_of", "find_dates", "find_publication_date"]


@dataclass(frozen=True, slots=True)
class DateMention:
    """
    A date expression of a text, resolved.

    Attributes
    ----------
    start, end
        Characters of the text.
    when
        Its days; None in them when the text does not tell.
    kind
        `day`, `range`, `weekday`, `deictic`, `told`, `window`, `duration`,
        `month`, `season`, `year`.
    token
        Index of the token by which it hangs in the parse.
    is_said
        It says when somebody spoke ("said on Sunday"), not when it happened.
    is_ahead
        Its clause speaks of the future.
    scope
        Index of the verb or noun whose happening it dates although the parse
        hangs it elsewhere ("came two days after bombs killed six" dates
        `killed`); -1 without one.
    """

    start: int
    end: int
    when: When
    kind: str
    token: int
    is_said: bool = False
    is_ahead: bool = False
    scope: int = -1


# Verbs and adjectives whose infinitive lies in the future.
_AHEAD_HEADS = frozenset(
    [
        "agree",
        "aim",
        "ask",
        "call",
        "decide",
        "demand",
        "due",
        "expect",
        "forecast",
        "hope",
        "intend",
        "order",
        "plan",
        "pledge",
        "prepare",
        "promise",
        "propose",
        "schedule",
        "set",
        "slate",
        "threaten",
        "urge",
        "vow",
        "want",
        "plot",
        "ready",
        "likely",
    ]
)
_MODALS = frozenset(
    [
        "will",
        "would",
        "'ll",
        "’ll",
        "shall",
        "may",
        "might",
        "could",
        "can",
        "should",
        "must",
        "wo",
        "ca",
    ]
)
_VERBAL = frozenset({"VERB", "AUX"})
# A date in such a clause tells a state, not the day of what is told: "still held it on Monday".
_STATE_ADVERBS = frozenset({"still", "now", "already", "yet"})


def find_dates(doc: Doc, published: date | None) -> tuple[DateMention, ...]:
    """
    Find every expression that can date an event, in text order.

    Parameters
    ----------
    doc
        The parsed article.
    published
        Its day; without one, relative words keep their text and have no days.

    Returns
    -------
    mentions
        Not overlapping.
    """
    mentions: list[DateMention] = []
    told: date | None = None
    for expression in _usable(doc):
        token = _root(doc, expression)
        if token is None:
            continue
        is_ahead = _is_ahead(token, expression, published)
        reading = expression.read(expression.match, Setting(published, told, is_ahead))
        if reading is None:
            continue
        mention = _mention(doc, expression, token, reading, is_ahead=is_ahead)
        if published:
            mention = _bounded_by_words(mention, doc, published)
        mentions.append(mention)
        if _sets_scene(doc, mention):
            told = mention.when.start
    return tuple(mentions)


def _usable(doc: Doc) -> Iterator[Expression]:
    """Drop words that look like dates and are none."""
    for expression in find_expressions(doc.text):
        match = expression.match
        if expression.kind == "month" and not _is_month(doc, match):
            continue
        if expression.kind == "season" and not _is_season(match):
            continue
        if expression.kind == "weekday" and _is_named_weekday(doc, match):
            continue
        yield expression


def _is_month(doc: Doc, match: re.Match[str]) -> bool:
    """Tell the month of May from the verb, August from the adjective, June from the woman."""
    groups = match.groupdict()
    if groups.get("m2") or groups.get("y") or groups.get("prep") or groups.get("mod"):
        return True
    span = doc.char_span(match.start("m"), match.end("m"), alignment_mode="expand")
    if span is None or span[0].pos_ not in {"PROPN", "NOUN"}:
        return False
    return span[0].ent_type_ == "DATE" or match["m"].lower() not in {
        "may",
        "march",
        "june",
        "april",
    }


def _is_season(match: re.Match[str]) -> bool:
    """Accept a season with a year, "last", "in" or "the" before it, never "fall" the verb."""
    if match["y"] or match["mod"]:
        return True
    return match[0].lower().startswith(("in ", "over ", "during ", "since ")) and (
        match["s"].lower() != "fall"
    )


_NAMED_WEEKDAYS = re.compile(r"\b(?:Bloody|Black|Good|Super|Palm|Easter|Ash|Cyber|Sheffield)\s+$")


def _is_named_weekday(doc: Doc, match: re.Match[str]) -> bool:
    before = doc.text[max(0, match.start("wd") - 12) : match.start("wd")]
    if _NAMED_WEEKDAYS.search(before):
        return True
    span = doc.char_span(match.start("wd"), match.end("wd"), alignment_mode="expand")
    return span is not None and span[0].ent_type_ in {"ORG", "PERSON", "WORK_OF_ART"}


def _root(doc: Doc, expression: Expression) -> Token | None:
    match = expression.match
    span = doc.char_span(match.start(), match.end(), alignment_mode="expand")
    if span is None:
        return None
    root: Token = span.root
    return root


def _climb(token: Token) -> Token:
    """Return the verb that governs a token, or the sentence's root."""
    while token.pos_ not in _VERBAL and token.head.i != token.i:
        token = token.head
    return token


def _is_ahead(token: Token, expression: Expression, published: date | None) -> bool:
    """Tell whether the clause around a date speaks of the future."""
    verb = _climb(token)
    if verb.pos_ not in _VERBAL:
        return any(word.lemma_ in {"due", "scheduled", "upcoming"} for word in verb.subtree)
    lowered = {child.lower_ for child in verb.children if child.dep_ in {"aux", "auxpass"}}
    perfect = any(child.lemma_ == "have" and child.dep_ == "aux" for child in verb.children)
    if lowered & _MODALS and not perfect:
        return True
    if "to" in lowered:
        return _is_ahead_infinitive(verb)
    if verb.lemma_ in {"schedule", "slate", "plan", "expect"} and verb.tag_ == "VBN":
        return True
    return (
        expression.kind == "weekday"
        and not perfect
        and published is not None
        and verb.tag_ in {"VBZ", "VBP"}
        and verb.lemma_ not in reporting_verbs()
    )


def _is_ahead_infinitive(verb: Token) -> bool:
    """Tell "plans to leave", "is to meet" from "managed to leave"."""
    if any(child.lemma_ == "be" and child.dep_ == "aux" for child in verb.children):
        return True
    head = verb.head
    return head.lemma_.lower() in _AHEAD_HEADS or (head.lemma_ == "be" and verb.dep_ == "xcomp")


def _mention(
    doc: Doc, expression: Expression, token: Token, reading: Reading, *, is_ahead: bool
) -> DateMention:
    match = expression.match
    start = match.start() + len(match[0]) - len(match[0].lstrip())
    end = match.end() - (len(match[0]) - len(match[0].rstrip()))
    text = re.sub(r"\s+", " ", doc.text[start:end])
    verb = _climb(token)
    return DateMention(
        start=start,
        end=end,
        when=When(reading.start, reading.end, text, reading.prec),
        kind=expression.kind,
        token=token.i,
        is_said=verb.lemma_ in reporting_verbs() and verb.i != token.i,
        is_ahead=is_ahead,
        scope=_scope(token, expression),
    )


def _scope(token: Token, expression: Expression) -> int:
    """Find what "came two days after X" dates: X, counted back from the day told."""
    return -1


_SINCE = re.compile(r"\b(since|from|until|till|by)\s+(?:the\s+)?(?:\w+\s+){0,4}$", re.IGNORECASE)


def _bounded_by_words(mention: DateMention, doc: Doc, published: date) -> DateMention:
    """Let "since X" last until publication."""
    return mention


def _sets_scene(doc: Doc, mention: DateMention) -> bool:
    """Tell whether later relative words count from this date."""
    when = mention.when
    if when.start is None or mention.is_said or when.prec > 2 or mention.kind == "duration":
        return False
    verb = _climb(doc[mention.token])
    return not any(child.lower_ in _STATE_ADVERBS for child in verb.children)


def date_of(
    trigger: Token,
    mentions: Sequence[DateMention],
    published: date | None,
    *,
    is_ahead: bool = False,
) -> tuple[When, str]:
    """
    Choose the date of what a word tells.

    Parameters
    ----------
    trigger
        The verb or noun that tells the event.
    mentions
        All of the article, from `find_dates`.
    published
        The article's day.
    is_ahead
        The event is planned or supposed, so that it may lie after publication.

    Returns
    -------
    when
        Its days; prec 5 when only the article's own date is known.
    rule
        How it was found, in words.
    """
    allowed = [m for m in mentions if is_ahead or not _is_after(m, published)]
    own = [(c, m) for m in allowed if (c := _distance(trigger, m)) is not None]
    if own:
        _, best = min(own, key=lambda item: (item[0], item[1].start))
        return best.when, f"dated by {best.when.text!r} in its sentence"
    for mention in reversed([m for m in allowed if m.end <= trigger.idx]):
        if not mention.is_said and mention.kind != "duration" and mention.when.prec <= 2:
            return mention.when, f"still the time of {mention.when.text!r}"
    return When(published, published, "", 5), "the article's own date"


def _is_after(mention: DateMention, published: date | None) -> bool:
    start = mention.when.start
    return published is not None and start is not None and start > published


def _distance(trigger: Token, mention: DateMention) -> float | None:
    """Count the steps in the parse from a trigger to a date; None in another sentence."""
    token = trigger.doc[mention.token]
    if token.sent != trigger.sent:
        return None
    mine = [trigger, *trigger.ancestors]
    theirs = [token, *token.ancestors]
    common = next((t for t in mine if t in theirs), None)
    if common is None:
        return None
    return float(mine.index(common) + theirs.index(common) + 6 * mention.is_said)


def find_publication_date(text: str) -> date | None:
    """
    Read the publication date off a text's own dateline, byline or caption.

    Parameters
    ----------
    text
        An article.

    Returns
    -------
    published
        None when no such line gives day, month and year.
    """
    head = text[:1500]
    for pattern in (_DATE_LINE, _CAPTION):
        for match in pattern.finditer(head):
            found = _full_date(match)
            if found:
                return found
    return None


_FULL = (
    rf"(?:(?P<wd>{ANY_WEEKDAY})\s*,?\s+)?(?:(?P<m>{MONTH})\s+(?P<d>{DAY})|(?P<d2>{DAY})\s+"
    rf"(?P<m2>{MONTH}))\s*,?\s+(?P<y>{YEAR})"
)
_DATE_LINE = re.compile(
    rf"^[^\w\n]*(?:(?i:published|updated|posted|last updated)\W+(?:on\W+)?)?{_FULL}[^\n]{{0,20}}$",
    re.MULTILINE,
)
_CAPTION = re.compile(rf"{_FULL}(?=[^\n]*\((?:AP|Reuters|AFP|Getty|EPA)\b[^\n]*\))")


def _full_date(match: re.Match[str]) -> date | None:
    month = month_number(match["m"] or match["m2"])
    day = int(re.sub(r"\D", "", match["d"] or match["d2"]))
    try:
        found = date(int(match["y"]), month, day)
    except ValueError:
        return None
    weekday = match["wd"]
    if weekday and not found.strftime("%A").lower().startswith(weekday.lower().rstrip(".")[:3]):
        return None
    return found
