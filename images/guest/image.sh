# SPDX-License-Identifier: MIT
# Sourced by the recipes of guests with a Debian root, with these set:
#   here  the recipe's folder
#   root  its Debian root
#   out   where its images go
# shellcheck shell=sh

# Nobody reads these in the emulated machine
unread='^(boot|dev|proc|run|sys|tmp)/.+|^usr/share/(doc|doc-base|info|lintian|locale|man)/.+'
unread="$unread"'|^var/(cache|log)/.+|^var/lib/apt/lists/.+'

# image_root FILE: the root as a file system. It is not packed: unpacking takes longer
# than reading in an emulated machine.
image_root() {
	rm -f "$1.partial"
	mkfs.erofs --quiet -T 0 -U 00000000-0000-0000-0000-000000000000 \
		--exclude-regex="$unread" "$1.partial" "$root" >/dev/null
	mv "$1.partial" "$1"
}

# unit_links FOLDER: units that must not run, and those that run without being asked for.
# `masked` has a name in each line, `wanted` a target and a name.
unit_links() {
	if [ -f "$1/masked" ]; then
		mkdir -p "$tree/files/etc/systemd/system"
		grep -v '^#' "$1/masked" | while read -r unit; do
			ln -s /dev/null "$tree/files/etc/systemd/system/$unit"
		done
	fi
	[ -f "$1/wanted" ] || return 0
	grep -v '^#' "$1/wanted" | while read -r manager target unit; do
		folder=$tree/files/etc/systemd/$manager/$target.wants
		mkdir -p "$folder"
		ln -s "/usr/lib/systemd/$manager/$unit" "$folder/$unit"
	done
}

# image_initramfs FILE
image_initramfs() {
	kernel_root=$KERNEL_ROOT
	tree=$(mktemp -d)
	# shellcheck source=../initramfs.sh
	. "$here/../initramfs.sh"
	initramfs_begin
	put_busybox
	# shellcheck disable=SC2046
	put_modules $(grep -hv '^#' "$here/modules" "$here/../guest/modules")
	grep -hv '^#' "$here/../guest/modules" "$here/modules" >"$tree/etc/modules"
	install -m 0755 "$here/../guest/init" "$tree/init"
	mkdir "$tree/files"
	for folder in "$here/../guest" "$here"; do
		[ ! -d "$folder/files" ] || cp -R "$folder/files/." "$tree/files/"
		unit_links "$folder"
	done
	# What is loaded here is loaded as it would be there
	[ ! -d "$tree/files/etc/modprobe.d" ] || cp -R "$tree/files/etc/modprobe.d" "$tree/etc/"
	chmod -R u=rwX,go=rX "$tree/files"
	initramfs_end "$1"
}
