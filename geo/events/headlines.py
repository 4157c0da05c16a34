"""The headline above a text, which only sums up what the text then tells."""

from __future__ import annotations

__all__ = ["headline_end"]

_MOST_WORDS = 16


def headline_end(text: str, title: str = "") -> int:
    r"""
    Return the character where a headline above the text ends.

    Parameters
    ----------
    text
        Of the article.
    title
        Its headline: many texts begin with it.

    Returns
    -------
    headline_end
        0 without a headline.

    Examples
    --------
    >>> headline_end("Bomb kills five\n\nA bomb killed five people on Sunday.")
    15
    >>> headline_end("A bomb killed five people on Sunday.")
    0
    """
    return max(_first_line(text), len(title) if title and text.startswith(title) else 0)


def _first_line(text: str) -> int:
    """Return where a first line that is no sentence ends; 0 without one."""
    heading, _, rest = text.partition("\n")
    is_long = len(heading.split()) > _MOST_WORDS
    is_sentence = heading.rstrip().endswith((".", "!", "?", ":", ",", ";", '"', "”"))
    is_wrapped = rest[:1].isspace() and not rest.startswith("\n")
    return 0 if is_long or is_sentence or is_wrapped or not rest.strip() else len(heading)
