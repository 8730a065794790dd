# SPDX-License-Identifier: MIT
"""The files of this repository, and how a test here says what it found."""
import os
import re

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SKIPPED = {".git", "build", "corpus", "__pycache__"}


def files(*suffixes):
    """Paths from the root, sorted, of all files that end so; all files without."""
    found = []
    for folder, names, leaves in os.walk(ROOT):
        names[:] = [name for name in names if name not in SKIPPED]
        for leaf in leaves:
            if not suffixes or leaf.endswith(suffixes):
                found.append(os.path.relpath(os.path.join(folder, leaf), ROOT))
    return sorted(found)


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def is_text(path):
    with open(os.path.join(ROOT, path), "rb") as file:
        return b"\0" not in file.read(4096)


def without_comments(text):
    """C with its comments and strings blanked; lines stay where they are."""

    def blank(match):
        return re.sub(r"[^\n]", " ", match.group(0))

    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', blank, text, flags=re.S)


class Tap:
    """Counts cases and prints a line for each, with what is wrong above it."""

    def __init__(self):
        self.count = self.failed = 0

    def case(self, name, faults):
        self.count += 1
        for fault in faults:
            print(f"# {fault}")
        print(f"{'not ok' if faults else 'ok'} {self.count} - {name}")
        self.failed += 1 if faults else 0

    def done(self):
        print(f"1..{self.count}")
        return 1 if self.failed else 0
