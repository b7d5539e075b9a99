#!/usr/bin/env bash
# Makes the pictures in docs/screens: four from the real window, by the same
# keys as the real-window test, and those of app/view/pictures_test.go, drawn
# without a display in every look. Few colours keep them small.
set -euo pipefail
cd "$(dirname "$0")/.."
shots=$(mktemp -d)
trap 'rm -rf "$shots"' EXIT
DOORSTEP_SCREENS=$shots scripts/on-display.sh go test -count=1 -run TestInterviewInTheRealWindow ./app
mkdir -p docs/screens
for pair in interview:interview-in_the_way home:home review:review finished:finished; do
	cp "$shots/${pair#*:}.png" "docs/screens/${pair%%:*}.png"
done

DOORSTEP_SCREENS=$shots go test -count=1 -run TestPictures ./app/view
rm -rf docs/screens/looks
mkdir -p docs/screens/looks
for picture in "$shots"/pictures/*.png; do
	convert "$picture" -strip +dither -colors 48 -define png:compression-level=9 "docs/screens/looks/$(basename "$picture")"
done
