"""Subsets a script's font and joins it with the Latin letters it lacks.

Called by fonts.sh. Layout features stay, so shaping works; hinting goes, since
two fonts' hinting programs cannot be joined. Nothing here depends on the
clock, so the same packages give the same bytes.
"""

import argparse
import os
import tempfile

from fontTools import subset
from fontTools.merge import Merger
from fontTools.ttLib import TTFont

# ASCII, Latin-1, Latin Extended-A, the Romanian comma letters and the marks
# that running text uses.
LATIN = [*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x218, 0x21C)]
LATIN += [0x2013, 0x2014, 0x2018, 0x2019, 0x201A, 0x201C, 0x201D, 0x201E]
LATIN += [0x2022, 0x2026, 0x2039, 0x203A, 0x20AC]
DIGITS = range(0x30, 0x3A)


def cut(path, unicodes):
    """Opens the font at path, keeping these code points and what they shape into."""
    options = subset.Options()
    options.layout_features = ["*"]
    options.layout_scripts = ["*"]
    options.hinting = False
    options.glyph_names = False
    options.notdef_outline = True
    options.recalc_timestamp = False
    options.drop_tables += ["DSIG"]
    font = subset.load_font(path, options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=unicodes)
    cutter.subset(font)
    return font


def rename(font, family, style):
    """Names the changed font as ours, keeping copyright and licence."""
    names = font["name"]
    full = family + " " + style
    words = {1: family, 2: style, 3: full, 4: full}
    words[6] = family.replace(" ", "") + "-" + style
    words[10] = "Subset of a Noto font joined with Noto Sans letters for Doorstep."
    names.names = [n for n in names.names if n.nameID in (0, 5, 7, 8, 9, 11, 13, 14)]
    for ident, text in words.items():
        names.setName(text, ident, 3, 1, 0x409)


def parse_ranges(text):
    for part in text.split(","):
        first, _, last = part.replace("U+", "").partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("family", "style", "script", "unicodes", "latin", "out"):
        parser.add_argument("--" + name, required=True)
    args = parser.parse_args()

    # Marks that both fonts have stay the script's, whose heights fit its letters.
    # Digits come with the Latin letters, so that a postcode is of one piece.
    marks = [u for u in LATIN if u not in DIGITS]
    script = cut(args.script, [*parse_ranges(args.unicodes), *marks])
    have = script.getBestCmap()
    latin = cut(args.latin, [u for u in LATIN if u not in have])

    with tempfile.TemporaryDirectory() as folder:
        parts = []
        for i, font in enumerate((script, latin)):
            path = os.path.join(folder, f"{i}.ttf")
            font.save(path)
            parts.append(path)
        joined = Merger().merge(parts)

    # Line height is the script's: its letters are the taller ones.
    source = TTFont(args.script)
    for table, fields in {
        "hhea": ("ascent", "descent", "lineGap"),
        "OS/2": ("sTypoAscender", "sTypoDescender", "sTypoLineGap", "usWinAscent", "usWinDescent"),
    }.items():
        for field in fields:
            setattr(joined[table], field, getattr(source[table], field))
    # The Nastaliq bold calls itself 400, so a system would mistake it for regular.
    joined["OS/2"].usWeightClass = 700 if args.style == "Bold" else 400
    joined["head"].created = source["head"].created
    joined["head"].modified = source["head"].modified
    joined.recalcTimestamp = False
    rename(joined, args.family, args.style)
    joined.save(args.out)


if __name__ == "__main__":
    main()
