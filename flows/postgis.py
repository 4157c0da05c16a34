"""The step after publishing: a build into PostGIS, without putting the files at risk."""

from __future__ import annotations

from pathlib import Path

from flows.progress import STDERR, Stages
from flows.watch import Watch, tell_failure
from geo.errors import StoreError
from geo.postgis.loading import PATIENCE_S, load_build

STAGE = "Loading PostGIS"


def load_postgis(
    folder: Path, url: str, stages: Stages, webhook: str = "", *, patience_s: float = PATIENCE_S
) -> bool:
    """
    Let PostGIS hold the build just published; a failure is told and costs nothing else.

    The next build brings what this one could not.

    Parameters
    ----------
    folder
        Of the build.
    url
        Of the database; empty for none.
    stages
        Where progress is shown.
    webhook
        URL that is told of a failure; empty for none.
    patience_s
        How long to wait for a server that is not there yet, in seconds.

    Returns
    -------
    holds
        Whether the database holds the build.
    """
    if not url:
        return False
    try:
        with stages.stage(STAGE):
            count = load_build(folder, url, patience_s=patience_s)
    except StoreError as error:
        message = (
            f"The map and files are published, PostGIS still holds the build before: {error}"
            " The next build, or `dateline postgis load`, makes up for it."
        )
        STDERR.print(message, highlight=False, markup=False)
        if isinstance(stages, Watch):
            tell_failure(
                stages.journal,
                message,
                build=stages.build_id,
                stage=STAGE,
                webhook=webhook,
                event="postgis_failed",
            )
            stages.label = ""
        return False
    if isinstance(stages, Watch):
        stages.note("info", f"PostGIS holds the build; {count} rows were changed.")
    return True
