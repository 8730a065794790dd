#!/bin/sh
# SPDX-License-Identifier: MIT
# make.sh ROOT OUTDIR: from the root of images/gui, and the modules in $KERNEL_ROOT
#   gui.erofs    the GUI domain's root
#   gui.cpio.gz  its initramfs, with what is set for this domain
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$1
out=$2
# shellcheck source=../guest/image.sh
. "$here/../guest/image.sh"

image_root "$out/gui.erofs"
image_initramfs "$out/gui.cpio.gz"
