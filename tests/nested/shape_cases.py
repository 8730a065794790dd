# SPDX-License-Identifier: MIT
"""The user moves and shapes a window, and a program opens a menu: the picture follows."""
import time

from border import BORDER, TITLE, Border, check_popups
from desktop import COME

MOVED = (120, 90)  # pixels that a window is dragged by
SHRUNK = (-80, -60)
BAR = 300  # pixels from a frame's left end, where its title bar can be taken
PROGRAM = "gtk4-widget-factory"
BUTTON = (151, 23)  # from the upper right corner of its window to its menu's button
AGAIN = 15  # seconds before it is clicked again
START = 180  # seconds until it has a window


def is_near(now, before, by):
    """A frame has moved so far; a tablet's steps are not quite a pixel."""
    return max(abs(now["x"] - before["x"] - by[0]), abs(now["y"] - before["y"] - by[1])) <= 2


class ShapeCases:
    def __init__(self, world):
        self.world = world
        self.desktop = world.desktop
        self.report = world.report

    def window(self):
        return self.desktop.window("work")

    def seen(self, name, is_so):
        """Once the compositor says that it is so, the screen shows it."""
        self.desktop.wait_tree(lambda tree: is_so(self.desktop.windows("work", tree)[0]),
                               COME, name)
        self.desktop.rest()
        self.desktop.settled(
            lambda: Border(self.desktop.still(), self.world.build, self.window()).check())
        self.report.shot(name)

    def drag(self, start, by):
        self.desktop.hand.drag(start, (start[0] + by[0], start[1] + by[1]))

    def moved(self):
        """Out of its half, which gives it back the size that it had, and once more."""
        self.desktop.focus("work")
        frame = self.window()["frame"]
        self.drag((frame["x"] + BAR, frame["y"] + TITLE // 2), MOVED)
        self.seen("out", lambda window: window["place"] == "floating")
        frame = self.window()["frame"]
        self.drag((frame["x"] + BAR, frame["y"] + TITLE // 2), (-20, MOVED[1]))
        self.seen("moved", lambda window: is_near(window["frame"], frame, (-20, MOVED[1])))

    def resized(self):
        frame = self.window()["frame"]
        right, bottom = frame["x"] + frame["width"], frame["y"] + frame["height"]
        self.drag((right - BORDER // 2, bottom - BORDER // 2), SHRUNK)
        most = frame["width"] + SHRUNK[0] // 2  # a terminal's sizes are those of its letters
        self.seen("smaller", lambda window: window["frame"]["width"] < most)

    def filled(self):
        for name, keys in (("maximized", ("meta_l", "up")), ("fullscreen", ("meta_l", "f"))):
            self.desktop.hand.press(*keys)
            self.seen(name, lambda window, place=name: window["place"] == place)
            self.desktop.hand.press(*keys)
            self.seen(f"after-{name}", lambda window, place=name: window["place"] != place)

    def check_menu(self):
        popups = self.desktop.tree()["popups"]
        check_popups(self.world.nested.screen(), popups, "untrusted", "red")

    def program(self):
        """Its window, in front; parts of it always move."""
        self.world.guests["untrusted"].run(f"as-user {PROGRAM}")

        def others(tree):
            windows = self.desktop.windows("untrusted", tree)
            return [each for each in windows if each["app_id"] != "foot"]

        tree = self.desktop.wait_tree(others, START, PROGRAM)
        self.desktop.ask(f"focus {others(tree)[0]['id']}")
        self.desktop.rest()

    def open_menu(self):
        """By its button. A program that has only just come may not take the first click."""
        box = self.desktop.windows("untrusted")[0]["interior"]
        clicked = []

        def is_open(tree):
            if not tree["popups"] and (not clicked or time.monotonic() > clicked[-1] + AGAIN):
                self.desktop.hand.click(box["x"] + box["width"] - BUTTON[0], box["y"] + BUTTON[1])
                clicked.append(time.monotonic())
            return tree["popups"]

        self.desktop.wait_tree(is_open, COME, "a menu")

    def menu(self):
        try:
            self.program()
            self.open_menu()
            self.desktop.rest()
            self.desktop.settled(self.check_menu)
            self.report.shot("menu")
            self.desktop.hand.press("esc")
            self.desktop.wait_tree(lambda tree: not tree["popups"], COME, "the end of the menu")
        finally:
            self.world.guests["untrusted"].call(f"pkill {PROGRAM[:15]}")
        self.desktop.wait_tree(
            lambda tree: len(self.desktop.windows("untrusted", tree)) == 1, COME, "its end")

    def cases(self):
        return [
            ("a window that is dragged is followed by its border", self.moved),
            ("and one that is resized", self.resized),
            ("maximised and fullscreen windows keep border and label", self.filled),
            ("a program's menu has its label's border", self.menu),
        ]
