# SPDX-License-Identifier: MIT
"""What Xen and xenstore hold of domains: as Xen prints it for its debug keys, and as dom0
reads it."""
import collections
import re

PRINTED = 120  # seconds that Xen may take for it
LAST = {"g": "gnttab_usage_print_all \\] done", "q": "^\\(XEN\\) Notifying guest"}

# domid -> {domid that maps: pages of it that are mapped}, domid -> frames that Xen keeps
# notes of mappings in
Grants = collections.namedtuple("Grants", "mapped maptrack")

# A granted page: who maps it, and how often
ACTIVE = re.compile(r"\(XEN\) \[0x[0-9a-f]+\] +(\d+) 0x[0-9a-f]+ 0x([0-9a-f]+) ")


class Xen:
    def __init__(self, nested):
        self.nested = nested

    def domid(self, name):
        return int(self.nested.dom0(f"xl domid {name}"))

    def debug(self, keys):
        """What Xen prints for these keys; of the last one its end must be known."""
        start = len(self.nested.console("serial"))
        self.nested.dom0(f"xl debug-keys {keys}")
        end = self.nested.wait_for("serial", LAST[keys[-1]], PRINTED, start)
        return self.nested.console("serial")[start : end.end()]

    def grants(self):
        """Of all domains. Slow: it prints a line for each page."""
        grants = Grants({}, {})
        domid = None
        for line in self.debug("g").splitlines():
            if found := re.search(r"grant-table for remote d(\d+)", line):
                grants.mapped[domid := int(found[1])] = collections.Counter()
            elif found := re.search(r"(\d+) maptrack frames", line):
                grants.maptrack[domid] = int(found[1])
            elif found := ACTIVE.match(line):
                grants.mapped[domid][int(found[1])] += int(found[2], 16) != 0
        return grants

    def ports(self):
        """domid -> ports in use"""
        ports = {}
        domid = None
        for line in self.debug("eq").splitlines():
            if found := re.search(r"Event channel information for domain (\d+)", line):
                ports[domid := int(found[1])] = 0
            elif re.search(r"\d+ \[./.*\]: s=\d", line):
                ports[domid] += 1
        return ports

    def hardware(self, domid):
        """The lines on what of the machine a domain may touch."""
        text = self.debug("q")
        part = text.split(f"General information for domain {domid}:")[1]
        part = part.split("General information for domain")[0]
        return dict(re.findall(r"\(XEN\) +(Interrupts|I/O Memory|I/O Ports) +\{ ?(.*?) ?\}", part))

    def nodes(self):
        """Paths of all that is in xenstore."""
        listing = self.nested.dom0("xenstore-ls -f /")
        return {line.split(" = ")[0] for line in listing.splitlines() if " = " in line}

    def value(self, path):
        return self.nested.dom0(f"xenstore-read {path}").strip()
