# SPDX-License-Identifier: MIT
"""What is on the screen, and who has brought it there."""
import re

from border import Border
from desktop import GUESTS
from report import must

# In the GUI domain: facts of it and of the compositor, NAME=VALUE a line
FACTS = r"""
p=$(pidof mamparo-compositor)
echo privileged=$(cat /sys/hypervisor/start_flags/privileged)
echo initdomain=$(cat /sys/hypervisor/start_flags/initdomain)
echo xen=$(ls /dev/xen)
echo privcmd=$(grep -c xen_privcmd /proc/modules)
echo modules_disabled=$(cat /proc/sys/kernel/modules_disabled)
echo pci=$(cat /sys/bus/pci/devices/*/class)
echo uid=$(awk '/^Uid/ {print $2, $3, $4, $5}' /proc/$p/status)
echo capabilities=$(awk '/^Cap/ {print $2}' /proc/$p/status | sort -u)
echo mesa=$(grep -c libgallium /proc/$p/maps)
echo mapped=$(awk '/\/dev\/xen\/gntdev/ && $2 == "r--s" {print $1}' /proc/$p/maps)
"""
CLASSES = {"0x038000": "display", "0x0c0330": "USB"}
GUI_DEVICES = "0000:00:02.0 0000:00:03.0"
RENDERERS = {"pixman": "pixman", "gles2": "GLES2 on the processor"}  # as the compositor says it


def pages(ranges):
    """Of memory ranges in hexadecimal."""
    sizes = (int(end, 16) - int(start, 16) for start, end in map(lambda r: r.split("-"), ranges))
    return sum(sizes) // 4096


class ScreenCases:
    def __init__(self, world):
        self.world = world
        self.desktop = world.desktop
        self.report = world.report

    def borders(self):
        """Both in view, each in its half; the pointer in one's interior."""
        self.desktop.halves()
        for name in GUESTS:
            self.desktop.focus(name)
            self.desktop.rest()
            for text in self.desktop.settled(self.check_borders):
                self.report.note(text)
            self.report.shot(f"focus-{name}")

    def check_borders(self):
        shot = self.desktop.still()
        windows = self.desktop.tree()["windows"]
        compared = [Border(shot, self.world.build, window).check() for window in windows]
        return [f"{window['guest']} is {window['colour']}, '{window['title']}': "
                f"{pixels} pixels compared" for window, pixels in zip(windows, compared)]

    def facts(self):
        lines = self.desktop.gui.run(FACTS).splitlines()
        return dict(line.split("=", 1) for line in lines if "=" in line)

    def granted(self):
        """Each guest's pages are mapped by the GUI domain, and by nobody else."""
        grants = self.world.xen.grants()
        gui = self.world.xen.domid("gui")
        for name in GUESTS:
            guest = self.world.xen.domid(name)
            mapped = {by: count for by, count in grants.mapped[guest].items() if by != 0}
            self.report.note(f"pages of {name} that domains map: {mapped}; dom0 has its disks")
            window = self.desktop.window(name)["interior"]
            least = window["width"] * window["height"] * 4 // 4096
            must(set(mapped) == {gui}, f"{name} is mapped by {mapped}, the GUI domain is {gui}")
            must(mapped[gui] >= least, f"{mapped[gui]} pages are too few for its window")
            node = f"/local/domain/{guest}/data/gui"
            must(self.world.xen.value(f"{node}/ring-ref"), f"{name} serves no vchan")
            must(self.world.xen.value(f"/local/domain/{guest}/vm-data/gui") == str(gui),
                 f"dom0 told {name} another GUI domain")
        return grants.mapped, gui

    def composed(self):
        mapped, gui = self.granted()
        facts = self.facts()
        self.report.keep("facts.txt", "".join(f"{a}={b}\n" for a, b in facts.items()))
        seen = pages(facts["mapped"].split())
        theirs = sum(mapped[self.world.xen.domid(name)][gui] for name in GUESTS)
        self.report.note(f"the compositor maps {seen} pages to read, of {theirs} in all")
        must(theirs // 2 < seen <= theirs, "the compositor does not have the guests' pages")

    def drawn(self):
        told = self.world.nested.renderer or "pixman"
        console = self.world.nested.console("gui")
        said = re.findall(r"mamparo-compositor: .*drawing with ([\w ]+)", console)
        must(said and said[-1] == RENDERERS[told], f"told {told}, it says {said}")
        mesa = int(self.facts()["mesa"])
        must((mesa > 0) == (told == "gles2"), f"with {told} it has {mesa} parts of Mesa")
        self.report.note(f"drawn with {said[-1]}")

    def unprivileged(self):
        facts = self.facts()
        gui = self.world.xen.domid("gui")
        must(gui != 0, "the GUI domain is dom0")
        for name in ("privileged", "initdomain", "privcmd"):
            must(facts[name] == "0", f"the GUI domain has {name}={facts[name]}")
        must(facts["xen"] == "evtchn gntdev xenbus", f"/dev/xen has {facts['xen']}")
        must(facts["modules_disabled"] == "1", "its kernel loads more modules")
        devices = [CLASSES.get(each, each) for each in facts["pci"].split()]
        must(sorted(devices) == ["USB", "display"], f"it has the devices {devices}")
        must("0" not in facts["uid"].split(), "the compositor is root")
        must(set(facts["capabilities"].split()) == {"0" * 16}, "the compositor has capabilities")
        listed = self.world.nested.dom0("xl pci-list gui").split()[2:]
        must(" ".join(listed[1::2]) == GUI_DEVICES, f"dom0 gave it {listed}")
        hardware = self.world.xen.hardware(gui)
        self.report.note(f"Xen lets it touch {hardware}")
        must(hardware["I/O Ports"] == "", "it may use ports of the machine")
        self.report.keep("domains.txt", self.world.nested.dom0("xl list; xl pci-list gui"))

    def named(self):
        for name in GUESTS:
            found = self.world.guests[name].run("uname -n").strip()
            must(found == name, f"{name} is called {found} inside")

    def cases(self):
        return [
            ("both terminals are on the screen in their labels' borders", self.borders),
            ("they are drawn with what the compositor was told to", self.drawn),
            ("they are composed from pages that the guests grant to the GUI domain", self.composed),
            ("the GUI domain is not dom0, and has its PCI devices and no other right",
             self.unprivileged),
            ("each VM has its own name inside, too", self.named),
        ]
