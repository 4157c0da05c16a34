"""The published layers by OGC API – Features: pygeoapi serves them, read-only."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

from pygeoapi.openapi import get_oas
from pygeoapi.provider.base import (
    BaseProvider,
    ProviderInvalidQueryError,
    ProviderItemNotFoundError,
)
from pygeoapi.util import to_json

from geo.builds.published import Feature, PublishedLayer, read_layer
from geo.errors import ConfigError
from geo.layers import codebook

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
MAX_ITEMS = 10_000
_ITEMS = 100
_LAYERS = {
    "events": (
        codebook.EVENT_COLUMNS,
        "event_id",
        "Incidents",
        "One point per incident; where point_kind is label, it only says where to write.",
    ),
    "areas": (
        codebook.AREA_COLUMNS,
        "event_id",
        "Footprints",
        "The area inside which each incident is reported to lie.",
    ),
    "places": (
        codebook.PLACE_COLUMNS,
        "place_id",
        "Places named",
        "One point per place that articles name, with how often and in which role.",
    ),
}
_SCHEMA = {
    "text": {"type": "string"},
    "int": {"type": "integer"},
    "number": {"type": "number"},
    "date": {"type": "string", "format": "date"},
}


class LatestLayer(BaseProvider):  # type: ignore[misc]
    """
    A layer of the build that is shown now; pygeoapi makes one for each request.

    Parameters
    ----------
    provider_def
        pygeoapi's; `data` is the outputs' folder, `layer` one of its layers.
    """

    def __init__(self, provider_def: dict[str, Any]) -> None:
        super().__init__(provider_def)
        self._layer_name: str = provider_def["layer"]
        self._fields: dict[str, Any] = self.get_fields()

    def get_fields(self) -> dict[str, Any]:
        """
        Tell the columns.

        Returns
        -------
        fields
            JSON schemas by name.
        """
        return {column.name: _SCHEMA[column.kind] for column in _LAYERS[self._layer_name][0]}

    def query(
        self,
        offset: int = 0,
        limit: int = 10,
        resulttype: str = "results",
        bbox: Sequence[float] = (),
        datetime_: str | None = None,
        properties: Sequence[tuple[str, str]] = (),
        sortby: Sequence[dict[str, str]] = (),
        select_properties: Sequence[str] = (),
        skip_geometry: bool = False,  # noqa: FBT001, FBT002
        q: str | None = None,
        filterq: Any = None,
        **_: Any,
    ) -> dict[str, Any]:
        """
        Find features.

        Parameters
        ----------
        offset, limit
            Which of those found are returned.
        resulttype
            `hits` for the number alone.
        bbox
            West, south, east, north in CRS84; of six numbers the heights are
            not looked at.
        datetime_
            An RFC 3339 instant or interval; days count whole.
        properties
            Columns and the values they must have.
        sortby
            Columns and orders; missing values come last.
        select_properties, skip_geometry
            What of each feature is returned.
        q, filterq
            Not offered.
        **_
            What later versions may add.

        Returns
        -------
        collection
            GeoJSON with `numberMatched` and `numberReturned`.

        Raises
        ------
        ProviderInvalidQueryError
            When a time is none, or a search is asked that is not offered.
        """
        if q or filterq:
            msg = "Searches by q and filter are not offered: use bbox, datetime and columns."
            raise ProviderInvalidQueryError(msg, user_msg=msg)
        box = list(bbox) if len(bbox) != 6 else [bbox[i] for i in (0, 1, 3, 4)]
        found = self._layer().select(box, _interval(datetime_), properties)
        for key in reversed(sortby):
            found = _sorted(found, key["property"], descending=key["order"] == "-")
        shown = [] if resulttype == "hits" else found[offset : offset + limit]
        if select_properties or skip_geometry:
            shown = [_cut(feature, select_properties, bare=skip_geometry) for feature in shown]
        return {
            "type": "FeatureCollection",
            "features": shown,
            "numberMatched": len(found),
            "numberReturned": len(shown),
        }

    def get(self, identifier: str, **_: Any) -> Feature:
        """
        Return one feature.

        Parameters
        ----------
        identifier
            Its id.
        **_
            What pygeoapi passes besides.

        Returns
        -------
        feature
            GeoJSON.

        Raises
        ------
        ProviderItemNotFoundError
            When the build that is shown has none.
        """
        layer = self._layer()
        if identifier not in layer.by_id:
            msg = f"There is no {identifier!r} in the build shown now."
            raise ProviderItemNotFoundError(msg, user_msg=msg)
        return dict(layer.features[layer.by_id[identifier]])

    def _layer(self) -> PublishedLayer:
        return _read_latest(Path(self.data), self._layer_name)


def _read_latest(out: Path, layer: str) -> PublishedLayer:
    # Resolved on each request: a new build is served as soon as it is shown.
    return _read((out / "latest").resolve() / f"{layer}.geojson")


@lru_cache(maxsize=2 * len(_LAYERS))
def _read(path: Path) -> PublishedLayer:
    # Builds never change once they are shown, so a path stands for a content.
    return read_layer(path)


def make_app(out: Path, url: str, title: str = "Dateline") -> Any:
    """
    Make the service.

    Parameters
    ----------
    out
        The outputs' folder; its `latest` is served, whichever it is at the time.
    url
        Under which readers reach the service, without a slash at the end.
    title
        Of the service.

    Returns
    -------
    app
        For an ASGI server; one per process, since pygeoapi keeps its settings in
        the module.

    Raises
    ------
    InputError
        When nothing was published yet.
    """
    for name in _LAYERS:
        _read_latest(out, name)
    config = _config(out.resolve(), url, title)
    with tempfile.TemporaryDirectory() as folder:
        settings, openapi = Path(folder) / "config.yml", Path(folder) / "openapi.json"
        # JSON is YAML too.
        settings.write_text(to_json(config), "utf-8")
        os.environ["PYGEOAPI_CONFIG"] = str(settings)
        os.environ["PYGEOAPI_OPENAPI"] = str(openapi)
        openapi.write_text(to_json(get_oas(config)), "utf-8")
        from pygeoapi import starlette_app
    starlette_app.APP.debug = False
    return _Sealed(starlette_app.APP)


class _Sealed:
    """
    Mends two ways of pygeoapi's.

    Its HTML pages take styles, scripts and tiles from other servers, show nothing
    without them, and fail for a single feature: who asks for them gets JSON.
    Features are labelled as GeoJSON, as the standard wants.
    """

    _HTML = re.compile(rb"(?<![^&])f=html(?![^&])")
    _JSON, _GEOJSON = b"application/json", b"application/geo+json"

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        has_features = "/items" in scope["path"]
        asked = [
            (k, self._JSON if k == b"accept" and b"html" in v else v) for k, v in scope["headers"]
        ]

        async def mended(message: Any) -> None:
            if message["type"] == "http.response.start":
                is_geojson = has_features and message["status"] == HTTPStatus.OK
                headers = [
                    (key, self._GEOJSON if is_geojson and self._is_json(key, value) else value)
                    for key, value in message["headers"]
                ]
                message = {**message, "headers": headers}
            await send(message)

        query = self._HTML.sub(b"f=json", scope["query_string"])
        await self._app({**scope, "headers": asked, "query_string": query}, receive, mended)

    def _is_json(self, key: bytes, value: bytes) -> bool:
        return key == b"content-type" and value.startswith(self._JSON)


def _config(out: Path, url: str, title: str) -> dict[str, Any]:
    if not url.startswith(("http://", "https://")):
        msg = f"The service's URL must begin with http:// or https://, got {url!r}."
        raise ConfigError(msg)
    person = {"name": title, "contact": {}, "url": url}
    licence = {
        "name": "Place data: GeoNames, CC BY 4.0",
        "url": "https://creativecommons.org/licenses/by/4.0/",
    }
    return {
        "server": {
            # pygeoapi wants an address here; the caller's ASGI server decides.
            "bind": {"host": "127.0.0.1", "port": 0},
            "url": url,
            "mimetype": "application/json; charset=UTF-8",
            "encoding": "utf-8",
            "languages": ["en-US"],
            "gzip": True,
            "limits": {"default_items": _ITEMS, "max_items": MAX_ITEMS, "on_exceed": "throttle"},
            "map": {"url": "", "attribution": ""},
        },
        # Its errors are the readers' mistakes, which they are told.
        "logging": {"level": "CRITICAL"},
        "metadata": {
            "identification": {
                "title": title,
                "description": "Events and places that news articles report.",
                "keywords": ["news", "events", "geoparsing"],
                "keywords_type": "theme",
                "terms_of_service": licence["url"],
                "url": url,
            },
            "license": licence,
            "provider": person,
            "contact": person,
        },
        "resources": {name: _resource(out, name) for name in _LAYERS},
    }


def _resource(out: Path, name: str) -> dict[str, Any]:
    columns, key, title, description = _LAYERS[name]
    provider = {
        "type": "feature",
        "name": f"{__name__}.{LatestLayer.__name__}",
        "data": str(out),
        "layer": name,
        "id_field": key,
        "crs": [CRS84],
        "storage_crs": CRS84,
    }
    if any(column.name == "date_start" for column in columns):
        provider["time_field"] = "date_start"
    return {
        "type": "collection",
        "title": title,
        "description": description,
        "keywords": ["news", name],
        "links": [],
        "extents": {
            "spatial": {"bbox": [-180, -90, 180, 90], "crs": CRS84},
            "temporal": {"begin": None, "end": None},
        },
        "providers": [provider],
    }


def _interval(text: str | None) -> tuple[date | None, date | None] | None:
    if text is None:
        return None
    first, _, last = text.partition("/")
    return _day(first), _day(last if "/" in text else first)


def _day(text: str) -> date | None:
    if text in ("", ".."):
        return None
    try:
        return datetime.fromisoformat(text).date()
    except ValueError as error:
        msg = f"{text!r} is no day: write YYYY-MM-DD, an RFC 3339 time, or two with / between."
        raise ProviderInvalidQueryError(msg, user_msg=msg) from error


def _sorted(features: list[Feature], name: str, *, descending: bool) -> list[Feature]:
    known = [feature for feature in features if feature["properties"].get(name) is not None]
    rest = [feature for feature in features if feature["properties"].get(name) is None]
    ordered = sorted(known, key=lambda f: f["properties"][name], reverse=descending)
    return [*ordered, *rest]


def _cut(feature: Feature, names: Sequence[str], *, bare: bool) -> Feature:
    told = feature["properties"]
    return {
        **feature,
        "geometry": None if bare else feature["geometry"],
        "properties": {name: told.get(name) for name in names} if names else told,
    }
