"""Forms of QGIS: which columns may be edited, and what to choose from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement

from geo.gis.xml import option_map
from geo.layers.codebook import Column

# What QGIS writes for a cell without a value.
_NULL = "{2839923C-8B7D-419E-B84B-CA2FE9B80EC7}"
_NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Form:
    """
    How a layer's rows are edited.

    Attributes
    ----------
    choices
        By column, words for each code it may hold.
    fixed
        Columns that are shown but cannot be changed.
    hidden
        Columns that are neither shown nor changed.
    """

    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    fixed: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()


def form_elements(
    columns: Sequence[Column], names: Mapping[str, str], form: Form
) -> tuple[Element, Element, Element]:
    """
    Name a layer's fields, and say how each is edited.

    Parameters
    ----------
    columns
        Of the layer.
    names
        What people read, by column.
    form
        Of the layer; an empty one leaves everything to QGIS.

    Returns
    -------
    elements
        `fieldConfiguration`, `aliases` and `editable`.
    """
    configuration, aliases, editable = map(Element, ("fieldConfiguration", "aliases", "editable"))
    for name, _ in columns:
        one = SubElement(configuration, "field", {"name": name, "configurationFlags": "None"})
        if name in form.hidden:
            _widget(one, "Hidden")
        elif name in form.choices:
            _add_choices(_widget(one, "ValueMap"), form.choices[name])
        SubElement(aliases, "alias", {"field": name, "name": names.get(name, name)})
        may_change = name not in form.fixed | form.hidden
        SubElement(editable, "field", {"name": name, "editable": "1" if may_change else "0"})
    return configuration, aliases, editable


def _widget(one: Element, kind: str) -> Element:
    config = SubElement(SubElement(one, "editWidget", {"type": kind}), "config")
    return option_map(config, {})


def _add_choices(options: Element, words: Mapping[str, str]) -> None:
    listed = SubElement(options, "Option", {"type": "List", "name": "map"})
    for code, shown in {_NULL: _NOTHING, **words}.items():
        option_map(listed, {shown: code})
