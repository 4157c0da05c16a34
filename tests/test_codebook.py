"""The columns and codes in code are those of the contract."""

from __future__ import annotations

import re

import pytest
from builders import place, resolution

from geo.layers import codebook
from geo.layers.codebook import alternatives_text, join_list, rounded_point
from geo.model import Candidate, LonLat


def table_after(text: str, heading: str) -> list[list[str]]:
    """Return the cells of the first table below a heading, without its head."""
    below = text[text.index(heading) :].splitlines()
    first = next(at for at, line in enumerate(below) if line.startswith("|"))
    rows = []
    for line in below[first + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split(" | ")])
    return rows


@pytest.mark.corpus
class TestContract:
    @pytest.fixture
    def contract(self, shared) -> str:
        return (shared / "codebook.md").read_text(encoding="utf-8")

    def test_columns_and_their_order(self, contract) -> None:
        names = []
        for cells in table_after(contract, "## Incident columns"):
            for name in re.findall(r"`([a-z_0-9*]+)`", cells[0]):
                stem = name.removesuffix("*")
                names += [f"{stem}{b}" for b in ("low", "best", "high")] if "*" in name else [name]
        assert [column.name for column in codebook.CONTRACT] == names

    def test_kinds(self, contract) -> None:
        words = {"int": "int", "date": "date", "number": "number", "0–1": "number", "1–5": "int",
                 "1–7": "int", "text": "text", "code": "text"}  # fmt: skip
        kinds = {column.name: column.kind for column in codebook.CONTRACT}
        for cells in table_after(contract, "## Incident columns"):
            names = [name for name in re.findall(r"`([a-z_0-9]+)`", cells[0]) if name in kinds]
            told = [words[word] for word in cells[1].split(", ")]
            expected = told if len(told) == len(names) else [told[0]] * len(names)
            if names[-1] == "affected_kind":
                expected = ["int", "int", "int", "text"]
            assert [kinds[name] for name in names] == expected

    def test_types(self, contract) -> None:
        found = {
            kind.strip("`"): tuple(re.findall(r"`([a-z_]+)`", subs))
            for kind, subs in table_after(contract, "## Codes")
        }
        assert found == codebook.SUB_EVENT_TYPES

    def test_other_codes(self, contract) -> None:
        for codes in (
            codebook.STATUSES,
            codebook.ROLES,
            codebook.RELATIONS,
            codebook.AFFECTED_KINDS,
        ):
            assert all(f"`{code}`" in contract for code in codes)


def test_additions_follow_the_contract() -> None:
    names = [column.name for column in codebook.EVENT_COLUMNS]
    assert len(set(names)) == len(names)
    assert codebook.EVENT_COLUMNS[: len(codebook.CONTRACT)] == codebook.CONTRACT


@pytest.mark.parametrize(
    ("where_prec", "relation", "radius_km", "kind"),
    [
        pytest.param(1, "at", 1.0, "position", id="at a village"),
        pytest.param(1, "at", 35.0, "position", id="at a city of 15 million"),
        pytest.param(2, "in_part", 18.0, "position", id="in the east of that city"),
        pytest.param(2, "near", 6.0, "position", id="near a village"),
        pytest.param(2, "near", 10.0, "position", id="near a town, to the last kilometre"),
        pytest.param(2, "near", 23.15, "label", id="around a large city"),
        pytest.param(2, "offset", 2.7, "position", id="3 km south of a village"),
        pytest.param(2, "offset", 19.11, "label", id="20 km south of a town"),
        pytest.param(2, "outside", 40.5, "label", id="on the outskirts of a large city"),
        pytest.param(2, "direction", 46.9, "label", id="north of a city"),
        pytest.param(2, "between", 25.0, "label", id="between two towns"),
        pytest.param(2, "along", 10.01, "label", id="along a road"),
        pytest.param(1, "direction", 2.0, "position", id="put right by an analyst"),
        pytest.param(3, "within", 3.0, "label", id="in a small district"),
        pytest.param(4, "at", 150.0, "label", id="in a province"),
        pytest.param(5, "near", 4.0, "label", id="by a short line"),
    ],
)
def test_a_point_that_may_be_far_off_is_no_position(where_prec, relation, radius_km, kind) -> None:
    assert codebook.point_kind(where_prec, relation, radius_km) == kind


def test_relations_beside_a_place_are_relations() -> None:
    assert codebook.BESIDE.issubset(codebook.RELATIONS)


def test_a_list_item_cannot_split() -> None:
    assert join_list(["a;b", "c"]).split(";") == ["a%3Bb", "c"]


def test_alternatives_have_five_fields_each() -> None:
    candidates = [Candidate(place("Mosul"), 0.9)] + [
        Candidate(place(name), 0.1) for name in ("Kirkuk", "Karrada", "A, B; C", "D", "E", "F")
    ]
    found = resolution("Mosul")
    text = alternatives_text(type(found)(found.toponym, found.place, 0.9, tuple(candidates)))
    entries = text.split(";")
    assert len(entries) == codebook.MAX_ALTERNATIVES
    assert all(entry.count(",") == 4 for entry in entries)
    assert entries[:2] == ["Kirkuk,Kirkuk,IQ,94787,0.100", "Karrada,Baghdad,IQ,,0.100"]


def test_no_negative_zero() -> None:
    assert str(rounded_point(LonLat(-1e-9, 5.12345649))) == "LonLat(lon=0.0, lat=5.123456)"
