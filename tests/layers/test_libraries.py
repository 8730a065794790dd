#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_libraries.py PROGRAM... -- PROGRAM...: what each program that speaks to xenstore must
have loaded from its start on; and that the others have nothing of Xen."""
import os
import re
import subprocess
import sys

import sources

THREAD_END = "libgcc_s.so.1"  # see common/meson.build


def needed(program):
    """Libraries that it names itself, whatever those then bring along."""
    listing = subprocess.run(["readelf", "-d", program], capture_output=True, text=True, check=True)
    return re.findall(r"\(NEEDED\).*\[(.*)\]", listing.stdout)


def main():
    tap = sources.Tap()
    between = sys.argv.index("--")
    for program in sys.argv[1:between]:
        found = needed(program)
        faults = [] if THREAD_END in found else [f"it names only {' '.join(found)}"]
        tap.case(f"{os.path.basename(program)} can end a thread without opening a file", faults)
    for program in sys.argv[between + 1 :]:
        faults = [name for name in needed(program) if name.startswith("libxen")]
        tap.case(f"{os.path.basename(program)} has nothing of Xen", faults)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
