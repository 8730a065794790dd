# SPDX-License-Identifier: MIT
"""A GTK program with a long text: the picture follows it."""
import bars
from desktop import inner
from program import CLICKS, HOME, Program

PROGRAM = "gtk4-print-editor"
APP = "PrintEditor"  # in the name of its windows
EDGE = 30  # pixels: its menu above the text, its line below
FREE = 40  # beside the text, or more


class EditorCases:
    def __init__(self, world):
        self.desktop = world.desktop
        self.editor = Program(world, "untrusted", APP, -FREE // 2)

    def text(self):
        """Where it shows its text."""
        left, top, width, height = inner(self.editor.window())
        return left, top + EDGE, width - FREE, height - 2 * EDGE

    def seen(self, name, is_so):
        """By how many pixels it is scrolled, once is_so(that)."""
        return self.editor.seen(name, lambda shot: bars.look(shot, self.text()), is_so)

    def scrolled(self):
        """By the wheel and by keys."""
        self.editor.guest.run(bars.shell(f"{HOME}/bars.txt"))
        self.editor.start(f"{PROGRAM} {HOME}/bars.txt")
        self.desktop.hand.press("ctrl", "home")
        first = self.seen("text", lambda offset: offset <= EDGE)
        self.editor.wheel("down")
        down = self.seen("wheel-down", lambda offset: offset >= first + CLICKS * 10)
        self.editor.wheel("up")
        self.seen("wheel-up", lambda offset: offset < down)
        self.desktop.hand.press("pgdn")
        down = self.seen("key-pgdn", lambda offset: offset > first)
        self.desktop.hand.press("pgup")
        self.seen("key-pgup", lambda offset: offset < down)

    def popups(self):
        left, top, width, height = self.text()
        self.editor.menu(left + width // 2, top + height // 2)
        self.seen("after-menu", lambda offset: True)
        self.editor.close()

    def cases(self):
        return [
            ("the text of a GTK program scrolls by the wheel and by keys", self.scrolled),
            ("and its menu has a border, and leaves nothing behind", self.popups),
        ]
