# SPDX-License-Identifier: MIT
"""An AppVM as on a real machine: PVH. Under emulation it may die at random while it starts
and is then started again, as another domain of the same name."""
import time

import machine
from border import Border
from desktop import COME
from guest import Failed, Guest
from hvd import OPTIONS
from report import Wrong, must

NAME = "untrusted"
START = 420  # seconds, with restarts
WORD = "typed-in-pvh"
TRIES = 3
FAULTS = (Failed, Wrong, machine.Ended)
DEATH = "Triple fault"  # as Xen says it


class PvhCases:
    def __init__(self, world):
        self.world = world
        self.desktop = world.desktop
        self.nested = world.nested
        self.report = world.report
        self.guest = Guest(world.nested, NAME)

    def deaths(self, begin=0):
        return self.nested.console("serial")[begin:].count(DEATH)

    def start(self):
        """Until its terminal is there."""
        self.world.hvd.set_options(OPTIONS.replace("--pv", ""))
        self.world.hvd.call(f"kill {NAME}")  # it may have died
        self.desktop.wait_tree(
            lambda tree: not self.desktop.windows(NAME, tree), COME, "the end of its windows")
        before = {name: len(self.nested.console(name)) for name in (NAME, "serial")}
        began = time.monotonic()
        # It may fail, and is started again all the same
        self.world.hvd.call(f"start {NAME}", START)
        # By its console, since whoever asks the GUI domain again and again slows it down
        self.nested.wait_for(NAME, "guest-proxy: connected", START, before[NAME])
        self.desktop.wait_window(NAME)
        deaths = self.deaths(before["serial"])
        self.report.note(f"its terminal is there after {time.monotonic() - began:.0f} s"
                         f" and {deaths} restarts")

    def named(self):
        """It is PVH, and dom0 has told the GUI domain the number that it has now."""
        self.guest.wait()
        kind = self.guest.run("cat /sys/hypervisor/guest_type").strip()
        must(kind == "PVH", f"it is {kind}")
        gui = self.world.xen.domid("gui")
        said = self.world.xen.value(f"/local/domain/{gui}/mamparo/guest/{NAME}")
        now = self.world.xen.domid(NAME)
        must(said == f"red {now} data/gui", f"dom0 says '{said}', it is domain {now}")

    def framed(self):
        self.desktop.halves()
        self.desktop.focus(NAME)
        self.desktop.rest()

        def check():
            window = self.desktop.window(NAME)
            return Border(self.desktop.still(), self.world.build, window).check()

        self.report.note(f"{self.desktop.settled(check)} pixels of its border compared")

    def typed(self):
        self.desktop.type(f"echo {WORD} >/tmp/typed\n")
        self.nested.wait_until(
            lambda: self.guest.call("cat /tmp/typed")[1].strip() == WORD, COME, "what was typed")

    def once(self):
        self.named()
        self.framed()
        self.typed()
        self.report.shot("typed")

    def shown(self):
        """Begun anew if it has died meanwhile, and only then."""
        try:
            for left in reversed(range(TRIES)):
                self.start()
                before = self.deaths()
                try:
                    return self.once()
                except FAULTS:
                    if left == 0 or self.deaths() == before:
                        raise
        finally:
            self.world.hvd.set_options(OPTIONS)

    def cases(self):
        return [("an AppVM may be PVH, and start as often as it must", self.shown)]
