"""What QGIS shows when the pointer rests on a feature: what happened, and in whose words."""

from __future__ import annotations

from geo.gis.xml import choose
from geo.layers.symbols import STATUS_WORDS, TYPE_WORDS

_QUOTE = "coalesce(\"quote\", '')"


def escaped(expression: str) -> str:
    """
    Let a field be shown in HTML as the text it is.

    Parameters
    ----------
    expression
        Of QGIS; its value is text.

    Returns
    -------
    expression
        Whose value holds no tags: the words of articles are not ours.
    """
    for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        expression = f"replace({expression}, '{sign}', '{entity}')"
    return expression


def incident_tip() -> str:
    """
    Tell an incident in a few lines, with its quote.

    Returns
    -------
    html
        With expressions of QGIS in `[% %]`.
    """
    kind = choose("event_type", TYPE_WORDS, '"event_type"')
    sub_type = "coalesce(' · ' || replace(\"sub_event_type\", '_', ' '), '')"
    where = escaped('coalesce("place_text", "place_name", \'\')')
    entry = escaped(_joined('"place_name"', '"admin1_name"', '"country_code"'))
    first, last = (f"format_date(\"{day}\", 'd MMMM yyyy')" for day in ("date_start", "date_end"))
    when = (
        f"coalesce({first}, 'no date') || if(\"date_end\" > \"date_start\", ' to ' || {last}, '')"
    )
    toll = " || ".join(map(toll_words, ("killed", "injured")))
    origin = escaped(_joined('"title"', '"source"', '"published"'))
    told = choose("status", STATUS_WORDS, '"status"')
    basis = (
        f"{told} || ' · reports: ' || \"n_reports\" || ', independent sources: ' || \"n_sources\""
        " || ' · place precision ' || \"where_prec\" || ' of 7, within ' || \"radius_km\" || ' km'"
        " || if(\"edited\" IS NULL, '', ' · corrected by an analyst')"
    )
    return (
        '<div style="max-width:340px;font-family:sans-serif">'
        f"<p>[% {kind} || {sub_type} %]<br><b>[% {where} %]</b><br><small>[% {entry} %]</small><br>"
        f"[% {when} || {toll} %]</p>"
        f"<blockquote><i>[% {escaped(_QUOTE)} %]</i></blockquote>"
        f"<p><small>[% {origin} %]</small></p>"
        f"<p><small>[% {basis} %]</small></p></div>"
    )


def _joined(*columns: str) -> str:
    """Write those that have a value, with commas between."""
    return f"array_to_string(array_filter(array({', '.join(columns)}), @element IS NOT NULL), ', ')"


def toll_words(hit: str) -> str:
    """
    Tell the bounds of a number as the page does.

    Parameters
    ----------
    hit
        `killed` or `injured`.

    Returns
    -------
    expression
        Of QGIS; its value is empty when no article tells a number.
    """
    low, best, high = (f'"{hit}_{end}"' for end in ("low", "best", "high"))
    return (
        f"CASE WHEN coalesce({low}, {best}, {high}) IS NULL THEN ''"
        f" WHEN {low} = {high} THEN ' · ' || {low} || ' {hit}'"
        f" WHEN {best} > coalesce({low}, -1) OR {best} < {high}"
        f" THEN ' · about ' || {best} || ' {hit}'"
        f" WHEN {high} IS NULL THEN ' · at least ' || {low} || ' {hit}'"
        f" WHEN coalesce({low}, 0) = 0 THEN ' · up to ' || {high} || ' {hit}'"
        f" ELSE ' · ' || {low} || ' to ' || {high} || ' {hit}' END"
    )


def place_tip() -> str:
    """
    Tell how often a place is named, with the first of its quotes.

    Returns
    -------
    html
        With expressions of QGIS in `[% %]`.
    """
    name, origin = escaped('"name"'), escaped("coalesce(\"gazetteer\", '')")
    often = "'times named: ' || \"n_mentions\" || ', articles: ' || \"n_articles\""
    return (
        '<div style="max-width:340px;font-family:sans-serif">'
        f"<p><b>[% {name} %]</b><br>[% {often} %]</p>"
        f"<blockquote><i>[% {escaped(_QUOTE)} %]</i></blockquote>"
        f"<p><small>[% {origin} %]</small></p></div>"
    )
