#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""count.py JUNIT.xml: say how many test cases passed and failed, each case of a TAP
test by itself; exit non-zero if one failed or if none ran. Tests that try many inputs
in one case say how many, and so does this."""
import collections
import re
import sys
import xml.etree.ElementTree as ElementTree

BAD = ("failure", "error")


def count(suite):
    """Cases of one suite that passed, failed and were skipped."""
    cases = suite.findall("testcase")
    failed = sum(1 for case in cases if any(case.find(tag) is not None for tag in BAD))
    skipped = sum(1 for case in cases if case.find("skipped") is not None)
    passed = len(cases) - failed - skipped
    if not failed and int(suite.get("failures", 0)) + int(suite.get("errors", 0)) > 0:
        failed = 1  # a test that died after its last case, or before its first
    return passed, failed, skipped


def inputs(suite):
    """(what, how many) for each "# what: N cases" in a suite's output."""
    text = suite.findtext("system-out") or ""
    return [(what, int(number)) for what, number in re.findall(r"^# (.+): (\d+) cases$", text, re.M)]


def main():
    totals = [0, 0, 0]
    tried = collections.Counter()
    for suite in ElementTree.parse(sys.argv[1]).getroot().iter("testsuite"):
        totals = [a + b for a, b in zip(totals, count(suite))]
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
