"""Tells articles in English from others, which the language model would mangle."""

from __future__ import annotations

from functools import cache
from typing import Any

# Fewer letters, or a list of names, look like any language.
MIN_LETTERS = 200
# More says hardly more about the language, and takes its time every night.
_JUDGED_CHARS = 1_500
_MIN_CHANCE = 0.8
_TOO_SHORT = (
    "It is too short to tell its language: set the source's language to 'en' if all of it is."
)


def find_language(text: str) -> str:
    """
    Tell the language of a text where it is long enough to tell.

    Parameters
    ----------
    text
        Of an article, without markup.

    Returns
    -------
    code
        ISO 639-1; empty when the text is shorter than `MIN_LETTERS` letters or
        could as well be in another language.

    Examples
    --------
    >>> find_language("Al menos siete personas murieron el domingo en el mercado. " * 5)
    'es'
    >>> find_language("Seven people died in the market on Sunday, the police said. " * 5)
    'en'
    >>> find_language("Al menos siete personas murieron.")
    ''
    """
    if sum(map(str.isalpha, text)) < MIN_LETTERS:
        return ""
    language, chance = _identifier().classify(text[:_JUDGED_CHARS])
    return str(language) if chance >= _MIN_CHANCE else ""


def why_not_english(text: str, *, is_expected: bool) -> str:
    """
    Say why an article is not to be read as English.

    Parameters
    ----------
    text
        Of the article.
    is_expected
        Whether the source writes English, so that a text too short to tell
        passes.

    Returns
    -------
    reason
        Empty when it is to be read.

    Examples
    --------
    >>> why_not_english("Rain in Rutba.", is_expected=True)
    ''
    >>> why_not_english("Rain in Rutba.", is_expected=False)
    "It is too short to tell its language: set the source's language to 'en' if all of it is."
    """
    language = find_language(text)
    if language == "en" or (not language and is_expected):
        return ""
    if language:
        return f"It is not in English but in {language!r} (ISO 639): only English is read."
    return _TOO_SHORT


@cache
def _identifier() -> Any:
    # A second to load, which a run without configured sources does not need.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
