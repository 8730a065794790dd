#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_whole_gui.py HVD XEN COMMAND AGENT: all of hvd, as in test_whole.py, with a GUI domain that is
written by hand: what it hears of VMs, what it may ask, and what that costs if it does wrong."""
import os
import signal
import socket
import struct
import sys

from test_whole import PATIENCE, check, main

HEADER = struct.Struct("<IIII")  # code, size, elements, zero
HELLO, ASK, WELCOME, VM, REMOVED, TOLD, ANSWER = 16, 17, 64, 65, 66, 67, 68
MAGIC = 0x444D414D
KILL, PAUSE, START, STOP = range(4)  # enum admin_verb
STATES = ("blocked", "crashed", "defined", "paused", "running", "starting", "stopped", "stopping")
RED, BLUE = 1, 6  # labels


def padded(data):
    return data + bytes(-len(data) % 8)


def record(code, numbers, tail=b""):
    head = padded(struct.pack(f"<{len(numbers)}I", *numbers)) + padded(tail)
    return HEADER.pack(code, HEADER.size + len(head), len(tail), 0) + head


class Gui:
    """The compositor of that domain, to which hvd connects."""

    def __init__(self, whole, domid):
        self.path = f"{whole.folder}/agents/{domid}.admin"
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(self.path)
        self.listener.listen(1)
        self.listener.settimeout(PATIENCE)
        self.link = None
        self.vms = {}  # name: (state, domid, label, place)
        self.answers = {}  # id: (done, reason)

    def accept(self):
        self.link, _ = self.listener.accept()
        self.link.settimeout(PATIENCE)
        self.link.sendall(record(HELLO, (MAGIC, 1, 1, 0)))
        check(self.read()[0] == WELCOME, "hvd greets")
        self.vms = {}
        while self.take() != TOLD:
            pass

    def bytes(self, count):
        data = b""
        while len(data) < count:
            more = self.link.recv(count - len(data))
            if not more:
                raise EOFError
            data += more
        return data

    def read(self):
        """Code, body and tail's length."""
        code, size, count, _ = HEADER.unpack(self.bytes(HEADER.size))
        return code, self.bytes(size - HEADER.size), count

    def take(self):
        """One record; its code."""
        code, body, count = self.read()
        if code == VM:
            state, domid, label = struct.unpack_from("<III", body)
            name, *place, _ = body[16 : 16 + count].decode().split("\0")
            self.vms[name] = (STATES[state], domid, label, "".join(place))
        elif code == REMOVED:
            self.vms.pop(body[:count].decode())
        elif code == ANSWER:
            number, done = struct.unpack_from("<II", body)
            self.answers[number] = (done, body[8 : 8 + count].decode())
        return code

    def wait(self, is_so, what):
        while not is_so():
            try:
                self.take()
            except TimeoutError:
                check(False, f"not in time: {what}; {self.vms}")

    def state(self, name, state):
        self.wait(lambda: self.vms.get(name, ("",))[0] == state, f"{name} is {state}")

    def say(self, data):
        self.link.sendall(data)

    def ask(self, number, verb, name):
        """Done or not, and why."""
        self.answers.pop(number, None)
        self.say(record(ASK, (number, verb), name.encode()))
        self.wait(lambda: number in self.answers, f"an answer about {name}")
        return self.answers[number]

    def is_cut(self):
        try:
            while True:
                self.take()
        except (EOFError, ConnectionError):
            return True

    def end(self):
        for sock in (self.link, self.listener):
            sock.close()
        os.unlink(self.path)


def begin(whole):
    """A GUI domain that runs, and a VM that is not started yet."""
    whole.write("definitions/gui.conf", "class = gui\ntemplate = debian\n")
    whole.define("work", label="red")
    whole.ask("start", "gui")
    gui = Gui(whole, whole.domains()["gui"][0][0])
    gui.accept()
    return gui


def told(whole):
    gui = begin(whole)
    check(gui.vms["work"] == ("defined", 0, RED, ""), gui.vms)
    check(gui.vms["gui"] == ("running", 0, 0, ""), gui.vms)
    whole.ask("start", "work")
    work = whole.domains()["work"][0][0]
    gui.state("work", "running")
    check(gui.vms["work"] == ("running", work, RED, f"{whole.folder}/agents/{work}.gui"), gui.vms)
    whole.ask("pause", "work")
    gui.state("work", "paused")
    check(gui.vms["work"][1] == work, gui.vms)
    whole.ask("resume", "work")
    gui.state("work", "running")
    whole.ask("label", "work", "blue")  # which holds from its next domain on
    whole.ask("kill", "work")
    gui.state("work", "stopped")
    check(gui.vms["work"] == ("stopped", 0, BLUE, ""), gui.vms)
    whole.ask("remove", "--yes", "work")
    gui.wait(lambda: "work" not in gui.vms, "it is removed")
    gui.end()


def asked(whole):
    gui = begin(whole)
    check(gui.ask(1, START, "work") == (1, ""), gui.answers)
    check(whole.state("work") == "running", whole.states())
    check(gui.ask(1, PAUSE, "work") == (1, ""), gui.answers)
    check(whole.domains()["work"][0][1] == 1, "it is paused")
    check(gui.ask(2, START, "work")[0] == 0, "that lets nothing go on")
    check(gui.ask(3, STOP, "work") == (1, ""), gui.answers)
    check("work" not in whole.domains(), whole.domains())
    check(gui.ask(4, KILL, "other") == (0, "there is no VM other"), gui.answers)
    gui.say(record(ASK, (5, STOP), b"gui"))  # it may end itself, and its link with it
    check(gui.is_cut(), "it ends")
    whole.wait(lambda: whole.state("gui") == "stopped", whole.states())
    gui.end()
    whole.agree()


def hostile(whole):
    gui = begin(whole)
    whole.ask("start", "work")
    bad = [record(ASK, (1, verb), b"work") for verb in (4, 5, 0xFFFFFFFF)]
    bad += [record(ASK, (1, KILL), name) for name in (b"../work", b"", b"dom0", b"work\0")]
    bad += [record(ASK, (number, KILL), b"work") for number in (0, 9)]
    bad += [record(VM, (0, 0, 0), b"work\0"), record(HELLO, (MAGIC, 1, 1, 0)), b"\0" * 64, b"\xff" * 64]
    for data in bad:
        gui.say(data)
        check(gui.is_cut(), f"{data} is no fault")
        gui.accept()  # and hvd comes again, later each time
    check(whole.state("work") == "running", whole.states())
    gui.end()
    whole.agree()


def floods(whole):
    gui = begin(whole)
    domid = whole.domains()["gui"][0][0]
    ask = record(ASK, (1, PAUSE), b"work")
    try:
        gui.link.settimeout(1)
        for _ in range(20000):
            gui.say(ask)
    except (OSError, TimeoutError):
        pass  # it was cut: an id is in use
    gui.link.close()
    whole.ask("start", "work")
    check(whole.domains()["gui"][0][0] == domid, whole.domains())
    gui.accept()
    check(gui.vms["work"][0] == "running", gui.vms)
    gui.end()
    whole.agree()


def killed(whole):
    gui = begin(whole)
    whole.ask("start", "work")
    for _ in range(2):
        os.kill(whole.children(whole.hvd.pid)["peer"], signal.SIGKILL)
        check(gui.is_cut(), "that process had the link")
        gui.accept()
        check(gui.vms["work"][0] == "running", gui.vms)
    whole.hvd.kill()
    whole.hvd.wait()
    check(gui.is_cut(), "all of hvd is gone")
    whole.start_hvd()
    gui.accept()
    gui.state("work", "running")
    check(gui.ask(1, KILL, "work") == (1, ""), gui.answers)
    gui.end()
    whole.agree()


if __name__ == "__main__":
    sys.exit(main((told, asked, hostile, floods, killed)))
