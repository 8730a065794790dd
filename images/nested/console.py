# SPDX-License-Identifier: MIT
"""What the domains of the nested machine have printed, in its folder."""
import os
import re

COLOUR = re.compile(r"\x1b\[[\d;:]*m")  # of a journal's lines


def path(folder, name):
    """Of a domain's file; `serial` is Xen and dom0."""
    return os.path.join(folder, "log", "serial.log" if name == "serial" else f"guest-{name}.log")


def text(folder, name):
    """All of it so far; nothing if the domain has not been there yet."""
    try:
        with open(path(folder, name), encoding="utf-8", errors="replace") as file:
            return file.read()
    except FileNotFoundError:
        return ""


def plain(text):
    """The same without colours."""
    return COLOUR.sub("", text)
