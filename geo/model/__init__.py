"""The records that the stages hand to each other; positions are WGS 84 degrees."""

from __future__ import annotations

from geo.model.analyses import Analysis, Decided, Reread
from geo.model.articles import Article, Rejected, Span
from geo.model.places import Candidate, LonLat, Match, Place, Resolution, Toponym
from geo.model.reports import Actor, Casualties, Count, Footprint, Incident, Relation, Report, When

__all__ = [
    "Actor",
    "Analysis",
    "Article",
    "Candidate",
    "Casualties",
    "Count",
    "Decided",
    "Footprint",
    "Incident",
    "LonLat",
    "Match",
    "Place",
    "Rejected",
    "Relation",
    "Report",
    "Reread",
    "Resolution",
    "Span",
    "Toponym",
    "When",
]
