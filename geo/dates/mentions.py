"""Every date expression of an article, resolved in text order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from geo.articles.datelines import dateline_end
from geo.articles.entries import Entry, find_entries
from geo.casualties.words import hints
from geo.dates.days import DateMention, Reading, Setting
from geo.dates.spans import begins, bounded, printed, with_spans
from geo.dates.tenses import (
    carrier_of,
    is_ahead,
    is_of_words,
    is_past,
    is_present,
    is_recalled,
    tense_words,
)
from geo.dates.words import Expression, find_expressions
from geo.grammar.clauses import governing_verb, is_class
from geo.language import Doc, Span, Token, text_of
from geo.model import When

__all__ = ["find_dates"]

_DASH = re.compile(r"[ \t]*(?:--|[\u2013\u2014-])[ \t]")
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
    thread, behind = _Thread(), dateline_end(text_of(doc))
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
        mention = replace(mention, is_story=_is_story(doc, mention))
        mention = replace(mention, entry_end=entry.end if entry else 0)
        yield mention
        thread.go_on(doc, mention, reading)
        if mention.end <= behind:
            thread.take_dateline(mention, published)
        if entry is not None:
            thread.open(mention, expression)


# From what a correspondent writes to its print.
_PRINTED = timedelta(days=2)
# So many sentences on, "the attack came a day after" speaks of the article's news again.
_NEAR = 3


@dataclass(slots=True)
class _Thread:
    """The days that a text has told so far, from which later ones are counted."""

    dated: DateMention | None = None
    lead: date | None = None
    told: date | None = None
    news: date | None = None
    news_at: int = 0
    span: Reading | None = None
    wide: Reading | None = None
    entry: DateMention | None = None
    is_ahead: bool = False
    dateline: date | None = None
    is_year_told: bool = False
    began: date | None = None

    def printed_on(self, start: int, published: date | None) -> date | None:
        """Return the day to count from: that of an entry of a chronology, or of the dateline."""
        if self.entry is None or start >= self.entry.entry_end or published is None:
            return self.dateline or published
        return min(self.entry.when.end or published, published)

    def take_dateline(self, mention: DateMention, published: date | None) -> None:
        """Take up the day of a dateline: papers print on Wednesday what was written "today"."""
        day = mention.when.start
        is_late = day is not None and published is not None and day <= published <= day + _PRINTED
        self.dateline = day if is_late and mention.when.prec == 1 else None

    def read_head(self, expression: Expression, setting: Setting) -> Reading | None:
        """Read "March 3" at the head of an entry by the year that an entry before it told."""
        groups = expression.match.groupdict()
        is_bare = expression.kind in {"day", "month"} and "y" in groups and not groups["y"]
        if self.entry is None or not self.is_year_told or not is_bare:
            return None
        since = replace(setting, published=self.entry.when.start, is_ahead=True)
        reading = expression.read(expression.match, since)
        last = setting.published
        is_late = reading and reading.start and last and reading.start > last
        return None if is_late else reading

    def open(self, mention: DateMention, expression: Expression) -> None:
        """Begin an entry."""
        groups = expression.match.groupdict()
        is_day = expression.kind in {"day", "month"} and self.is_year_told
        self.is_year_told = is_day or bool(groups.get("y"))
        self.entry = mention
        self.is_ahead = mention.is_ahead
        self.told = mention.when.start

    def own_day(self, token: Token) -> date | None:
        """Return the day that the sentence of a word has told already."""
        dated = self.dated
        if dated is None or dated.kind in _SPANS or dated.scope >= 0 or dated.when.prec > 2:
            return None
        return dated.when.start if token.sent.start <= dated.token < token.sent.end else None

    def day_for(self, token: Token, scope: int) -> date | None:
        """Return the day told last; for "it came a day after X" that of the news, if not today."""
        if scope < 0:
            return self.told
        above = token.doc[scope].head
        if scope < above.i and is_present(above):
            return None  # "two weeks after X, thousands are in tents"
        passed = sum(word.is_sent_start is True for word in token.doc[self.news_at + 1 : token.i])
        return self.news if passed <= _NEAR else self.lead

    def go_on(self, doc: Doc, mention: DateMention, reading: Reading) -> None:
        """Take up a date."""
        self.dated = mention
        start = mention.when.start
        if start and begins(doc, mention):
            self.began = start
        if not start or mention.is_said or mention.kind in _SPANS:
            return
        self.span = reading
        if not _moves_on(doc, mention):
            return
        if mention.when.prec <= 2:
            self.told, self.wide = start, None
            if not _DASH.match(text_of(doc), mention.end):
                self.lead = self.lead or start  # no dateline
            if self.news is None or start >= self.news or not is_recalled(doc[mention.token]):
                self.news, self.news_at = start, mention.token
        elif _is_wide(mention) and not mention.is_ahead:
            self.wide = reading


def _in_order(doc: Doc) -> Sequence[tuple[Expression, Span]]:
    """List the dates as they are read: "a day after X" after the day that its sentence tells."""
    found = []
    for expression in find_expressions(text_of(doc)):
        span = doc.char_span(*expression.match.span(), alignment_mode="expand")
        if not span or not _is_date(doc, expression):
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


_BESIDE = frozenset({"after", "before"})
_SPANS = frozenset({"duration", "window", "since", "until"})
_WIDE = frozenset({"month", "season", "year"})


def _is_wide(mention: DateMention) -> bool:
    """Tell "in 2011" and "three years ago" from "this week"."""
    return mention.kind in _WIDE or mention.when.text.endswith("years ago")


def _is_story(doc: Doc, mention: DateMention) -> bool:
    if mention.is_said or mention.is_ahead or mention.scope >= 0 or mention.kind in _SPANS:
        return False
    return mention.when.prec <= 2 and _moves_on(doc, mention)


def _moves_on(doc: Doc, mention: DateMention) -> bool:
    """Tell a date that later ones count from, not one of a state or a side remark."""
    if mention.is_state or mention.kind == "duration":
        return False
    carrier = carrier_of(doc[mention.token])
    if carrier.pos_ in {"NOUN", "PROPN"} and carrier.dep_ not in {"nsubj", "nsubjpass", "ROOT"}:
        # "He claimed the Dec. 10 bombings" is not told on Dec. 10.
        return doc[mention.token].dep_ not in {"poss", "compound", "nmod", "npadvmod", "amod"}
    return carrier.dep_ not in {"relcl", "acl"}


def _is_date(doc: Doc, expression: Expression) -> bool:
    """Drop words that look like dates and are none."""
    match, text = expression.match, text_of(doc)
    is_first = not text[: match.start()].strip() and not find_entries(text)
    if (is_first and _DASH.match(text, match.end())) or text.startswith(" block", match.end()):
        return False  # "16 September 2005 -- Two officers", "in the 1600 block of Elm Street"
    if expression.kind == "month":
        return _is_month(doc, match)
    if expression.kind == "season":
        return _is_season(match)
    if expression.kind == "weekday":
        return not _is_named_weekday(doc, match)
    if "name" in match.groupdict():
        return not _is_attribute(doc, match)
    is_number = expression.kind == "year" and _is_number(doc, match)
    return not (is_number or _is_newspaper(doc, match))


def _is_month(doc: Doc, match: re.Match[str]) -> bool:
    """Tell the month of May from the verb and the minister, April from the woman."""
    groups = match.groupdict()
    if any(groups.get(name) for name in ("m2", "y", "prep", "mod")):
        return True
    span = doc.char_span(*match.span("m"), alignment_mode="expand")
    if not span or span[0].pos_ not in {"PROPN", "NOUN"}:
        return False
    return span[0].ent_type_ == "DATE" and span[0].dep_ not in {"nsubj", "nsubjpass"}


def _is_season(match: re.Match[str]) -> bool:
    """Accept a season with a year, "last" or "in the" before it, never "fall" the verb."""
    if match["y"] or match["mod"]:
        return True
    return match[0].lower().startswith(("in ", "over ", "during ", "since ")) and (
        match["s"].lower() != "fall"
    )


def _is_number(doc: Doc, match: re.Match[str]) -> bool:
    """Tell a house, "of 1935 Orchard St.", and a model, "drove a 2003 pickup", from a year."""
    span = doc.char_span(*match.span("y"), alignment_mode="expand")
    if not span:
        return False
    before = match[0].lower().split()[0]
    if before in _OF_HOUSE and _is_address(doc[span.end : span.end + _ADDRESS_WORDS]):
        return True
    head = span.root.head
    is_make = before in {"a", "an"} and head.pos_ == "PROPN"
    return head.i >= span.end and (is_make or is_class(head, "vehicle"))


def _is_address(words: Span) -> bool:
    """Tell "Orchard St." and "North Main Street" behind the number of a house."""
    end = next((n for n, word in enumerate(words) if word.lower_ in hints("street")), 0)
    return end > 0 and all(word.is_title for word in words[: end + 1])


# Before the number of a house, not "the 1989 Tiananmen Square protests".
_OF_HOUSE = frozenset({"of", "at", ",", "("})
_ADDRESS_WORDS = 4
_NAMED_WEEKDAYS = re.compile(
    r"\b(?:Bloody|Black|Good|Super|Palm|Easter|Ash|Cyber|Shrove|Maundy|Sheffield)\s+$"
)


def _is_named_weekday(doc: Doc, match: re.Match[str]) -> bool:
    before = text_of(doc)[max(0, match.start("wd") - 12) : match.start("wd")]
    if _NAMED_WEEKDAYS.search(before):
        return True
    span = doc.char_span(*match.span("wd"), alignment_mode="expand")
    if not span:
        return False
    return span[0].ent_type_ in {"ORG", "PERSON", "WORK_OF_ART"} or _is_first_name(span[0])


def _is_first_name(day: Token) -> bool:
    """Tell Sunday Okoro, a chief, from the day."""
    name = day.head
    is_name = day.dep_ == "compound" and name.pos_ == "PROPN" and name.i == day.i + 1
    return is_name and name.dep_ in {"nsubj", "nsubjpass"} and name.ent_type_ != "ORG"


def _is_attribute(doc: Doc, match: re.Match[str]) -> bool:
    """Tell "the Christmas market" from "on Christmas"."""
    if match["name"].lower().endswith((" day", " eve")) or match["name"][0].isdecimal():
        return False
    span = doc.char_span(*match.span("name"), alignment_mode="expand")
    following = doc[span.end : span.end + 1] if span else ()
    return any(word.pos_ in {"NOUN", "PROPN"} for word in following)


def _is_newspaper(doc: Doc, match: re.Match[str]) -> bool:
    """Tell USA Today and Russia Today from today."""
    word = match[0]
    return word == "Today" and text_of(doc)[: match.start()].rstrip()[-1:].isalpha()


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
