"""What a process costs: the time to its first answer, and memory."""

from __future__ import annotations

import resource
import subprocess
import sys

START_UP = """
import resource, time
from pathlib import Path
t = time.perf_counter()
from geo.gazetteer.lookup import open_gazetteer
from geo.geoparsing.home import home_of_url, learn_home
from geo.language import load_model, parse
from geo.geoparsing.recognize import recognize
from geo.geoparsing.resolve import resolve
nlp, gaz = load_model({model!r}), open_gazetteer(Path({folder!r}))
doc = next(iter(parse(nlp, ["Floods closed the road from Basra to Kuwait City."])))
found = resolve(doc, recognize(doc, gaz), gaz)
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(time.perf_counter() - t, memory, len(found))
"""


def measure_start_up(model: str, folder: str) -> str:
    """Return time to the first answer and memory of a fresh process."""
    code = START_UP.format(model=model, folder=folder)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    seconds, mebibytes, _ = done.stdout.split()
    return f"first answer after {float(seconds):.1f} s with {float(mebibytes):.0f} MiB"


def peak_memory_mib() -> float:
    """Return the largest resident size of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
