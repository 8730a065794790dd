#!/bin/sh
# SPDX-License-Identifier: MIT
# customize.sh ROOT: the rest of the root that ./dev builds and runs in
set -eu

cp "$(dirname "$0")/wlr-protocols.sh" "$1/tmp/"
chroot "$1" /tmp/wlr-protocols.sh /usr/share/wlr-protocols
rm "$1/tmp/wlr-protocols.sh"
mkdir -p "$1/mamparo"
