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
    first, last = (f"format_date(\"{day}\", 'd MMMM yyyy')" for day in ("date_start", "date_end"))
    when = f"coalesce({first}, '') || if(\"date_end\" > \"date_start\", ' to ' || {last}, '')"
    toll = " || ".join(
        f"if(\"{hit}_best\" IS NULL, '', ' · ' || \"{hit}_best\" || ' {hit}')"
        for hit in ("killed", "injured")
    )
    told = choose("status", STATUS_WORDS, '"status"')
    basis = (
        f"{told} || ' · reports: ' || \"n_reports\" || ', independent sources: ' || \"n_sources\""
        " || ' · place precision ' || \"where_prec\" || ' of 7, within ' || \"radius_km\" || ' km'"
    )
    return (
        '<div style="max-width:340px;font-family:sans-serif">'
        f"<p>[% {kind} || {sub_type} %]<br><b>[% {where} %]</b><br>[% {when} || {toll} %]</p>"
        f"<blockquote><i>[% {escaped(_QUOTE)} %]</i></blockquote>"
        f"<p><small>[% {basis} %]</small></p></div>"
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
