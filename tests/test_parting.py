"""Articles that share an id, or a text."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from flows.site import open_site
from geo.articles.parting import part_all
from geo.model import Article, Rejected

ARTICLES = st.builds(
    Article,
    article_id=st.sampled_from(["1", "2"]),
    text=st.sampled_from(["Rain in Rutba.", "Sun in Suva.", "Ärger in Köln."]),
    title=st.sampled_from(["", "One", "Other"]),
    published=st.sampled_from([None, date(2016, 10, 24)]),
    path=st.sampled_from(["a.txt", "b.txt"]),
)


@given(st.lists(ARTICLES, max_size=6), st.randoms(use_true_random=False))
def test_the_order_is_nothing(articles: list[Article], chance: object) -> None:
    shuffled = list(articles)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    parted = list(part_all(articles))
    assert list(part_all(shuffled)) == parted
    ids = [article.article_id for article in parted]
    assert len(set(ids)) == len(ids)
    texts = {(article.article_id, article.text) for article in articles}
    assert sorted((one.article_id[0], one.text) for one in parted) == sorted(texts)


def test_an_id_of_its_own_stays_and_a_shared_one_is_told() -> None:
    alone, one, other = Article("1", "Rain."), Article("2", "Sun."), Article("2", "Snow.")
    first, *shared = part_all([one, alone, other])
    assert first == alone
    assert all(article.article_id.startswith("2-") for article in shared)
    assert all("'2' is also that of another text" in article.note for article in shared)


def test_rejected_inputs_pass_at_once() -> None:
    def items():
        yield Article("1", "Rain.")
        yield Rejected("b", "It holds no text.")
        raise ZeroDivisionError

    assert isinstance(next(part_all(items())), Rejected)


def test_a_build_gives_ids_by_content(tmp_path: Path) -> None:
    lines = [f'{{"id": 7, "text": "{text}"}}' for text in ("Rain.", "Sun.", "Rain.")]
    found = set()
    for order in permutations(lines):
        (tmp_path / "news").mkdir(exist_ok=True)
        (tmp_path / "news" / "a.jsonl").write_text("\n".join(order))
        config = tmp_path / "dateline.toml"
        config.write_text('[[source]]\nname = "N"\nkind = "folder"\npath = "news"\n')
        for site in (open_site([str(tmp_path / "news")]), open_site([], str(config))):
            read = [item for item in site.read(tmp_path) if isinstance(item, Article)]
            found.add(tuple(sorted((article.article_id, article.text) for article in read)))
    assert len(found) == 1
    assert len(found.pop()) == 2
