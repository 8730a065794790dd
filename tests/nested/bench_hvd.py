# SPDX-License-Identifier: MIT
"""What hvd adds: a VM's start, from the command to its agent, beside a bare `xl create` of
the same kernel, image and memory to the same point; and a program that does nothing."""
import statistics

from bench_stand import APP, say
from hvd import START, Hvd

ROUNDS = 5
RUNS = 30  # programs
NAME, BARE = "timed", "timed-bare"
MEMORY = 400  # MiB; two are never there at once
AGENT = "data/agent"  # where its server says how it is reached
XL = f"xl create /etc/xen/app.cfg 'name=\"{BARE}\"' memory={MEMORY} vcpus=1" \
     f" 'extra=\"console=hvc0 quiet net.ifnames=0 systemd.hostname={BARE}\"'"
CLOCK = "cut -d' ' -f1 /proc/uptime"  # seconds, to the hundredth


class HvdCosts:
    def __init__(self, stand):
        self.nested = stand.nested
        self.desktop = stand.desktop
        self.hvd = Hvd(stand.nested)

    def seconds(self, words, limit=START):
        """That a line of shell takes in dom0."""
        text = self.nested.dom0(f"{CLOCK}; {{ {words}; }} >/tmp/timed 2>&1 && {CLOCK}", limit)
        begin, end = map(float, text.split())
        return end - begin

    def by_hvd(self):
        """It says that a VM runs when its agent has answered."""
        seconds = self.seconds(f"mamparo start {NAME}")
        self.hvd.ask(f"kill {NAME}")
        return seconds

    def by_xl(self):
        """Who watches a node is told at once that the watch is there, and then of each change;
        the node of the event channel is the last that a server writes."""
        node = f"/local/domain/$(xl domid {BARE})/{AGENT}/event-channel"
        seconds = self.seconds(
            f"{XL} && until xenstore-exists {node}; do"
            f" timeout 1 xenstore-watch -n 2 {node} >/dev/null; done")
        self.nested.dom0(f"xl destroy {BARE}")
        return seconds

    def starts(self):
        found = {"hvd": [], "xl": []}
        for number in range(ROUNDS):
            for way, start in (("hvd", self.by_hvd), ("xl", self.by_xl)):
                found[way].append(start())
            say(f"hvd: start {number + 1} of {ROUNDS}: {found['hvd'][-1]:.1f} s,"
                f" xl {found['xl'][-1]:.1f} s")
        return found

    def programs(self):
        """Milliseconds of each."""
        return [1000 * self.seconds(f"mamparo run {APP} true") for _ in range(RUNS)]

    def lists(self):
        """Milliseconds of each."""
        return [1000 * self.seconds("mamparo ls") for _ in range(RUNS)]

    def measure(self):
        self.hvd.ask(f"create {NAME} --template debian --label yellow")
        self.hvd.ask(f"set {NAME} memory {MEMORY}")
        self.hvd.ask(f"set {NAME} vcpus 1")
        try:
            return {"starts": self.starts(), "run": self.programs(), "ls": self.lists()}
        finally:
            self.hvd.call(f"kill {NAME}")
            self.hvd.call(f"remove {NAME} --yes")

    def table(self, found):
        middle = {way: statistics.median(each) for way, each in found["starts"].items()}
        yield f"From the command to the agent of an AppVM with {MEMORY} MiB, {ROUNDS} starts each,"
        yield "by turns, seconds:\n"
        yield "| started by | median | each | to xl |"
        yield "|---|---|---|---|"
        for way, name in (("hvd", "`mamparo start`"), ("xl", "`xl create`")):
            each = ", ".join(f"{seconds:.1f}" for seconds in found["starts"][way])
            yield f"| {name} | {middle[way]:.1f} | {each} | {middle[way] / middle['xl']:.2f} |"
        yield f"\n`mamparo run {APP} true`: {statistics.median(found['run']):.0f} ms," \
              f" `mamparo ls`: {statistics.median(found['ls']):.0f} ms (medians of {RUNS})"
