"""Every date expression of an article, resolved in text order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from geo.articles.datelines import dateline_end
from geo.articles.entries import Entry, find_entries
from geo.dates.days import DateMention, Reading, Setting
from geo.dates.lookalikes import is_date
from geo.dates.spans import bounded, printed, with_spans
from geo.dates.tenses import (
    carrier_of,
    is_ahead,
    is_of_words,
    is_past,
    is_present,
    tense_words,
)
from geo.dates.thread import Thread, is_story
from geo.dates.words import Expression, find_expressions
from geo.grammar.clauses import governing_verb
from geo.language import Doc, Span, Token, text_of
from geo.model import When

__all__ = ["find_dates"]

# Before what "a day after X" dates, or is dated by.
_BESIDE = frozenset({"after", "before"})
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
        Not overlapping. Only those that look ahead, or whose clause gives no
        sign that it does not, lie after publication.
    """
    found = sorted(_resolved(doc, published), key=lambda mention: mention.start)
    return with_spans(doc, found, published)


def _resolved(doc: Doc, published: date | None) -> Iterator[DateMention]:
    thread, behind = Thread(), dateline_end(text_of(doc))
    entries = {entry.start: entry for entry in find_entries(text_of(doc))}
    for expression, span in _in_order(doc):
        token = span.root
        entry = entries.get(expression.match.start())
        if _is_only_of_heads(expression) and entry is None:
            continue
        own = thread.own_day(token) if _is_told(expression) else None
        scope = _scope(span[-1], token, is_dated=own is not None) if _is_told(expression) else -1
        ahead = is_ahead(token, expression.kind, published)
        if entry is not None:
            ahead = thread.is_ahead or _tells_ahead(doc, entry, published)
        setting = Setting(
            thread.printed_on(expression.match.start(), published),
            own or thread.day_for(token, scope),
            thread.span,
            is_ahead=ahead,
            is_past=is_past(token) or (entry is not None and not ahead),
            is_inverse=scope >= 0,
            told_wide=None if own else thread.wide,
            began=thread.began,
        )
        reading = thread.read_head(expression, setting) if entry else None
        reading = reading or expression.read(expression.match, setting)
        if reading is None:
            continue
        mention = bounded(_mention(doc, expression, token, reading, scope), doc, published)
        whole = doc.char_span(mention.start, mention.end, alignment_mode="expand")
        mention = replace(mention, is_ahead=ahead, token=whole.root.i if whole else token.i)
        mention = replace(mention, is_story=is_story(doc, mention))
        mention = replace(mention, entry_end=entry.end if entry else 0)
        yield mention
        thread.go_on(doc, mention, reading)
        if mention.end <= behind:
            thread.take_dateline(mention, published)
        if entry is not None:
            thread.open(mention, expression)


def _in_order(doc: Doc) -> Sequence[tuple[Expression, Span]]:
    """List the dates as they are read: "a day after X" after the day that its sentence tells."""
    found = []
    for expression in find_expressions(text_of(doc)):
        span = doc.char_span(*expression.match.span(), alignment_mode="expand")
        if not span or not is_date(doc, expression):
            continue
        waits = (
            _is_told(expression) and span[-1].lower_ in _BESIDE and span.start == span.sent.start
        )
        found.append((span.sent.start, waits, span.start, expression, span))
    return [(expression, span) for *_, expression, span in sorted(found, key=lambda f: f[:3])]


def _tells_ahead(doc: Doc, entry: Entry, published: date | None) -> bool:
    """Tell whether the first sentence of an entry speaks of the future: "are to march"."""
    first = doc.char_span(entry.text_start, entry.text_start + 1, alignment_mode="expand")
    root = first.sent.root if first else doc[0]
    verbs = [root, *(child for child in root.children if child.dep_ == "xcomp")]
    return any(is_ahead(verb, "", published) for verb in verbs)


def _is_only_of_heads(expression: Expression) -> bool:
    """Tell "1998:", which is a number anywhere but at the head of an entry."""
    return "head" in expression.match.groupdict()


def _is_told(expression: Expression) -> bool:
    """Tell a date that counts from one told before."""
    return expression.kind == "told"


def _scope(last: Token, root: Token, *, is_dated: bool) -> int:
    """
    Find what "came two days after X" and "marched on Sunday, a day after X" date: X.

    "He died two days after X" dates the dying instead: -1 then.
    """
    if last.lower_ not in _BESIDE:
        return -1
    if last.dep_ == "mark" or last.head.dep_ == "advcl":
        inner = last.head
    else:
        inner = next((c for c in last.children if c.dep_ in {"pobj", "pcomp"}), last)
    if inner.i <= last.i:
        return -1
    if is_dated:
        return inner.i
    if inner.dep_ == "advcl" and inner.i < inner.head.i and is_present(inner.head):
        return inner.i
    outer = governing_verb(inner.head if inner.head.i < last.i else root.head)
    return inner.i if outer.lemma_ in tense_words("light") and outer.i < last.i else -1


def _mention(
    doc: Doc, expression: Expression, token: Token, reading: Reading, scope: int
) -> DateMention:
    match = expression.match
    start = match.start() + len(match[0]) - len(match[0].lstrip("(, \n\t"))
    end = match.end() - (len(match[0]) - len(match[0].rstrip(" \n\t:")))
    carrier = carrier_of(token)
    return DateMention(
        start=start,
        end=end,
        when=When(reading.start, reading.end, printed(doc, start, end), reading.prec),
        kind=expression.kind,
        token=token.i,
        is_said=expression.kind != "window" and is_of_words(carrier, token),
        is_state=any(child.lower_ in _STATE_ADVERBS for child in governing_verb(token).children),
        scope=scope,
    )
