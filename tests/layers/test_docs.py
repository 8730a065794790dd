#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What the pages say of the code is so: protocol/README.md, agent.md and admin.md draw every
record as the tables have it now, docs/checks.md names tests that exist, docs/architecture.md all that
the desk is made of, docs/hv.md what a domain gets, man pages the options that --help has."""
import os
import re
import subprocess
import sys

import sources


DRAWN = {
    "protocol/admin.def": "protocol/admin.md",
    "protocol/agent.def": "protocol/agent.md",
    "protocol/gui.def": "protocol/README.md",
}


def is_current():
    command = [sys.executable, "-B", "protocol/draw.py", "--check"]
    done = subprocess.run(command, cwd=sources.ROOT, capture_output=True, text=True, check=False)
    return [] if done.returncode == 0 else [done.stderr.strip() or "run protocol/draw.py"]


# The one of mamparo is looked at in test_commands.py
OPTIONS = {
    "compositor/control/msg.c": "docs/man/mamparo-msg.1.scd",
    "compositor/options.c": "docs/man/mamparo-compositor.1.scd",
    "guest-proxy/agent/agent_options.c": "docs/man/mamparo-agent.1.scd",
    "guest-proxy/options.c": "docs/man/mamparo-guest-proxy.1.scd",
    "hv/hvd_options.c": "docs/man/mamparo-hvd.8.scd",
    "hv/xenstore/xenstore_options.c": "docs/man/mamparo-xenstore-proxy.8.scd",
}


def undefined_names():
    known = "".join(sources.read(f"protocol/{name}.h") for name in ("admin", "agent", "limits", "types", "version"))
    used = set()
    for page in DRAWN.values():
        used |= set(re.findall(r"\b(?:ADMIN|AGENT|GUI)_\w+", sources.read(page)))
    return sorted(name for name in used if not re.search(rf"\b{name}\b", known))


def undrawn_records():
    undrawn = []
    for table, page in DRAWN.items():
        text = sources.read(page)
        names = re.findall(r"^RECORD\((\w+), (\d+)", sources.read(table), re.M)
        undrawn += [name for name, code in names if f"#### {code} {name}\n" not in text]
    return undrawn


def broken_links():
    """Of all our pages, to files of the repository."""
    broken = []
    for path in sources.files(".md"):
        for target in re.findall(r"\]\(([^)#:]+)\)", sources.read(path)):
            full = os.path.join(sources.ROOT, os.path.dirname(path), target)
            if not os.path.exists(full):
                broken.append(f"{path}: {target}")
    return broken


def unnamed_nouns():
    """Of the desk, which is too much to read without a list."""
    page = sources.read("docs/architecture.md")
    nouns = [path for path in sources.files(".h") if path.startswith("compositor/desk/")]
    return [path for path in nouns if f"`{os.path.basename(path)[:-2]}`" not in page]


def source_of(name):
    """The file of a test that a page calls folder/file, or None."""
    folder, file = name.split("/")
    for path in (f"{folder}/test_{file}.c", f"{folder}/test_{file}.py", f"{folder}/fuzz_{file}.c"):
        if os.path.exists(os.path.join(sources.ROOT, "tests", path)):
            return os.path.join("tests", path)
    return None


def named_tests(path):
    """(folder/file, [case]) for each that stands in `marks`."""
    for text in re.findall(r"`((?:unit|hostile|hv|vchan|e2e|fuzz|layers)/[^`]*)`", sources.read(path)):
        name, _, cases = text.partition(": ")
        yield name, [case for case in cases.split(", ") if case]


def has_case(source, text, case):
    if source.endswith(".c"):
        return f"START_TEST({case})" in text
    # One of a script may have the name of a folder put in before it
    _, space, rest = case.partition(" ")
    return case in text or (space != "" and rest in text)


def missing_tests():
    missing = []
    for name, cases in named_tests("docs/checks.md"):
        source = source_of(name)
        if source is None:
            missing.append(f"no test {name}")
            continue
        text = sources.read(source)
        missing += [f"{name}: no case {case}" for case in cases if not has_case(source, text, case)]
    return missing


def untold_settings():
    """Keys and actions of the program that the man page or the example does not have."""
    conf = sources.read("compositor/desk/conf.c")
    keys = re.findall(r'^\t\{"(\w+)", +"([\w-]+)", +KIND', conf, re.M)
    actions = re.findall(r'^\t\{"([\w-]+)",', sources.read("compositor/desk/binding.c"), re.M)
    page = sources.read("docs/man/mamparo.conf.5.scd")
    example = sources.read("docs/mamparo.conf")
    missing = [] if keys and actions else ["nothing was found in the program"]
    for section, key in keys:
        if f"\n*{key}*\n" not in page:
            missing.append(f"the page: {key}")
        if not re.search(rf"^\[{section}\]\n[^[]*^{key} =", example, re.M):
            missing.append(f"the example: [{section}] {key}")
    return missing + [f"the page: {action}" for action in actions if f"*{action}*" not in page]


def untrue_limits():
    """What docs/hv.md says that a domain gets, beside hv/xen/domain_limits.h."""
    limits = dict(re.findall(r"^#define DOMAIN_(\w+) (\d+)", sources.read("hv/xen/domain_limits.h"), re.M))
    rows = re.findall(r"^\| (\w+) \| [^|]*\| [^|]*\| (\d+) \| (\d+) \|", sources.read("docs/hv.md"), re.M)
    if len(rows) != 5:
        return [f"{len(rows)} classes"]
    untrue = []
    for name, grants, maptrack in rows:
        kind = name.upper() if name in ("gui", "service") else "APP"
        if (limits[f"{kind}_GRANT_FRAMES"], limits[f"{kind}_MAPTRACK_FRAMES"]) != (grants, maptrack):
            untrue.append(f"{name}: {grants} and {maptrack}")
    return untrue


def unheard_reasons():
    """Of those that docs/hv.md explains: what hvd never says."""
    table = sources.read("docs/hv.md").partition("| reason |")[2]
    code = "".join(sources.read(path) for path in sources.files(".c") if path.startswith("hv/"))
    reasons = re.findall(r"^\| ([^|-][^|]*) \|", table, re.M)
    said = [re.sub(r"\b[NM]\b", "%llu", reason) for reason in reasons]
    return [reason for reason in said if reason not in code] if reasons else ["there are none"]


def untold_options():
    """Options that --help has and the page has not, or the other way round."""
    untold = []
    for source, page in OPTIONS.items():
        helped = set(re.findall(r'^\s*"  (?:-\w,|   ) --([\w-]+)', sources.read(source), re.M))
        told = set(re.findall(r"^(?:\*-\w\*, )?\*--([\w-]+)\*", sources.read(page), re.M))
        untold += [f"{source}: nothing was found"] if "help" not in helped else []
        untold += [f"{page}: --{name}" for name in sorted(helped ^ told)]
    return untold


def main():
    tap = sources.Tap()
    tap.case("the drawings are those of the tables", is_current())
    tap.case("every record is drawn", undrawn_records())
    tap.case("every name in the drawings exists", undefined_names())
    tap.case("links between pages lead somewhere", broken_links())
    tap.case("every noun of the desk is in its list", unnamed_nouns())
    tap.case("every test in docs/checks.md exists", missing_tests())
    tap.case("limits of domains are those of the code", untrue_limits())
    tap.case("reasons that are explained are ones", unheard_reasons())
    tap.case("options are those of --help", untold_options())
    tap.case("settings have a place in page and example", untold_settings())
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
