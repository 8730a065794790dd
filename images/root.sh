#!/bin/sh
# SPDX-License-Identifier: MIT
# root.sh NAME [VARIANT]: make the Debian 13 root of images/NAME from its list of packages
# and its customize.sh, if it has one. VARIANT is mmdebstrap's: minbase, or extract for a
# root of which only files are wanted. Prints its path on stdout, progress on stderr. A
# root counts as made only under its final name, which holds the hash of what it is made from.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
name=$1
variant=${2:-minbase}
recipe=$here/$name
cache=${XDG_CACHE_HOME:-$HOME/.cache}/mamparo
suite=trixie

say() {
	echo "dev: $*" >&2
}

die() {
	say "$*"
	exit 1
}

need_mmdebstrap() {
	if command -v mmdebstrap >/dev/null; then
		[ "$(id -u)" -eq 0 ] || command -v newuidmap >/dev/null && return
	fi
	[ "$(id -u)" -eq 0 ] || die "mmdebstrap is missing: as root, apt-get install mmdebstrap uidmap"
	say "installing mmdebstrap"
	apt-get update -qq >&2
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
		mmdebstrap uidmap >&2 || die "mmdebstrap cannot be installed"
}

# The site that this machine gets Debian itself from
mirror() {
	apt-get indextargets --format '$(SITE) $(ORIGIN) $(LABEL)' 'Created-By: Packages' |
		awk '$2 == "Debian" && $3 == "Debian" { print $1; exit }'
}

# The machine's own way to that site: proxy, certificates, clock
apt_options() {
	apt-config dump Acquire | grep -E '^Acquire::(http|https|Check-Valid-Until|Check-Date|Retries)' |
		grep -v ' "";$' || true
}

# A root holds files of other users than the one who made it
remove() {
	if [ "$(id -u)" -eq 0 ]; then
		rm -rf --one-file-system "$1"
	else
		unshare --user --map-root-user --map-auto rm -rf --one-file-system "$1"
	fi
}

make_root() {
	site=$(mirror)
	[ -n "$site" ] || die "apt has no Debian source: check /etc/apt/sources.list and run apt-get update"
	partial=$1.partial
	remove "$partial"
	options=$(mktemp)
	apt_options >"$options"
	# As in enter.sh: whoever runs this is root in it, and may read what is theirs
	as_root=
	[ "$(id -u)" -eq 0 ] || as_root="unshare --user --map-root-user --map-auto --mount"
	say "making the Debian 13 root '$name' in $cache, once: it takes minutes"
	packages=$(grep -v '^#' "$recipe/packages" | paste -s -d ,)
	# shellcheck disable=SC2086
	$as_root mmdebstrap --mode=root --variant="$variant" \
		--aptopt='Apt::Install-Recommends "false"' --aptopt="$options" \
		--include="$packages" \
		--customize-hook="[ ! -x '$recipe/customize.sh' ] || '$recipe/customize.sh' \"\$1\"" \
		"$suite" "$partial" "$site" >&2 || die "the root could not be made; run ./dev again"
	rm -f "$options"
	mv "$partial" "$1"
}

main() {
	mkdir -p "$cache"
	hash=$({
		echo "$variant"
		cat "$0"
		cd "$recipe"
		# shellcheck disable=SC2046
		cat $(ls packages customize.sh wlr-protocols.sh 2>/dev/null)
	} | sha256sum | cut -c1-16)
	root=$cache/$name-$hash
	exec 9>"$cache/lock"
	flock 9
	if [ ! -d "$root" ]; then
		need_mmdebstrap
		make_root "$root"
		for old in "$cache/$name"-*; do
			[ "$old" = "$root" ] || remove "$old"
		done
	fi
	echo "$root"
}

main
