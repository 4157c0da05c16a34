"""
Make the pictures in this folder anew, from a build of the shipped articles.

Usage: python docs/make_pictures.py

Chromium and QGIS must be there (apt-get install chromium qgis python3-qgis).

  map.png      the page, 1440 by 900 pixels
  embed.png    the page in a frame
  picture.png  the social card, as the build makes it
  qgis.png     the project as QGIS draws it
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

DOCS = Path(__file__).resolve().parent
LOOK = DOCS.parent / "tests" / "qgis_look.py"
FRAMES = {"map.png": ("", 1440, 900), "embed.png": ("#embed=1", 760, 480)}


def show_page(build: Path) -> None:
    """Take pictures of the page, offline."""
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, (fragment, width, height) in FRAMES.items():
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto((build / "map.html").as_uri() + fragment)
            page.wait_for_selector("html[data-ready=true]", state="attached")
            page.wait_for_timeout(500)
            page.screenshot(path=DOCS / name)
        browser.close()


def show_project(build: Path, scratch: Path) -> None:
    """Let QGIS draw the project."""
    drawn = scratch / "project.png"
    quiet = {**os.environ, "HOME": str(scratch), "QT_QPA_PLATFORM": "offscreen"}
    asked = ["/usr/bin/python3", LOOK, build, drawn]
    subprocess.run(asked, check=True, env=quiet, stdout=subprocess.DEVNULL)
    with Image.open(drawn) as picture:
        picture.convert("RGB").resize((1200, 750)).save(DOCS / "qgis.png", optimize=True)


def main() -> None:
    """Build, look, and keep what is seen."""
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        outputs = scratch / "outputs"
        dateline = Path(sys.executable).with_name("dateline")
        subprocess.run([dateline, "map", "--out", outputs], check=True)
        build = (outputs / "latest").resolve()
        show_page(build)
        show_project(build, scratch)
        shutil.copyfile(build / "map.png", DOCS / "picture.png")


if __name__ == "__main__":
    main()
