"""XML without document types: no entities that grow, no files or addresses to load."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from html import unescape
from xml.parsers.expat import ExpatError, ParserCreate

from geo.errors import InputError

# Deeper trees are an attack, and too deep for recursion.
MAX_DEPTH = 200
_PIECE = 65_536


def parse_xml(data: bytes) -> ET.Element:
    """
    Read a document that declares nothing.

    Parameters
    ----------
    data
        In an encoding that XML can tell.

    Returns
    -------
    root
        Names carry no namespace: formats are told by their roots.

    Raises
    ------
    InputError
        When it is broken, too deep, or declares entities.

    Examples
    --------
    >>> parse_xml(b'<n:news xmlns:n="urn:x"><n:p>Rain.</n:p></n:news>')[0].tag
    'p'
    >>> parse_xml(b'<!DOCTYPE n [<!ENTITY a "ha">]><n>&a;</n>')
    Traceback (most recent call last):
    ...
    geo.errors.InputError: Its XML declares entities, which can grow without end: remove its \
DOCTYPE.
    """
    builder = ET.TreeBuilder()
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            msg = f"Its XML is nested more than {MAX_DEPTH} deep."
            raise InputError(msg)
        local = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        builder.start(name.rpartition(" ")[2], local)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(name.rpartition(" ")[2])

    def refuse(*_: object) -> None:
        msg = "Its XML declares entities, which can grow without end: remove its DOCTYPE."
        raise InputError(msg)

    parser = ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = builder.data
    parser.EntityDeclHandler = refuse
    # Of a DOCTYPE that lies elsewhere and is not loaded; the common ones are those of HTML.
    parser.SkippedEntityHandler = lambda name, _: builder.data(unescape(f"&{name};"))
    parser.buffer_text = True
    try:
        for place in range(0, len(data), _PIECE):
            parser.Parse(data[place : place + _PIECE], False)  # noqa: FBT003 - has no keywords
        parser.Parse(b"", True)  # noqa: FBT003
        return builder.close()
    except (ExpatError, ValueError, LookupError) as error:
        if isinstance(error, InputError):
            raise
        msg = f"Its XML is broken: {error}."
        raise InputError(msg) from error


def words(element: ET.Element | None) -> str:
    """
    Join all text of an element.

    Parameters
    ----------
    element
        Or None.

    Returns
    -------
    text
        On one line; empty without an element.
    """
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def paragraphs(element: ET.Element | None, blocks: frozenset[str]) -> str:
    """
    Lay out the text of an element.

    Parameters
    ----------
    element
        Or None.
    blocks
        Names of elements that stand on their own.

    Returns
    -------
    text
        Blocks divided by empty lines.
    """
    if element is None:
        return ""
    joined = "".join(_pieces(element, blocks))
    return "\n\n".join(filter(None, (" ".join(part.split()) for part in joined.split("\f"))))


def _pieces(element: ET.Element, blocks: frozenset[str]) -> Iterator[str]:
    mark = "\f" if element.tag in blocks else ""
    yield mark + (element.text or "").replace("\f", " ")
    for child in element:
        yield from _pieces(child, blocks)
        yield (child.tail or "").replace("\f", " ")
    yield mark
