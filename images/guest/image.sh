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

# lines FILE...: of those that exist, without comments
lines() {
	for file; do
		[ ! -f "$file" ] || grep -v '^#' "$file"
	done
}

# unit_links FOLDER: units that must not run, and those that run without being asked for.
# `masked` has a manager (system or user) and a unit in each line, `wanted` a manager, a
# target and a unit.
unit_links() {
	units=$tree/files/etc/systemd
	lines "$1/masked" | while read -r manager unit; do
		mkdir -p "$units/$manager"
		ln -s /dev/null "$units/$manager/$unit"
	done
	lines "$1/wanted" | while read -r manager target unit; do
		from=/usr/lib
		[ ! -f "$units/$manager/$unit" ] || from=/etc
		mkdir -p "$units/$manager/$target.wants"
		ln -s "$from/systemd/$manager/$unit" "$units/$manager/$target.wants/$unit"
	done
}

# image_initramfs FILE: `modules` are loaded before the root is there, `modules.later` are
# at hand for what the root's own files name
image_initramfs() {
	kernel_root=$KERNEL_ROOT
	tree=$(mktemp -d)
	shared=$here/../guest
	# shellcheck source=../initramfs.sh
	. "$here/../initramfs.sh"
	initramfs_begin
	put_busybox
	lines "$shared/modules" "$here/modules" >"$tree/etc/modules"
	# shellcheck disable=SC2046
	put_modules $(lines "$shared/modules" "$here/modules" "$here/modules.later")
	install -m 0755 "$shared/init" "$tree/init"
	mkdir "$tree/files"
	for folder in "$shared" "$here"; do
		[ ! -d "$folder/files" ] || cp -R "$folder/files/." "$tree/files/"
		unit_links "$folder"
	done
	# What is loaded here is loaded as it would be there
	[ ! -d "$tree/files/etc/modprobe.d" ] || cp -R "$tree/files/etc/modprobe.d" "$tree/etc/"
	chmod -R u=rwX,go=rX "$tree/files"
	initramfs_end "$1"
}
