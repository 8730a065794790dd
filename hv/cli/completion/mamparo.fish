# SPDX-License-Identifier: MIT
# Completion of mamparo(1) for fish

function __mamparo_vms
    mamparo ls 2>/dev/null | string match -rv '^NAME ' | string replace -r ' .*' ''
end

# Ids of what the VM on the line has to run
function __mamparo_entries
    set -l words (__mamparo_words)
    test (count $words) -gt 1; or return 1
    mamparo apps $words[2] 2>/dev/null | string match -rv '^ID ' | string replace -r ' .*' ''
end

# The command on the line, and the words behind it
function __mamparo_words
    set -l words (commandline -opc)[2..]
    set -l skip 0
    for word in $words
        if test $skip = 1
            set skip 0
        else if contains -- $word -n -s --socket --class --entry --label --lines --template
            set skip 1
        else if not string match -q -- '-*' $word
            echo $word
        end
    end
end

# Whether one of these commands is on the line, with so many words behind it, or any
function __mamparo_at
    set -l words (__mamparo_words)
    test (count $words) -gt 0; or return 1
    contains -- $words[1] $argv[2..]; or return 1
    test $argv[1] = any; or test (math (count $words) - 1) = $argv[1]
end

function __mamparo_no_command
    test (count (__mamparo_words)) = 0
end

set -l classes 'app gui service standalone template'
set -l colours 'red orange yellow green gray blue purple black'
set -l keys 'autostart class depends features kernel label memory netvm pci template vcpus volumes'

complete -c mamparo -f
complete -c mamparo -s h -l help -d 'print a short help'
complete -c mamparo -n __mamparo_no_command -s s -l socket -rF -d 'socket of hvd'
complete -c mamparo -n __mamparo_no_command -s v -l version -d 'print the version'

complete -c mamparo -n __mamparo_no_command -a apps -d 'list what a VM has to run, for the launcher'
complete -c mamparo -n __mamparo_no_command -a clone -d 'make a VM like another, with copies of its volumes'
complete -c mamparo -n __mamparo_no_command -a console -d 'see the console of a VM, and type there'
complete -c mamparo -n __mamparo_no_command -a create -d 'define a new VM'
complete -c mamparo -n __mamparo_no_command -a doctor -d 'tell what this machine lacks'
complete -c mamparo -n __mamparo_no_command -a events -d 'tell what is, and what happens, as JSON lines'
complete -c mamparo -n __mamparo_no_command -a kill -d 'end VMs at once, as by pulling the plug'
complete -c mamparo -n __mamparo_no_command -a label -d 'set the colour of its frames'
complete -c mamparo -n __mamparo_no_command -a log -d 'show what a VM has said on its console'
complete -c mamparo -n __mamparo_no_command -a ls -d 'list VMs, their states and reasons'
complete -c mamparo -n __mamparo_no_command -a pause -d 'halt VMs where they are'
complete -c mamparo -n __mamparo_no_command -a remove -d 'remove a VM with all its volumes'
complete -c mamparo -n __mamparo_no_command -a rename -d 'give a VM another name'
complete -c mamparo -n __mamparo_no_command -a restart -d 'stop VMs and start them again'
complete -c mamparo -n __mamparo_no_command -a resume -d 'let paused VMs go on'
complete -c mamparo -n __mamparo_no_command -a run -d 'run a program in a VM'
complete -c mamparo -n __mamparo_no_command -a set -d 'set a key of its definition'
complete -c mamparo -n __mamparo_no_command -a show -d 'show its definition'
complete -c mamparo -n __mamparo_no_command -a start -d 'start VMs, and what they need'
complete -c mamparo -n __mamparo_no_command -a stop -d 'shut VMs down'
complete -c mamparo -n __mamparo_no_command -a top -d 'show what VMs use, again and again'
complete -c mamparo -n __mamparo_no_command -a unset -d 'take a key out of its definition'

complete -c mamparo -n '__mamparo_at any kill pause restart resume start stop' -a '(__mamparo_vms)'
complete -c mamparo -n '__mamparo_at 0 apps clone console events label log ls remove rename run set show top unset' -a '(__mamparo_vms)'
complete -c mamparo -n '__mamparo_at 1 label' -a $colours
complete -c mamparo -n '__mamparo_at 1 set unset' -a $keys
complete -c mamparo -n '__mamparo_at any console' -l raw -d 'show what it says as it is'
complete -c mamparo -n '__mamparo_at any create' -l class -xa $classes -d 'what kind of VM it is'
complete -c mamparo -n '__mamparo_at any create' -l label -xa $colours -d 'colour of its frames'
complete -c mamparo -n '__mamparo_at any create' -l template -xa '(__mamparo_vms)' -d 'the VM whose root it starts from'
complete -c mamparo -n '__mamparo_at any apps' -l install -d 'write files for the launcher'
complete -c mamparo -n '__mamparo_at any log' -l follow -s f -d 'and what it will say'
complete -c mamparo -n '__mamparo_at any log' -l lines -s n -x -d 'only the last so many lines'
complete -c mamparo -n '__mamparo_at any apps ls show top' -l json -d 'print JSON'
complete -c mamparo -n '__mamparo_at any ls' -l tree -d 'each below its netvm'
complete -c mamparo -n '__mamparo_at any remove' -l yes -d 'do not ask first'
complete -c mamparo -n '__mamparo_at any run' -l detach -d 'on its own, and do not wait for it'
complete -c mamparo -n '__mamparo_at any run' -l entry -xa '(__mamparo_entries)' -d 'instead of a command: what apps lists by that id'
complete -c mamparo -n '__mamparo_at any run' -l terminal -d 'give it this terminal, as it is'
complete -c mamparo -n '__mamparo_at any stop' -l force -d 'also if other VMs need it'
complete -c mamparo -n '__mamparo_at any top' -l once -d 'only once'
