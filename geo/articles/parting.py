"""Different articles under one id, told apart whatever order they come in."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from geo.articles.metadata import content_hash
from geo.model import Article, Rejected

_HASH_CHARS = 8


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An article whose text waits on disk."""

    article: Article
    digest: str
    start: int
    length: int


def part_all(items: Iterable[Article | Rejected]) -> Iterator[Article | Rejected]:
    """
    Drop repeated articles, and part different ones that share an id.

    Parameters
    ----------
    items
        In any order.

    Yields
    ------
    item
        What was rejected at once; articles when all are read, by id. Of those with
        one id and one text there is one. Each of several texts under an id gets
        that id and a hash of the text behind it. Texts wait in a temporary file.

    Examples
    --------
    >>> one, other = Article("7", "Rain in Rutba."), Article("7", "Sun in Suva.")
    >>> [part.article_id for part in part_all([one, other, one])]
    ['7-3b4571dc', '7-7574fbe0']
    >>> list(part_all([one, other])) == list(part_all([other, one]))
    True
    """
    groups: dict[str, dict[str, _Waiting]] = {}
    with tempfile.TemporaryFile() as spool:
        for item in items:
            if isinstance(item, Rejected):
                yield item
                continue
            group, digest = groups.setdefault(item.article_id, {}), content_hash(item.text)
            known = group.get(digest)
            if known is None:
                data = item.text.encode("utf-8")
                place = (spool.tell(), len(data))
                spool.write(data)
                group[digest] = _Waiting(replace(item, text=""), digest, *place)
            elif _rank(item) < _rank(known.article):
                group[digest] = replace(known, article=replace(item, text=""))
        for article_id in sorted(groups):
            group = groups[article_id]
            for digest in sorted(group):
                spool.seek(group[digest].start)
                text = spool.read(group[digest].length).decode("utf-8")
                yield _parted(group[digest], text, is_alone=len(group) == 1)


def _parted(waiting: _Waiting, text: str, *, is_alone: bool) -> Article:
    article = waiting.article
    if is_alone:
        return replace(article, text=text)
    note = f"The id {article.article_id!r} is also that of another text."
    return replace(
        article,
        article_id=f"{article.article_id}-{waiting.digest[:_HASH_CHARS]}",
        text=text,
        note=f"{article.note} {note}".strip(),
    )


def _rank(article: Article) -> tuple[bool, str, str, str, str, str]:
    """Order what is told of one text: a date first, then by content."""
    return (
        article.published is None,
        str(article.published),
        article.path,
        article.title,
        article.source,
        article.url,
    )
