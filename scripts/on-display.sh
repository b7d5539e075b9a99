#!/usr/bin/env bash
# Runs a command on a display: the one there is, or on Linux one of its own
# with a window manager, stopped at the end.
set -euo pipefail
if [ "$(uname)" = Linux ]; then
	# A skipped real-window test must not look like a passed one.
	export DOORSTEP_REAL_WINDOW=required
	if [ -z "${DISPLAY:-}" ]; then
		exec 3< <(exec Xvfb -displayfd 1 -screen 0 1366x768x24 -nolisten tcp 2>/dev/null)
		xvfb=$!
		read -r -u 3 -t 30 number
		export DISPLAY=":$number"
		openbox >/dev/null 2>&1 &
		openbox=$!
		trap 'kill $openbox $xvfb 2>/dev/null || true' EXIT
	fi
fi
"$@"
