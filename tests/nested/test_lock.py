#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Whoever wants a nested machine while another runs is refused, and leaves what that one
has written, and its images, as they are. Needs no QEMU. Prints TAP."""
import argparse
import os
import sys
import tempfile

import nested_test
from nested_test import images, machine


def made():
    raise AssertionError("images are made under a machine that runs")


def keeps_evidence(folder):
    """Whether a second test is refused and the first one's evidence is left."""
    evidence = os.path.join(folder, "evidence")
    os.mkdir(evidence)
    images.OUT = folder
    images.make_all = made
    first = machine.Machine(folder)
    try:
        nested_test.run(argparse.Namespace(renderer=None, gui="domain"))
    except machine.Ended:
        return os.path.isdir(evidence)
    finally:
        first.stop()
    return False


def main():
    with tempfile.TemporaryDirectory() as folder:
        good = keeps_evidence(folder)
    print("1..1")
    print(f"{'ok' if good else 'not ok'} 1 - one machine at a time")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
