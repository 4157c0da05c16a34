"""The command that serves the published layers to programs."""

from __future__ import annotations

from pathlib import Path

import click

from flows.options import out_option
from geo.errors import DatelineError


@click.command("api")
@out_option("Folder that is published into.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option("--port", default=5000, show_default=True, help="Port to listen at.")
@click.option("--url", default="", help="Under which readers reach it, when a proxy stands before.")
def api(out: Path, host: str, port: int, url: str) -> None:
    """
    Serve the published layers by OGC API - Features, read-only.

    A new build is served as soon as it is shown. Needs the extra "ogc".

    \b
    Example:
        dateline api --out /srv/maps
        then in QGIS: Layer > Add WFS layer > New > http://127.0.0.1:5000
    """
    import uvicorn

    try:
        from geo.builds.ogcapi import make_app
    except ImportError as error:
        msg = f'`dateline api` needs {error.name}: pip install "dateline[ogc]".'
        raise DatelineError(msg) from error
    app = make_app(out, url.rstrip("/") or f"http://{host}:{port}")
    click.echo(f"Serving {out / 'latest'} at {url or f'http://{host}:{port}'}")
    uvicorn.run(app, host=host, port=port, log_level="warning")
