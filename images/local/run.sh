#!/bin/bash
# SPDX-License-Identifier: MIT
# run.sh BUILD [OPTION...]: the desktop with local guests. See usage in ../../dev. With
# an empty BUILD it only says what is wrong with the options.
set -eu

build=$1
shift

headless=
shots=
seconds=
config=
guests=()
names=" gui state empty " # what is taken in the runtime directory

die() {
	echo "dev run: $*" >&2
	exit 2
}

need() {
	[[ $1 =~ ^--(headless|guest|shots|for|config)$ ]] || die "unknown option '$1': see ./dev --help"
	[ $# -ge 2 ] || die "$1 wants a value"
}

add_guest() {
	local name=${1%%:*} rest=${1#*:}
	[[ $1 =~ ^[a-z0-9][a-z0-9-]*:[a-z]+:.+$ ]] || die "--guest wants NAME:COLOUR:COMMAND, not '$1'"
	[ ${#name} -le 31 ] || die "guest name '$name' has more than 31 characters"
	[[ ${rest%%:*} =~ ^(red|orange|yellow|green|gray|blue|purple|black)$ ]] ||
		die "no colour '${rest%%:*}': see ./dev --help"
	[[ $names != *" $name "* ]] || die "guest name '$name' is taken"
	names+="$name "
	guests+=("$1")
}

while [ $# -gt 0 ]; do
	need "$@"
	case $1 in
	--headless)
		[[ $2 =~ ^[1-9][0-9]{1,4}x[1-9][0-9]{1,4}$ ]] && [ "${2%x*}" -le 16384 ] &&
			[ "${2#*x}" -le 16384 ] || die "$1 wants WxH, not '$2'"
		headless=$2
		;;
	--guest) add_guest "$2" ;;
	--shots)
		mkdir -p "$2" 2>/dev/null && [ -w "$2" ] || die "$2: cannot be written to"
		shots=$2
		;;
	--for)
		[[ $2 =~ ^[1-9][0-9]{0,6}$ ]] || die "$1 wants seconds, not '$2'"
		seconds=$2
		;;
	--config)
		[ -f "$2" ] && [ -r "$2" ] || die "$2: cannot be read"
		config=$(realpath "$2")
		;;
	esac
	shift 2
done
[ -n "$build" ] || exit 0

[ ${#guests[@]} -gt 0 ] || guests=(work:blue:foot untrusted:red:foot)
if [ -z "$headless" ] && [ -z "${WAYLAND_DISPLAY:-}${DISPLAY:-}" ]; then
	headless=1920x1080
fi
if [ -n "$headless" ] && [ -z "$shots" ]; then
	shots=$build/shots
	echo "dev run: a screenshot every five seconds in build/plain/shots" >&2
fi

# The compositor's runtime directory is hidden from guests; theirs are beside it
runtime=$(mktemp -d /tmp/mamparo.XXXXXX)
mkdir -m 0700 "$runtime/gui" "$runtime/state" "$runtime/empty"
compositor=
bus=
proxies=()
ended=0
declare -A what # of a process

running() {
	local pid
	for pid in $compositor "${proxies[@]}"; do
		! kill -0 "$pid" 2>/dev/null || return 0
	done
	return 1
}

# unshare does not hear SIGTERM: the proxy below it does. Leaves what the compositor
# ended with in $ended.
stop() {
	local pid
	trap - EXIT INT TERM
	[ -z "$compositor" ] || kill -TERM "$compositor" 2>/dev/null || true
	for pid in "${proxies[@]}"; do
		pkill -TERM -P "$pid" || true
	done
	for _ in {1..50}; do
		running || break
		sleep 0.1
	done
	for pid in $compositor "${proxies[@]}"; do
		kill -KILL "$pid" 2>/dev/null || true
	done
	[ -z "$compositor" ] || wait "$compositor" || ended=$?
	[ -z "$bus" ] || kill "$bus" 2>/dev/null || true
	rm -rf "$runtime" "$build/desktop"
}
trap stop EXIT
trap 'stop; exit 130' INT
trap 'stop; exit 143' TERM

# A guest has its own processes, host name and runtime directory, and no private socket
start_guest() {
	local name=$1 command=$2 user=
	[ "$(id -u)" -eq 0 ] || user="--user --map-root-user"
	mkdir -m 0700 "$runtime/$name"
	# shellcheck disable=SC2086
	env -u WAYLAND_DISPLAY -u DISPLAY XDG_RUNTIME_DIR="$runtime/$name" \
		unshare $user --mount --uts --pid --fork --kill-child --mount-proc sh -c '
			hostname "$1"
			mount --bind "$2" "$3" && shift 3 && exec "$@"' guest \
		"$name" "$runtime/empty" "$runtime/gui" \
		"$build/guest-proxy/mamparo-guest-proxy" --listen "$runtime/$name/link" -- \
		sh -c "$command" &
	proxies+=($!)
	what[$!]="guest $name"
	echo $! >"$runtime/$name.pid"
}

arguments=(--state "$runtime/state/lock")
[ -z "$headless" ] || arguments+=(--headless "$headless")
[ -z "$config" ] || arguments+=(--config "$config")
for guest in "${guests[@]}"; do
	name=${guest%%:*}
	rest=${guest#*:}
	colour=${rest%%:*}
	arguments+=(--guest "$name:$colour:$runtime/$name/link")
	start_guest "$name" "${rest#*:}"
done

echo "dev run: these guests are processes of this machine: they are NOT isolated from each other" >&2
if [ -n "$headless" ]; then
	# The keyboard and pointer of this machine stay its own
	export WLR_LIBINPUT_NO_DEVICES=1
	unset WAYLAND_DISPLAY DISPLAY
elif [ -n "${WAYLAND_DISPLAY:-}" ] && [ "${WAYLAND_DISPLAY#/}" = "$WAYLAND_DISPLAY" ]; then
	# The compositor has a runtime directory of its own
	export WAYLAND_DISPLAY=${XDG_RUNTIME_DIR:-/run/user/$(id -u)}/$WAYLAND_DISPLAY
fi
# Bars and the like want a session bus, and not that of a desktop around
address=unix:path=$runtime/gui/bus
bus=$(dbus-daemon --session --fork --print-pid --address="$address" 2>/dev/null) ||
	die "dbus-daemon does not start"
env PATH="$build/compositor/control:$PATH" XDG_RUNTIME_DIR="$runtime/gui" \
	DBUS_SESSION_BUS_ADDRESS="$address" \
	"$build/compositor/mamparo-compositor" "${arguments[@]}" &
compositor=$!
what[$compositor]="the compositor"
echo "$runtime" >"$build/desktop" # for ./dev enter

shoot() {
	local file
	file=$shots/$(printf '%05d' "$SECONDS").png
	if [ -S "$runtime/gui/mamparo-0" ]; then
		XDG_RUNTIME_DIR=$runtime/gui WAYLAND_DISPLAY=mamparo-0 grim "$file.part" 2>/dev/null &&
			mv "$file.part" "$file" || rm -f "$file.part"
	fi
}

if [ -n "$shots" ]; then
	mkdir -p "$shots"
fi

SECONDS=0
next=5
while :; do
	for pid in $compositor "${proxies[@]}"; do
		if ! kill -0 "$pid" 2>/dev/null; then
			status=0
			wait "$pid" || status=$?
			# Ctrl-C and the desktop's own quit are no accident
			if [ "$pid" = "$compositor" ] && [ "$status" -eq 0 ] && [ -z "$seconds" ]; then
				exit 0
			fi
			echo "dev run: ${what[$pid]} ended early with status $status" >&2
			ended=1
		fi
	done
	[ "$ended" -eq 0 ] || exit 1
	if [ -n "$seconds" ] && [ "$SECONDS" -ge "$seconds" ]; then
		break
	fi
	if [ -n "$shots" ] && [ "$SECONDS" -ge "$next" ]; then
		shoot
		next=$((next + 5))
	fi
	sleep 1
done
[ -z "$shots" ] || shoot
stop
exit "$ended"
