# SPDX-License-Identifier: MIT
"""A hand on the keyboard and the pointer that QEMU emulates, on USB."""
import time

AXIS_MAX = 32767
PLAIN = {
    " ": "spc", "\n": "ret", "\t": "tab", "-": "minus", "=": "equal", "[": "bracket_left",
    "]": "bracket_right", ";": "semicolon", "'": "apostrophe", "`": "grave_accent",
    "\\": "backslash", ",": "comma", ".": "dot", "/": "slash",
}
SHIFTED = dict(zip('!@#$%^&*()_+{}:"~|<>?', "1234567890-=[];'`\\,./"))


def key_of(character):
    """(QEMU's name of the key, whether with Shift), on a US keyboard."""
    if character in SHIFTED:
        return key_of(SHIFTED[character])[0], True
    if character in PLAIN:
        return PLAIN[character], False
    return character.lower(), character.isupper()


class Hand:
    def __init__(self, qmp, width, height):
        self.qmp = qmp
        self.width = width
        self.height = height

    def send(self, *events):
        self.qmp.command("input-send-event", events=list(events))

    def key(self, name, down):
        key = {"type": "qcode", "data": name}
        self.send({"type": "key", "data": {"key": key, "down": down}})

    def press(self, *names):
        """Keys down in this order and up in the other: press("meta_l", "ret")."""
        for name in names:
            self.key(name, True)
        for name in reversed(names):
            self.key(name, False)

    def type(self, text, pause=0.02):
        """The emulated keyboard keeps few events, so they need a little time."""
        for character in text:
            name, shift = key_of(character)
            self.press(*(["shift"] if shift else []), name)
            time.sleep(pause)

    def move(self, x, y):
        """To a pixel of the screen."""
        self.send(
            {"type": "abs", "data": {"axis": "x", "value": x * AXIS_MAX // (self.width - 1)}},
            {"type": "abs", "data": {"axis": "y", "value": y * AXIS_MAX // (self.height - 1)}},
        )

    def button(self, name, down):
        """left, middle, right, wheel-up, wheel-down"""
        self.send({"type": "btn", "data": {"button": name, "down": down}})

    def click(self, x, y, name="left"):
        self.move(x, y)
        time.sleep(0.05)
        self.button(name, True)
        time.sleep(0.05)
        self.button(name, False)

    def drag(self, start, end, steps=10, name="left", pause=0.05):
        """The tablet makes one event of a button and the moves behind it, if nobody fetches
        the button within the pause: the press is then where they end."""
        self.move(*start)
        time.sleep(pause)
        self.button(name, True)
        time.sleep(pause)
        for step in range(1, steps + 1):
            self.move(*(a + (b - a) * step // steps for a, b in zip(start, end)))
            time.sleep(0.03)
        time.sleep(pause)
        self.button(name, False)
