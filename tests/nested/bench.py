#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What the desktop costs on real Xen, in an emulated machine that is started once: the
same client in an AppVM and in the GUI domain take turns in one run. Prints tables; all
numbers are kept in build/nested/bench.json.

bench.py [PART...]: only these parts"""
import argparse
import json
import os
import signal
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[1:1] = [os.path.join(HERE, "../../images/nested")]

# pylint: disable=wrong-import-position
import agent
import guest
import host
import images
import machine
from bench_copies import Copies
from bench_frames import Frames
from bench_hvd import HvdCosts
from bench_keys import Keys
from bench_stand import Stand, say
from bench_vchan import Vchan

PARTS = {"vchan": Vchan, "keys": Keys, "frames": Frames, "copies": Copies, "hvd": HvdCosts}
SCREEN = (2048, 1152)  # holds a window of 1920x1080 with its frame
NUMBERS = "bench.json"
FAULTS = (agent.Failed, guest.Failed, machine.Ended, OSError, subprocess.CalledProcessError)


def run(names):
    nested = machine.Machine(images.OUT, screen=SCREEN)
    found = {}
    try:
        images.make_all()
        stand = Stand(nested)
        say("QEMU starts; all of it takes a quarter of an hour")
        stand.boot()
        for name in names:
            part = PARTS[name](stand)
            found[name] = part.measure()
            print(*part.table(found[name]), sep="\n", end="\n\n", flush=True)
    finally:
        nested.stop()
        with open(nested.path(NUMBERS), "w", encoding="utf-8") as file:
            json.dump(found, file)


def main():
    parser = argparse.ArgumentParser(prog="./dev nested --bench", allow_abbrev=False)
    parser.add_argument("parts", metavar="PART", nargs="*", help=f"of {', '.join(PARTS)}")
    options = parser.parse_args()
    unknown = set(options.parts) - set(PARTS)
    if unknown:
        parser.error(f"no part {', '.join(sorted(unknown))}")
    os.makedirs(images.OUT, exist_ok=True)
    fault = host.missing(images.OUT)
    if fault:
        sys.exit(f"dev nested: {fault}")
    try:
        run(options.parts or PARTS)
    except FAULTS as problem:
        sys.exit(f"dev nested: {problem}")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    main()
