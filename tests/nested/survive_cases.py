# SPDX-License-Identifier: MIT
"""The compositor, or all of the GUI domain, ends at once and begins again."""
import time

from border import COLOURS, channels
from desktop import COME, GUESTS, SAME, alike, inner
from report import must

CONTENT = {"work": (0xC8, 0x1E, 0xBE), "untrusted": (0x1E, 0xBE, 0xB4)}  # of no frame
PASSWORD = "mamparo"  # of the image
LOCKED = (0xFF, 0xFF, 0xFF)  # what the locker shows
PART = (150, 260)  # of an interior from its corner: its lines, not the cursor below them
LEAST = 10000  # pixels of that colour
RESTART = 120  # seconds
AGAIN = 10  # seconds before the password is typed again


def lines(colour):
    """Shell that shows something to be known again."""
    line = f"\\033[48;2;{';'.join(map(str, colour))}m line %02d of it \\033[m\\n"
    return f"printf '\\033[H\\033[2J'; for i in $(seq 20); do printf '{line}' $i; done"


class SurviveCases:
    def __init__(self, world):
        self.world = world
        self.desktop = world.desktop
        self.nested = world.nested
        self.report = world.report
        self.pictures = 0
        self.before = {}  # name: what its window showed

    def contents(self, name):
        """Of its window, which is brought to the front."""
        window = self.desktop.window(name)
        self.desktop.ask(f"focus {window['id']}")
        shot = self.desktop.still()
        left, top, _, _ = inner(window)
        return shot.box(left, top, *PART)

    def fill(self):
        self.desktop.halves()
        for name in GUESTS:
            self.world.guests[name].show(lines(CONTENT[name]))
            self.desktop.shows(inner(self.desktop.window(name)), CONTENT[name], LEAST)
        self.desktop.rest()
        self.before = {name: self.contents(name) for name in GUESTS}
        self.programs = {name: self.pids(name) for name in GUESTS}

    def pids(self, name):
        return self.world.guests[name].run("pgrep -u user -l -x 'foot|bash'")

    def back(self):
        """All of it is there again, from the same programs."""
        for name in GUESTS:
            self.desktop.wait_window(name)
        self.desktop.rest()
        for name in GUESTS:
            same = self.desktop.settled(lambda: self.check_contents(name))
            self.report.note(f"{name}: {same:.2%} of its content is as it was")
            must(self.pids(name) == self.programs[name], f"{name}: other programs than before")
        self.report.shot("back")

    def check_contents(self, name):
        same = alike(self.before[name], self.contents(name))
        must(same >= SAME, f"{name}: only {same:.1%} of its content is as it was")
        return same

    def restarts(self):
        text = self.desktop.gui.run("systemctl show -P NRestarts mamparo-compositor")
        return int(text)

    def kill(self):
        """kill -9, until there is another."""
        count = self.restarts()
        self.desktop.gui.run("kill -9 $(pidof mamparo-compositor)")
        return count

    def look(self):
        """A picture of a locked screen: nothing of a guest in it."""
        shot = self.nested.screen()
        self.pictures += 1
        colours = list(CONTENT.values()) + [channels(COLOURS[c][0]) for c in ("blue", "red")]
        for colour in colours:
            count = shot.count(colour)
            if count:
                self.report.shot("leak")
            must(count == 0, f"{count} pixels of {colour} in picture {self.pictures}")
        return shot

    def look_until(self, is_so, seconds, what):
        self.nested.wait_until(lambda: is_so(self.look()), seconds, what)

    def is_locked(self, shot):
        return shot.count(LOCKED) > shot.width * shot.height * 9 // 10

    def look_for(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.look()

    def unlock(self):
        """More than once: while the locker asks about a word it takes no other."""
        tried = []

        def is_open(tree):
            if tree["locked"] and (not tried or time.monotonic() > tried[-1] + AGAIN):
                self.desktop.hand.press("esc")
                self.desktop.type(f"{PASSWORD}\n")
                tried.append(time.monotonic())
            return not tree["locked"]

        self.desktop.wait_tree(is_open, COME, "the end of the lock")
        self.report.note(f"unlocked by the password, said {len(tried)} times")

    def wait_locked(self):
        self.desktop.wait_tree(lambda tree: tree["locked"], RESTART, "the lock")

    def killed(self):
        """Not locked: what ends so begins locked, and the user unlocks."""
        self.fill()
        count = self.kill()
        self.wait_locked()
        must(self.restarts() == count + 1, "systemd has not started it again once")
        self.look_until(self.is_locked, RESTART, "a locker")
        self.report.shot("locked")
        self.unlock()
        self.back()

    def killed_locked(self):
        if not self.before:
            self.fill()
        self.desktop.hand.press("meta_l", "l")
        self.wait_locked()
        self.nested.wait_until(
            lambda: self.is_locked(self.nested.screen()), COME, "the locker")
        self.pictures = 0
        self.look_for(2)
        start = self.desktop.gui.length()
        count = self.restarts()
        self.desktop.gui.type("kill -9 $(pidof mamparo-compositor)")
        self.nested.wait_until(
            lambda: self.look() and "untrusted: connected" in
            self.nested.console("gui")[start:], RESTART, "the guests' links")
        self.look_until(self.is_locked, RESTART, "a locker")
        must(self.restarts() == count + 1, "systemd has not started it again once")
        self.look_for(3)
        must(self.desktop.tree()["locked"], "it is not locked any more")
        self.desktop.type("wrong\n")
        self.look_for(3)
        self.report.shot("locked")
        must(self.desktop.tree()["locked"], "another word unlocks it")
        self.report.note(f"{self.pictures} pictures of the locked screen")
        self.unlock()
        self.back()

    def created_again(self):
        if not self.before:
            self.fill()
        self.nested.dom0("xl destroy gui")
        began = time.monotonic()
        start = self.desktop.gui.length()
        self.world.hvd.wait("gui", "crashed")
        self.world.hvd.start("gui")
        self.desktop.gui.wait()
        for name in GUESTS:
            self.desktop.wait_window(name, 2 * COME)
        self.report.note(f"all is back after {time.monotonic() - began:.0f} s")
        must(self.nested.console("gui")[start:].count(": connected") >= 2, "who has connected?")
        self.back()

    def cases(self):
        return [
            ("a compositor that is killed comes back with all windows", self.killed),
            ("killed while locked it stays locked, and shows nothing", self.killed_locked),
            ("a new GUI domain gets all windows", self.created_again),
        ]
