#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""count.py JUNIT.xml: say how many test cases passed and failed, each case of a TAP
test by itself; exit non-zero if one failed or if none ran. Tests that try many inputs
in one case say how many, and so does this. What failed is said again, since logs are long
and whoever keeps them may keep their end only."""
import collections
import itertools
import re
import sys
import xml.etree.ElementTree as ElementTree

BAD = ("failure", "error")
TELLS = 12  # lines that are repeated of what went wrong


def count(suite):
    """Cases of one suite that passed, failed and were skipped."""
    cases = suite.findall("testcase")
    failed = sum(1 for case in cases if any(case.find(tag) is not None for tag in BAD))
    skipped = sum(1 for case in cases if case.find("skipped") is not None)
    passed = len(cases) - failed - skipped
    if not failed and int(suite.get("failures", 0)) + int(suite.get("errors", 0)) > 0:
        failed = 1  # a test that died after its last case, or before its first
    return passed, failed, skipped


def notes(lines):
    """The "# text" lines at the beginning of these."""
    return list(itertools.takewhile(lambda line: line.startswith("#"), lines))


def texts(element):
    """The lines that were printed there, and those for stderr."""
    return [(element.findtext(tag) or "").splitlines() for tag in ("system-out", "system-err")]


def said(element):
    """Each case that is not ok with its notes; if it did not come to say so, its last lines."""
    lines, errors = texts(element)
    found = []
    for at, line in enumerate(lines):
        if line.startswith("not ok"):
            found += [line] + notes(lines[at + 1:])[:TELLS]
    found = found or lines[-TELLS:] + errors[-TELLS:]
    return found + [line for line in errors if line.startswith("watch: ")][:TELLS]


def faults(suite):
    """What a suite says of its failures. Of tests without TAP each case says it by itself."""
    for case in suite.findall("testcase"):
        if any(case.find(tag) is not None for tag in BAD) and any(texts(case)):
            yield f"--- {case.get('name')}"
            yield from said(case)
    if any(texts(suite)):
        yield f"--- {suite.get('name')}"
        yield from said(suite)


def inputs(suite):
    """(what, how many) for each "# what: N cases" in a suite's output."""
    text = suite.findtext("system-out") or ""
    return [(what, int(number)) for what, number in re.findall(r"^# (.+): (\d+) cases$", text, re.M)]


def main():
    totals = [0, 0, 0]
    tried = collections.Counter()
    for suite in ElementTree.parse(sys.argv[1]).getroot().iter("testsuite"):
        counted = count(suite)
        totals = [a + b for a, b in zip(totals, counted)]
        if counted[1]:
            print(*faults(suite), sep="\n")
        for what, number in inputs(suite):
            tried[what] += number
    for what, number in sorted(tried.items()):
        print(f"{number} {what}")
    passed, failed, skipped = totals
    if skipped:
        print(f"{skipped} skipped")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
