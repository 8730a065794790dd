# SPDX-License-Identifier: MIT
# Sourced by recipes that make an initramfs, with these set:
#   root         the Debian root that programs come from
#   kernel_root  the one that modules come from
#   tree         a new folder, which becomes the initramfs
# shellcheck shell=sh

libs=usr/lib/x86_64-linux-gnu

# The folders and links of a merged /usr, and the node that init speaks to
initramfs_begin() {
	chmod 0755 "$tree" # it becomes the root, also of who is not root
	mkdir -p "$tree/dev" "$tree/etc" "$tree/mnt" "$tree/proc" "$tree/run" "$tree/sys" \
		"$tree/tmp" "$tree/usr/bin" "$tree/usr/lib64" "$tree/$libs" "$tree/var"
	ln -s usr/bin "$tree/bin"
	ln -s usr/bin "$tree/sbin"
	ln -s usr/lib "$tree/lib"
	ln -s usr/lib64 "$tree/lib64"
	ln -s bin "$tree/usr/sbin"
	ln -s /run "$tree/var/run"
}

# Busybox and all its names
put_busybox() {
	cp "$root/usr/bin/busybox" "$tree/usr/bin/"
	for name in $("$root/usr/bin/busybox" --list); do
		[ "$name" = busybox ] || ln -sf busybox "$tree/usr/bin/$name"
	done
}

# put_library NAME: of the root's libraries
put_library() {
	cp -L "$root/$libs/$1" "$tree/$libs/"
}

# put_programs FILE...: of the root, in /usr/bin, with the libraries that they want
put_programs() {
	loader=usr/lib64/ld-linux-x86-64.so.2
	cp -L "$root/$libs/${loader##*/}" "$tree/$loader"
	for file; do
		rm -f "$tree/usr/bin/${file##*/}" # perhaps a link to busybox
		cp -L "$root/$file" "$tree/usr/bin/"
		"$root/$libs/${loader##*/}" --inhibit-cache --library-path "$root/$libs" \
			--list "$root/$file" | sed -n 's/.* => \([^ ]*\.so[^ ]*\) .*/\1/p' >"$tree/list"
		while read -r path; do
			case ${path##*/} in
			"${loader##*/}") ;;
			*) put_library "${path##*/}" ;;
			esac
		done <"$tree/list"
		rm "$tree/list"
	done
}

# put_modules NAME...: with those that they need. They are unpacked: the whole is packed,
# and an emulated machine unpacks xz slowly.
put_modules() {
	version=$(ls "$kernel_root/usr/lib/modules")
	all=$(mktemp -d)
	mkdir -p "$all/lib/modules"
	cp -rs "$(realpath "$kernel_root")/usr/lib/modules/$version" "$all/lib/modules/"
	depmod -b "$all" "$version"
	modprobe -d "$all" -S "$version" --show-depends -a "$@" |
		sed -n 's/^insmod \([^ ]*\).*/\1/p' | sort -u >"$all/list"
	while read -r path; do
		file=$tree/usr/${path#"$all/"}
		mkdir -p "${file%/*}"
		xz -dc "$path" >"${file%.xz}"
	done <"$all/list"
	cp "$kernel_root/usr/lib/modules/$version"/modules.builtin* \
		"$kernel_root/usr/lib/modules/$version/modules.order" "$tree/usr/lib/modules/$version/"
	depmod -b "$tree" "$version"
	rm -rf "$all"
}

# initramfs_end FILE: the same tree makes the same file
initramfs_end() {
	find "$tree" -exec touch -hd @0 {} +
	(cd "$tree" && find . | LC_ALL=C sort | cpio --quiet -o -H newc -R 0:0 --reproducible) |
		gzip -n >"$1.partial"
	mv "$1.partial" "$1"
	rm -rf "$tree"
}
