#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""lines.py SOURCE BUILD: our own lines in the trusted process, tests not counted, and
the libraries beside them. What of common/ is in it is asked of the linker's result."""
import pathlib
import re
import subprocess
import sys

COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)


def count(paths):
    """All lines, and those with more than a comment on them."""
    lines = code = 0
    for path in paths:
        text = path.read_text(encoding="utf-8")
        lines += text.count("\n")
        code += sum(1 for line in COMMENT.sub("", text).splitlines() if line.strip())
    return lines, code


def symbols(path):
    """Names of the functions and data that an object or program defines for others."""
    output = subprocess.run(
        ["nm", "--defined-only", str(path)], capture_output=True, text=True, check=True
    ).stdout
    fields = (line.split() for line in output.splitlines())
    return {part[2] for part in fields if len(part) == 3 and part[1] in "TDRBV"}


def linked(source, build, folder, program):
    """The .c files of a folder that are in the program, their headers, and tables."""
    found = []
    for path in sorted((source / folder).glob("*.c")):
        objects = list((build / folder).glob(f"*.a.p/{path.stem}.c.o"))
        if any(symbols(each) & program for each in objects):
            found.append(path)
            if path.with_suffix(".h").exists():
                found.append(path.with_suffix(".h"))
    return found


def tree(source, folder, *suffixes):
    return sorted(path for path in (source / folder).rglob("*") if path.suffix in suffixes)


def main():
    source, build = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    binary = build / "compositor/mamparo-compositor"
    program = symbols(binary)
    protocol = tree(source, "protocol", ".c", ".h", ".def")
    common = linked(source, build, "common", program)
    edge = tree(source, "compositor/edge", ".c", ".h")
    pages = tree(source, "compositor/pages", ".c", ".h")
    rest = [
        path
        for path in tree(source, "compositor", ".c", ".h")
        if path not in edge + pages and path.name != "msg.c"
    ]
    rows = [
        ("protocol", protocol),
        ("common, as linked", common),
        ("compositor/edge", edge),
        ("compositor/pages", pages),
        ("**what a guest's bytes reach**", protocol + common + edge + pages),
        ("the rest of the compositor", rest),
        ("**the whole process**", protocol + common + edge + pages + rest),
    ]
    print("| part | lines | without comments and blank ones |")
    print("|---|---|---|")
    for name, paths in rows:
        lines, code = count(paths)
        print(f"| {name} | {lines} | {code} |")
    output = subprocess.run(["ldd", str(binary)], capture_output=True, text=True, check=True).stdout
    names = sorted({line.split()[0].rsplit("/", 1)[-1] for line in output.splitlines()})
    direct = subprocess.run(
        ["readelf", "-d", str(binary)], capture_output=True, text=True, check=True
    ).stdout
    needed = sorted(re.findall(r"NEEDED.*\[(.*)\]", direct))
    print(f"\nLibraries that it names ({len(needed)}): {' '.join(needed)}")
    others = [name for name in names if name not in needed]
    print(f"\nLibraries that those bring ({len(others)}): {' '.join(others)}")


if __name__ == "__main__":
    main()
