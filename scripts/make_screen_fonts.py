"""Make the screen fonts of the bulletin: Latin subsets of Source Serif Pro and Source Sans Pro as WOFF2.

    python scripts/make_screen_fonts.py templates/bulletin/fonts

Run it by hand when the font packages change; its output is committed. It needs fontTools with Brotli, which come
with WeasyPrint. A subset is a modified version, and the Open Font License reserves the name "Source" to the
originals: so the families are renamed.
"""

import sys
from importlib.resources import files
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FACES = {
    "serif-regular": ("font_source_serif_pro", "SourceSerifPro-Regular.ttf"),
    "serif-italic": ("font_source_serif_pro", "SourceSerifPro-It.ttf"),
    "serif-semibold": ("font_source_serif_pro", "SourceSerifPro-Semibold.ttf"),
    "sans-regular": ("font_source_sans_pro", "SourceSansPro-Regular.ttf"),
    "sans-italic": ("font_source_sans_pro", "SourceSansPro-It.ttf"),
    "sans-semibold": ("font_source_sans_pro", "SourceSansPro-Semibold.ttf"),
}
# Basic Latin, Latin-1, Latin Extended-A, the marks of general punctuation, superscripts, currencies, a few signs.
CHARACTERS = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *(0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2018, 0x2019, 0x201A, 0x201C, 0x201D, 0x201E),
    *(0x2020, 0x2021, 0x2022, 0x2026, 0x2030, 0x2039, 0x203A, 0x202F, 0x2009),
    *(
        0x2070,
        *range(0x2074, 0x207A),
        0x20A9,
        0x20AC,
        0x20B9,
        0x2190,
        0x2191,
        0x2192,
        0x2193,
        0x2212,
        0x2248,
        0x2264,
        0x2265,
    ),
]
FEATURES = ["kern", "liga", "locl", "mark", "ccmp", "onum", "lnum", "pnum", "tnum"]


def main(folder: Path) -> None:
    """Write one WOFF2 file a face into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (package, file) in FACES.items():
        options = subset.Options(flavor="woff2", layout_features=FEATURES, hinting=False, desubroutinize=True)
        options.name_IDs = [1, 2, 4, 6, 13, 14]
        font = TTFont(str(files(package) / "files" / file), recalcTimestamp=False)
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=CHARACTERS)
        subsetter.subset(font)
        rename(font, "Briefings Serif" if name.startswith("serif") else "Briefings Sans")
        font.flavor = "woff2"
        font.save(folder / f"{name}.woff2")


def rename(font: TTFont, family: str) -> None:
    """Give the font a name of its own; the licence's text and address (13, 14) stay."""
    style = font["name"].getDebugName(2) or "Regular"
    new = {1: family, 2: style, 4: f"{family} {style}", 6: f"{family}-{style}".replace(" ", "")}
    for record in font["name"].names:
        if record.nameID in new:
            record.string = new[record.nameID]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
