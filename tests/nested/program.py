# SPDX-License-Identifier: MIT
"""A program in a guest, with one window: started, pointed at, and looked at."""
import time

from border import check_popups
from desktop import COME, inner
from report import must

HOME = "/home/user"
START = 300  # seconds until it has a window
PAUSE = 3
CLICKS = 5  # of the wheel


class Program:
    def __init__(self, world, guest, app, aside):
        self.desktop = world.desktop
        self.nested = world.nested
        self.report = world.report
        self.guest = world.guests[guest]
        self.app = app  # a part of the name that it gives to its windows
        self.column = aside  # of its window, where the pointer is in nobody's way

    def put(self, name, text):
        """A file of the user."""
        self.guest.run(f"cd {HOME} && install -D -o user -g user /dev/null {name} &&"
                       f" cat >{name} <<'end'\n{text}\nend\n")

    def windows(self, tree):
        return [each for each in tree["windows"] if self.app in each["app_id"]]

    def window(self):
        tree = self.desktop.tree()
        must(tree, "the compositor does not answer")
        found = self.windows(tree)
        must(found, f"{self.app} has no window")
        return found[0]

    def start(self, words):
        """Until it has a window, which is in front."""
        def come(tree):
            found = self.windows(tree)
            if not found:
                time.sleep(PAUSE)  # to ask takes the processor from it
            return found

        self.guest.run(f"as-user {words}")
        tree = self.desktop.wait_tree(come, START, f"a window of {self.app}")
        self.desktop.ask(f"focus {self.windows(tree)[0]['id']}")

    def close(self):
        """By its frame's button, as it were."""
        self.desktop.ask(f"close {self.window()['id']}")
        self.desktop.wait_tree(lambda tree: not self.windows(tree), COME, f"{self.app}'s end")

    def aside(self):
        """Where it is already the pointer cannot be moved to."""
        left, top, width, height = inner(self.window())
        for y in (height // 2 + 20, height // 2):
            self.desktop.hand.move(left + self.column % width, top + y)

    def wheel(self, way):
        for _ in range(CLICKS):
            self.desktop.hand.button(f"wheel-{way}", True)
            self.desktop.hand.button(f"wheel-{way}", False)
            self.nested.pause()

    def seen(self, name, look, is_so, seconds=COME):
        """What look(picture) returns, once is_so(that). Then all that is on the screen is as
        it would be if it was new."""
        def check(shot):
            found = look(shot)
            must(is_so(found), f"{name}: {found}")
            return found

        self.aside()
        self.desktop.settled(lambda: check(self.nested.screen()), seconds)
        found = self.desktop.settled(lambda: check(self.desktop.still()))
        self.desktop.redrawn()
        self.report.shot(name)
        self.report.note(f"{name}: {found}")
        return found

    def popup(self, name):
        """One is open, with its border."""
        def check():
            popups = self.desktop.tree()["popups"]
            check_popups(self.desktop.still(), popups, self.guest.name, self.window()["colour"])

        self.desktop.wait_tree(lambda tree: tree["popups"], COME, name)
        self.aside()
        self.desktop.settled(check)
        self.report.shot(name)

    def closed(self, name):
        self.desktop.wait_tree(lambda tree: not tree["popups"], COME, f"the end of the {name}")

    def menu(self, x, y):
        """By a right click there; it is not used."""
        self.desktop.hand.click(x, y, "right")
        self.popup("menu")
        self.desktop.hand.press("esc")
        self.closed("menu")
