#!/bin/sh
# SPDX-License-Identifier: MIT
# make.sh ROOT OUTDIR: from the root of images/dom0
#   xen           the hypervisor, as an ELF file that QEMU takes
#   vmlinux       Debian's kernel, for all domains: unpacked, since it is unpacked in each
#                 start of each domain otherwise, which takes seconds in emulation
#   dom0.cpio.gz  a small dom0 that lives in RAM
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$1
kernel_root=$1
out=$2
tree=$(mktemp -d)
# shellcheck source=../initramfs.sh
. "$here/../initramfs.sh"

# number OFFSET FILE: 32 bits, little-endian
number() {
	od -An -tu4 -j "$1" -N 4 "$2" | tr -d ' '
}

# By the boot protocol's header: Documentation/arch/x86/boot.rst of Linux
unpack_kernel() {
	setup=$(od -An -tu1 -j $((0x1f1)) -N 1 "$1" | tr -d ' ')
	offset=$(((setup + 1) * 512 + $(number $((0x248)) "$1")))
	length=$(($(number $((0x24c)) "$1") - 4)) # without the size that stands behind it
	tail -c "+$((offset + 1))" "$1" | head -c "$length" | zstd -dcq
}

xen_programs() {
	for name in xen-init-dom0 xenconsole xenconsoled xenstored xl; do
		echo "usr/lib/xen-4.20/bin/$name"
	done
	for name in chmod exists list ls read rm watch write; do
		echo "usr/bin/xenstore-$name"
	done
}

gzip -dc "$root/boot/xen-4.20-amd64.gz" >"$out/xen"
unpack_kernel "$root"/boot/vmlinuz-* >"$out/vmlinux"

initramfs_begin
put_busybox
# shellcheck disable=SC2046
put_programs $(xen_programs)
# Of threads that end: xl's die without; and what our programs want beside what xl does
for name in libgcc_s.so.1 libinih.so.1 libjson-c.so.5 libxenevtchn.so.1 libxengnttab.so.1 \
	libxenvchan.so.4.20; do
	put_library "$name"
done
put_modules xenfs xen-evtchn xen-gntdev xen-privcmd xen-pciback xen-blkback \
	virtio_blk erofs loop 9p 9pnet_virtio
mkdir -p "$tree/etc/xen/scripts" "$tree/usr/lib/xen-4.20" "$tree/var/lib/xen"
ln -s /run/lock "$tree/var/lock"
ln -s /usr/bin "$tree/usr/lib/xen-4.20/bin" # where libxl looks for its programs
: >"$tree/etc/xen/xl.conf"
install -m 0755 "$here/block" "$tree/etc/xen/scripts/block"
install -m 0755 "$here/init" "$tree/init"
for name in agent gui-here hvd labels programs runs session start; do
	install -m 0755 "$here/$name" "$tree/usr/bin/"
done
install -m 0644 "$here/guests" "$here"/*.cfg "$tree/etc/xen/"
echo gui >"$tree/etc/xen/gui" # the domain that shows the others
cp -R "$here/gui" "$tree/etc/" # what is set for it if that is this one
chmod -R u=rwX,go=rX "$tree/etc/gui"

# Whom hvd needs
{
	echo root:x:0:0::/root:/bin/sh
	echo mamparo-hvd:x:990:990::/:/bin/false
	echo mamparo-hvd-peer:x:993:993::/:/bin/false
	echo mamparo-hvd-console:x:994:994::/:/bin/false
} >"$tree/etc/passwd"
printf '%s\n' root:x:0: mamparo-hvd:x:990: mamparo-admin:x:991: mamparo-xen:x:992: \
	mamparo-hvd-peer:x:993: mamparo-hvd-console:x:994: >"$tree/etc/group"

# Our programs are on a disk of their own. hvd is told of the VMs that there are, and of
# those of the example, which it does not start by itself.
mkdir "$tree/programs"
ln -s /programs/usr/libexec "$tree/usr/libexec"
ln -s /programs/usr/bin/mamparo /programs/usr/sbin/mamparo-hvd "$tree/usr/bin/"
install -d -m 0755 "$tree/etc/mamparo/vm"
install -m 0644 "$here"/vm/*.conf "$tree/etc/mamparo/vm/"
for name in bank corporate debian random shopping social; do
	install -m 0644 "$here/../../docs/examples/vm/$name.conf" "$tree/etc/mamparo/vm/"
done
initramfs_end "$out/dom0.cpio.gz"
