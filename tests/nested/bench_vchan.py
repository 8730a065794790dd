# SPDX-License-Identifier: MIT
"""The stream between proxy and compositor, without them: tests/bench/shuttle.c."""
import statistics

from bench_stand import APP, CONSOLE, GUI, percentile, say

SIZES = (64, 4096)  # bytes: most records, and the largest
TRIPS = 500
BYTES = 64 * 1024**2
SECONDS = 300
SERVER = "xen:vm-data/gui:data/bench"


class Vchan:
    """A round trip between the two domains, and a stream in each direction."""

    def __init__(self, stand):
        self.stand = stand

    def ask(self, address, size):
        text = self.stand.guests[GUI].run(
            f"/mnt/bin/shuttle ask {address} {size} {TRIPS} {BYTES}", SECONDS)
        found = {"trip": [], "to": [], "from": []}
        for line in text.splitlines():
            name, us = line.split()
            found[name].append(int(us))
        return found

    def measure(self):
        guest = self.stand.guests[APP]
        guest.run(f"setsid /mnt/bin/shuttle serve {SERVER} >>{CONSOLE} 2>&1 &")
        address = f"xen:{self.stand.domids[APP]}:data/bench"
        try:
            found = {}
            for size in SIZES:
                say(f"vchan: {TRIPS} round trips of {size} bytes, and streams")
                found[size] = self.ask(address, size)
        finally:
            guest.run("pkill -x shuttle")
        return found

    def table(self, found):
        yield "Between the AppVM and the GUI domain, rings of 64 KiB, by our transport:\n"
        yield "| round trip of | p50 ms | p99 ms |"
        yield "|---|---|---|"
        for size, times in found.items():
            trips = [us / 1000 for us in times["trip"]]
            yield f"| {size} bytes | {percentile(trips, 50):.2f} | {percentile(trips, 99):.2f} |"
        yield f"\n| stream of {BYTES // 1024**2} MiB | MiB/s, median |"
        yield "|---|---|"
        for name, text in (("to", "to the AppVM"), ("from", "to the GUI domain")):
            us = statistics.median(us for times in found.values() for us in times[name])
            yield f"| {text} | {BYTES / 1024**2 / us * 1e6:.0f} |"
