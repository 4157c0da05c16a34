"""The layers of one build as frames, made once and handed to every writer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import pandas as pd

from geo.layers import frames
from geo.layers.first_view import FirstView, first_view
from geo.model import Analysis, Incident, Rejected


@dataclass(frozen=True, eq=False)
class Layers:
    """
    What a build publishes, row by row.

    Attributes
    ----------
    events, areas, places
        In EPSG:4326, indexed by id, ordered by it.
    reports, articles
        Without geometry.
    analyses
        Of every readable article, in the order of the layers. Toponyms are written from them:
        there are twenty an article, and nothing but a CSV is made of them.
    """

    events: gpd.GeoDataFrame
    areas: gpd.GeoDataFrame
    places: gpd.GeoDataFrame
    reports: pd.DataFrame
    articles: pd.DataFrame
    analyses: Sequence[Analysis]

    @cached_property
    def view(self) -> FirstView:
        """What page, pictures and project show at first."""
        return first_view(self.events, self.areas, self.places)


def make_layers(
    incidents: Sequence[Incident],
    analyses: Sequence[Analysis],
    rejected: Sequence[Rejected] = (),
) -> Layers:
    """
    Lay out a build.

    Parameters
    ----------
    incidents
        Merged from the reports of `analyses`.
    analyses
        Of every readable article.
    rejected
        Every other input.

    Returns
    -------
    layers
        Checked, as the functions of `geo.layers.frames` make them.

    Raises
    ------
    BuildError
        When a layer does not hold to the codebook.
    """
    return Layers(
        events=frames.events_frame(incidents, analyses),
        areas=frames.areas_frame(incidents),
        places=frames.places_frame(analyses),
        reports=frames.reports_frame(incidents, analyses),
        articles=frames.articles_frame(analyses, rejected),
        analyses=frames.unique_analyses(analyses),
    )
