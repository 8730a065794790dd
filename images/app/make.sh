#!/bin/sh
# SPDX-License-Identifier: MIT
# make.sh ROOT OUTDIR: from the root of images/app, and the modules in $KERNEL_ROOT
#   app.erofs    the root of AppVMs
#   app.cpio.gz  their initramfs, with what is set for these domains
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$1
out=$2
# shellcheck source=../guest/image.sh
. "$here/../guest/image.sh"

image_root "$out/app.erofs"
image_initramfs "$out/app.cpio.gz"
