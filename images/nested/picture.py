# SPDX-License-Identifier: MIT
"""What stands on the nested machine's screen."""


class Picture:
    """By a file that QEMU's screendump wrote, in its own format: PPM."""

    def __init__(self, path):
        with open(path, "rb") as file:
            kind, size, depth = (file.readline().split() for _ in range(3))
            self.rgb = file.read()  # may begin with what looks like white space
        if (kind, depth) != ([b"P6"], [b"255"]):
            raise ValueError(f"{path} is no PPM of 8 bits")
        self.width, self.height = map(int, size)

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
