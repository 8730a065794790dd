# SPDX-License-Identifier: MIT
"""A domain is destroyed while it draws: nothing of it is left, and others go on."""
import time

from desktop import COME, SETTLE, inner
from report import must

GROUND = (0xF0, 0xC0, 0x20)  # of drawer.c
GONE = 2  # seconds that its window may stay
TIMES = 3
# Xen has a free list of mappings for each virtual processor, which keeps what it once had
VCPUS = 2  # of the GUI domain
HANDLES = 256  # of a frame; a page of a PV domain takes up to two
NODES = "nodes of xenstore"
COUNT = "(n=0; while sleep 0.2; do n=$((n+1)); printf '\\r%s' $n; done) & echo $! >/run/count"


class DestroyCases:
    def __init__(self, world, times=TIMES):
        self.world = world
        self.times = times
        self.spare = 0  # maptrack frames that Xen may keep after the first time
        self.desktop = world.desktop
        self.nested = world.nested
        self.report = world.report

    def start(self):
        """The bare guest, with a window that is drawn again all the time."""
        self.world.start_bare("exec drawer >/dev/console 2>&1")
        window = self.desktop.wait_window("bare")
        self.desktop.ask(f"focus {window['id']}")
        least = window["interior"]["width"] * window["interior"]["height"] // 2
        self.desktop.shows(inner(window), GROUND, least)
        shot = self.nested.screen()
        self.nested.wait_until(lambda: self.nested.screen().rgb != shot.rgb, COME, "its next frame")

    def destroy(self):
        """Returns after how many seconds its window was gone."""
        self.nested.dom0("xl destroy bare")
        began = time.monotonic()
        self.nested.wait_until(
            lambda: self.nested.screen().count(GROUND) == 0, COME, "the end of its window")
        return time.monotonic() - began

    def goes_on(self):
        """The other VM's window is still drawn."""
        box = inner(self.desktop.window("work"))
        first = self.nested.screen().box(*box)
        self.nested.wait_until(
            lambda: self.nested.screen().box(*box) != first, COME, "another frame of work")

    def state(self):
        """What the GUI domain holds of others."""
        gui = self.world.xen.domid("gui")
        ports = self.world.xen.ports()
        inside = self.desktop.gui.run(
            "p=$(pidof mamparo-compositor); ls /proc/$p/fd | wc -l; grep -c gntdev /proc/$p/maps")
        return {
            "its event channels": ports[gui],
            "dom0's event channels": ports[0],
            "its descriptors and mappings": inside.split(),
            "domains": sorted(ports),
            NODES: self.world.xen.nodes(),
        }

    def state_at_rest(self):
        """Once it is the same twice: programs of the case before may just be ending."""
        seen = [self.state()]

        def same():
            seen.append(self.state())
            return seen[-1] == seen[-2] and seen[-1]

        return self.nested.wait_until(same, SETTLE, "a state that does not change")

    def mapped(self):
        """Pages that the GUI domain maps, by domain, and Xen's frames of notes on that."""
        gui = self.world.xen.domid("gui")
        grants = self.world.xen.grants()
        pages = {domid: by[gui] for domid, by in grants.mapped.items() if by[gui]}
        return pages, grants.maptrack[gui]

    def compare(self, before):
        state = self.state()
        for what, was in before.items():
            now = state[what]
            if isinstance(was, set):
                must(was == now, f"{what}: {sorted(was ^ now)[:8]} differ")
            must(was == now, f"{what}: {was} before, {now} after")

    def compare_mapped(self, before):
        """Returns Xen's frames of notes on that."""
        after, tracks = self.mapped()
        must(before == after, f"pages that it maps, by domain: {before} before, {after} after")
        return tracks

    def once(self, number):
        self.start()
        if number == 1:
            self.report.shot("drawing")
            mapped, _ = self.mapped()
            self.report.note(f"while it draws: {mapped}")
            frames = 2 * mapped[self.world.xen.domid("bare")] // HANDLES + 1
            self.spare = VCPUS * frames
        seconds = self.destroy()
        self.report.note(f"time {number}: gone {seconds:.2f} s after xl destroy")
        must(seconds <= GONE, f"its window stayed for {seconds:.1f} s")
        self.goes_on()

    def destroyed(self):
        """While another VM draws."""
        self.desktop.halves()
        self.world.guests["work"].show(COUNT)
        try:
            self.series()
        finally:
            self.world.guests["work"].call("kill $(cat /run/count)")
        self.report.shot("after")

    def series(self):
        """Xen prints each grant, so they are asked for once before all times and once after;
        what is left behind adds up, so a long series looks at the rest now and then."""
        self.goes_on()
        before, (mapped, tracks) = self.state_at_rest(), self.mapped()
        for what, is_so in before.items():
            self.report.note(f"{what}: {len(is_so) if what == NODES else is_so}")
        for number in range(1, self.times + 1):
            self.once(number)
            if number <= TIMES or number % 10 == 0:
                # dom0 tidies up behind xl's back: block devices, xl's own watcher
                self.desktop.settled(lambda: self.compare(before), SETTLE)
        now = self.desktop.settled(lambda: self.compare_mapped(mapped), SETTLE)
        self.report.note(f"maptrack frames: {tracks} before, {now} after {self.times} times")
        must(now <= tracks + self.spare, "Xen's notes of mappings grow")

    def cases(self):
        return [
            (f"a VM destroyed while it draws leaves nothing, {self.times} times", self.destroyed),
        ]
