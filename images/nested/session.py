# SPDX-License-Identifier: MIT
"""A terminal in a domain of the machine that runs: dom0/session is the other end."""
import fcntl
import os
import selectors
import shlex
import shutil
import socket
import sys
import termios
import tty

import control
import machine

LEAVE = b"\x1d"  # Ctrl-]
OVER = b"\x1b]mamparo\x07"  # what dom0 sends after the last byte


def free_number(folder):
    """(number, lock) of a console that no other terminal has."""
    for number in range(1, machine.SESSIONS + 1):
        lock = open(os.path.join(folder, f"session{number}.lock"), "w", encoding="ascii")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return number, lock
        except OSError:
            lock.close()
    raise control.NotThere(f"there are only {machine.SESSIONS} terminals, and all are taken")


def relay(console):
    """Between our terminal and the console, until either end has enough."""
    last = b""
    ready = selectors.DefaultSelector()
    ready.register(console, selectors.EVENT_READ)
    ready.register(sys.stdin, selectors.EVENT_READ)
    while True:
        for key, _ in ready.select():
            if key.fileobj is console:
                chunk = console.recv(4096)
                os.write(sys.stdout.fileno(), chunk)
                last = (last + chunk)[-len(OVER) :]
                if not chunk or last == OVER:
                    return
            else:
                typed = os.read(sys.stdin.fileno(), 4096)
                console.sendall(typed.partition(LEAVE)[0])
                if not typed or LEAVE in typed:
                    return


def shell(folder, domain):
    """A shell in dom0, or the console of a guest. Ctrl-] leaves."""
    number, lock = free_number(folder)
    console = socket.socket(socket.AF_UNIX)
    size = shutil.get_terminal_size()
    words = ["session", "open", number, domain, size.lines, size.columns]
    is_terminal = sys.stdin.isatty()
    before = termios.tcgetattr(sys.stdin) if is_terminal else None
    try:
        if control.ask(folder, f"runs {shlex.quote(domain)}")[0]:
            raise control.NotThere(f"no domain '{domain}' runs")
        control.at(folder, lambda: console.connect(f"session{number}"))
        if is_terminal:
            tty.setraw(sys.stdin)
        control.ask(folder, " ".join(shlex.quote(str(word)) for word in words))
        relay(console)
        control.ask(folder, f"session close {number}")
    finally:
        if is_terminal:
            termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)
            print(file=sys.stderr)
        console.close()
        lock.close()
