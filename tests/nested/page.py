# SPDX-License-Identifier: MIT
"""A page of coloured bands, and where in it a browser stands, by a picture alone."""
import collections

from report import must

BANDS = 120
BAND = 60  # pixels
LEFT = 200  # pixels beside which there are nothing but bands
RIGHT = 12  # and this is for round corners
CHOICE = (20, 20, 120, 30)  # where the page has a list to choose from, while it is at its top
CHOICES = ("one", "two", "three")
LEAST = 200  # pixels of it that are in view, or it is not there

# How far it is scrolled, and where the screen shows it
View = collections.namedtuple("View", "offset x y width height")


def colour(band):
    """No two are the same."""
    return 64 + 12 * (band % 10), 40 + 12 * (band // 10), 120 + 80 * (band % 2)


BAND_OF = {colour(band): band for band in range(BANDS)}


def html():
    """Short, since it is typed: colour() stands in it once more."""
    left, top, width, height = CHOICE
    options = "".join(f"<option>{each}" for each in CHOICES)
    return f"""<!doctype html><title>bands</title><style>*{{margin:0;padding:0}}
html{{scrollbar-width:none}}p{{height:{BAND}px}}
select{{position:absolute;left:{left}px;top:{top}px;width:{width}px;height:{height}px}}</style>
<select onchange="document.title='chose '+this.value">{options}</select><script>
for(i=0;i<{BANDS};i++)document.write('<p style="background:rgb('+
[64+i%10*12,40+(i/10|0)*12,120+i%2*80]+')">')</script>
"""


def rows(shot, box):
    """(y, band) of each row of the page, by the colour in the middle, from the top."""
    left, top, width, height = box
    middle = left + LEFT + (width - LEFT - RIGHT) // 2
    found = []
    for y in range(top + height - 1, top - 1, -1):
        band = BAND_OF.get(shot.pixel(middle, y))
        if band is None:
            break
        found.append((y, band))
    return found[::-1]


def look(shot, box):
    """The View of the page in the box of a window; Wrong if it is not there, whole and in one
    piece, down to the window's lower edge."""
    found = rows(shot, box)
    must(len(found) >= LEAST, f"only {len(found)} rows of the page are there")
    top, first = found[0]
    same = sum(band == first for _, band in found)  # the first band in view may be cut
    offset = (first + 1) * BAND - same
    left, width = box[0] + LEFT, box[2] - LEFT - RIGHT
    for y, _ in found:
        wanted = (offset + y - top) // BAND
        whole = shot.row(left, y, width) == bytes(colour(wanted)) * width
        must(whole, f"row {y} is not band {wanted} of a page that is scrolled by {offset}")
    return View(offset, box[0], top, box[2], len(found))
