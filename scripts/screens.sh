#!/usr/bin/env bash
# Makes the pictures in docs/screens from the real window, by the same keys as
# the real-window test.
set -euo pipefail
cd "$(dirname "$0")/.."
shots=$(mktemp -d)
trap 'rm -rf "$shots"' EXIT
DOORSTEP_SCREENS=$shots scripts/on-display.sh go test -count=1 -run TestInterviewInTheRealWindow ./app
mkdir -p docs/screens
for pair in interview:interview-in_the_way home:home review:review finished:finished; do
	cp "$shots/${pair#*:}.png" "docs/screens/${pair%%:*}.png"
done
