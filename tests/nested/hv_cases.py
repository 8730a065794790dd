# SPDX-License-Identifier: MIT
"""hvd on real Xen: VMs that a person defines, starts, watches and loses without losing
anything else. What it does is tried on a guest in RAM, which is there in seconds."""
import json
import re
import time

from border import Border
from desktop import COME, GUESTS, SETTLE
from hvd import OPTIONS, START
from report import must

TOOLS = "/run/share/tools.erofs"  # the guest's disk, see nested_test.py
STATE = "/var/lib/mamparo-hvd"
TEMPLATE, PROBE = "spare", "probe"
FIVE = {"random": "red", "social": "orange", "shopping": "yellow", "bank": "green",
        "corporate": "blue"}
THREE = ("social", "shopping", "bank")
MOMENTS = 10  # of a start at which a process is killed
LONG = 100  # of the same
SPAN = 4  # seconds in which these are
# In dom0: the number of a process that is there only while something is built
WORKER = "$(grep -lszx worker /proc/[0-9]*/cmdline | cut -d/ -f3)"
KILLED = ("mamparo-hvd", "xen", "worker", "control", "peer", "console")
FLOODS = {"console": "yes >/dev/console", "xenstore": "while :; do xenstore-write data/x 1; done"}
FLOOD = 5  # seconds in which hvd has to answer all the same
PROGRAM_STATUS = 7
PRIVATE = 64  # MiB of a volume
BOOT = 10  # seconds, for what never speaks


class HvCases:
    def __init__(self, world, moments=MOMENTS):
        self.world = world
        self.moments = moments
        self.nested = world.nested
        self.desktop = world.desktop
        self.hvd = world.hvd
        self.report = world.report

    # --- what is there -----------------------------------------------------------------

    def started(self):
        """By its files alone."""
        rows = self.hvd.rows()
        for name in ("gui", *GUESTS):
            must(rows[name]["state"] == "running", f"{name} is {rows[name]}")
        for name, label in FIVE.items():
            must(rows[name]["state"] == "defined" and rows[name]["label"] == label,
                 f"{name} is {rows[name]}")
        self.nested.dom0("test -e /run/mamparo-hvd/hvd.started")
        self.hvd.agree()
        self.report.keep("ls.txt", self.hvd.ask("ls") + self.nested.dom0("xl list"))

    # --- the guest in RAM --------------------------------------------------------------

    def define(self):
        """Its template, and it."""
        self.nested.dom0(
            f"cd {STATE} && mkdir images/{TEMPLATE} kernels/{TEMPLATE}"
            f" && ln -s {TOOLS} images/{TEMPLATE}/root"
            f" && ln -s /boot/vmlinux kernels/{TEMPLATE}/vmlinuz"
            f" && ln -s /boot/bare.cpio.gz kernels/{TEMPLATE}/initramfs")
        self.hvd.ask(f"create {TEMPLATE} --class template")
        self.hvd.ask(f"set {TEMPLATE} kernel {TEMPLATE}")
        self.hvd.ask(f"create {PROBE} --template {TEMPLATE} --label yellow")
        self.hvd.ask(f"set {PROBE} memory 160")
        self.hvd.ask(f"set {PROBE} vcpus 1")

    def start(self):
        """Until it takes commands. Returns where its console begins."""
        begin = len(self.nested.console(PROBE))
        self.hvd.start(PROBE)
        self.nested.wait_for(PROBE, "mamparo: ready", COME, begin)
        return begin

    def tell(self, command):
        """It runs a line of shell."""
        path = f"/local/domain/{self.hvd.row(PROBE)['domid']}/vm-data/command"
        self.nested.dom0(f"xenstore-write {path} '{command}'")

    def state(self):
        """What dom0, Xen and xenstore have."""
        gui = self.world.xen.domid("gui")
        ports = self.world.xen.ports()
        return {
            "loop devices": self.nested.dom0("losetup -a").splitlines(),
            "domains": self.hvd.domains(),
            "dom0's event channels": ports[0],
            "the GUI domain's event channels": ports[gui],
            "nodes of xenstore": self.world.xen.nodes(),
        }

    def compare(self, before):
        state = self.state()
        for what, was in before.items():
            now = state[what]
            if isinstance(was, set):
                must(was == now, f"{what}: {sorted(was ^ now)[:8]} differ")
            must(was == now, f"{what}: {was} before, {now} after")

    def nothing_is_left(self, before):
        self.desktop.settled(lambda: self.compare(before), SETTLE)
        self.hvd.agree()

    # --- each command ------------------------------------------------------------------

    def commands(self):
        self.define()
        before = self.state()
        self.start()
        self.hvd.agree()
        must(self.hvd.state(PROBE) == "running", "it does not run")
        self.hvd.refused(f"remove {PROBE} --yes", 5, "running|run")
        self.hvd.ask(f"pause {PROBE}")
        must(self.hvd.state(PROBE) == "paused", "it is not paused")
        self.hvd.ask(f"resume {PROBE}")
        domid = self.hvd.row(PROBE)["domid"]
        self.hvd.ask(f"restart {PROBE}", START)
        must(self.hvd.row(PROBE)["domid"] != domid, "it is the same domain")
        self.hvd.ask(f"kill {PROBE}")
        must(self.hvd.state(PROBE) == "stopped", "it is not stopped")
        self.nothing_is_left(before)

    def definitions(self):
        """Those that change files; and what they refuse."""
        hvd = self.hvd
        hvd.ask(f"set {PROBE} volumes private:16")
        hvd.ask(f"clone {PROBE} second")
        hvd.ask("label second red")
        hvd.ask("rename second third")
        shown = {each["key"]: each["value"] for each in json.loads(hvd.ask("show third --json"))}
        must(shown["label"] == "red" and shown["memory"] == "160", f"third is {shown}")
        hvd.ask("unset third memory")
        hvd.ask("unset third volumes")
        hvd.ask("remove third --yes")
        hvd.ask(f"unset {PROBE} volumes")
        must("third" not in hvd.rows() and "second" not in hvd.rows(), "it is not gone")
        hvd.refused(f"create {PROBE} --template {TEMPLATE} --label red", 7, "VM of that name|there")
        hvd.refused("start nobody", 3, "nobody")
        hvd.refused(f"set {PROBE} memory much", 6, "memory")
        hvd.refused(f"resume {PROBE}", 5, PROBE)
        must("work" in hvd.ask("ls --tree"), "the tree has no work")
        must(hvd.call("doctor")[0] in (0, 1), "doctor has failed")
        self.report.keep("doctor.txt", hvd.call("doctor")[1])

    def events(self):
        """A line for each state, from one who listens meanwhile."""
        self.nested.dom0(f"(timeout 60 mamparo events {PROBE} >/tmp/events 2>&1 &)")
        self.hvd.start(PROBE)
        self.hvd.ask(f"kill {PROBE}")
        text = self.nested.dom0("sleep 1; cat /tmp/events")
        states = [json.loads(line)["state"] for line in text.splitlines()]
        seen = [s for s, last in zip(states, [None, *states]) if s != last]
        self.report.note(f"events: {' '.join(seen)}")
        must(seen[-4:] == ["starting", "running", "stopping", "stopped"], f"events were {seen}")

    def consoles(self):
        """What it says is there while it runs and when it has ended; and what it uses."""
        self.start()
        must("mamparo: ready" in self.hvd.ask(f"log -n 20 {PROBE}"), "its log has not its word")
        text = self.hvd.ask(f"top {PROBE} --once --json")
        used = [json.loads(line) for line in text.splitlines()]
        must([row["vm"] for row in used] == [PROBE] and used[0]["vcpus"] == 1, f"it uses {used}")
        self.hvd.ask(f"kill {PROBE}")
        must("mamparo: ready" in self.hvd.ask(f"log {PROBE}"), "its log ends with it")

    # --- what goes wrong ---------------------------------------------------------------

    def twice(self):
        """Two starts at once, of which both succeed."""
        before = self.state()
        text = self.nested.dom0(
            f"mamparo start {PROBE} & a=$!; mamparo start {PROBE} & b=$!;"
            " wait $a; echo $?; wait $b; echo $?", START)
        must(text.split() == ["0", "0"], f"the two have {text}")
        must(len(self.hvd.domains()[PROBE]) == 1, f"there are {self.hvd.domains()}")
        self.hvd.agree()
        self.hvd.ask(f"kill {PROBE}")
        self.nothing_is_left(before)

    def ends(self):
        """By itself, in each way; the last is that it does not end."""
        before = self.state()
        for command, state, reason in (
                ("poweroff -f", "stopped", ""),
                ("echo c >/proc/sysrq-trigger", "crashed", ".")):
            self.start()
            self.tell(command)
            row = self.hvd.wait(PROBE, "stopped", "crashed")
            self.report.note(f"{command}: {row['state']}: {row.get('reason', '')}")
            must(row["state"] == state and re.search(reason, row.get("reason", "")),
                 f"after {command} it is {row}")
        self.start()
        domid = self.hvd.row(PROBE)["domid"]
        self.tell("reboot -f")
        self.nested.wait_until(
            lambda: self.hvd.row(PROBE).get("domid", domid) != domid
            and self.hvd.state(PROBE) == "running", COME, "its next start")
        self.hvd.ask(f"stop {PROBE}", COME)  # which it does not hear
        must(self.hvd.state(PROBE) == "stopped", "it is not stopped")
        self.nothing_is_left(before)

    def hangs(self):
        """In its start: its agent never speaks."""
        before = self.state()
        self.hvd.set_options(OPTIONS.replace("900", str(BOOT)))
        try:
            self.hvd.ask(f"set {PROBE} features agent")
            self.hvd.refused(f"start {PROBE}", 1, "no word of its agent in time")
            must(self.hvd.state(PROBE) == "crashed", f"it is {self.hvd.row(PROBE)}")
            self.hvd.ask(f"unset {PROBE} features")
        finally:
            self.hvd.set_options(OPTIONS)
        self.nothing_is_left(before)

    def floods(self):
        """Of what others read; hvd goes on with other things."""
        before = self.state()
        for what, command in FLOODS.items():
            self.start()
            self.tell(command)
            began = time.monotonic()
            self.hvd.ask(f"pause {PROBE}")
            self.hvd.ask(f"resume {PROBE}")
            self.hvd.agree()
            seconds = time.monotonic() - began
            self.hvd.ask(f"log -n 5 {PROBE}")
            self.report.note(f"{what}: hvd takes {seconds:.1f} s for three answers")
            self.hvd.ask(f"kill {PROBE}")
            must(seconds < 3 * FLOOD, f"hvd takes {seconds:.1f} s beside a flood of its {what}")
        self.nothing_is_left(before)

    # --- kill -9 -----------------------------------------------------------------------

    def killed_at(self, role, moment):
        """So many seconds after a start has been asked for. Returns what has come of it."""
        pid = WORKER if role == "worker" else self.hvd.processes()[role]
        self.nested.dom0(
            f"mamparo start {PROBE} >/tmp/started 2>&1 & sleep {moment:.2f};"
            f" kill -9 {pid} 2>/dev/null; wait", START)
        self.hvd.wait_up()
        row = self.hvd.wait(PROBE, "defined", "running", "stopped", "crashed", seconds=COME)
        self.desktop.settled(self.hvd.agree, SETTLE)
        return row["state"]

    def killed(self, role):
        before = self.state()
        said = []
        for number in range(self.moments):
            said.append(self.killed_at(role, number * SPAN / self.moments))
            self.hvd.call(f"kill {PROBE}")
            self.hvd.wait(PROBE, "defined", "stopped", "crashed")
        self.report.note(f"{role}: {' '.join(said)}")
        self.nothing_is_left(before)
        for name in ("gui", *GUESTS):
            must(self.hvd.state(name) == "running", f"{name} is {self.hvd.row(name)}")

    # --- with a desktop ----------------------------------------------------------------

    def run(self):
        """A new VM, a program in it, and its window."""
        hvd = self.hvd
        hvd.ask("create job --template debian --label yellow")
        hvd.ask("set job memory 400")
        hvd.ask("set job vcpus 1")
        hvd.ask(f"set job volumes private:{PRIVATE}")
        hvd.ask("run --detach job foot --title of-hvd", START)
        tree = self.desktop.wait_tree(
            lambda tree: any(w["title"] == "of-hvd" for w in tree["windows"]), COME, "its window")
        window = next(w for w in tree["windows"] if w["title"] == "of-hvd")
        must((window["guest"], window["colour"]) == ("job", "yellow"), f"it is {window}")
        self.desktop.ask(f"focus {window['id']}")

        def check():
            found = next(w for w in self.desktop.windows("job") if w["title"] == "of-hvd")
            return Border(self.desktop.still(), self.world.build, found).check()

        self.desktop.rest()
        self.report.note(f"{self.desktop.settled(check)} pixels of its border compared")
        self.report.shot("job")
        self.streams("job")
        self.kept("job")
        hvd.ask("stop job", COME)
        must(hvd.state("job") == "stopped" and not hvd.row("job").get("reason"),
             f"it is {hvd.row('job')}")
        hvd.ask("remove job --yes")

    def kept(self, name):
        """What its user has at home, from one start to the next."""
        self.hvd.ask(f"run {name} sh -c 'echo of-before >~/kept'")
        self.hvd.ask(f"restart {name}", START)
        must(self.hvd.ask(f"run {name} cat /home/user/kept") == "of-before\n", "it is lost")

    def streams(self, name):
        """Output, status, input, a signal."""
        must(self.hvd.ask(f"run {name} uname -n").strip() == name, "it is another")
        status, _ = self.hvd.call(f"run {name} sh -c 'exit {PROGRAM_STATUS}'")
        must(status == PROGRAM_STATUS, f"its status is {status}")
        text = self.nested.dom0(f"echo abc | mamparo run {name} cat")
        must(text == "abc\n", f"cat says {text!r}")
        status, output = self.hvd.call(f"run {name} no-such-program")
        must(status == 127, f"what is not there: {status} {output}")
        status, _ = self.nested.agent.call(f"timeout -s TERM 5 mamparo run {name} sleep 600")
        left = self.hvd.call(f"run {name} pgrep -x sleep")[0]
        must(left == 1, f"the program goes on after SIGTERM; status {status}")

    def three(self):
        """Of the example, at once; the others make room for them."""
        self.hvd.ask(f"stop {' '.join(GUESTS)}", COME)
        try:
            self.hvd.start(*THREE)
            for name in THREE:
                window = self.desktop.wait_window(name)
                must(window["colour"] == FIVE[name], f"{name} is {window['colour']}")
            self.report.shot("three")
            self.hvd.agree()
        finally:
            self.hvd.ask(f"stop {' '.join(THREE)}", COME)
        self.hvd.start(*GUESTS)

    def kills(self):
        return [(f"{role} killed in {self.moments} moments of a start leaves nothing",
                 lambda role=role: self.killed(role)) for role in KILLED]

    def long(self):
        return [("a guest in RAM is defined", self.define), *self.kills()]

    def cases(self):
        cases = [
            ("dom0 boots, and hvd starts the VMs that its files say", self.started),
            ("a VM is started, paused, resumed, restarted, killed; nothing is left", self.commands),
            ("definitions are made, changed and removed; what is wrong is refused",
             self.definitions),
            ("whoever listens is told of each state", self.events),
            ("a VM's console and what it uses are there for its user", self.consoles),
            ("two starts at once make one domain", self.twice),
            ("a VM ends by itself, boots again, or does not hear of its end", self.ends),
            ("one that hangs in its start is given up", self.hangs),
            ("one that floods its console or xenstore holds up nobody", self.floods),
        ]
        return cases + self.kills() + [
            ("a program that is run in a new VM has a window in its label's border", self.run),
            ("three VMs of the example start at once", self.three),
        ]
