# SPDX-License-Identifier: MIT
"""Who gets what the user does with the emulated USB keyboard and tablet."""
import json

from desktop import COME, GUESTS, inner
from report import must

TRACE = "/run/user/1000/input"  # see World.trace
POINTER = ("pointer_motion", "pointer_button", "pointer_axis")


def other(name):
    return GUESTS[1 - GUESTS.index(name)]


class InputCases:
    def __init__(self, world):
        self.world = world
        self.desktop = world.desktop
        self.report = world.report

    def records(self, name):
        """All input that a guest has been sent."""
        lines = self.world.guests[name].run(f"cat {TRACE}").splitlines()
        return [json.loads(line) for line in lines]

    def during(self, name, act, is_done):
        """What the guests are sent by an act, once is_done(records of `name`)."""
        before = {each: len(self.records(each)) for each in GUESTS}
        act()
        self.world.nested.wait_until(
            lambda: is_done(self.records(name)[before[name]:]), COME, f"input in {name}")
        sent = {each: self.records(each)[before[each]:] for each in GUESTS}
        for each in GUESTS:
            lines = "".join(f"{json.dumps(record)}\n" for record in sent[each])
            self.report.keep(f"{name}-sent-{each}.txt", lines)
        must(not any("lost" in record for record in sent[name]), "the record has gaps")
        rest = [record["record"] for record in sent[other(name)]]
        must(not rest, f"{other(name)} was sent {rest}")
        return sent[name]

    def keys(self, name):
        word = f"typed-in-{name}"
        line = f"echo {word} >/tmp/typed\n"
        self.desktop.focus(name)

        def is_done(records):
            ups = [each for each in records if each["record"] == "key" and not each["pressed"]]
            return len(ups) >= len(line) + 1  # and Shift

        sent = self.during(name, lambda: self.desktop.type(line), is_done)
        keys = [each["key"] for each in sent if each["record"] == "key" and each["pressed"]]
        must(len(keys) == len(line) + 1, f"{len(keys)} keys for {len(line)} characters and Shift")
        read = self.world.guests[name].run("cat /tmp/typed; rm /tmp/typed").strip()
        must(read == word, f"{name} got '{read}'")
        status, _ = self.world.guests[other(name)].call("test -e /tmp/typed")
        must(status != 0, f"{other(name)} got it too")
        self.report.shot(name)

    def typing(self):
        for name in GUESTS:
            self.keys(name)

    def pointer(self, name):
        left, top, width, height = inner(self.desktop.window(name))
        self.desktop.focus(name)

        def act():
            for step in range(1, 6):
                self.desktop.hand.move(left + width * step // 6, top + height * step // 6)
            self.desktop.hand.click(left + width // 2, top + height // 3)
            self.desktop.hand.button("wheel-down", True)
            self.desktop.hand.button("wheel-down", False)

        def is_done(records):
            kinds = [each["record"] for each in records]
            return "pointer_axis" in kinds and kinds.count("pointer_button") >= 2

        kinds = [each["record"] for each in self.during(name, act, is_done)]
        for kind in POINTER:
            must(kind in kinds, f"{name} was sent no {kind}")

    def pointing(self):
        for name in GUESTS:
            self.pointer(name)

    def super_key(self):
        """What is pressed with Super is the GUI domain's."""
        self.desktop.focus("work")
        before = {each: len(self.records(each)) for each in GUESTS}
        self.desktop.hand.press("meta_l", "j")
        self.desktop.hand.press("k")

        def keys_sent():
            records = self.records("work")[before["work"]:]
            return [each["key"] for each in records if each["record"] == "key"]

        self.world.nested.wait_until(lambda: len(keys_sent()) >= 2, COME, "the key after it")
        keys = set(keys_sent())
        must(keys == {37}, f"work was sent the keys {keys}, and only K is its")
        must(len(self.records("untrusted")) == before["untrusted"], "untrusted was sent something")
        self.desktop.hand.press("ctrl", "u")

    def cases(self):
        return [
            ("what is typed arrives in the focused VM and nowhere else", self.typing),
            ("what the pointer does arrives in the VM below it and nowhere else", self.pointing),
            ("no VM is sent Super, or what is pressed with it", self.super_key),
        ]
