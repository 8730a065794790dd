# SPDX-License-Identifier: MIT
"""A text of bars of all lengths, and where in it an editor stands, by a picture alone."""
import itertools
import random

from report import must

ALL = range(3, 36)  # letters: each as often as another
TIMES = 6
LETTER = "█"
INK = (0, 0, 0)
OFF = 3  # pixels: letters do not end where pixels do
CARET = 2  # pixels of a row that it may cover
LEAST = 10  # lines in view, or it is not there

_chance = random.Random(1)
LENGTHS = [length for _ in range(TIMES) for length in _chance.sample(ALL, len(ALL))]


def shell(path):
    """Shell that writes the text; the whole of it would be long to type."""
    words = " ".join(map(str, LENGTHS))
    return f"for n in {words}; do printf %${{n}}s; echo; done | sed 's/ /{LETTER}/g' >{path}"


def lines(shot, box):
    """[(y, height, pixels of ink)] of all that are in a box: between two there is a row
    without any."""
    left, top, width, height = box
    rows = ((y, shot.count(INK, (left, y, width, 1))) for y in range(top, top + height))
    groups = (list(group) for _, group in itertools.groupby(rows, key=lambda row: row[1]))
    return [(group[0][0], len(group), group[0][1]) for group in groups if group[0][1] > CARET]


def is_at(line, inks):
    """These lines of ink are those of the text from there on."""
    wanted = LENGTHS[line : line + len(inks)]
    letter = sum(inks) / sum(wanted)
    return all(abs(ink - letter * length) <= OFF for ink, length in zip(inks, wanted))


def look(shot, box):
    """By how many pixels the text is scrolled; Wrong if what is in the box is not in it."""
    found = lines(shot, box)[1:-1]  # those at the ends may be cut
    must(len(found) >= LEAST, f"only {len(found)} lines are there")
    must(len({height for _, height, _ in found}) == 1, f"lines of different heights: {found}")
    inks = [ink for _, _, ink in found]
    places = [line for line in range(len(LENGTHS) - len(inks) + 1) if is_at(line, inks)]
    must(len(places) == 1, f"it could be at the lines {places}")
    pitch = found[0][1] + 1
    return places[0] * pitch - (found[0][0] - box[1])
