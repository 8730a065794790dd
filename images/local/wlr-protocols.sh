#!/bin/sh
# SPDX-License-Identifier: MIT
# wlr-protocols.sh DIR: put the descriptions of wlroots' protocols into DIR. Its -dev
# package has none of them; two packages of another language carry the same files, and
# only those are taken from them.
set -eu

packages="librust-wayland-protocols-misc-dev librust-wayland-protocols-wlr-dev"

mkdir -p "$1"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
# shellcheck disable=SC2086
apt-get download -o APT::Sandbox::User=root $packages
for deb in *.deb; do
	dpkg-deb -x "$deb" files
done
cd "$OLDPWD"
find "$work/files" -name '*.xml' -exec cp {} "$1" \;
