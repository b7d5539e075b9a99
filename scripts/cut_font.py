"""Cuts a font down to a script that needs no shaping.

Called by fonts.sh with "han" or "cyrillic", the font, our name for it, its
style and the file to write. Of Chinese are kept the 6,763 simplified ones of GB 2312 and the 5,401
traditional ones of Big5's first level, with punctuation, digits and Latin
letters. Layout features and hinting go: horizontal text needs neither.
"""

import sys

from fontTools import subset

from join_fonts import LATIN, parse_ranges, rename


def characters(encoding, first, last):
    """Yields the code points of an encoding's two-byte rows."""
    for lead in range(first, last + 1):
        for trail in [*range(0x40, 0x7F), *range(0xA1, 0xFF)]:
            try:
                yield ord(bytes([lead, trail]).decode(encoding))
            except (UnicodeDecodeError, TypeError):
                continue


def han():
    yield from parse_ranges("U+3000-303F,U+FF00-FF65")
    yield from characters("gb2312", 0xB0, 0xF7)
    yield from characters("big5", 0xA4, 0xC6)


def cyrillic():
    return parse_ranges("U+0400-045F,U+0490-0491,U+04D8-04D9,U+2116")


def main():
    script, source, family, style, out = sys.argv[1:]
    wanted = set(LATIN) | set({"han": han, "cyrillic": cyrillic}[script]())
    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.glyph_names = False
    options.notdef_outline = True
    options.recalc_timestamp = False
    options.drop_tables += ["DSIG", "vhea", "vmtx", "VORG", "GSUB", "GPOS", "GDEF", "BASE"]
    font = subset.load_font(source, options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=wanted)
    cutter.subset(font)
    rename(font, family, style)
    subset.save_font(font, out, options)


if __name__ == "__main__":
    main()
