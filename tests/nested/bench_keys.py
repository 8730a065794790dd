# SPDX-License-Identifier: MIT
"""From a key of the emulated keyboard to the pixel that it changes on the emulated screen."""
import random
import statistics
import time

from bench_stand import APP, GUI, NAMES, WAYS, Painter, percentile, say
from desktop import COME, inner

SIZE = (640, 480)  # of the window that changes at each key
KEYS = 100  # for each way
BLOCK = 10  # keys, then it is the other's turn
LOST = 3  # seconds: the keyboard loses what a busy domain does not fetch in time
PAUSE = (0.1, 0.3)  # seconds between keys, at random
LOOK = 0.01  # seconds between two pictures: without a rest they are most of the load
DUMPS = 50


class Keys:
    """The two windows stand side by side; their blocks of keys take turns."""

    def __init__(self, stand):
        self.stand = stand
        self.nested = stand.nested
        self.lost = 0

    def windows(self):
        """{way: its interior}"""
        tree = self.stand.desktop.wait_tree(
            lambda tree: len(tree["windows"]) == len(WAYS), COME, "both windows")
        return {GUI if window["guest"] == "" else APP: inner(window) for window in tree["windows"]}

    def key(self, point):
        """Seconds; None if the key was lost."""
        before = self.nested.pixel(*point)
        time.sleep(random.uniform(*PAUSE))
        begin = time.monotonic()
        self.nested.hand.key("a", True)
        seconds = None
        while time.monotonic() < begin + LOST and seconds is None:
            if self.nested.pixel(*point) != before:
                seconds = time.monotonic() - begin
            time.sleep(LOOK)
        self.nested.hand.key("a", False)
        return seconds

    def block(self, box):
        left, top, width, height = box
        point = left + width // 4, top + height // 4
        # The pointer is out of the way of the pixel
        self.nested.hand.click(left + width // 2, top + height // 2)
        time.sleep(1)
        found = []
        while len(found) < BLOCK:
            seconds = self.key(point)
            if seconds is None:
                self.lost += 1
                self.nested.check()
            else:
                found.append(seconds * 1000)
        return found

    def dump(self):
        begin = time.monotonic()
        self.nested.pixel(0, 0)
        return (time.monotonic() - begin) * 1000

    def measure(self):
        painters = [Painter(self.stand, way, *SIZE, 100, 0) for way in WAYS]
        try:
            boxes = self.windows()
            times = {way: [] for way in WAYS}
            while len(times[APP]) < KEYS:
                for way in WAYS:
                    times[way] += self.block(boxes[way])
                say(f"keys: {len(times[APP])} of {KEYS}")
            dumps = [self.dump() for _ in range(DUMPS)]
        finally:
            for painter in painters:
                painter.stop()
            self.stand.no_windows()
        return {"keys": times, "dumps": dumps, "lost": self.lost}

    def table(self, found):
        dump = statistics.median(found["dumps"])
        yield f"From a key to the changed pixel, {KEYS} keys each, ms. A picture of the screen"
        yield f"takes {dump:.0f} ms, and {LOOK * 1000:.0f} ms later comes the next:\n"
        yield "| the client runs | p50 | p99 | p50 to that of the GUI domain | p99 |"
        yield "|---|---|---|---|---|"
        base = found["keys"][GUI]
        for way in WAYS:
            values = [percentile(found["keys"][way], percent) for percent in (50, 99)]
            ratios = [v / percentile(base, p) for v, p in zip(values, (50, 99))]
            yield f"| {NAMES[way]} | {values[0]:.0f} | {values[1]:.0f} " \
                  f"| {ratios[0]:.2f} | {ratios[1]:.2f} |"
        yield f"\nKeys that the emulated keyboard lost: {found['lost']}"
