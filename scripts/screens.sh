#!/usr/bin/env bash
# Makes the pictures in docs/screens: those of the README and the guide from the
# real window, by the same keys as its tests, and in looks/ every screen of app/view's
# TestPictures and TestMatrix in two looks, drawn without a display. With
# LOOKS=all every look is left in build/screens, to be looked at before a
# release: two sizes of window, two of text, three themes, three languages.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ "${LOOKS:-}" = all ]; then
	mkdir -p build/screens
	DOORSTEP_SCREENS=$PWD/build/screens go test -count=1 -timeout 60m -run 'TestPictures|TestMatrix' ./app/view
	echo "Every look is in build/screens."
	exit
fi
shots=$(mktemp -d)
trap 'rm -rf "$shots"' EXIT

# small NAME COLOURS leaves a picture in docs/screens, as small as its few
# colours allow; it keeps its name unless a third word is another.
small() {
	convert "$shots/$1.png" -strip +dither -colors "$2" -define png:compression-level=9 "docs/screens/${3:-$1}.png"
}

DOORSTEP_SCREENS=$shots scripts/on-display.sh go test -count=1 -run 'TestInterviewInTheRealWindow|TestQuestionnaireMendedInARealWindow|TestManyLaptopsInRealWindows|TestPicturesOf' ./app
mkdir -p docs/screens
for pair in interview:interview-in_the_way review:review finished:finished; do
	small "${pair#*:}" 64 "${pair%%:*}"
done
for pair in check:questionnaire-faults try:questionnaire-trial preview:questionnaire-preview versions:questionnaire-versions help:help; do
	small "${pair#*:}" 64 "guide-${pair%%:*}"
done
for name in today progress unheard questions results responses response export questionnaires send results-sessions; do
	small "guide-$name" 64
done
small guide-tree 128
for name in came conflict; do
	small "merging-$name" 64
done

looks='^(ar-dark-200-1366x768|pl-high-contrast-100-1920x1080)$'
DOORSTEP_SCREENS=$shots go test -count=1 -run "TestMatrix/./$looks" ./app/view
DOORSTEP_SCREENS=$shots go test -count=1 -run 'TestMatrix/first/^en-light-200-1366x768$' ./app/view
rm -rf docs/screens/looks
mkdir -p docs/screens/looks
for picture in "$shots"/matrix/*.png; do
	case $picture in *card-several*) continue ;; esac # much like the card
	convert "$picture" -strip +dither -colors 24 -define png:compression-level=9 "docs/screens/looks/$(basename "$picture")"
done
