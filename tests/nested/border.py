# SPDX-License-Identifier: MIT
"""Whether a window's border stands on the screen as its label wants it: colour, pattern,
name and title. Patterns are worked out here a second time, from what compositor/desk
says of them; text is drawn by the compositor's own code, in a program of its own."""
import os
import subprocess
import tempfile

import picture
from report import must

BORDER = 4  # FRAME_BORDER
TITLE = 26  # FRAME_TITLE
POPUP_BORDER = 3  # FRAME_POPUP_BORDER
PERIOD = 8  # STRIP_PERIOD and SKIN_SWATCH_PERIOD
NAME_LEFT = TITLE + 8
PADDING = 8
TEXT_TOP = BORDER + 1
TEXT_HEIGHT = 20
BUTTONS = 3 * 28
FOCUS = 2  # the line below the title of the window that has the keyboard
SAMPLES = 4
NEAR = 2  # of 255: how far a pixel may be off, where colours are mixed
IDLE_GROUND, IDLE_TEXT = 0xDFE1E5, 0x5A5E66

COLOURS = {  # base, second, text, and where in its square a point has the second colour
    "blue": (0x1D5FC4, 0x133F86, 0xFFFFFF, lambda x, y: 0.25 <= x < 0.75),
    "red": (0xB3201C, 0x7D100E, 0xFFFFFF, lambda x, y: (x + y) % 1 < 0.5),
    "yellow": (0xF5E04A, 0xCDB000, 0x000000,
               lambda x, y: (x - 0.5) ** 2 + (y - 0.5) ** 2 < 0.35**2),
}


def channels(colour):
    return colour >> 16 & 255, colour >> 8 & 255, colour & 255


def mix(a, b, part):
    return tuple(int(p + (q - p) * part + 0.5) for p, q in zip(channels(a), channels(b)))


def is_near(a, b, most=NEAR):
    return all(abs(p - q) <= most for p, q in zip(a, b))


def tile(colour):
    """{(x, y): pixel} of one period of a label's pattern."""
    base, second, _, inside = COLOURS[colour]
    steps = [(step + 0.5) / SAMPLES for step in range(SAMPLES)]
    found = {}
    for x in range(PERIOD):
        for y in range(PERIOD):
            hits = sum(inside((x + i) / PERIOD, (y + j) / PERIOD) for i in steps for j in steps)
            found[x, y] = mix(base, second, hits / SAMPLES**2)
    return found


def lettering(build, bold, ink, ground, text):
    """A picture of a line of text on a ground, as the compositor draws it."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "line.ppm")
        program = os.path.join(build, "tests/nested/lettering")
        words = [program, "bold" if bold else "plain", f"{ink:06x}", f"{ground:06x}", text, path]
        subprocess.run(words, check=True)
        return picture.Picture(path)


def hexadecimal(pixel):
    return pixel[0] << 16 | pixel[1] << 8 | pixel[2]


class Pattern:
    """Parts of a frame on a picture of the screen that have its label's pattern."""

    def __init__(self, shot, name, colour, frame):
        self.shot = shot
        self.name = name
        self.frame = frame
        self.tile = tile(colour)
        self.compared = 0

    def fault(self, what, wrong, of):
        must(wrong == 0, f"{self.name}: {what}: {wrong} of {of} pixels are not as they should be")
        self.compared += of

    def pattern(self, what, box, origin):
        """The pattern fills a box; both are relative to the frame's corner."""
        left, top, width, height = box
        wrong = 0
        for y in range(top, top + height):
            for x in range(left, left + width):
                wanted = self.tile[(x - origin[0]) % PERIOD, (y - origin[1]) % PERIOD]
                seen = self.shot.pixel(self.frame["x"] + x, self.frame["y"] + y)
                wrong += not is_near(seen, wanted)
        self.fault(what, wrong, width * height)

    def sides(self, border, corner):
        """All four, but for a square at the upper left."""
        width, height = self.frame["width"], self.frame["height"]
        right, bottom = width - border, height - border
        self.pattern("the upper side", (corner, 0, width - corner, border), (0, 0))
        self.pattern("the left side", (0, corner, border, bottom - corner), (0, border))
        self.pattern("the right side", (right, border, border, bottom - border), (right, border))
        self.pattern("the lower side", (0, bottom, width, border), (0, bottom))


class PopupBorder(Pattern):
    """Of a popup, as `mamparo-msg tree` tells of it."""

    def __init__(self, shot, popup, colour):
        frame = dict(popup["interior"])
        for place, size in (("x", "width"), ("y", "height")):
            frame[place] -= POPUP_BORDER
            frame[size] += 2 * POPUP_BORDER
        super().__init__(shot, popup["guest"], colour, frame)

    def check(self):
        """Wrong if it is not there, all of it. Returns how many pixels were compared."""
        self.sides(POPUP_BORDER, POPUP_BORDER)
        return self.compared


def check_popups(shot, popups, guest, colour):
    """There are some; all are this guest's, and have its border."""
    must(popups, "no menu is open")
    for popup in popups:
        must(popup["guest"] == guest, f"a menu of {popup['guest']}")
        PopupBorder(shot, popup, colour).check()


class Border(Pattern):
    """Of one window, as `mamparo-msg tree` tells of it."""

    def __init__(self, shot, build, window):
        super().__init__(shot, window["guest"], window["colour"], window["frame"])
        self.build = build
        self.window = window
        self.base, self.second, self.text, _ = COLOURS[window["colour"]]

    def ground(self):
        if not self.window["focused"]:
            return IDLE_GROUND
        return hexadecimal(mix(self.base, 0 if self.text else 0xFFFFFF, 0.25))

    def line(self, what, left, width, line):
        """A line of text stands there, from its beginning, as far as there is room."""
        height = TEXT_HEIGHT - (FOCUS if self.window["focused"] else 0)
        wrong = 0
        for y in range(height):
            for x in range(width):
                seen = self.shot.pixel(self.frame["x"] + left + x, self.frame["y"] + TEXT_TOP + y)
                wrong += not is_near(seen, line.pixel(x, y), 2 * NEAR)
        self.fault(what, wrong, width * height)

    def bar(self):
        """Name and title."""
        name = lettering(self.build, True, self.text, self.base, self.window["guest"])
        self.line("the name", NAME_LEFT, name.width, name)
        left = NAME_LEFT + name.width + 2 * PADDING
        room = self.frame["width"] - BORDER - BUTTONS - PADDING - left
        ink = self.text if self.window["focused"] else IDLE_TEXT
        title = lettering(self.build, False, ink, self.ground(), self.window["title"])
        must(title.width <= room, f"there is no room for '{self.window['title']}'")
        self.line("the title", left, title.width, title)
        # And nothing after it
        rest = self.shot.box(self.frame["x"] + left + title.width, self.frame["y"] + TEXT_TOP,
                             room - title.width, TEXT_HEIGHT - FOCUS)
        plain = bytes(channels(self.ground())) * (len(rest) // 3)
        self.fault("after the title", 0 if rest == plain else len(rest) // 3, len(rest) // 3)

    def check(self):
        """Wrong if it is not there, all of it. Returns how many pixels were compared."""
        self.pattern("the square before the name", (0, 0, TITLE, TITLE), (0, 0))
        self.sides(BORDER, TITLE)
        self.bar()
        return self.compared
