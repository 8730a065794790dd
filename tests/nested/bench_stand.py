# SPDX-License-Identifier: MIT
"""What each part of the bench uses: the machine with a GUI domain and one AppVM, the
client in either of them, and the processor time of each domain."""
import json
import os
import shlex
import shutil
import sys
import time

import images
from desktop import COME, Desktop
from guest import Guest
from hvd import Hvd

TOOLS = "bench.erofs"  # in the machine's share
PROGRAMS = ("tests/bench/painter", "tests/bench/shuttle")
PRELOADED = "tests/e2e/decoy.so"
APP, GUI = "work", "gui"
WAYS = (APP, GUI)  # where the client runs
NAMES = {APP: "in an AppVM", GUI: "in the GUI domain"}
# Who runs it, and where its display is
SESSIONS = {
    APP: ("user", "/run/user/1000", "wayland-0"),
    GUI: ("mamparo", "/run/mamparo", "mamparo-0"),
}
REST = 2  # seconds after a window came
GO = "/run/go"  # what the client waits at for a line
CONSOLE = "/dev/hvc0"  # of each domain


def say(text):
    print(f"dev nested: {text}", file=sys.stderr, flush=True)


def percentile(values, percent):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * percent / 100))]


class Stand:
    def __init__(self, nested):
        self.nested = nested
        self.desktop = Desktop(nested)
        self.guests = {GUI: self.desktop.gui, APP: Guest(nested, APP)}
        self.domids = {}  # by name
        self.terminals = {}  # in dom0: the other ends of consoles

    def put_tools(self):
        share = self.nested.path("share")
        images.tools(os.path.join(share, TOOLS), PROGRAMS, [PRELOADED])
        shutil.copy(os.path.join(images.PLAIN, "tests/nested/cputime"), share)
        self.nested.dom0(f"cp /run/share/cputime /tmp; losetup -r /dev/loop0 /run/share/{TOOLS}")

    def boot(self):
        """Until all that is measured can begin: nothing else runs in the AppVM."""
        self.nested.boot()
        self.put_tools()
        hvd = Hvd(self.nested)
        hvd.ask("kill untrusted")
        hvd.start(GUI, APP)
        for name, guest in self.guests.items():
            guest.wait()
            self.nested.dom0(f"xl block-attach {name} phy:/dev/loop0,xvdd,r")
            guest.run("until [ -b /dev/xvdd ]; do sleep 0.1; done")
            guest.run("mount -t erofs -o ro /dev/xvdd /mnt")
            self.domids[name] = int(self.nested.dom0(f"xl domid {name}"))
            tty = f"/local/domain/{self.domids[name]}/console/tty"
            self.terminals[name] = self.nested.dom0(f"xenstore-read {tty}").strip()
        self.desktop.no_repeat()
        self.desktop.wait_window(APP, 2 * COME)
        self.guests[APP].run("systemctl --user -M user@ stop terminal")
        self.no_windows()

    def no_windows(self):
        self.desktop.wait_tree(lambda tree: not tree["windows"], COME, "an empty desk")

    def cpu(self, then=":"):
        """{"clock" or domain: seconds} until now, and then a line of shell in dom0."""
        text = self.nested.dom0(f"/tmp/cputime; {then}")
        times = {key: int(ns) / 1e9 for key, ns in map(str.split, text.splitlines())}
        domids = {"dom0": 0, **self.domids}
        return {"clock": times["clock"], **{n: times[str(i)] for n, i in domids.items()}}


def growth(before, after):
    return {name: after[name] - before[name] for name in before}


class Painter:
    """The client of all benches, tests/bench/painter.c, with a window until stop(),
    however long that takes."""

    def __init__(self, stand, where, *args):
        self.stand = stand
        self.guest = stand.guests[where]
        self.where = where
        self.begin = self.guest.length()
        user, runtime, display = SESSIONS[where]
        words = ["/mnt/bin/painter", *map(str, args)]
        self.guest.run(
            f"rm -f {GO}; mkfifo {GO}; setsid runuser -u {user} --"
            f" env XDG_RUNTIME_DIR={runtime} WAYLAND_DISPLAY={display}"
            f" {shlex.join(words)} 0<>{GO} >>{CONSOLE} 2>&1 &")
        self.guest.expect(r"\bready\r?\n", COME, self.begin)
        time.sleep(REST)

    def go(self):
        """A line for it, with as little work as can be. Returns Stand.cpu() of before."""
        return self.stand.cpu(f"echo 'echo >{GO}' >{self.stand.terminals[self.where]}")

    def result(self, seconds=COME):
        """(what it says when it is done, Stand.cpu() of then)"""
        found = self.guest.expect(r'\{"frames".*?\}', seconds, self.begin)
        return json.loads(found.group(0)), self.stand.cpu()

    def stop(self):
        self.guest.call("pkill -x painter")
