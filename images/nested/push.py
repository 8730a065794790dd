# SPDX-License-Identifier: MIT
"""Programs that have been built again, into a domain of the machine that runs: the other
ends are dom0/programs and guest/files/usr/local/bin/take-programs."""
import os
import re
import shlex
import shutil
import sys
import time

import console
import control
import images

TAKEN = re.compile(r"^mamparo: programs taken, status (\d+)", re.M)
SECONDS = 120  # that a busy machine may take


def ask(folder, command):
    status, output = control.ask(folder, command, SECONDS)
    if status:
        raise control.NotThere(f"dom0: {command}: {output.strip()}")


def wait(folder, domain, start):
    """The status that the domain says on its console, from that character on."""
    end = time.monotonic() + SECONDS
    while not (found := TAKEN.search(console.text(folder, domain), start)):
        if time.monotonic() > end:
            path = console.path(folder, domain)
            raise control.NotThere(f"the domain does not take them in {SECONDS} s: see {path}")
        time.sleep(0.2)
    return int(found.group(1))


def push(folder, domain):
    """Build, pack, hand over, and start them again there."""
    began = time.monotonic()
    name = shlex.quote(domain)
    ask(folder, f"runs {name}")  # before anything is built for it
    images.programs()
    file = f"programs-{time.time_ns()}.erofs"  # the last one may be in use yet
    packed = os.path.join(images.OUT, "programs/programs.erofs")
    shutil.copy(packed, os.path.join(folder, "share", file))
    start = len(console.text(folder, domain))
    ask(folder, f"programs give {name} {file}")
    status = wait(folder, domain, start)
    ask(folder, f"programs taken {name}")
    if status:
        raise control.NotThere(f"{domain} could not take them: see {console.path(folder, domain)}")
    seconds = time.monotonic() - began
    print(f"dev nested: {domain} runs the new programs, after {seconds:.0f} s", file=sys.stderr)
