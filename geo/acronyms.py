"""Make the language model read acronyms that are spelled like common words."""

from __future__ import annotations

from geo.language import Language
from geo.resources import read_rows

__all__ = ["teach_acronyms"]


def teach_acronyms(nlp: Language) -> Language:
    """
    Let the pipeline take `IS` for a name and not for a verb.

    A sentence about IS otherwise loses its parse: the model makes the acronym
    the main verb. The tokenizer is told to give the token the normal form of a
    well-known acronym, which is the feature that the model goes by; text and
    offsets stay as they are.

    Parameters
    ----------
    nlp
        A loaded pipeline; changed in place.

    Returns
    -------
    nlp
        The same pipeline.
    """
    for row in read_rows("acronyms.csv"):
        case = [{"ORTH": row["acronym"], "NORM": row["reads_as"]}]
        nlp.tokenizer.add_special_case(row["acronym"], case)  # type: ignore[union-attr]
    return nlp
