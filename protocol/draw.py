#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""draw.py: write the drawings of README.md from gui.def, those of agent.md from agent.def
and those of admin.md from admin.def. draw.py --check: only say whether they are up to date.
The words about each record stand in words.txt, agent_words.txt and admin_words.txt."""
import os
import re
import sys
import textwrap

HERE = os.path.dirname(os.path.abspath(__file__))
WIDTHS = {"U32": 4, "I32": 4, "U64": 8}
ELEMENTS = {
    "BYTES": ("octets", 1),
    "RECTS": ("rectangles: i32 x, y, u32 width, height", 16),
    "REFS": ("u32 grant references", 4),
    "TEXT": ("octets of UTF-8", 1),
    "WORDS": ("strings, each with its zero", 1),
}
# table: (page, words, who sends what)
PAGES = {
    "gui.def": (
        "README.md",
        "words.txt",
        {"GUEST": "guest to compositor", "HOST": "compositor to guest", "BOTH": "both ways"},
    ),
    "agent.def": (
        "agent.md",
        "agent_words.txt",
        {"GUEST": "agent to dom0", "HOST": "dom0 to agent", "BOTH": "both ways"},
    ),
    "admin.def": (
        "admin.md",
        "admin_words.txt",
        {"GUEST": "GUI domain to dom0", "HOST": "dom0 to GUI domain", "BOTH": "both ways"},
    ),
}
KNOWN = {  # what the receiver checks beside the range
    "ACKED": "a configure of this window",
    "ASK": "an ask",
    "BUFFER": "a buffer",
    "COMMIT": "the guest's own number",
    "CONFIGURE_SERIAL": "a new serial",
    "INPUT_SERIAL": "a new serial",
    "LIST": "the list that was asked for last",
    "NEW_ASK": "a free id",
    "NEW_BUFFER": "a free id",
    "NEW_POOL": "a free id",
    "NEW_RUN": "a free id",
    "NEW_WINDOW": "a free id",
    "OPT_BUFFER": "a buffer, or 0",
    "OPT_TOPLEVEL": "a toplevel, or 0",
    "POOL": "a pool",
    "POPUP": "a popup",
    "RUN": "a program",
    "SERIAL_SENT": "the serial of an event that was sent",
    "TIME": "ns since welcome",
    "TOPLEVEL": "a toplevel",
    "WINDOW": "a window",
}
LEAST = {"BYTES": 1, "WORDS": 2}  # elements of a tail
BOX = 35  # columns between the bars


def read(name):
    with open(os.path.join(HERE, name), encoding="utf-8") as file:
        return file.read()


def rows(table):
    """Each line of a table that holds a row or a heading, positioners spelt out."""
    positioner = [
        line.strip(" \\\t")
        for line in read("positioner.def").split("\n")
        if line.startswith("\t")
    ]
    for line in read(table).split("\n"):
        line = line.strip()
        if line.startswith("POSITIONER("):
            record = re.match(r"POSITIONER\((\w+)\)", line).group(1)
            yield from (field.replace("(record,", f"({record},") for field in positioner)
        else:
            yield line


def parse(table):
    """[(heading, [record])] in the order of the table."""
    sections, heading = [], None
    for line in rows(table):
        if line.startswith("// ") and not line.startswith("// clang-format"):
            heading = line[3:]
            continue
        match = re.match(r"(\w+)\((.*?)\)\s*(?://\s*(.*))?$", line)
        if not match:
            continue
        kind, note = match.group(1), match.group(3)
        values = [value.strip() for value in match.group(2).split(",")]
        if kind == "RECORD":
            if heading:
                sections.append((heading, []))
                heading = None
            record = dict(zip(("name", "code", "direction", "since", "states"), values))
            record["fields"], record["tail"] = [], None
            sections[-1][1].append(record)
        elif kind in WIDTHS:
            record["fields"].append((kind, *values[1:], note))
        elif kind == "TAIL":
            record["tail"] = (*values[1:], note)
    return sections


def bar():
    return "+" + "+".join(["-" * 8] * 4) + "+"


def box(text, offset, note=""):
    return f"|{text.center(BOX)}|{offset:4}  {note}".rstrip()


def range_of(kind, check, least, most):
    """Without what says nothing, such as all of a u32."""
    whole = {"U32": ("0", "UINT32_MAX"), "I32": ("INT32_MIN", "INT32_MAX"), "U64": ("0", "INT64_MAX")}
    if check == "FLAGS":
        return f"flags within {most}"
    if least == most:
        return least
    return "" if (least, most) == whole[kind] else f"{least}..{most}"


def draw_field(field, offset):
    kind, name, check, least, most, note = field
    said = [range_of(kind, check, least, most), KNOWN.get(check, ""), note or ""]
    lines = [box(f"{kind.lower()} {name}", offset, "; ".join(text for text in said if text))]
    if kind == "U64":
        lines.append(box("", offset + 4))
    return lines


def draw_tail(tail, offset):
    kind, most, note = tail
    words, _ = ELEMENTS[kind]
    text = f"count of them: {LEAST.get(kind, 0)}..{most}"
    return [
        box("tail", offset, words),
        f"/{'padded to 8 octets'.center(BOX)}/      {text}" + (f"; {note}" if note else ""),
    ]


def draw(record):
    offset, lines = 16, []
    for field in record["fields"]:
        lines += [bar(), *draw_field(field, offset)]
        offset += WIDTHS[field[0]]
    if offset % 8:
        lines += [bar(), box("zero", offset)]
        offset += 4
    if record["tail"]:
        lines += [bar(), *draw_tail(record["tail"], offset)]
    if lines:
        lines.append(bar())
    return lines


def words(name):
    """name: what the record is for, from a file of words."""
    found = {}
    for line in read(name).split("\n"):
        name, colon, text = line.partition(": ")
        if colon and not line.startswith("#"):
            found[name] = text
    return found


def describe(record, text, who):
    states = record["states"].replace(" | ", " or ")
    way = f"*{who[record['direction']]}, {states}*"
    out = [f"#### {record['code']} {record['name']}", "", textwrap.fill(f"{text} {way}", 100), ""]
    lines = draw(record)
    return out + (["```", *lines, "```", ""] if lines else [])


def drawings(table):
    _, words_name, who = PAGES[table]
    said, out = words(words_name), []
    sections = parse(table)
    names = [record["name"] for _, records in sections for record in records]
    if set(names) != set(said):
        sys.exit(f"{words_name} and {table} differ: {sorted(set(names) ^ set(said))}")
    for heading, records in sections:
        out += [f"### {heading}", ""]
        for record in records:
            out += describe(record, said[record["name"]], who)
    return "\n".join(out).rstrip("\n") + "\n"


def update(table, check):
    """Whether the page was as it has to be; if it only has to be checked, it is left so."""
    page = PAGES[table][0]
    begin = f"<!-- drawn by draw.py from {table}: do not edit below -->\n"
    text = read(page)
    head, found, _ = text.partition(begin)
    if not found:
        sys.exit(f"{page} has lost the line where the drawings begin")
    wanted = head + begin + "\n" + drawings(table)
    if not check:
        with open(os.path.join(HERE, page), "w", encoding="utf-8") as file:
            file.write(wanted)
    return wanted == text


def main():
    check = sys.argv[1:] == ["--check"]
    current = [update(table, check) for table in PAGES]
    return 0 if all(current) or not check else 1


if __name__ == "__main__":
    sys.exit(main())
