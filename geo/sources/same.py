"""The same article from two sources is one article with two sources."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import IO

from geo.articles.metadata import content_hash
from geo.model import Article, Rejected

# As in `geo.incidents.copies`: a text printed again after more than a week tells of another day.
MAX_DAYS_APART = 7


@dataclass
class _Group:
    """Articles with one text, which waits on disk."""

    first: Article
    start: int
    length: int
    others: list[Article] = field(default_factory=list)


def join_same(items: Iterable[Article | Rejected]) -> Iterator[Article | Rejected]:
    """
    Join articles whose texts differ in spaces at most.

    Parameters
    ----------
    items
        In the order of the sources: the first of the same articles gives its
        id and its text.

    Yields
    ------
    item
        What was rejected at once; articles when all are read, in the order of
        the first of each. Texts wait in a temporary file meanwhile.
        `Article.source` names the different papers, joined by `; `;
        `Article.origins` all sources. Articles that were published more than
        `MAX_DAYS_APART` days apart stay apart.

    Examples
    --------
    >>> wire = Article("a", "Rain in  Rutba.", source="Wire", origins=("Wire",))
    >>> desk = Article("b", "Rain in Rutba.", source="Desk", url="u", origins=("Desk",))
    >>> [joined] = join_same([wire, desk])
    >>> joined.article_id, joined.source, joined.url, joined.origins
    ('a', 'Wire; Desk', 'u', ('Wire', 'Desk'))
    """
    groups: dict[str, list[_Group]] = {}
    order: list[_Group] = []
    with tempfile.TemporaryFile() as spool:
        for item in items:
            if isinstance(item, Rejected):
                yield item
                continue
            same = groups.setdefault(content_hash(" ".join(item.text.split())), [])
            group = next((known for known in same if _is_same_day(known.first, item)), None)
            if group is None:
                same.append(_spooled(item, spool))
                order.append(same[-1])
            else:
                group.others.append(replace(item, text=""))
        for group in order:
            spool.seek(group.start)
            yield _joined(group, spool.read(group.length).decode("utf-8"))


def _spooled(article: Article, spool: IO[bytes]) -> _Group:
    data = article.text.encode("utf-8")
    start = spool.tell()
    spool.write(data)
    return _Group(replace(article, text=""), start, len(data))


def _is_same_day(first: Article, second: Article) -> bool:
    if first.published is None or second.published is None:
        return True
    return abs((first.published - second.published).days) <= MAX_DAYS_APART


def _joined(group: _Group, text: str) -> Article:
    every = [group.first, *group.others]
    # The first with a date that its source told, else the first with any.
    dated = min(every, key=lambda one: (one.published is None, one.published_basis != "metadata"))
    others = [f"{one.source or one.path} {one.url}".strip() for one in group.others]
    also = f"Also in {'; '.join(dict.fromkeys(others))}." if others else ""
    return replace(
        group.first,
        text=text,
        title=next((one.title for one in every if one.title), ""),
        source="; ".join(dict.fromkeys(one.source for one in every if one.source)),
        url=next((one.url for one in every if one.url), ""),
        published=dated.published,
        published_basis=dated.published_basis,
        note=f"{group.first.note} {also}".strip(),
        origins=tuple(dict.fromkeys(name for one in every for name in one.origins)),
        trust=max(one.trust for one in every),
    )
