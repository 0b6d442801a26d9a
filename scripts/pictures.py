"""Make the pictures of the docs anew: pages of the desk's editions, of its site, and of what a citation opens.

    python scripts/pictures.py              all of them, into docs/images
    python scripts/pictures.py NAME ...     only these: us-rok-alliance-1, site-home, ...

The editions are those of DATE of the desk in content/; what a citation opens is shown on the small desk of
scripts/pictures.md, which has one claim in each state. They are built in a folder of their own, without the sources'
kept copies, and looked at in the distribution's Chromium, which finds no other machine. The same desk gives the same
pictures, to the byte, as long as Chromium, PDFium and Pillow are the same.
"""

from __future__ import annotations

import contextlib
import functools
import http.server
import io
import math
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import Literal, cast

import pypdfium2
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.conftest import Program  # noqa: E402 - found by the line above
from tests.desks import write_desk  # noqa: E402
from tests.test_site_browser import QUIET, chromium  # noqa: E402

DATE = "2026-01-30"
IMAGES = ROOT / "docs" / "images"
SHADE = 8
"""Steps of 256 in red, green and blue within which two colours are drawn as one: the edges of letters have many."""
ALONE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
"""The browser finds no other machine."""
STEADY = ("--font-render-hinting=none", "--disable-lcd-text", "--force-color-profile=srgb", "--hide-scrollbars")
"""Text is drawn alike on every machine, in shades of grey."""

Colour = tuple[int, int, int]
Size = tuple[int, int]
"""Width and height in the picture's own dots."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of a PDF."""

    brief: str
    number: int
    size: Size = (910, 1287)


@dataclass(frozen=True, slots=True)
class Screen:
    """The upper part of a page as a browser shows it."""

    page: str
    """Its path in the folder of the builds."""
    size: Size
    scale: float = 1
    """Dots of the picture to one pixel of the page."""
    window: int = 0
    """Pixels the window is wide; the picture is its middle. 0: as wide as the picture."""
    scheme: Literal["light", "dark"] = "light"
    opened: str = ""
    """Words in what a citation opens, which is then open."""
    above: int = 0
    """Pixels of the page that are seen above that citation."""


EDITION = f"desk/build/{DATE}/us-rok-alliance-{DATE}.html"
EVIDENCE = f"evidence/build/{DATE}/harbour-{DATE}.html"
SITE = "desk/build/site"

PICTURES: dict[str, Sheet | Screen] = {
    **{f"us-rok-alliance-{number}": Sheet("us-rok-alliance", number) for number in (1, 2, 3, 4)},
    "north-korea-one-pager-1": Sheet("north-korea-one-pager", 1),
    "screen-telephone": Screen(EDITION, (390, 844)),
    "screen-citation": Screen(EDITION, (1100, 760), window=1280, opened="burden-sharing", above=230),
    "evidence-verified": Screen(EVIDENCE, (640, 600), opened="Port Traffic", above=70),
    "evidence-altered": Screen(EVIDENCE, (640, 600), opened="Altered", above=70),
    "evidence-unverifiable": Screen(EVIDENCE, (640, 600), opened="Not verifiable", above=70),
    "evidence-single-source": Screen(EVIDENCE, (640, 600), opened="Kystlinjen", above=70),
    "site-home": Screen(f"{SITE}/index.html", (1110, 1580), scale=1.5),
    "site-topic": Screen(f"{SITE}/topics/security.html", (1110, 1300), scale=1.5),
    "site-search": Screen(f"{SITE}/search.html?q=tariff", (1110, 1180), scale=1.5),
    "site-telephone": Screen(f"{SITE}/editions/us-rok-alliance-{DATE}.html", (585, 1240), scale=1.5, scheme="dark"),
}


def main() -> None:
    names = sys.argv[1:] or list(PICTURES)
    for name in names:
        if name not in PICTURES:
            sys.exit(f"there is no picture {name!r}; there are: {', '.join(PICTURES)}")
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder))
        for name, image in drawn(Path(folder), names):
            path = IMAGES / f"{name}.png"
            few(image).save(path, optimize=True)
            print(f"{path.relative_to(ROOT)}  ({path.stat().st_size / 1000:.0f} kB)")


def build(folder: Path) -> None:
    """The desk's editions and site into `folder`/desk, the desk of the citations into `folder`/evidence."""
    shutil.copytree(ROOT / "content", folder / "desk" / "content")
    shutil.copy(ROOT / "briefings.toml", folder / "desk")
    write_desk(folder / "evidence", (ROOT / "scripts" / "pictures.md").read_text(encoding="utf-8"), base="")
    run(folder / "desk", "build", "--date", DATE)
    run(folder / "desk", "site")
    run(folder / "evidence", "build", "--date", DATE, "--format", "html")


def run(desk: Path, *arguments: str) -> None:
    """Run this checkout's `briefings` in a desk; leave where it fails."""
    kept = {name: value for name, value in os.environ.items() if name != "BRIEFINGS_SNAPSHOTS"}
    finished = Program(desk, kept | {"PYTHONPATH": str(ROOT)})(*arguments)
    if finished.status:
        sys.exit(f"briefings {' '.join(arguments)}\n{finished.stderr}")


def drawn(folder: Path, names: list[str]) -> Iterator[tuple[str, Image.Image]]:
    """The pictures of these names, in their order."""
    with served(folder) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=[*QUIET, *STEADY, ALONE])
        for name in names:
            wanted = PICTURES[name]
            image = sheet(folder, wanted) if isinstance(wanted, Sheet) else screen(browser, address, wanted)
            assert image.size == wanted.size, f"{name} is {image.size}"
            yield name, image
        browser.close()


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Says nothing of what it was asked for."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the parent's name
        pass


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of the folder's files: opened from the disk, the site would search a plain list."""
    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


def sheet(folder: Path, wanted: Sheet) -> Image.Image:
    path = folder / "desk" / "build" / DATE / f"{wanted.brief}-{DATE}.pdf"
    with pypdfium2.PdfDocument(path) as document:
        page = document[wanted.number - 1]
        drawing: Image.Image = page.render(scale=wanted.size[0] / page.get_width()).to_pil().convert("RGB")
    return drawing.crop((0, 0, *wanted.size))


def screen(browser: Browser, address: str, wanted: Screen) -> Image.Image:
    width, height = wanted.size
    window = wanted.window or math.ceil(width / wanted.scale)
    context = browser.new_context(
        viewport={"width": window, "height": math.ceil(height / wanted.scale)},
        device_scale_factor=wanted.scale,
        color_scheme=wanted.scheme,
        reduced_motion="reduce",
        locale="en-GB",
        timezone_id="UTC",
    )
    page = context.new_page()
    page.goto(address + wanted.page)
    if "?" in wanted.page:
        page.locator("#found > li").first.wait_for()
    if wanted.opened:
        open_citation(page, wanted)
    page.evaluate("document.fonts.ready")
    shot = page.screenshot(animations="disabled", caret="hide")
    context.close()
    with Image.open(io.BytesIO(shot)) as image:
        left = (image.width - width) // 2
        return image.convert("RGB").crop((left, 0, left + width, height))


def open_citation(page: Page, wanted: Screen) -> None:
    """Open the first citation that has the words, and move the page so that it stands where it should."""
    note = page.locator(".pop", has_text=wanted.opened).first.get_attribute("id")
    button = page.locator(f".call-button[popovertarget={note}]")
    button.evaluate(
        "(button, above) => window.scrollTo(0, scrollY + button.getBoundingClientRect().top - above)", wanted.above
    )
    button.click()
    page.mouse.move(0, 0)


def few(image: Image.Image) -> Image.Image:
    """The image in few colours: of those that look alike only the commonest."""
    counted = image.getcolors(maxcolors=image.width * image.height)
    assert counted is not None, "there are no more colours than dots"
    common = [cast(Colour, colour) for _, colour in sorted(counted, key=itemgetter(0), reverse=True)]
    kept = list({tuple(value // SHADE for value in colour): colour for colour in reversed(common)}.values())
    assert len(kept) <= 256, "a palette holds no more"
    values = [value for colour in kept for value in colour]
    palette = Image.new("P", (1, 1))
    # Filled with one that is there: else black would be in it.
    palette.putpalette(values + values[:3] * (256 - len(kept)))
    return image.quantize(palette=palette, dither=Image.Dither.NONE)


if __name__ == "__main__":
    main()
