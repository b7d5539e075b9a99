#!/usr/bin/env bash
# Installs the native packages that building Doorstep needs and this machine
# lacks. "setup.sh test" adds what the real-window tests need. It installs
# nothing and asks for nothing when all is there.
set -euo pipefail
want=${1:-build}
lack=""

as_root() {
	if [ "$(id -u)" -eq 0 ]; then "$@"; return; fi
	if command -v sudo >/dev/null; then sudo "$@"; return; fi
	echo "Doorstep needs these packages, and only an administrator can install them. Ask one to run:" >&2
	echo "  $*" >&2
	exit 1
}

# missing CHECK PACKAGE... prints the packages for which "CHECK PACKAGE" fails, on
# one line. (Lists are words, not arrays: a Mac's own bash has no mapfile.)
missing() {
	local check=$1 package
	shift
	for package; do $check "$package" >/dev/null 2>&1 || printf '%s ' "$package"; done
}

tell() { echo "Installing what Doorstep needs to build: $*"; }

apt_has() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

with_apt() {
	local packages=(gcc libc6-dev pkg-config libgl1-mesa-dev libgl1-mesa-dri xorg-dev libwayland-dev libxkbcommon-dev)
	[ "$want" = test ] && packages+=(xvfb openbox xdotool imagemagick pspp postgresql python3-openpyxl)
	[ "$want" = test ] && ! command -v soffice >/dev/null && packages+=(libreoffice-calc)
	lack=$(missing apt_has "${packages[@]}")
	[ -z "$lack" ] && return
	tell $lack
	as_root apt-get update -qq
	as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $lack
}

with_dnf() {
	local packages=(gcc pkgconf-pkg-config mesa-libGL-devel libX11-devel libXcursor-devel libXrandr-devel libXinerama-devel libXi-devel libXxf86vm-devel wayland-devel libxkbcommon-devel)
	[ "$want" = test ] && packages+=(xorg-x11-server-Xvfb openbox xdotool ImageMagick pspp python3-openpyxl libreoffice-calc)
	lack=$(missing "rpm -q" "${packages[@]}")
	[ -z "$lack" ] && return
	tell $lack
	as_root dnf install -y -q $lack
}

with_pacman() {
	local packages=(gcc pkgconf libglvnd mesa libx11 libxcursor libxrandr libxinerama libxi libxxf86vm wayland libxkbcommon)
	[ "$want" = test ] && packages+=(xorg-server-xvfb openbox xdotool imagemagick python-openpyxl libreoffice-fresh)
	lack=$(missing "pacman -Q" "${packages[@]}")
	[ -z "$lack" ] && return
	tell $lack
	as_root pacman -S --needed --noconfirm $lack
}

# On a Mac the graphics libraries come with Apple's command line tools.
with_brew() {
	if ! xcode-select -p >/dev/null 2>&1; then
		echo "Doorstep needs Apple's command line tools. Run 'xcode-select --install', then this again." >&2
		exit 1
	fi
	lack=$(missing "brew list --versions" pkgconf)
	[ -z "$lack" ] && return
	tell $lack
	brew install $lack
}

command -v go >/dev/null || {
	echo "Doorstep needs Go 1.26 or later (https://go.dev/dl). Install it, then run this again." >&2
	exit 1
}

if [ "$(uname)" = Darwin ]; then
	if command -v brew >/dev/null; then with_brew; fi
elif command -v apt-get >/dev/null; then
	with_apt
elif command -v dnf >/dev/null; then
	with_dnf
elif command -v pacman >/dev/null; then
	with_pacman
else
	echo "No apt, dnf or pacman here: if the build fails, install a C compiler and the OpenGL, X11, Wayland and xkbcommon development packages." >&2
fi
