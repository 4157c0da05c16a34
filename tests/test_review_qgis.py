"""The round trip in the real QGIS: export, edit by PyQGIS, import, rebuild, the edits stand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from desks import Desk
from nights import article
from qgis_runs import run_qgis

from geo.builds.publish import shown_build
from geo.layers.codebook import STATUSES, SUB_EVENT_TYPES
from geo.review.queue import find_queue
from geo.review.sheet import EDITABLE
from geo.review.writing import write_sheet

pytestmark = pytest.mark.qgis

EDIT = """
import json, sys
from qgis.core import (
    QgsApplication, QgsCoordinateReferenceSystem, QgsGeometry, QgsPointXY, QgsVectorFileWriter,
    QgsVectorLayer, edit,
)
app = QgsApplication([], False)
app.initQgis()
path, wanted = sys.argv[1], json.loads(sys.argv[2])
layer = QgsVectorLayer(path + "|layername=review", "review", "ogr")
areas = QgsVectorLayer(path + "|layername=review_areas", "areas", "ogr")
assert layer.isValid() and areas.isValid()
rows = {row["row_id"]: row for row in layer.getFeatures()}
outlines = {row["row_id"]: row for row in areas.getFeatures()}
with edit(layer):
    for row_id, cells in wanted.items():
        at = cells.pop("at", None)
        if at:
            there = QgsGeometry.fromPointXY(QgsPointXY(*at))
            assert layer.changeGeometry(rows[row_id].id(), there)
        for name, value in cells.items():
            if name != "outline":
                number = layer.fields().indexOf(name)
                assert layer.changeAttributeValue(rows[row_id].id(), number, value), name
with edit(areas):
    for row_id, cells in wanted.items():
        if "outline" in cells:
            drawn = QgsGeometry.fromWkt(cells["outline"])
            assert areas.changeGeometry(outlines[row_id].id(), drawn)
del layer, areas
app.exitQgis()
"""


def edit_in_qgis(path: Path, wanted: dict[str, dict[str, object]], home: Path) -> None:
    run_qgis("-c", EDIT, path, json.dumps(wanted), home=home)


def test_edits_made_in_qgis_stand(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "out")
    desk.out.mkdir()
    towns = ("Baghdad", "Kirkuk", "Mosul", "Rutba", "Aden", "Suva")
    articles = [
        article(
            str(number),
            {
                "at": town,
                "kind": "explosion/bombing",
                "on": f"2016-10-{10 + number}",
                "killed": 5,
                "quote": f"A car bomb killed five people in {town} that day, police said.",
            },
        )
        for number, town in enumerate(towns)
    ]
    shown = desk.night(*articles)
    ids = {str(row["place_name"]): event_id for event_id, row in shown.items()}
    build = shown_build(desk.out)
    assert build is not None
    sheet = tmp_path / "queue.gpkg"
    write_sheet(find_queue(build, limit=100, everything=True), build.name, sheet)
    edit_in_qgis(
        sheet,
        {
            f"event:{ids['Baghdad']}": {"at": [44.5, 33.4], "radius_km": "3", "comment": "seen"},
            f"event:{ids['Kirkuk']}": {
                "outline": "MULTIPOLYGON(((44 35, 44.5 35, 44.5 35.5, 44 35.5, 44 35)))"
            },
            f"event:{ids['Mosul']}": {"place_id": "gn:91597", "killed_best": 12, "lock": "yes"},
            f"event:{ids['Rutba']}": {"strike": "yes"},
            f"event:{ids['Aden']}": {"date_start": "2016-10-01", "date_end": "2016-10-03"},
            f"event:{ids['Suva']}": {"merge_with": ids["Aden"]},
        },
        tmp_path,
    )
    receipt = desk.hand_in(path=sheet)
    assert receipt.problems == ()
    assert sorted(each.field for each in receipt.added) == [
        *("date", "geometry", "geometry", "lock", "merge", "numbers", "place", "strike"),
    ]
    for _ in range(2):
        now = desk.night(*articles)
        moved = now[ids["Baghdad"]]
        assert (moved["lon"], moved["lat"], moved["radius_km"]) == (44.5, 33.4, 3.0)
        drawn = now[ids["Kirkuk"]]
        assert 20 < drawn["radius_km"] < 60
        assert 44 < drawn["lon"] < 44.5
        assert 35 < drawn["lat"] < 35.5
        locked = now[ids["Mosul"]]
        assert (locked["place_name"], locked["killed_best"]) == ("Rutba", 12)
        assert ids["Rutba"] not in now
        merged = now[ids["Aden"]]
        assert merged["n_reports"] == 2
        assert ids["Suva"] not in now
        assert all(row["edited"] for row in now.values())
    # The same file again, as a folder that is watched would have it.
    assert desk.hand_in(path=sheet).added == ()


LOOK = """
import json, sys
from qgis.core import QgsApplication, QgsVectorLayer
app = QgsApplication([], False)
app.initQgis()
layer = QgsVectorLayer(sys.argv[1] + "|layername=review", "review", "ogr")
widgets = {}
for number, field in enumerate(layer.fields()):
    setup = layer.editorWidgetSetup(number)
    widgets[field.name()] = [
        setup.type(),
        [value for one in setup.config().get("map", []) for value in one.values()],
        [word for one in setup.config().get("map", []) for word in one],
        not layer.editFormConfig().readOnly(number),
    ]
legend = [item.label() for item in layer.renderer().legendSymbolItems()]
print(json.dumps({"widgets": widgets, "legend": legend}))
"""


def test_words_to_choose_from_stand_for_codes(tmp_path: Path) -> None:
    sheet = write_sheet([], "build", tmp_path / "queue.gpkg")
    told = json.loads(run_qgis("-c", LOOK, sheet, home=tmp_path).splitlines()[-1])
    widgets = told["widgets"]
    kind, codes, words, may_change = widgets["status"]
    assert (kind, may_change) == ("ValueMap", True)
    assert set(STATUSES) < set(codes)
    assert "Claimed by one side" in words
    assert set(SUB_EVENT_TYPES) < set(widgets["event_type"][1])
    assert "Explosion, air strike: air strike" in widgets["sub_event_type"][2]
    assert widgets["shown"][0] == "Hidden"
    free = {name for name, (*_, is_free) in widgets.items() if is_free}
    assert free <= {"fid", *EDITABLE}
    assert told["legend"] == ["To be looked at", "Looked at"]
