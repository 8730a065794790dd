#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""bench.py BUILD pixels|latency: what guest-proxy and protocol cost, side by side with
the same client directly on the private socket and through waypipe. All ways take turns
in one run on one compositor, so that a slow minute of the machine is everybody's."""
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

WAYS = ("direct", "proxy", "waypipe")
LETTER = {"direct": "(a)", "proxy": "(b)", "waypipe": "(c)"}
SIZE = (1920, 1080)  # of the client's window
SCREEN = "2048x1152"  # holds it with its frame
DAMAGE = (100, 10, 1)  # percent
ROUNDS = 4
FRAMES = 150  # a round
KEYS = 50  # a round
KEYED = (640, 480)  # the window that changes at each key


def cpu_ns(pid):
    """What all threads of a process have used; 0 if it is gone."""
    total = 0
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/schedstat", encoding="ascii") as file:
                total += int(file.read().split()[0])
    except OSError:
        pass
    return total


def children(pid):
    """The process and all below it."""
    found = [pid]
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/children", encoding="ascii") as file:
                for child in file.read().split():
                    found += children(int(child))
    except OSError:
        pass
    return found


class Desktop:
    """A compositor, an idle guest, and the client by one of the ways."""

    def __init__(self, build):
        self.build = build
        self.dir = tempfile.mkdtemp(prefix="mamparo-bench.")
        self.gui = f"{self.dir}/gui"
        self.guest = f"{self.dir}/work"
        os.mkdir(self.gui, 0o700)
        os.mkdir(self.guest, 0o700)
        self.log = open(f"{self.dir}/log", "w+", encoding="utf-8")
        self.env = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
        self.env["WLR_LIBINPUT_NO_DEVICES"] = "1"
        self.proxy = self.start(
            self.guest,
            f"{build}/guest-proxy/mamparo-guest-proxy", "--no-xwayland",
            "--listen", f"{self.guest}/link",
        )
        self.compositor = self.start(
            self.gui,
            f"{build}/compositor/mamparo-compositor", "--headless", SCREEN,
            "--state", f"{self.dir}/state", "--guest", f"work:blue:{self.guest}/link",
        )
        self.wait_for(lambda: self.tree()["guests"][0]["connected"], "the guest")

    def start(self, runtime, *command, **more):
        env = dict(self.env, XDG_RUNTIME_DIR=runtime, HOME=runtime, **more.pop("env", {}))
        return subprocess.Popen(command, env=env, stderr=self.log, **more)

    def tree(self):
        answer = subprocess.run(
            [f"{self.build}/compositor/control/mamparo-msg", "tree"],
            env=dict(self.env, XDG_RUNTIME_DIR=self.gui),
            capture_output=True, check=False,
        ).stdout
        return json.loads(answer) if answer else {"guests": [{"connected": False}], "windows": []}

    def wait_for(self, is_there, what):
        for _ in range(400):
            if is_there():
                return
            time.sleep(0.05)
        self.log.seek(0)
        sys.stderr.write(self.log.read())
        sys.exit(f"bench: {what} does not come")

    def painter(self, way, *args):
        """Starts the client. Returns it, and the other processes of its way."""
        command = [f"{self.build}/tests/bench/painter", *[str(arg) for arg in args]]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        local = {"WAYLAND_DISPLAY": "mamparo-0"}
        if way == "direct":
            return self.start(self.gui, *command, env=local, **pipes), []
        if way == "proxy":
            inside = {"WAYLAND_DISPLAY": "wayland-0"}
            return self.start(self.guest, *command, env=inside, **pipes), [self.proxy.pid]
        socket = f"{self.dir}/waypipe"
        if os.path.exists(socket):
            os.unlink(socket)
        options = ["waypipe", "--no-gpu", "--compress", "none", "--socket", socket]
        client = self.start(self.gui, *options, "client", env=local)
        self.wait_for(lambda: os.path.exists(socket), "waypipe's client")
        server = self.start(self.guest, *options, "server", "--", *command, **pipes)
        server.other_end = client
        return server, [client.pid, server.pid]

    def stop_painter(self, process):
        process.stdin.close()
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            pass
        for each in (process, getattr(process, "other_end", None)):
            if each is not None and each.poll() is None:
                for pid in children(each.pid):
                    os.kill(pid, signal.SIGTERM)
                each.wait()
        big = lambda: [w for w in self.tree()["windows"] if w["interior"]["width"] > 100]
        self.wait_for(lambda: not big(), "the end of the window")

    def cpu(self, others):
        """Nanoseconds of all but the client."""
        pids = {self.compositor.pid}
        for pid in others:
            pids.update(children(pid))
        return sum(cpu_ns(pid) for pid in pids if not is_painter(pid))

    def finish(self):
        for process in (self.compositor, self.proxy):
            process.terminate()
            process.wait()
        self.log.close()
        shutil.rmtree(self.dir)


def is_painter(pid):
    try:
        with open(f"/proc/{pid}/comm", encoding="ascii") as file:
            return file.read().strip() == "painter"
    except OSError:
        return False


def pixels_once(desktop, way, percent):
    """CPU seconds and frames a second of one round."""
    process, others = desktop.painter(way, *SIZE, percent, FRAMES)
    if process.stdout.readline() != b"ready\n":
        sys.exit(f"bench: the client does not run: {way}")
    time.sleep(0.2)
    before = desktop.cpu(others)
    process.stdin.write(b"\n")
    process.stdin.flush()
    result = json.loads(process.stdout.readline())
    used = desktop.cpu(others) - before
    desktop.stop_painter(process)
    return used / 1e6 / result["frames"], result["frames"] / result["seconds"]


def pixels(desktop):
    rounds = {(way, percent): [] for way in WAYS for percent in DAMAGE}
    for i in range(ROUNDS):
        for percent in DAMAGE:
            for way in WAYS:
                rounds[way, percent].append(pixels_once(desktop, way, percent))
        print(f"bench: round {i + 1} of {ROUNDS}", file=sys.stderr, flush=True)
    frames = FRAMES * ROUNDS
    print(f"One wl_shm client at {SIZE[0]}x{SIZE[1]}, {frames} frames each, headless, pixman.")
    print("CPU milliseconds a frame (median of rounds), all processes but the client:\n")
    print("| damage | (a) direct | (b) proxy | (c) waypipe | b-a | c-a | (b-a)/(c-a) | fps a | b | c |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for percent in DAMAGE:
        ms = {way: statistics.median(cpu for cpu, _ in rounds[way, percent]) for way in WAYS}
        fps = {way: statistics.median(f for _, f in rounds[way, percent]) for way in WAYS}
        adds, other = ms["proxy"] - ms["direct"], ms["waypipe"] - ms["direct"]
        print(
            f"| {percent} % | {ms['direct']:.2f} | {ms['proxy']:.2f} | {ms['waypipe']:.2f} "
            f"| {adds:.2f} | {other:.2f} | {adds / other:.2f} "
            f"| {fps['direct']:.1f} | {fps['proxy']:.1f} | {fps['waypipe']:.1f} |"
        )


def boxes(desktop):
    return [window["interior"] for window in desktop.tree()["windows"]]


def start_clock(desktop):
    """A small window that changes in each frame: an idle output in memory has no phase."""
    clock, _ = desktop.painter("direct", 16, 16, 100, 100000000)
    clock.stdout.readline()
    clock.stdin.write(b"\n")
    clock.stdin.flush()
    return clock


def latency_once(desktop, way):
    process, _ = desktop.painter(way, *KEYED, 100, 0)
    if process.stdout.readline() != b"ready\n":
        sys.exit(f"bench: the client does not run: {way}")
    desktop.wait_for(lambda: len(boxes(desktop)) == 2, "the window")
    box = next(box for box in boxes(desktop) if box["width"] == KEYED[0])
    output = subprocess.run(
        [f"{desktop.build}/tests/bench/latency", f"{desktop.gui}/mamparo-0",
         str(box["x"] + 300), str(box["y"] + 200), str(KEYS)],
        env=dict(desktop.env, XDG_RUNTIME_DIR=desktop.gui), check=True, stdout=subprocess.PIPE,
    ).stdout
    process.terminate()
    desktop.stop_painter(process)
    return [int(line) / 1000 for line in output.split()]


def percentile(values, percent):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * percent / 100))]


def latency(desktop):
    times = {way: [] for way in WAYS}
    clock = start_clock(desktop)
    for i in range(ROUNDS * 2):
        for way in WAYS:
            times[way] += latency_once(desktop, way)
        print(f"bench: round {i + 1} of {ROUNDS * 2}", file=sys.stderr, flush=True)
    clock.terminate()
    clock.wait()
    print("Milliseconds from an injected key, at a random phase, to the frame with the changed")
    print(f"pixel; {len(times['direct'])} keys each, headless at 60 Hz, pixman:\n")
    print("| way | p50 | p99 | p50 - (a) | p99 - (a) |")
    print("|---|---|---|---|---|")
    for way in WAYS:
        p50, p99 = percentile(times[way], 50), percentile(times[way], 99)
        a50, a99 = percentile(times["direct"], 50), percentile(times["direct"], 99)
        print(f"| {LETTER[way]} {way} | {p50:.2f} | {p99:.2f} | {p50 - a50:+.2f} | {p99 - a99:+.2f} |")


def main():
    kinds = {"latency": latency, "pixels": pixels}
    if len(sys.argv) != 3 or sys.argv[2] not in kinds:
        sys.exit("usage: bench.py BUILD pixels|latency")
    desktop = Desktop(os.path.realpath(sys.argv[1]))
    try:
        kinds[sys.argv[2]](desktop)
    finally:
        desktop.finish()


if __name__ == "__main__":
    main()
