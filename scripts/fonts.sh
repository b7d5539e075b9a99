#!/bin/sh
# Remakes assets/fonts from public packages, named below and fetched with their
# ordinary clients. Run it only to change the fonts; their files are versioned.
#
#   npm     @expo-google-fonts/atkinson-hyperlegible-next  (taken as it is)
#   npm     @expo-google-fonts/noto-sans-sc                (subset)
#   Debian  fonts-noto-core                                (subset and joined)
#   Debian  python3-fonttools                              (the tool)
set -eu

cd "$(dirname "$0")/.."
out=assets/fonts
atkinson=@expo-google-fonts/atkinson-hyperlegible-next@0.4.1
chinese=@expo-google-fonts/noto-sans-sc@0.4.3
noto=/usr/share/fonts/truetype/noto

for need in npm tar /usr/bin/pyftsubset "$noto/NotoSansArabic-Regular.ttf"; do
	if ! command -v "$need" >/dev/null 2>&1 && [ ! -e "$need" ]; then
		echo "fonts.sh: $need is missing. On Debian: apt install npm fonts-noto-core python3-fonttools" >&2
		exit 1
	fi
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"

# Latin: the whole static fonts, Polish and Romanian letters included.
(cd "$work" && npm pack --silent "$atkinson" >/dev/null && tar xzf ./*.tgz)
for weight in 400Regular 700Bold; do
	cp "$work/package/$weight/AtkinsonHyperlegibleNext_$weight.ttf" \
		"$out/AtkinsonHyperlegibleNext-${weight#?00}.ttf"
done
cp "$work/package/LICENSE_FONT" "$out/OFL-AtkinsonHyperlegibleNext.txt"

# The Noto fonts carry the same licence under their own copyright line.
{
	echo "Copyright 2010, 2012-2020 Google Inc. Copyright 2015-2020 Google LLC. Noto is a trademark of Google LLC."
	tail -n +2 "$work/package/LICENSE_FONT"
} >"$out/OFL-Noto.txt"

# The other scripts: the letters of the script, then the Latin letters, digits
# and marks that the script's own font lacks, from Noto Sans of the same
# weight. So "G31 (Haghill)" inside an Arabic line needs no second font.
join() { # family script-font code-points
	for weight in Regular Bold; do
		/usr/bin/python3 scripts/join_fonts.py --family "$1" --style "$weight" \
			--script "$noto/$2-$weight.ttf" --unicodes "$3" \
			--latin "$noto/NotoSans-$weight.ttf" \
			--out "$out/$(echo "$1" | tr -d ' ')-$weight.ttf"
	done
}
arabic=U+0600-06FF,U+0750-077F,U+200B-200F,U+FD3E-FD3F,U+FDF2,U+FDFA-FDFC
join "Doorstep Naskh" NotoSansArabic "$arabic"
join "Doorstep Nastaliq" NotoNastaliqUrdu "$arabic"
join "Doorstep Gurmukhi" NotoSansGurmukhi U+0964-0965,U+0A00-0A7F,U+200C-200D,U+20B9,U+25CC,U+262C

# Ukrainian: the toolkit's own fallback draws its i without the dot.
for weight in Regular Bold; do
	/usr/bin/python3 scripts/cut_font.py cyrillic "$noto/NotoSans-$weight.ttf" "Doorstep Cyrillic" $weight "$out/DoorstepCyrillic-$weight.ttf"
done

# Chinese: the characters in common use, in one weight, as each takes 300 bytes.
mkdir "$work/chinese"
(cd "$work/chinese" && npm pack --silent "$chinese" >/dev/null && tar xzf ./*.tgz)
/usr/bin/python3 scripts/cut_font.py han "$work/chinese/package/400Regular/NotoSansSC_400Regular.ttf" "Doorstep Han" Regular "$out/DoorstepHan-Regular.ttf"
sed -i "1a $(head -n 1 "$work/chinese/package/LICENSE_FONT")" "$out/OFL-Noto.txt"

ls -l "$out"
