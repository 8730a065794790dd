# SPDX-License-Identifier: MIT
# Completion of mamparo(1) for bash

_mamparo_vms() {
	mamparo ls 2>/dev/null | while read -r name _; do
		[ "$name" = NAME ] || printf '%s\n' "$name"
	done
}

_mamparo_classes='app gui service standalone template'
_mamparo_colours='red orange yellow green gray blue purple black'
_mamparo_commands='apps clone console create doctor events kill label log ls pause remove
	rename restart resume run set show start stop top unset'
_mamparo_keys='autostart class depends features kernel label memory netvm pci template vcpus
	volumes'

# Ids of what a VM has to run
_mamparo_entries() {
	mamparo apps "$1" 2>/dev/null | while read -r id _; do
		[ "$id" = ID ] || printf '%s\n' "$id"
	done
}

# The command that stands on the line, how many words follow it before the cursor, and the
# first of them
_mamparo_place() {
	local i
	command='' words=0 first=''
	for ((i = 1; i < COMP_CWORD; i++)); do
		case "${COMP_WORDS[i]}" in
		-s | --socket | -n | --class | --entry | --label | --lines | --template) ((i++)) ;;
		-*) ;;
		*)
			if [ -z "$command" ]; then
				command=${COMP_WORDS[i]}
			else
				first=${first:-${COMP_WORDS[i]}}
				((words++))
			fi
			;;
		esac
	done
}

_mamparo_options() {
	case "$1" in
	'') echo --help --socket --version ;;
	apps) echo --help --install --json ;;
	console) echo --help --raw ;;
	create) echo --help --class --label --template ;;
	log) echo --help --follow --lines ;;
	ls) echo --help --json --tree ;;
	remove) echo --help --yes ;;
	run) echo --help --detach --entry --terminal ;;
	show) echo --help --json ;;
	stop) echo --help --force ;;
	top) echo --help --json --once ;;
	*) echo --help ;;
	esac
}

# Words of a command, without options
_mamparo_words() {
	case "$1:$2" in
	:*) echo "$_mamparo_commands" ;;
	create:* | doctor:*) ;;
	label:1) echo "$_mamparo_colours" ;;
	set:1 | unset:1) echo "$_mamparo_keys" ;;
	kill:* | pause:* | restart:* | resume:* | start:* | stop:*) _mamparo_vms ;;
	apps:0 | clone:0 | console:0 | events:0 | label:0 | log:0 | ls:0 | remove:0) _mamparo_vms ;;
	rename:0 | run:0 | set:0 | show:0 | top:0 | unset:0) _mamparo_vms ;;
	esac
}

_mamparo() {
	local cur=${COMP_WORDS[COMP_CWORD]} command words first list
	_mamparo_place
	case "${COMP_WORDS[COMP_CWORD - 1]}" in
	-s | --socket)
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		return
		;;
	--class) list=$_mamparo_classes ;;
	--entry) list=$([ -z "$first" ] || _mamparo_entries "$first") ;;
	--label) list=$_mamparo_colours ;;
	--template) list=$(_mamparo_vms) ;;
	*)
		case "$cur" in
		-*) list=$(_mamparo_options "$command") ;;
		*) list=$(_mamparo_words "$command" "$words") ;;
		esac
		;;
	esac
	mapfile -t COMPREPLY < <(compgen -W "$list" -- "$cur")
}

complete -F _mamparo mamparo
