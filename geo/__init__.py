"""
From the text of news articles to places, events and the layers of a map.

`geoparse`, `find_events`, `to_layers` and `to_map` are all that a notebook needs;
the modules behind them are one stage each, see `geo.analyse`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geo.library import MapPage, find_events, geoparse, to_layers, to_map

__all__ = ["MapPage", "find_events", "geoparse", "to_layers", "to_map"]


def __getattr__(name: str) -> Any:
    # Loaded on first use: the command line imports this package for its lighter modules too.
    if name not in __all__:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    from geo import library

    return getattr(library, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
