#!/usr/bin/env bash
# Opens the app, or says why it cannot and what else there is.
set -euo pipefail
if [ "$(uname)" = Linux ] && [ -z "${DISPLAY:-}" ] && [ -z "${WAYLAND_DISPLAY:-}" ]; then
	cat <<-'TEXT'
		Doorstep is built, but there is no display here to open its window on.
		The command line works without one. For example:

		  ./doorstep --help
		  ./doorstep form check assets/questionnaires/haghill-carntyne.xlsx

		To see the window, run "make run" from a desktop session.
	TEXT
	exit 0
fi
exec ./doorstep "$@"
