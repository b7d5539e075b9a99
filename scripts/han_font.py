"""Cuts Noto Sans SC down to the Chinese characters in common use.

Called by fonts.sh. Kept are the 6,763 simplified ones of GB 2312 and the 5,401
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


def main():
    source, out = sys.argv[1:]
    wanted = set(LATIN) | set(parse_ranges("U+3000-303F,U+FF00-FF65"))
    wanted |= set(characters("gb2312", 0xB0, 0xF7)) | set(characters("big5", 0xA4, 0xC6))
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
    rename(font, "Doorstep Han", "Regular")
    subset.save_font(font, out, options)


if __name__ == "__main__":
    main()
