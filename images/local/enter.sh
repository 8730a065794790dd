#!/bin/sh
# SPDX-License-Identifier: MIT
# enter.sh ROOT REPO WORD...: run `dev WORD...` inside ROOT, with REPO at /mamparo.
# A mount and a process namespace of their own; the root becomes the real root there
# (no chroot), so that programs inside may make namespaces of their own.
# The words enter and guest go to where `dev run` is.
set -eu

PATH=$PATH:/usr/sbin:/sbin # pivot_root, for who is not root
inside="env -i MAMPARO_ROOT=inside HOME=/tmp/home LANG=C.UTF-8 TERM=${TERM:-dumb}
	PATH=/usr/bin:/bin:/usr/sbin:/sbin CI=${CI:-} ASAN_OPTIONS=${ASAN_OPTIONS:-}"

# The first process of `dev run`, by its number outside
pid_file=$2/build/run.pid

join() {
	shift 2
	pid=$(cat "$pid_file" 2>/dev/null) &&
		grep -q images/local/run.sh "/proc/$pid/cmdline" 2>/dev/null || {
		echo "dev: no desktop of ./dev run is there" >&2
		exit 1
	}
	user=
	[ "$(id -u)" -eq 0 ] || user="--user --preserve-credentials"
	# shellcheck disable=SC2086
	exec nsenter --target "$pid" $user --mount --pid --root --wdns=/mamparo \
		$inside /mamparo/dev "$@"
}

case $3 in
enter | guest) join "$@" ;;
esac

if [ "${MAMPARO_ENTERED:-}" != yes ]; then
	export MAMPARO_ENTERED=yes
	user=
	[ "$(id -u)" -eq 0 ] || user="--user --map-root-user --map-auto"
	# shellcheck disable=SC2086
	exec unshare $user --mount --pid --fork --kill-child --propagation private "$0" "$@"
fi

root=$1
repo=$2
shift 2

if [ "$1" = run ]; then
	mkdir -p "$repo/build"
	read -r pid _ </proc/self/stat
	echo "$pid" >"$pid_file"
fi

mount --rbind "$root" "$root"
mount -t proc proc "$root/proc"
mount --rbind /sys "$root/sys"
mount --rbind /dev "$root/dev"
mount -t tmpfs -o mode=0755 tmpfs "$root/run"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
mount --bind "$repo" "$root/mamparo"

# cover FILE: what stands on stdin instead of a file of the root
cover() {
	file=$root/run/${1##*/}
	cat >"$file"
	[ -e "$root/$1" ] || : >"$root/$1"
	mount --bind "$file" "$root/$1"
}

# D-Bus wants a machine; a locker wants a password, and here Return is one
tr -d - </proc/sys/kernel/random/uuid | cover etc/machine-id
sed 's/^root:[^:]*:/root::/' "$root/etc/shadow" | cover etc/shadow

# share NAME FOLDER: a folder of the machine as /run/NAME
share() {
	mkdir -p "$root/run/$1"
	mount --rbind "$2" "$root/run/$1"
}

# Roots that images of the nested machine are made from
for link in "$repo"/build/nested/roots/*; do
	[ ! -d "$link" ] || share "roots/${link##*/}" "$(realpath "$link")"
done

# Paths that options of run and nested name are the machine's. The settings' folder, since
# an editor may put a new file in the place of the old one.
option=
for word; do
	shift
	case $option in
	--config)
		if [ -f "$word" ]; then
			word=$(realpath "$word")
			share config "${word%/*}/"
			word=/run/config/${word##*/}
		fi
		;;
	--shots)
		mkdir -p "$word" 2>/dev/null && [ -w "$word" ] || {
			echo "dev: $word: cannot be written to" >&2
			exit 2
		}
		share shots "$word"
		word=/run/shots
		;;
	esac
	option=$word
	set -- "$@" "$word"
done

# A desktop around: its sockets, and nothing else of its runtime directory
if [ -n "${WAYLAND_DISPLAY:-}" ]; then
	case $WAYLAND_DISPLAY in
	/*) host=$WAYLAND_DISPLAY ;;
	*) host=${XDG_RUNTIME_DIR:-/run/user/$(id -u)}/$WAYLAND_DISPLAY ;;
	esac
	if [ -S "$host" ]; then
		: >"$root/run/host-wayland"
		mount --bind "$host" "$root/run/host-wayland"
		export_display="WAYLAND_DISPLAY=/run/host-wayland"
	fi
elif [ -n "${DISPLAY:-}" ] && [ -d /tmp/.X11-unix ]; then
	mkdir -p "$root/tmp/.X11-unix"
	mount --bind /tmp/.X11-unix "$root/tmp/.X11-unix"
	export_display="DISPLAY=$DISPLAY"
	if [ -f "${XAUTHORITY:-$HOME/.Xauthority}" ]; then
		cp "${XAUTHORITY:-$HOME/.Xauthority}" "$root/run/xauthority"
		export_display="$export_display XAUTHORITY=/run/xauthority"
	fi
fi

cd "$root"
mkdir run/old
pivot_root . run/old
umount -l /run/old
rmdir /run/old
mkdir -p /tmp/home
cd /mamparo
# shellcheck disable=SC2086
exec $inside ${export_display:-} /mamparo/dev "$@"
