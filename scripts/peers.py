"""Make the briefs of a catalogue as HTML and PDF through Pandoc and another program's press.

    python scripts/peers.py weasyprint|typst|chromium FOLDER [--briefs 24] [--jobs 2]

FOLDER holds `<name>.md` and `<name>.json`, as scripts/catalogue.py writes them. Every way gets what its users would
give it: the same citation style, the fonts of the bulletin, a style sheet of about its look on A4, and two at a time.
The products lie beside the texts. `make bench` measures this.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import pypandoc

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from briefings.printing.fonts import SANS, SERIF, families  # noqa: E402
from briefings.printing.styles import read_style  # noqa: E402

STYLE = "chicago-notes-bibliography"
CHROMIUM = ("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer")

CSS = f"""\
@page {{ size: A4; margin: 18mm 20mm 20mm;
  @bottom-right {{ content: "Page " counter(page) " of " counter(pages); font: 7.5pt "{SANS}" }} }}
body {{ font: 10pt/1.4 "{SERIF}", serif; max-width: none; margin: 0; padding: 0 }}
h1, h2, header p {{ font-family: "{SANS}", sans-serif; break-after: avoid; line-height: 1.2 }}
h1 {{ font-size: 11pt; color: #16425b; margin: 8pt 0 3pt }}
h1.title {{ font-size: 20pt }}
h2 {{ font-size: 9.5pt; margin: 6pt 0 2pt }}
p, ul {{ margin: 0 0 3pt }}
.judgement {{ border-left: 2pt solid #16425b; padding-left: 8pt }}
table {{ border-collapse: collapse; width: 100%; font: 8pt "{SANS}", sans-serif }}
td, th {{ border-bottom: 0.3pt solid #999; text-align: left; padding: 1.5pt 3pt }}
#refs, #footnotes, h1#sources + ul {{ font-size: 8.5pt; line-height: 1.3 }}
a {{ color: #16425b }}
"""


def run(command: list[str], folder: Path) -> None:
    """Run one step in the folder, with the fonts of the bulletin."""
    fonts = {**os.environ, "FONTCONFIG_FILE": str(folder / "fonts.conf")}
    # What Chromium says of missing desktop services is nothing that its users look at.
    subprocess.run(command, cwd=folder, env=fonts, stderr=subprocess.DEVNULL, check=True)  # noqa: S603 - the peers


def pandoc(name: str, folder: Path, target: str, *more: str) -> None:
    """One run of Pandoc with its own citeproc."""
    command = [pypandoc.get_pandoc_path(), f"{name}.md", "--standalone", "--citeproc", "--csl", "style.csl"]
    run([*command, "--bibliography", f"{name}.json", "--output", f"{name}.{target}", *more], folder)


def to_html(name: str, folder: Path) -> None:
    pandoc(name, folder, "html", "--to", "html5", "--css", "print.css")


def by_weasyprint(name: str, folder: Path) -> None:
    """WeasyPrint's own command, one process a brief."""
    to_html(name, folder)
    run([sys.executable, "-m", "weasyprint", "--quiet", f"{name}.html", f"{name}.pdf"], folder)


def by_chromium(name: str, folder: Path) -> None:
    """Chromium's own printing, one process a brief, each with a profile of its own so that two can run."""
    to_html(name, folder)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        to_pdf = [f"--user-data-dir={profile}", f"--print-to-pdf={folder / name}.pdf"]
        run([*CHROMIUM, *to_pdf, (folder / f"{name}.html").as_uri()], folder)


def to_typst(name: str, folder: Path) -> None:
    """Pandoc twice: the page, and the same in Typst's language."""
    to_html(name, folder)
    looks = {"papersize": "a4", "fontsize": "8.5pt", "mainfont": SERIF, "margin.x": "17mm", "margin.y": "17mm"}
    variables = [word for key, value in looks.items() for word in ("--variable", f"{key}={value}")]
    pandoc(name, folder, "typ", "--to", "typst", *variables)


def by_typst(name: str, folder: Path) -> None:
    """Typst in this process, where it keeps its fonts from one brief to the next."""
    to_typst(name, folder)
    _typst(folder).compile(input=str(folder / f"{name}.typ"), output=str(folder / f"{name}.pdf"))


@cache
def _typst(folder: Path) -> Any:
    import typst

    return typst.Compiler(root=str(folder), font_paths=font_folders(), ignore_system_fonts=True)


def by_typst_alone(name: str, folder: Path) -> None:
    """Typst in a process of its own."""
    to_typst(name, folder)
    script = (
        "import sys, typst; typst.compile(sys.argv[1], sys.argv[2], font_paths=sys.argv[3:], ignore_system_fonts=True)"
    )
    run([sys.executable, "-c", script, f"{name}.typ", f"{name}.pdf", *font_folders()], folder)


def font_folders() -> list[str]:
    return sorted({str(file.parent) for family in families() if family.name in {SERIF, SANS} for file in family.files})


WAYS: dict[str, Callable[[str, Path], None]] = {
    "weasyprint": by_weasyprint,
    "typst": by_typst,
    "chromium": by_chromium,
}
ALONE = {**WAYS, "typst": by_typst_alone}
"""The ways to one brief, with nothing running yet."""


def names_of(folder: Path) -> list[str]:
    """The briefs that scripts/catalogue.py wrote into a folder."""
    return sorted(path.stem for path in folder.glob("*.md"))


def make(way: str, folder: Path, names: list[str], jobs: int) -> None:
    """Make briefs by one way, so many at a time. Typst is called in processes of ours, the others are processes."""
    pool = ProcessPoolExecutor if way == "typst" else ThreadPoolExecutor
    with pool(jobs) as workers:
        list(workers.map(WAYS[way], names, [folder] * len(names)))


def set_up(folder: Path) -> None:
    """Write the citation style, the style sheet and the font settings that all ways use."""
    (folder / "style.csl").write_text(read_style(STYLE).text, encoding="utf-8")
    (folder / "print.css").write_text(CSS, encoding="utf-8")
    dirs = "".join(f"<dir>{place}</dir>" for place in font_folders())
    (folder / "fonts.conf").write_text(
        f'<?xml version="1.0"?><fontconfig>{dirs}<cachedir>{folder / "fontcache"}</cachedir></fontconfig>',
        encoding="utf-8",
    )


def main() -> None:
    """Make the first briefs of a folder by one way."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("way", choices=list(WAYS))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--briefs", type=int, default=24, help="the first so many")
    parser.add_argument("--jobs", type=int, default=2, help="at a time")
    asked = parser.parse_args()
    folder = asked.folder.resolve()
    set_up(folder)
    make(asked.way, folder, names_of(folder)[: asked.briefs], asked.jobs)


if __name__ == "__main__":
    main()
