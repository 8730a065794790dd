# SPDX-License-Identifier: MIT
"""The client of 1920x1080, in the AppVM and in the GUI domain by turns, at a fixed low rate
and at the highest that both hold: processor time of each domain, missed frames."""
import statistics
import time

from bench_stand import APP, GUI, NAMES, WAYS, Painter, growth, say

SIZE = (1920, 1080)
DAMAGE = 100  # percent
LOW = 2  # frames a second
ROUNDS = 3
SECONDS = 15  # a round
TRIED = 40  # frames, to find the highest rate
HELD = 0.025  # of frames that may be missed there
STEP = 0.9
IDLE = 5  # seconds
DOMAINS = ("dom0", GUI, APP)


class Frames:
    def __init__(self, stand):
        self.stand = stand

    def once(self, way, frames, *rate):
        """What the client says, with the seconds that each domain uses while it draws, and
        those that it uses in a second in which it only stands there."""
        painter = Painter(self.stand, way, *SIZE, DAMAGE, frames, *rate)
        try:
            before = self.stand.cpu()
            time.sleep(IDLE)
            idle = growth(before, self.stand.cpu())
            before = painter.go()
            result, after = painter.result()
        finally:
            painter.stop()
            self.stand.no_windows()
        used = growth(before, after)
        result["used"] = used
        result["idle"] = {name: idle[name] / idle["clock"] for name in DOMAINS}
        return result

    def holds(self, rate):
        for way in WAYS:
            missed = self.once(way, TRIED, rate)["missed"]
            say(f"frames: {rate} a second {NAMES[way]}: {missed} of {TRIED} missed")
            if missed > TRIED * HELD:
                return False
        return True

    def highest(self):
        """Frames a second, not far below what both reach without one."""
        free = []
        for way in WAYS:
            result = self.once(way, TRIED)
            free.append(result["frames"] / result["seconds"])
            say(f"frames: {free[-1]:.1f} a second {NAMES[way]} at will")
        rate = round(min(free), 1)
        while rate > LOW and not self.holds(rate):
            rate = round(rate * STEP, 1)
        return rate

    def measure(self):
        rates = {"low": LOW, "highest": self.highest()}
        rounds = {kind: {way: [] for way in WAYS} for kind in rates}
        for i in range(ROUNDS):
            for kind, rate in rates.items():
                for way in WAYS:
                    rounds[kind][way].append(self.once(way, int(rate * SECONDS), rate))
            say(f"frames: round {i + 1} of {ROUNDS}")
        return {"rates": rates, "rounds": rounds}

    def table(self, found):
        width, height = SIZE
        yield f"A wl_shm client at {width}x{height} that changes {DAMAGE} % of each frame. CPU ms"
        yield "a frame that is shown, by Xen, less what the domain uses while the window stands"
        yield "still; median of rounds:\n"
        yield "| frames/s | the client runs | missed | dom0 | gui | work | all | client " \
              "| all less it |"
        yield "|---|---|---|---|---|---|---|---|---|"
        for kind, rate in found["rates"].items():
            for way in WAYS:
                yield row(rate, way, found["rounds"][kind][way], idle(found["rounds"], way))


def idle(rounds, way):
    """Seconds that each domain uses in one: rounds of both rates stand still alike."""
    both = [each["idle"] for kind in rounds.values() for each in kind[way]]
    return {name: statistics.median(each[name] for each in both) for name in DOMAINS}


def row(rate, way, rounds, still):
    def middle(value):
        return statistics.median(value(each) / each["frames"] * 1000 for each in rounds)

    def net(each, name):
        return each["used"][name] - still[name] * each["used"]["clock"]

    missed = sum(each["missed"] for each in rounds)
    planned = missed + sum(each["frames"] for each in rounds)
    cells = [middle(lambda each, name=name: net(each, name)) for name in DOMAINS]
    cells.append(middle(lambda each: sum(net(each, name) for name in DOMAINS)))
    cells.append(middle(lambda each: each["cpu"]))
    cells.append(cells[-2] - cells[-1])
    text = " | ".join(f"{cell:.1f}" for cell in cells)
    return f"| {rate} | {NAMES[way]} | {missed} of {planned} | {text} |"
