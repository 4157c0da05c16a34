"""What the commands print for one article."""

from __future__ import annotations

import json
from dataclasses import replace

from builders import analysis, place, report, resolution
from shapely.geometry import shape

from geo.layers import codebook
from geo.layers.answers import event_rows, toponym_rows
from geo.model import Analysis, Article, Candidate, Resolution, Toponym


class TestEvents:
    told = report("a-1", at="Rutba", killed="5+", quote="Five died in Rutba.")

    def test_columns_of_the_codebook_and_offsets(self) -> None:
        (row,) = event_rows(analysis(self.told))
        assert list(row)[: len(codebook.CONTRACT)] == [c.name for c in codebook.CONTRACT]
        assert {"place_start", "place_end", "quote_start", "lat", "lon", "footprint"} <= set(row)
        assert self.told.quote[row["place_start"] : row["place_end"]] == "Rutba"
        assert (row["lat"], row["lon"]) == (33.03718, 40.28586)
        assert (row["killed_low"], row["killed_best"], row["killed_high"]) == (5, 5, None)

    def test_json_able(self) -> None:
        (row,) = json.loads(json.dumps(event_rows(analysis(self.told))))
        assert row["date_start"] == "2016-10-23"
        footprint = shape(row["footprint"])
        assert footprint.is_valid
        assert footprint.contains(shape({"type": "Point", "coordinates": [row["lon"], row["lat"]]}))


class TestToponyms:
    def test_keys_and_order(self) -> None:
        article = Article("a", "Mosul and Kirkuk")
        rows = toponym_rows(Analysis(article, (resolution("Kirkuk", 10), resolution("Mosul", 0))))
        assert [row["name"] for row in rows] == ["Mosul", "Kirkuk"]
        assert rows[0] == {
            "start": 0, "end": 5, "name": "Mosul", "lat": 36.335, "lon": 43.11889,
            "geonameid": 99071, "country_code": "IQ", "feature_code": "PPLA",
            "confidence": 0.9, "role": "place", "note": "only one",
        }  # fmt: skip

    def test_unresolved(self) -> None:
        unknown = Resolution(Toponym(0, 5, "Nocho"), None, 0.0, note="no such entry")
        (row,) = toponym_rows(Analysis(Article("a", "Nocho"), (unknown,)))
        assert (row["lat"], row["lon"], row["geonameid"], row["confidence"]) == (None,) * 3 + (0.0,)
        assert row["note"] == "no such entry"

    def test_a_demonym_points_to_its_country_and_says_so(self) -> None:
        iraq = Candidate(replace(place("Iraq"), lon=44.0), 0.95)
        iraqi = Resolution(Toponym(0, 5, "Iraqi", "demonym"), None, 0.0, (iraq,))
        (row,) = toponym_rows(Analysis(Article("a", "Iraqi"), (iraqi,)))
        assert (row["role"], row["lon"], row["country_code"]) == ("demonym", 44.0, "IQ")
