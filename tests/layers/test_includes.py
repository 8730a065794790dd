#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Who may include whom: the table of docs/architecture.md, kept. A folder without a
row here may not have C files."""
import os
import re
import sys

import sources

LIBC = re.compile(
    r"^(assert|ctype|dirent|errno|fcntl|getopt|grp|inttypes|libgen|limits|locale|math|poll|pwd|sched|signal|spawn|"
    r"stdarg|stdbool|stddef|stdint|stdio|stdlib|string|strings|time|unistd|wchar|"
    r"sys/\w+|linux/\w+|linux/input-event-codes)\.h$"
)
WLROOTS = re.compile(r"^(wlr/|wayland-|xkbcommon/|pixman\.h$|drm_fourcc\.h$|libinput\.h$)|-protocol\.h$")
XL = r"^(libxl|libxl_event|libxl_utils|xentoollog)\.h$"
VALUES = r"^protocol/(colour|records|types|limits|geom|text|positioner)\.(h|def)$"
BYTES = r"^protocol/"
LIMITS = r"^protocol/limits\.h$"
TRANSPORT = r"^common/transport\.h$"
COMMON = r"^common/(log|loop|conn|conn_queue|feed|rate|sink|transport|conf_file)\.h$"
XENSTORE = r"^common/xenstore_dir\.h$"
TOOLS = r"^common/(conf_file|log|loop)\.h$"  # neither bytes nor transports
PASS = r"^common/fd_pass\.h$"  # who sends or takes a descriptor
DRAG = r"^common/refused_drag\.h$"

# folder: (system headers beside libc, headers of ours). Sorted.
ROWS = {
    "common": ([], [BYTES, COMMON, XENSTORE, r"^common/vchan\.h$"]),
    "compositor": ([WLROOTS], [r"^compositor/", TOOLS, TRANSPORT, VALUES, XENSTORE]),
    "compositor/control": (
        [WLROOTS, r"^json-c/"],
        [
            r"^compositor/(control|desk)/",
            r"^compositor/edge/guest\.h$",
            r"^protocol/admin\.h$",
            COMMON,
            VALUES,
            XENSTORE,
        ],
    ),
    "compositor/desk": (
        [WLROOTS, r"^fcft/"],
        [r"^compositor/desk/", r"^compositor/edge/(guest|send)\.h$", r"^compositor/pages/pages\.h$", TOOLS, VALUES],
    ),
    "compositor/edge": ([], [r"^compositor/edge/", BYTES, COMMON]),
    "compositor/local": ([WLROOTS], [r"^compositor/(local|desk)/", DRAG, TOOLS, VALUES]),
    "compositor/pages": (
        [r"^wlr/interfaces/wlr_buffer\.h$", r"^drm_fourcc\.h$"],
        [r"^compositor/pages/", TRANSPORT, VALUES],
    ),
    "compositor/screen": ([WLROOTS], [r"^compositor/(screen|desk)/", TOOLS, VALUES]),
    "compositor/seat": ([WLROOTS], [r"^compositor/(seat|desk)/", TOOLS, VALUES]),
    "guest-proxy": ([WLROOTS], [r"^guest-proxy/", TOOLS]),
    "guest-proxy/agent": ([], [r"^guest-proxy/agent/", BYTES, COMMON]),
    "guest-proxy/app": (
        [WLROOTS, r"^xcb/"],
        [r"^guest-proxy/app/", r"^guest-proxy/host/(link|send|recv|pages)\.h$", DRAG, TOOLS, VALUES],
    ),
    "guest-proxy/host": ([], [r"^guest-proxy/host/", BYTES, COMMON]),
    "hv": ([], [r"^hv/(hvd_options|(console|control|parent|peer|process)/\w+)\.h$", TOOLS]),
    "hv/cli": (
        [r"^json-c/", r"^termios\.h$"],
        [r"^hv/(cli/\w+|message/(control_code|escape))\.h$", COMMON, r"^protocol/(agent|limits|text)\.h$"],
    ),
    "hv/console": ([], [r"^hv/(console|message|process)/", r"^hv/definition/definition_set\.h$", COMMON]),
    "hv/control": (
        [r"^json-c/"],
        [r"^hv/(control|definition|message|process|vm)/", TOOLS, r"^protocol/text\.h$"],
    ),
    "hv/definition": ([], [r"^hv/(definition|vm)/", TOOLS, r"^protocol/colour\.h$"]),
    "hv/house": ([], [r"^hv/(definition|house|message|vm)/", r"^hv/process/(role|share)\.h$", r"^common/log\.h$", LIMITS]),
    "hv/message": (
        [],
        [r"^hv/(definition|message|vm)/", r"^common/log\.h$", r"^protocol/(colour|limits|text)\.h$"],
    ),
    "hv/parent": ([], [r"^hv/(definition|house|message|parent|process|registry|vm)/", TOOLS]),
    "hv/peer": (
        [],
        [
            r"^hv/(message|peer|process)/",
            r"^hv/vm/(name|vm_table)\.h$",
            BYTES,
            COMMON,
        ],
    ),
    "hv/process": ([], [r"^hv/(message|process)/", TOOLS]),
    "hv/registry": ([], [r"^hv/(definition|message|registry|vm)/", TOOLS]),
    "hv/vm": ([], [r"^hv/vm/"]),
    "hv/xen": (
        [XL],
        [r"^hv/(definition|message|process|vm|xen)/", r"^hv/hvd_options\.h$", TOOLS, r"^protocol/(colour|limits)\.h$"],
    ),
    "hv/xenstore": ([r"^xen/io/xs_wire\.h$"], [r"^hv/xenstore/", TOOLS, LIMITS]),
    "protocol": ([], [BYTES]),
}

# Files that may include more than their folder
XEN = r"^(libxenvchan|xenevtchn|xengnttab|xenstore|xentoollog)\.h$"
FILES = {
    r"^common/conf_file\.c$": [r"^ini\.h$"],
    r"^common/(fd_pass|transport_unix)\.c$": [PASS],
    r"^common/refused_drag\.c$": [WLROOTS, DRAG],
    r"^common/(transport_vchan|vchan_\w+|xenstore_dir)\.c$": [XEN],
    r"^compositor/backend\.c$": [r"^xf86drm\.h$"],
    r"^guest-proxy/agent/desktop_file\.c$": [r"^glib\.h$"],
    r"^hv/(cli/cli_link|control/control_client|message/message)\.c$": [PASS],
    r"^hv/xen/store\.c$": [XEN],
}

INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]', re.M)


def allowed(header, system, ours):
    if LIBC.match(header):
        return True
    return any(re.search(pattern, header) for pattern in system + ours)


def faults(path, row):
    system, ours = row
    for pattern, more in FILES.items():
        if re.match(pattern, path):
            system = system + more
    return [
        f"{path} includes {header}"
        for _, header in INCLUDE.findall(sources.read(path))
        if not allowed(header, system, ours)
    ]


def own_header_first(path):
    """A .c file whose header stands beside it begins with that."""
    header = path[:-2] + ".h"
    if not os.path.exists(os.path.join(sources.ROOT, header)):
        return []
    found = INCLUDE.findall(sources.read(path))
    if not found or found[0] != ('"', header):
        return [f"{path} does not begin with its own header"]
    return []


def unsorted(path):
    """Own header, or that of which a part or a test stands here; then system headers,
    then ours, each sorted."""
    found = INCLUDE.findall(sources.read(path))
    if path.endswith(".c") and found and found[0][0] == '"':
        found = found[1:]
    headers = [(mark, header) for mark, header in found if not header.endswith(".def")]
    order = sorted(headers, key=lambda pair: (pair[0] == '"', pair[1]))
    return [f"{path}: includes are not in order"] if headers != order else []


def main():
    tap = sources.Tap()
    by_folder = {}
    for path in sources.files(".c", ".h", ".def"):
        if not path.startswith("tests/"):
            by_folder.setdefault(os.path.dirname(path), []).append(path)
    tap.case("every folder has a row", [f for f in by_folder if f not in ROWS])
    for folder, row in ROWS.items():
        wrong = [fault for path in by_folder.get(folder, []) for fault in faults(path, row)]
        tap.case(f"{folder} includes what it may", wrong)
    code = sources.files(".c")
    tap.case("own header first", [fault for path in code for fault in own_header_first(path)])
    code = sources.files(".c", ".h")
    tap.case("includes in order", [fault for path in code for fault in unsorted(path)])
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
