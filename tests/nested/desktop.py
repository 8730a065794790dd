# SPDX-License-Identifier: MIT
"""What is on the desktop of the nested machine, as its compositor says it, and hands on
its keyboard and pointer."""
import json
import time

from guest import Guest
from part import Part
from report import Wrong, must

GUESTS = ("work", "untrusted")
CONFIG = "/var/lib/mamparo/.config/mamparo"  # of the GUI domain
COME = 120  # seconds for what a guest or the desktop does; busy machines are slow
SETTLE = 30
ECHO = 2  # for a key to be seen
FETCH = 0.5  # until the GUI domain has fetched what the emulated tablet says
SAME = 0.995  # of pixels: a cursor may blink


def inner(window):
    box = window["interior"]
    return box["x"], box["y"], box["width"], box["height"]


class Desktop:
    def __init__(self, nested):
        self.nested = nested
        self.gui = Part(nested) if nested.gui == "dom0" else Guest(nested, "gui")

    @property
    def hand(self):
        """There is none before the machine runs."""
        return self.nested.hand

    def call(self, words):
        return self.gui.call(f"XDG_RUNTIME_DIR=/run/mamparo mamparo-msg {words}")

    def ask(self, words):
        """What can be asked again, since a busy machine does not always answer in time."""
        def is_done():
            status, output = self.call(words)
            must(status == 0 or "no answer" in output, f"mamparo-msg {words}: {output}")
            return status == 0

        self.nested.wait_until(is_done, COME, f"an answer to {words}")

    def no_repeat(self):
        """A busy machine holds keys for longer than a person does."""
        self.gui.wait()
        self.gui.run(
            f"install -d {CONFIG} && printf '[keyboard]\\nrepeat-rate = 0\\n' >{CONFIG}/mamparo.conf")
        self.wait_tree(lambda tree: True, COME, "a compositor")
        self.ask("reload")

    def tree(self):
        """None while there is no compositor to answer."""
        status, output = self.call("tree")
        return json.loads(output) if status == 0 else None

    def wait_tree(self, is_so, seconds, what):
        """The tree, once is_so(tree) is true."""
        def look():
            tree = self.tree()
            return tree if tree and is_so(tree) else None

        return self.nested.wait_until(look, seconds, what)

    def windows(self, guest, tree=None):
        return [each for each in (tree or self.tree())["windows"] if each["guest"] == guest]

    def wait_window(self, guest, seconds=COME):
        tree = self.wait_tree(lambda tree: self.windows(guest, tree), seconds,
                              f"a window of {guest}")
        return self.windows(guest, tree)[0]

    def window(self, guest):
        found = self.windows(guest)
        must(found, f"{guest} has no window")
        return found[0]

    def focus(self, guest):
        """By a click into its window, which must lie free."""
        left, top, width, height = inner(self.window(guest))
        self.hand.click(left + width // 2, top + height // 2)
        self.wait_tree(
            lambda tree: any(each["focused"] for each in self.windows(guest, tree)),
            COME, f"the focus of {guest}")

    def type(self, text):
        """Each key waits for the screen to change, or a moment: the emulated keyboard loses
        what a busy domain does not fetch in time."""
        for character in text:
            before = self.nested.screen().rgb
            self.hand.type(character)
            end = time.monotonic() + ECHO
            while self.nested.screen().rgb == before and time.monotonic() < end:
                time.sleep(0.02)

    def rest(self):
        """The pointer to where no border is in any case. Where the tablet is already it
        cannot be moved to, and two moves that nobody has fetched yet are one: a compositor
        that has just begun would hear of none."""
        self.hand.move(220, 400)
        time.sleep(FETCH)
        self.hand.move(200, 400)

    def snap(self, guest, key):
        """To one half of the screen."""
        window = self.window(guest)
        self.ask(f"focus {window['id']}")
        if window["place"] != key:
            self.hand.press("meta_l", key)
        self.wait_tree(lambda tree: self.windows(guest, tree)[0]["place"] == key,
                       COME, f"{guest} in the {key} half")

    def halves(self):
        """Both terminals in view, whatever a case has left behind."""
        for name, key in zip(GUESTS, ("left", "right")):
            self.snap(name, key)

    def settled(self, check, seconds=COME):
        """What check() returns, once it finds nothing wrong; as it says, if it always does."""
        end = time.monotonic() + seconds
        while True:
            try:
                return check()
            except Wrong:
                if time.monotonic() > end:
                    raise
                self.nested.pause()

    def still(self, seconds=SETTLE):
        """A picture of the screen, once it changes no more."""
        last = self.nested.screen()
        taken = [last]

        def same():
            taken.append(self.nested.screen())
            return taken[-1].rgb == taken[-2].rgb and taken[-1]

        for _ in range(5):
            self.nested.pause()
        return self.nested.wait_until(same, seconds, "a screen that does not change")

    def redrawn(self):
        """The screen is the same when all of it is drawn once more: what has changed before
        was drawn, and nothing has stayed. Programs may need a moment to come to rest."""
        self.settled(self.draw_again)

    def is_as(self, shot):
        now = self.nested.screen().rgb
        places = [] if now == shot.rgb else differing(shot.rgb, now, shot.width)
        must(not places, f"{len(places)} pixels of the screen change when all is drawn again,"
                         f" at {places[:4]} to {places[-4:]}")

    def draw_again(self):
        shot = self.still()
        focused = [each["id"] for each in self.tree()["windows"] if each["focused"]]
        self.ask("workspace 2")
        self.nested.wait_until(lambda: self.nested.screen().rgb != shot.rgb, COME,
                               "another workspace")
        self.ask("workspace 1")
        for window in focused:
            self.ask(f"focus {window}")
        # Programs look different with the focus, once they know of it
        self.settled(lambda: self.is_as(shot), SETTLE)

    def shows(self, box, colour, least, seconds=COME):
        """At least so many pixels of a box have a colour."""
        def look():
            shot = self.nested.screen()
            return shot.count(colour, box) >= least and shot

        return self.nested.wait_until(look, seconds, f"the colour {colour} on the screen")


def differing(one, two, width):
    """Where two pictures are not the same."""
    return [(at // 3 % width, at // 3 // width) for at in range(0, len(one), 3)
            if one[at : at + 3] != two[at : at + 3]]


def alike(one, two):
    """How much of two boxes of pixels is the same."""
    same = sum(one[at : at + 3] == two[at : at + 3] for at in range(0, len(one), 3))
    return same / (len(one) // 3)
