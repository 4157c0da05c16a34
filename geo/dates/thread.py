"""The days that a text has told so far, from which later ones are counted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from geo.dates.days import DateMention, Reading, Setting
from geo.dates.lookalikes import is_before_dash
from geo.dates.spans import begins
from geo.dates.tenses import carrier_of, is_present, is_recalled
from geo.dates.words import Expression
from geo.grammar.clauses import governing_verb, is_class
from geo.language import Doc, Token, text_of

__all__ = ["Thread", "is_story"]

_SPANS = frozenset({"duration", "window", "since", "until"})
_WIDE = frozenset({"month", "season", "year"})
# From what a correspondent writes to its print.
_PRINTED = timedelta(days=2)
# So many sentences on, "the attack came a day after" speaks of the article's news again.
_NEAR = 3


@dataclass(slots=True)
class Thread:
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
            if not is_before_dash(text_of(doc), mention.end):
                self.lead = self.lead or start  # no dateline
            if self.news is None or start >= self.news or not is_recalled(doc[mention.token]):
                self.news, self.news_at = start, mention.token
        elif _is_wide(mention) and not mention.is_ahead:
            self.wide = reading


def _is_wide(mention: DateMention) -> bool:
    """Tell "in 2011" and "three years ago" from "this week"."""
    return mention.kind in _WIDE or mention.when.text.endswith("years ago")


def is_story(doc: Doc, mention: DateMention) -> bool:
    """
    Tell whether a story goes on from a date, as `DateMention.is_story` has it.

    Parameters
    ----------
    doc
        The parsed article.
    mention
        The date, with all else told of it.

    Returns
    -------
    is_story
        False for "said on Sunday", "still held it on Monday" and "since May",
        and for "was convicted on Monday", months after what the story tells.
    """
    if mention.is_said or mention.is_ahead or mention.scope >= 0 or mention.kind in _SPANS:
        return False
    is_deed = mention.when.prec <= 2 and _moves_on(doc, mention)
    return is_deed and not _is_of_proceedings(governing_verb(doc[mention.token]))


def _is_of_proceedings(verb: Token) -> bool:
    """Tell "a judge ruled on Friday" and "received a medal on Friday": they come long after."""
    if is_class(verb, "proceedings_verb"):
        return True
    return any(
        (word.dep_ == "nsubj" and any(is_class(w, "court_person") for w in (word, *word.children)))
        or (word.dep_ in {"dobj", "nsubj", "nsubjpass"} and is_class(word, "proceedings"))
        for word in verb.children
    )


def _moves_on(doc: Doc, mention: DateMention) -> bool:
    """Tell a date that later ones count from, not one of a state or a side remark."""
    if mention.is_state or mention.kind == "duration":
        return False
    carrier = carrier_of(doc[mention.token])
    if carrier.pos_ in {"NOUN", "PROPN"} and carrier.dep_ not in {"nsubj", "nsubjpass", "ROOT"}:
        # "He claimed the Dec. 10 bombings" is not told on Dec. 10.
        return doc[mention.token].dep_ not in {"poss", "compound", "nmod", "npadvmod", "amod"}
    return carrier.dep_ not in {"relcl", "acl"}
