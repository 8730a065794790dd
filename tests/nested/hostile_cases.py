# SPDX-License-Identifier: MIT
"""A real domU that runs the scripted bad peer of tests/nested/peer on real vchan: it is cut
or throttled, the reason is logged, and another VM's user hardly notices."""
import collections
import json
import re

import console
from desktop import COME
from report import must
from typist import Typist

KEYS = 12  # of which the median counts
TIMES_SLOWER = 2  # than beside the same domU that burns its processor silently
START = 2  # seconds until a mode is in full swing
SPARE = 60  # seconds beyond a mode's own end
VICTIM = "work"

# What the peer is told; for how many seconds at most; what the compositor must say of it;
# how many links must have been cut, at least; whether others are measured beside it
Mode = collections.namedtuple("Mode", "words seconds reason cuts load", defaults=(0, False))
MODES = [
    Mode("frozen mute", 30, "no hello in time", 1),
    Mode("frozen quiet", 12, "does not answer"),
    Mode("half", 14, "half a record for too long", 1),
    Mode("indices 1 6", 60, "pages or a ring that may not be", 6),
    Mode("double", 30, "pool_create: ", 3),
    Mode("foreign", 14, "pool_create: ", 4),
    Mode("revoked", 60, "pool_create: ", 1),
    Mode("storm empty", 10, "storm|too much work", load=True),
    Mode("storm byte", 10, "storm|too much work", load=True),
    Mode("storm full", 10, "over its rate", load=True),
    Mode("flood", 10, "over its rate", load=True),
    Mode("windows", 15, "over its rate|out of range", 1, load=True),
    Mode("churn 5", 30, "the peer is gone", load=True),
    Mode("mutate 1 12", 30, "field|piece|pool_create", 4, load=True),
]
# Hours of a person's life, in minutes
LONG = [
    Mode("frozen talk", 120, "", 1, load=True),
    Mode("half", 90, "half a record for too long", 4),
    Mode("indices", 300, "pages or a ring that may not be", 30),
    Mode("foreign", 200, "pool_create: ", 16),
    Mode("windows", 1200, "over its rate", 1, load=True),
    Mode("churn 50", 300, "the peer is gone", load=True),
    Mode("mutate 7 200", 900, "field|piece|pool_create", 50, load=True),
]


class HostileCases:
    def __init__(self, world, modes=MODES):
        self.world = world
        self.modes = modes
        self.desktop = world.desktop
        self.nested = world.nested
        self.report = world.report
        self.typist = Typist(world, VICTIM)
        self.burning = None  # seconds from a key to its picture, beside a silent burner

    # --- the peer ----------------------------------------------------------------

    def start(self, words, seconds):
        """A domain of its own, since debts outlive links. Returns where its console began."""
        start = self.world.start_bare(f"exec peer --seconds {seconds} {words}")
        self.nested.wait_for("bare", '"what":"begin"', COME, start)
        return start

    def end(self, start, seconds):
        """Its lines, once it has ended."""
        self.nested.wait_for("bare", '"what":"end".*\n', seconds + SPARE, start)
        lines = self.nested.console("bare")[start:].splitlines()
        return [json.loads(line) for line in lines if re.fullmatch(r"\{.*\}", line.strip())]

    def leave(self):
        self.nested.dom0("xl destroy bare || true")  # it may not have come up
        self.desktop.wait_tree(
            lambda tree: not self.desktop.windows("bare", tree), COME, "the end of its windows")

    # --- the compositor ------------------------------------------------------------

    def process(self):
        """The compositor's number, and the ms of processor that it has used."""
        line = self.desktop.gui.run(
            "p=$(pidof mamparo-compositor); echo $p $(cut -d' ' -f14,15 /proc/$p/stat)")
        pid, user, system = map(int, line.split())
        return pid, (user + system) * 10

    def reasons(self, start):
        """What it has said of the guest since."""
        text = console.plain(self.nested.console("gui")[start:])
        return re.findall(r"(?:guest bare|domain \d+):? (.*?)\r?\n", text)

    # --- cases ---------------------------------------------------------------------

    def beside(self, words, seconds):
        """The median of the victim's delays, in seconds, while the peer does this."""
        start = self.start(words, seconds)
        for _ in range(10 * START):
            self.nested.pause()
        self.typist.raise_window()
        delay = self.typist.median(KEYS)
        return start, delay

    def burn(self):
        _, self.burning = self.beside("burn", 0)
        self.leave()
        self.report.note(f"a key takes {self.burning * 1000:.0f} ms beside a burner")

    def prepare(self):
        self.desktop.halves()
        self.typist.start()
        alone = self.typist.median(KEYS)
        self.report.note(f"a key takes {alone * 1000:.0f} ms alone")
        self.burn()

    def compare(self, mode):
        """(where its console began, how much slower others are than beside a burner)"""
        start, delay = self.beside(mode.words, mode.seconds)
        ratio = delay / self.burning
        self.report.note(f"a key takes {delay * 1000:.0f} ms: {ratio:.2f} of a burner's")
        return start, ratio

    def load(self, mode):
        """Where its console began. If the host has become busy, so is it for a burner."""
        start, ratio = self.compare(mode)
        if ratio > TIMES_SLOWER:
            self.leave()
            self.burn()
            start, ratio = self.compare(mode)
        must(ratio <= TIMES_SLOWER, f"{VICTIM} is {ratio:.1f} times as slow as beside a burner")
        return start

    def judge(self, mode, lines, reasons):
        cuts = sum(line["what"] == "cut" for line in lines)
        cuts = max(cuts, *(line.get("cut", 0) for line in lines))
        self.report.note(f"{cuts} links were cut; of it is said:")
        for reason in sorted(set(reasons)):
            self.report.note(f"{reasons.count(reason)} times: {reason}")
        must(lines[-1]["what"] == "end", "the peer did not come to its end")
        must(cuts >= mode.cuts, f"it was cut {cuts} times only")
        must(any(re.search(mode.reason, each) for each in reasons), f"'{mode.reason}' is not said")

    def run(self, mode):
        """Its lines."""
        start = self.load(mode) if mode.load else self.start(mode.words, mode.seconds)
        return self.end(start, mode.seconds)

    def one(self, mode):
        pid, used = self.process()
        gui = self.desktop.gui.length()
        try:
            lines = self.run(mode)
        finally:
            self.leave()
        now, later = self.process()
        self.report.note(f"the compositor has worked for {(later - used) / 1000:.1f} s, "
                         f"the peer for {lines[-1]['ms'] / 1000:.1f} s")
        must(now == pid, "the compositor has ended")
        self.judge(mode, lines, self.reasons(gui))

    def cases(self):
        cases = [("a VM that burns its processor silently, to compare with", self.prepare)]
        for mode in self.modes:
            cases.append((f"bad peer, {mode.words}: it alone pays", lambda mode=mode: self.one(mode)))
        return cases + [("the other VM goes on", self.typist.stop)]
