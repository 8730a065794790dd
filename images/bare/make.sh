#!/bin/sh
# SPDX-License-Identifier: MIT
# make.sh ROOT OUTDIR: bare.cpio.gz, a guest for tests that lives in RAM, from the root of
# images/dom0
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$1
kernel_root=$KERNEL_ROOT
out=$2
tree=$(mktemp -d)
# shellcheck source=../initramfs.sh
. "$here/../initramfs.sh"

initramfs_begin
put_busybox
put_programs usr/bin/xenstore-read usr/bin/xenstore-watch usr/bin/xenstore-write
# Of what tests run here
for name in libgcc_s.so.1 libxenctrl.so.4.20 libxenevtchn.so.1 libxengnttab.so.1 \
	libxentoollog.so.1 libxentoolcore.so.1 libxenvchan.so.4.20; do
	put_library "$name"
done
put_modules xen-evtchn xen-gntalloc xen-gntdev xen-blkfront erofs
install -m 0755 "$here/init" "$tree/init"
initramfs_end "$out/bare.cpio.gz"
