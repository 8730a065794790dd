#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""mamparo's man page and its completions know the commands, options and words that the
program has, and no others."""
import re
import subprocess
import sys

import sources

PAGE = "docs/man/mamparo.1.scd"
BASH = "hv/cli/completion/mamparo.bash"
ZSH = "hv/cli/completion/_mamparo"
FISH = "hv/cli/completion/mamparo.fish"


def commands():
    """name: (words, {options}, help), as the program has them"""
    text = sources.read("hv/cli/cli_command.c")
    row = r'^\t\{"([a-z]+)",\s+"([^"]*)",[^"]*?, +([^",]*),\n\t\t"([^"]+)", \w+(?:, \.rest = true)?\},$'
    rows = re.findall(row, text, re.M)
    return {
        name: (words, {bit.lower() for bit in re.findall(r"BIT\((\w+)\)", options)}, told)
        for name, words, options, told in rows
    }


def options():
    """name: (value or "", help)"""
    text = sources.read("hv/cli/cli_command.c")
    rows = re.findall(r'^\t\[CLI_\w+\] =\s+\{"(\w+)",\s+(?:"(\w+)"|NULL),\s+"([^"]+)"(?:, \.letter = .\w.)?\},$', text, re.M)
    return {name: (value, told) for name, value, told in rows}


def words():
    """What completions offer for a value, each list in the order of its table"""
    keys = re.findall(r'^\t\{"(\w+)", DEFINITION_KIND', sources.read("hv/definition/definition_key.c"), re.M)
    classes = re.findall(r'^\t\[DEFINITION_\w+\] = "(\w+)",$', sources.read("hv/definition/definition.c"), re.M)
    colours = re.search(r"colour_names\[[^]]*\] = \{([^}]*)\}", sources.read("protocol/colour.c")).group(1)
    return {
        "keys": keys,
        "classes": classes,
        "colours": re.findall(r'"(\w+)"', colours),
    }


def differ(where, found, wanted):
    return [f"{where}: {name} is not in the program" for name in sorted(set(found) - set(wanted))] + [
        f"{where}: {name} is missing" for name in sorted(set(wanted) - set(found))
    ]


def tables_are_read():
    """The tests below find nothing wrong with nothing."""
    rows = len(re.findall(r", cli_\w+_run\b", sources.read("hv/cli/cli_command.c")))
    faults = [] if len(commands()) == rows else ["commands"]
    faults += [] if set().union(*(row[1] for row in commands().values())) == set(options()) else ["options"]
    return faults + [name for name, known in words().items() if len(known) < 5]


def page_sections():
    """name: (rest of the head, text) of each command"""
    body = sources.read(PAGE).split("\n# COMMANDS\n")[1].split("\n# ")[0]
    parts = re.split(r"^\*([a-z]+)\*(.*)\n", body, flags=re.M)[1:]
    return {parts[i]: (parts[i + 1], parts[i + 2]) for i in range(0, len(parts), 3)}


def page():
    sections = page_sections()
    faults = differ(PAGE, sections, commands())
    for name, (told, own, _) in commands().items():
        head, text = sections.get(name, ("", ""))
        marked = re.sub(r"[A-Z]+", r"_\g<0>_", told)
        if re.sub(r" \[\*--[^]]*\]", "", head).strip() != marked:
            faults.append(f"{PAGE}: {name} takes {told}")
        for place in (re.findall(r"\*--(\w+)\*", head), re.findall(r"^\t\*--(\w+)\*", text, re.M)):
            faults += differ(f"{PAGE}: {name}", place, own)
    return faults


def page_codes():
    rows = re.findall(r'\] =\s+\{"([\w-]+)",\s+(\d+), "([^"]+)"\}', sources.read("hv/message/control_code.c"))
    told = sources.read(PAGE).split("\n# EXIT STATUS\n")[1].split("\n# ")[0]
    found = re.findall(r"^(?:\[\[|\|)\s+\*(\d+)\*\n:<?\s+_([\w-]+)_\n:<?\s+(.*)$", told, re.M)
    faults = differ(f"{PAGE}: status", [row[1] for row in found], [row[0] for row in rows])
    for (name, status, text), (number, word, said) in zip(rows, found):
        if (name, status) != (word, number) or not said.startswith(text):
            faults.append(f"{PAGE}: {number} {word} {said}")
    return faults


def page_states():
    names = re.findall(r'^\t\[VM_\w+\]\s+= \{"(\w+)",\s+VM_', sources.read("hv/vm/vm_table.c"), re.M)
    told = sources.read(PAGE).split("\n# STATES\n")[1].split("\n# ")[0]
    found = re.findall(r"^(?:\[\[|\|)\s+\*(\w+)\*$", told, re.M)
    return differ(f"{PAGE}: states", found, names)


def page_members():
    names = re.findall(r'answer, "(\w+)"', sources.read("hv/control/control_reply.c"))
    names = set(names) - {"note"}  # for people
    told = sources.read(PAGE).split("\n# JSON\n")[1].split("\n# ")[0]
    found = re.findall(r"^(?:\[\[|\|)\s+\*(\w+)\*", told, re.M)
    found += [word for word in ("event", "icon", "id", "key", "line", "name", "value") if f"_{word}_" in told]
    return differ(f"{PAGE}: JSON", found, names)


def same_lists(path, pattern):
    """pattern has %s for the list's name, and finds its words"""
    faults = []
    for name, known in words().items():
        match = re.search(pattern % name, sources.read(path))
        found = match.group(1).split() if match else []
        faults += [] if found == known else [f"{path}: {name} are {' '.join(known)}"]
    return faults


def odd_helps(path, found):
    known = options()
    told = {word: known.get(word, ("", ""))[1] for word in found}
    return [f"{path}: {word}: {said}" for word, said in found.items() if not told[word].startswith(said)]


# What stands on the line, the last to be completed, and what it may become
BASH_LINES = {
    "st": "start stop",
    "rem": "remove",
    "start ma": "mail",
    "start work ma": "mail",
    "--socket /x stop --force w": "work",
    "label work bl": "blue black",
    "label ": "mail work",
    "set work me": "memory",
    "set work memory ": "",
    "create --class s": "service standalone",
    "create --template m": "mail",
    "create --class app w": "",
    "ls --": "--help --json --tree",
    "--so": "--socket",
    "doctor ": "",
    "apps --": "--help --install --json",
    "run work --entry a": "abc abd",
    "run --entry a": "",
    "run --entry abc ma": "mail",
}


def bash_lines():
    """As bash does it, with two VMs and two entries"""
    script = "mamparo() { if [ $1 = apps ]; then printf 'ID NAME\\nabc Foot\\nabd Bar\\n'; else "
    script += "printf 'NAME STATE\\nmail running\\nwork stopped\\n'; fi; }; . " + BASH + "; "
    script += 'COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)); _mamparo; echo "${COMPREPLY[*]}"'
    faults = []
    for line, wanted in BASH_LINES.items():
        command = ["bash", "-c", script, "bash", "mamparo", *line.split(" ")]
        done = subprocess.run(command, cwd=sources.ROOT, capture_output=True, text=True, check=False)
        if done.stdout.strip() != wanted or done.stderr:
            faults.append(f"{line}: {done.stdout.strip()} {done.stderr.strip()}")
    return faults


def bash():
    text = sources.read(BASH)
    listed = re.search(r"^_mamparo_commands='([^']*)'", text, re.M).group(1).split()
    faults = differ(BASH, listed, commands())
    told = text.split("_mamparo_options() {")[1].split("\n}\n")[0]
    found = dict(re.findall(r"^\t([a-z]+)\) echo --help (.*) ;;$", told, re.M))
    for name, (_, own, _) in commands().items():
        faults += differ(f"{BASH}: {name}", re.findall(r"--(\w+)", found.get(name, "")), own)
    valued = {name for name, (value, _) in options().items() if value}
    skipped = re.search(r"-s \| --socket \| (.*)\) \(\(i\+\+\)\)", text).group(1)
    faults += differ(f"{BASH}: with a value", re.findall(r"--(\w+)", skipped), valued)
    return faults + same_lists(BASH, r"_mamparo_%s='([^']*)'")


def zsh():
    text = sources.read(ZSH)
    told = dict(re.findall(r"^\t\t'([a-z]+):(.*)'$", text, re.M))
    faults = differ(ZSH, told, commands())
    faults += [f"{ZSH}: {name}" for name, row in commands().items() if told.get(name) != row[2]]
    cases = text.split("case $words[1] in\n")[1].split("esac")[0]
    for names, body in re.findall(r"^\t([a-z |]+)\)(.*?);;$", cases, re.M | re.S):
        found = dict(re.findall(r"--(\w+)\[([^]]*)\]", body))
        for name in names.split(" | "):
            faults += differ(f"{ZSH}: {name}", found, commands().get(name, ("", (), ""))[1])
            faults += odd_helps(ZSH, found)
    done = re.findall(r"[a-z]+", " ".join(re.findall(r"^\t([a-z |]+)\)", cases, re.M)))
    return faults + differ(f"{ZSH}: cases", done, commands()) + same_lists(ZSH, r"%s='\(([^)]*)\)'")


def fish():
    text = sources.read(FISH)
    told = dict(re.findall(r"-n __mamparo_no_command -a ([a-z]+) -d '(.*)'$", text, re.M))
    faults = differ(FISH, told, commands())
    faults += [f"{FISH}: {name}" for name, row in commands().items() if told.get(name) != row[2]]
    found = {name: {} for name in commands()}  # of options, with their helps
    for names, option, said in re.findall(r"-n '__mamparo_at any ([a-z ]+)' -l (\w+) .*?-d '(.*)'$", text, re.M):
        for name in names.split():
            found.setdefault(name, {})[option] = said
    for name, own in found.items():
        wanted = commands().get(name, ("", (), ""))[1]
        faults += differ(f"{FISH}: {name}", own, wanted) + odd_helps(FISH, own)
    return faults + same_lists(FISH, r"set -l %s '([^']*)'")


def main():
    tap = sources.Tap()
    tap.case("the program's tables are read", tables_are_read())
    tap.case("the man page has the commands", page())
    tap.case("the man page has the exit statuses", page_codes())
    tap.case("the man page has the states", page_states())
    tap.case("the man page has the members of JSON", page_members())
    tap.case("bash completes the same", bash())
    tap.case("bash completes lines", bash_lines())
    tap.case("zsh completes the same", zsh())
    tap.case("fish completes the same", fish())
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
