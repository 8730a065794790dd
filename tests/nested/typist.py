# SPDX-License-Identifier: MIT
"""How long a key takes from the emulated keyboard to a changed picture, in a terminal of a
VM in which a small program paints in another colour at each key."""
import statistics
import time

from desktop import COME, inner

COLOURS = ((0x1F, 0x8A, 0x3D), (0x8A, 0x1F, 0x75))  # of no frame, and of nobody else
LINES, COLUMNS = 4, 20
CELL = (6, 13)  # pixels of the terminal's font
LEAST = LINES * COLUMNS * CELL[0] * CELL[1] // 2
FILE = "/tmp/typist"
REST = 0.2  # seconds between an answer and the next key
POLL = 0.005


def program():
    """Shell that paints, until it is sent q."""
    paint = [f"\\033[48;2;{';'.join(map(str, colour))}m" for colour in COLOURS]
    lines = (" " * COLUMNS + "\\n") * LINES
    return f"""#!/bin/bash
paint=('{paint[0]}' '{paint[1]}')
n=0
while printf "\\033[H${{paint[n]}}{lines}\\033[m"; IFS= read -rsn1 key && [ "$key" != q ]; do
\tn=$((1 - n))
done
clear
"""


class Typist:
    def __init__(self, world, name):
        self.desktop = world.desktop
        self.nested = world.nested
        self.guest = world.guests[name]
        self.name = name

    def box(self):
        """Of what is painted."""
        left, top, _, _ = inner(self.desktop.window(self.name))
        return left, top, CELL[0] * COLUMNS, CELL[1] * LINES

    def painted(self, box):
        """Which of both colours it has, or None."""
        shot = self.nested.screen()
        for number, colour in enumerate(COLOURS):
            if shot.count(colour, box) >= LEAST:
                return number
        return None

    def start(self):
        self.guest.run(f"cat >{FILE} <<'END'\n{program()}END\nchmod 755 {FILE}")
        self.desktop.focus(self.name)
        self.desktop.type(f"{FILE}\n")
        self.nested.wait_until(lambda: self.painted(self.box()) is not None, COME, "the typist's paint")

    def stop(self):
        self.raise_window()
        self.nested.hand.press("q")
        self.nested.wait_until(lambda: self.painted(self.box()) is None, COME, "the end of the paint")

    def raise_window(self):
        self.desktop.ask(f"focus {self.desktop.window(self.name)['id']}")

    def delay(self, box):
        """Seconds from one key to its picture."""
        before = self.painted(box)
        began = time.monotonic()
        self.nested.hand.press("x")
        while self.painted(box) in (before, None):
            self.nested.check()
            if time.monotonic() > began + COME:
                raise TimeoutError(f"a key was not answered in {COME} s")
            time.sleep(POLL)
        return time.monotonic() - began

    def delays(self, count):
        """Of so many keys."""
        box = self.box()
        found = []
        for _ in range(count):
            found.append(self.delay(box))
            time.sleep(REST)
        return found

    def median(self, count):
        return statistics.median(self.delays(count))
