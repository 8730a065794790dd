#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What CONTRIBUTING.md says of the form of the code, as far as a machine can tell."""
import os
import re
import subprocess
import sys

import sources

LINES_MAX = 400  # of a file, unless its first comment says why not
FUNCTION_MAX = 50  # lines
COLUMNS_MAX = 100  # with tabs of 8
TAB = 8

# Sorted. No bound, no error, a shell, or another call does it better.
BANNED = (
    "alloca asctime atof atoi atol atoll ctime gets mktemp popen rand scanf setjmp sprintf sscanf "
    "stpcpy strcat strcpy strdupa strncat strtok strtok_r system tempnam tmpnam vfork vsprintf "
    "longjmp pthread_create"
).split()
# Tests may: the numbers that they read are their own
TESTS_MAY = {"atoi", "sscanf"}
# A file that is one noun may be longer, if its first lines say why
REASON = re.compile(r"^(?:[^\n]*\n){0,20}?[^\n]*\bLong because\b")
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")

SPDX = {
    ".c": "// SPDX-License-Identifier: MIT",
    ".h": "// SPDX-License-Identifier: MIT",
    ".def": "// SPDX-License-Identifier: MIT",
    ".build": "# SPDX-License-Identifier: MIT",
    ".options": "# SPDX-License-Identifier: MIT",
    ".py": "# SPDX-License-Identifier: MIT",
    ".sh": "# SPDX-License-Identifier: MIT",
}


def c_files():
    return sources.files(".c", ".h")


def scripts():
    """Shell scripts, by their first line."""
    found = []
    for path in sources.files():
        if sources.is_text(path) and re.match(r"#!.*\bsh\b", sources.read(path)[:64]):
            found.append(path)
    return found


def licence(path):
    expected = SPDX[os.path.splitext(path)[1]]
    lines = sources.read(path).split("\n")
    line = lines[1] if lines[0].startswith("#!") else lines[0]
    return [] if line == expected else [f"{path} does not begin with its licence"]


def banned(path):
    text = sources.without_comments(sources.read(path))
    names = set(BANNED) - (TESTS_MAY if path.startswith("tests/") else set())
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        for name in re.findall(r"(?<![\w.>])(\w+)\s*\(", line):
            if name in names:
                found.append(f"{path}:{number}: {name}()")
    return found


def too_long(path):
    text = sources.read(path)
    lines = text.count("\n")
    return [f"{path}: {lines} lines"] if lines > LINES_MAX and not REASON.match(text) else []


def long_functions(path):
    """A function begins at the first column and ends with a brace there."""
    found, name, start = [], None, None
    for number, line in enumerate(sources.read(path).split("\n"), 1):
        if re.match(r"[A-Za-z_][^=;]*\(", line) and not line.endswith(";"):
            name, start = line, None
        if name and start is None and line.endswith("{"):
            start = number
        if name and start and line == "}":
            if number - start - 1 > FUNCTION_MAX:
                found.append(f"{path}:{start}: {number - start - 1} lines")
            name = start = None
    return found


def wide_lines(path):
    return [
        f"{path}:{number}"
        for number, line in enumerate(sources.read(path).split("\n"), 1)
        if len(line.expandtabs(TAB)) > COLUMNS_MAX
    ]


def formatted(paths):
    command = ["clang-format", "--dry-run", "--Werror", *paths]
    done = subprocess.run(command, cwd=sources.ROOT, capture_output=True, text=True, check=False)
    bad = {line.split(":")[0] for line in done.stderr.split("\n") if "error:" in line}
    return sorted(bad) if done.returncode else []


def shell_syntax(path):
    command = ["sh", "-n", path]
    done = subprocess.run(command, cwd=sources.ROOT, capture_output=True, text=True, check=False)
    return [done.stderr.strip()] if done.returncode else []


def unfinished(path):
    if not sources.is_text(path):
        return []
    return [
        f"{path}:{number}"
        for number, line in enumerate(sources.read(path).split("\n"), 1)
        if UNFINISHED.search(line)
    ]


def spaces_at_the_end(path):
    if not sources.is_text(path) or path.endswith(".md"):
        return []
    return [
        f"{path}:{number}"
        for number, line in enumerate(sources.read(path).split("\n"), 1)
        if line != line.rstrip()
    ]


def over(paths, check):
    return [fault for path in paths for fault in check(path)]


def main():
    tap = sources.Tap()
    code = c_files()
    tap.case("licence in the first line", over(sources.files(*SPDX), licence))
    tap.case("no banned function", over(code, banned))
    tap.case(f"no file above {LINES_MAX} lines without a reason", over(code, too_long))
    tap.case(f"no function above {FUNCTION_MAX} lines", over(sources.files(".c"), long_functions))
    tap.case(f"no line above {COLUMNS_MAX} columns", over(code, wide_lines))
    tap.case("formatted by clang-format", formatted(code))
    tap.case("nothing marked as unfinished", over(sources.files(), unfinished))
    tap.case("no spaces at the end of a line", over(sources.files(), spaces_at_the_end))
    tap.case("shell scripts parse", over(scripts(), shell_syntax))
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
