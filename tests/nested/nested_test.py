#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The desktop on real Xen, in an emulated machine that is started once for all cases and
driven from outside: keys and pointer go in by QEMU's monitor, pictures of the screen come
out. Prints TAP.

nested_test.py [--series NAME] [--renderer NAME] [--soak N | --gui dom0]: the long series, in
which a VM is destroyed N times, and the bad peer takes its time; or a compositor in dom0,
its screen, input and rights."""
import argparse
import os
import signal
import subprocess
import sys
import traceback

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[1:1] = [os.path.join(HERE, "../../images/nested")]

# pylint: disable=wrong-import-position
import host
import images
import machine
from browser_cases import BrowserCases
from desktop import COME, GUESTS, Desktop
from destroy_cases import DestroyCases
from dom0_cases import Dom0Cases
from editor_cases import EditorCases
from guest import Guest
from hostile_cases import LONG as HOSTILE_LONG, HostileCases
from hv_cases import LONG as HV_LONG, HvCases
from hvd import Hvd
from input_cases import TRACE, InputCases
from pvh_cases import PvhCases
from report import Report
from screen_cases import ScreenCases
from shape_cases import ShapeCases
from survive_cases import SurviveCases
from xen import Xen

DISK = "tools.erofs"  # in the machine's share, with what the bare guest runs:
TOOLS = ("tests/nested/drawer", "tests/nested/peer/peer")
OPTIONS = "/etc/default/mamparo-guest-proxy"
SERIES = {
    "desktop": (
        ScreenCases, InputCases, ShapeCases, DestroyCases, HostileCases, SurviveCases,
    ),
    "hv": (HvCases, PvhCases),
    "dom0": (Dom0Cases, InputCases),
    "programs": (BrowserCases, EditorCases),
}


class World:
    """All that cases use."""

    def __init__(self, nested, options):
        self.nested = nested
        self.options = options
        self.build = images.PLAIN
        self.desktop = Desktop(nested)
        self.guests = {name: Guest(nested, name) for name in GUESTS}
        self.hvd = Hvd(nested)
        self.xen = Xen(nested)
        self.report = Report(nested)

    def put_tools(self):
        images.tools(self.nested.path("share", DISK), TOOLS)

    def start_bare(self, command):
        """The guest in RAM, which runs a line of shell. Returns where its console begins."""
        start = len(self.nested.console("bare"))
        self.nested.dom0("start bare 'disk=[\"phy:/dev/loop0,xvda,r\"]'")
        self.nested.wait_for("bare", "mamparo: ready", COME, start)
        path = "/local/domain/$(xl domid bare)/vm-data/command"
        self.nested.dom0(f"xenstore-write {path} '{command}'")
        return start

    def trace(self):
        """The proxies write down all input that they are sent, from now on."""
        text = f"MAMPARO_OPTIONS=--trace-input {TRACE}"
        restart = "systemctl --user -M user@ --no-block restart mamparo-guest-proxy"
        for guest in self.guests.values():
            guest.wait()
            guest.run(f"echo '{text}' >{OPTIONS} && {restart}")
        for guest in self.guests.values():
            guest.run(f"until [ -e {TRACE} ]; do sleep 0.5; done", COME)

    def start(self):
        """With a GUI domain hvd has begun to; else there is no hvd."""
        if self.options.gui == "dom0":
            for name in ("gui", *GUESTS):
                self.nested.dom0(f"start {name}")
            return
        self.hvd.start("gui", *GUESTS)

    def boot(self):
        """Until both terminals are there."""
        self.nested.boot()
        self.put_tools()
        self.start()
        self.nested.dom0(f"losetup /dev/loop0 /run/share/{DISK}")
        self.desktop.no_repeat()
        self.trace()
        for name in GUESTS:
            self.desktop.wait_window(name, 2 * COME)
        self.report.shot()

    def cases(self):
        where = "dom0" if self.options.gui == "dom0" else "a GUI domain"
        cases = [(f"both VMs' terminals come up on {where}'s screen", self.boot)]
        if self.options.soak:
            long = HostileCases(self, HOSTILE_LONG)
            cases += HvCases(self, HV_LONG).long()
            return cases + DestroyCases(self, self.options.soak).cases() + long.cases()
        for kind in SERIES["dom0" if self.options.gui == "dom0" else self.options.series]:
            cases += kind(self).cases()
        return cases


def run(options):
    nested = machine.Machine(images.OUT, renderer=options.renderer, gui=options.gui)
    try:
        images.make_all()
        world = World(nested, options)
        good = world.report.run(world.cases())
        world.report.keep_consoles()
        return good
    finally:
        nested.stop()


def refuse(fault):
    """One failed case, which says why none was tried."""
    print(f"1..1\nnot ok 1 - the machine can run here\n# {fault}")
    print("# ./dev test --no-suite nested leaves it out")
    return False


def main():
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--series", choices=SERIES, default="desktop")
    parser.add_argument("--renderer", choices=machine.RENDERERS)
    parser.add_argument("--soak", metavar="N", type=int)
    parser.add_argument("--gui", choices=("domain", "dom0"), default="domain")
    options = parser.parse_args()
    if options.soak and options.gui == "dom0":
        parser.error("--soak is for a GUI domain")
    os.makedirs(images.OUT, exist_ok=True)
    fault = host.missing(images.OUT)
    if fault:
        return refuse(fault)
    try:
        return run(options)
    except (machine.Ended, OSError, subprocess.CalledProcessError) as problem:
        traceback.print_exc()
        return refuse(problem)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(0 if main() else 1)
