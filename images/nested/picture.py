# SPDX-License-Identifier: MIT
"""What stands on the nested machine's screen."""
import os


def size_of(file):
    """(width, height) of a file that QEMU's screendump wrote, in its own format: PPM. What
    comes next is the pixels, which may begin with what looks like white space."""
    kind, size, depth = (file.readline().split() for _ in range(3))
    if (kind, depth) != ([b"P6"], [b"255"]):
        raise ValueError(f"{file.name} is no PPM of 8 bits")
    return tuple(map(int, size))


def pixel(path, x, y):
    """(red, green, blue) of one, without the others."""
    with open(path, "rb") as file:
        file.seek(3 * (y * size_of(file)[0] + x), os.SEEK_CUR)
        return tuple(file.read(3))


class Picture:
    """By a file of screendump."""

    def __init__(self, path):
        with open(path, "rb") as file:
            self.width, self.height = size_of(file)
            self.rgb = file.read()

    def pixel(self, x, y):
        """(red, green, blue)"""
        at = 3 * (y * self.width + x)
        return tuple(self.rgb[at : at + 3])

    def row(self, x, y, width):
        at = 3 * (y * self.width + x)
        return self.rgb[at : at + 3 * width]

    def box(self, x, y, width, height):
        """The bytes of a part, to be compared with those of another picture."""
        return b"".join(self.row(x, line, width) for line in range(y, y + height))

    def count(self, colour, box=None):
        """How many pixels of a box, or of all, have exactly this colour."""
        part = self.box(*box) if box else self.rgb
        wanted = bytes(colour)
        return sum(part[at : at + 3] == wanted for at in range(0, len(part), 3))
