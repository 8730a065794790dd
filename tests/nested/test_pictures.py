#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What looks at pictures of the nested machine's screen finds a page and a text where they
are, and sees what is wrong with them. Needs no QEMU. Prints TAP."""
import os
import sys
import tempfile

import nested_test  # which knows where picture is
import bars
import page
from report import Wrong

WIDTH, HEIGHT = 640, 500
BOX = (0, 0, WIDTH, HEIGHT)
CHROME = 80  # rows above the page
PITCH, LETTER = 16, 10  # pixels of a line of text and of one of its letters
WHITE = (255, 255, 255)


def shown(rows):
    """A Picture of rows of pixels."""
    with tempfile.NamedTemporaryFile(delete=False) as file:
        file.write(b"P6\n%d %d\n255\n" % (WIDTH, HEIGHT) + b"".join(rows))
    try:
        return nested_test.machine.picture.Picture(file.name)
    finally:
        os.unlink(file.name)


def page_rows(offset):
    bands = (page.colour((offset + y) // page.BAND) for y in range(HEIGHT - CHROME))
    return [bytes(WHITE) * WIDTH] * CHROME + [bytes(colour) * WIDTH for colour in bands]


def text_row(y):
    line, rest = divmod(y, PITCH)
    ink = bars.LENGTHS[line] * LETTER if rest < PITCH - 1 else 0
    return bytes(bars.INK) * ink + bytes(WHITE) * (WIDTH - ink)


def text_rows(offset):
    return [text_row(offset + y) for y in range(HEIGHT)]


def is_refused(look, rows):
    try:
        look(shown(rows), BOX)
    except Wrong:
        return True
    return False


def changed(rows, y, row):
    return rows[:y] + [row] + rows[y + 1 :]


def stale_pixel():
    """One of another band, in the last column that is looked at."""
    rows = page_rows(1000)
    at = 3 * (WIDTH - page.RIGHT - 1)
    row = rows[300][:at] + bytes(page.colour(0)) + rows[300][at + 3 :]
    return is_refused(page.look, changed(rows, 300, row))


CASES = [
    ("a page is found where it is", lambda: all(
        page.look(shown(page_rows(offset)), BOX) == (offset, 0, CHROME, WIDTH, HEIGHT - CHROME)
        for offset in (0, 59, 60, 1234))),
    ("a row of it that is not new is seen", lambda: is_refused(
        page.look, changed(page_rows(1000), 200, page_rows(1060)[200]))),
    ("and a pixel", stale_pixel),
    ("a page that is not there is not found", lambda: is_refused(page.look, text_rows(0))),
    ("a text is found where it is", lambda: all(
        bars.look(shown(text_rows(offset)), BOX) == offset for offset in (0, 7, 15, 16, 1234))),
    ("a row of it that is not new is seen", lambda: is_refused(
        bars.look, changed(text_rows(100), 200, text_rows(400)[200]))),
    ("and a line", lambda: is_refused(
        bars.look, text_rows(96)[:240] + text_rows(192)[240:256] + text_rows(96)[256:])),
    ("a text that is not there is not found", lambda: is_refused(bars.look, page_rows(0))),
]


def main():
    print(f"1..{len(CASES)}")
    failed = 0
    for number, (name, case) in enumerate(CASES, 1):
        good = case()
        failed += not good
        print(f"{'ok' if good else 'not ok'} {number} - {name}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
