#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_whole.py HVD XEN COMMAND AGENT: all of hvd as it is installed, and the users' command, on a
machine on paper: paper_*.c are in place of libxl, xenstore and loop devices. What ls
says and what that machine has must agree, whatever was killed meanwhile."""
import json
import mmap
import os
import pwd
import re
import signal
import struct
import subprocess
import sys
import tempfile
import time
import tty

HVD, XEN, COMMAND, AGENT = [os.path.abspath(path) for path in sys.argv[1:5]]
MOMENTS = 12  # of a start, at which hvd is killed
STEP = 0.006  # seconds between them
PATIENCE = 20  # seconds, in which something has to come about
DOMAIN = struct.Struct("=I16s32sBBBB")  # struct paper_domain
DOMAINS = 32
TAG = 64  # LOOP_DEVICE_TAG_SIZE
LOOPS = 64
NODE = struct.Struct("=128s128s")
NODES_AT = DOMAINS * DOMAIN.size + 4
LOOPS_AT = NODES_AT + 256 * NODE.size


class Failed(Exception):
    """Something is not as it has to be."""


def check(good, what):
    if not good:
        raise Failed(what)


class Whole:
    """hvd with a machine of its own."""

    def __init__(self, folder):
        self.folder = folder
        self.socket = f"{folder}/run/hvd.socket"
        for name in ("agents", "definitions", "state/images/debian", "state/kernels/default", "run"):
            os.makedirs(f"{folder}/{name}", mode=0o700)
        self.write("state/images/debian/root", "root")
        self.write("state/kernels/default/vmlinuz", "kernel")
        self.write("definitions/debian.conf", "class = template\n")
        os.environ["XDG_DATA_HOME"] = f"{folder}/home"  # what the launcher has of a VM goes with it
        self.log = open(f"{folder}/log", "w", encoding="utf-8")
        self.hvd = None

    def write(self, path, text):
        with open(f"{self.folder}/{path}", "w", encoding="utf-8") as file:
            file.write(text)

    def define(self, name, **keys):
        keys = {"class": "app", "label": "blue", "template": "debian"} | keys
        lines = [f"{key} = {value}\n" for key, value in keys.items()]
        self.write(f"definitions/{name}.conf", "".join(lines))

    def start_hvd(self, user="root", peer_user="root", console_user="root"):
        words = ["--definitions", f"{self.folder}/definitions", "--state", f"{self.folder}/state"]
        words += ["--run", f"{self.folder}/run", "--group", "", "--user", user]
        words += ["--peer-user", peer_user, "--console-user", console_user]
        words += ["--xen-program", XEN, "--agents", f"{self.folder}/agents"]
        self.hvd = subprocess.Popen([HVD, *words], stderr=self.log)
        self.wait(lambda: self.is_over() or self.ask("ls", check_it=False)[0] == 0, "hvd answers")
        check(not self.is_over(), "hvd cannot begin")

    def is_over(self):
        return self.hvd.poll() is not None

    def ask(self, *words, check_it=True):
        """Status and text of the command."""
        done = subprocess.run(
            [COMMAND, "--socket", self.socket, *words], capture_output=True, text=True, timeout=PATIENCE, check=False
        )
        text = done.stdout + done.stderr
        check(not check_it or done.returncode == 0, f"{words}: {text}")
        return done.returncode, text

    def begin(self, *words):
        return subprocess.Popen(
            [COMMAND, "--socket", self.socket, *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def wait(self, is_so, what):
        end = time.monotonic() + PATIENCE
        while not is_so():
            check(time.monotonic() < end, f"not in time: {what}; {self.domains()}")
            time.sleep(0.02)

    def states(self):
        rows = json.loads(self.ask("ls", "--json")[1])
        return {row["vm"]: row for row in rows}

    def state(self, vm):
        return self.states()[vm]["state"]

    def machine(self):
        try:
            with open(f"{self.folder}/state/machine", "rb") as file:
                return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)[:]
        except FileNotFoundError:
            return bytes(LOOPS_AT + LOOPS * TAG)

    def domains(self):
        """By name: (domid, paused, shut)."""
        found = {}
        for domid, _, name, paused, _, shut, _ in DOMAIN.iter_unpack(self.machine()[: DOMAINS * DOMAIN.size]):
            if domid:
                found.setdefault(name.rstrip(b"\0").decode(), []).append((domid, paused, shut))
        return found

    def nodes(self):
        pairs = NODE.iter_unpack(self.machine()[NODES_AT:LOOPS_AT])
        texts = [[part.partition(b"\0")[0].decode() for part in pair] for pair in pairs]
        return {path: value for path, value in texts if path}

    def put_node(self, path, value):
        """In place of a daemon of dom0."""
        machine = self.machine()
        free = next(at for at in range(NODES_AT, LOOPS_AT, NODE.size) if machine[at] == 0)
        with open(f"{self.folder}/state/machine", "r+b") as file:
            file.seek(free)
            file.write(NODE.pack(path.encode(), value.encode()))

    def loops(self):
        tags = self.machine()[LOOPS_AT:][: LOOPS * TAG]
        return sum(tags[i] != 0 for i in range(0, len(tags), TAG))

    def children(self, pid):
        """By role."""
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
            pids = [int(word) for word in file.read().split()]
        roles = {}
        for child in pids:
            try:
                with open(f"/proc/{child}/cmdline", "rb") as file:
                    words = file.read().split(b"\0")
            except FileNotFoundError:
                continue  # it has ended just now
            if b"--role" in words:
                roles[words[words.index(b"--role") + 1].decode()] = child
        return roles

    def uids(self):
        """Of each of its processes, by role."""
        found = {}
        for role, pid in self.children(self.hvd.pid).items():
            with open(f"/proc/{pid}/status", encoding="ascii") as file:
                found[role] = int(re.search(r"^Uid:\s+(\d+)", file.read(), re.M).group(1))
        return found

    def is_agreed(self):
        """Whether what ls says is what the machine has, once each."""
        up = {vm: row["domid"] for vm, row in self.states().items() if row["state"] in ("running", "paused")}
        there = self.domains()
        once = all(len(rows) == 1 for rows in there.values())
        return once and up == {name: rows[0][0] for name, rows in there.items()}

    def agree(self, devices=1):
        """They agree, and nothing is attached but so many devices for each."""
        check(self.is_agreed(), f"ls has {self.states()}, the machine {self.domains()}")
        count = devices * len(self.domains())
        self.wait(lambda: self.loops() == count, f"{self.loops()} devices, not {count}")

    def end(self):
        self.hvd.terminate()
        self.hvd.wait(timeout=PATIENCE)
        self.log.close()


def life(whole):
    whole.define("work")
    whole.ask("start", "work")
    check(whole.state("work") == "running", whole.states())
    whole.agree()
    whole.ask("pause", "work")
    check(whole.domains()["work"][0][1] == 1, "it is paused")
    whole.ask("resume", "work")
    check(whole.domains()["work"][0][1] == 0, "it is not paused")
    before = whole.domains()["work"][0][0]
    whole.ask("restart", "work")
    check(whole.domains()["work"][0][0] != before, "another domain")
    whole.agree()
    whole.ask("stop", "work")
    check(whole.state("work") == "stopped", whole.states())
    whole.agree()


def several(whole):
    names = [f"vm-{i}" for i in range(5)]
    for name in names:
        whole.define(name)
    whole.ask("start", *names)
    twice = [whole.begin("start", "vm-0") for _ in range(3)]
    check(all(one.wait(timeout=PATIENCE) == 0 for one in twice), "started already")
    whole.agree()
    check(len(whole.domains()) == len(names), whole.domains())
    whole.ask("kill", *names)
    whole.agree()


def twice_at_once(whole):
    whole.define("work")
    starts = [whole.begin("start", "work") for _ in range(6)]
    check(all(one.wait(timeout=PATIENCE) == 0 for one in starts), "each is answered")
    whole.agree()


def failed_builds(whole):
    for name, reason in (("broken", "cannot be built"), ("dies", "ended before it was done")):
        whole.define(name)
        status, text = whole.ask("start", name, check_it=False)
        check(status != 0 and reason in text, text)
        check(not whole.domains(), whole.domains())
        whole.agree()
    whole.define("rootless", template="debian", kernel="none")
    status, text = whole.ask("start", "rootless", check_it=False)
    check(status != 0 and "its kernel is not there" in text, text)
    whole.agree()


def called_off(whole):
    whole.define("hangs")
    start = whole.begin("start", "hangs")
    whole.wait(lambda: "hangs" in whole.domains(), "it is half built")
    whole.ask("stop", "hangs")
    check(start.wait(timeout=PATIENCE) != 0, "the start has failed")
    check(not whole.domains(), whole.domains())
    whole.agree()


def crashes(whole):
    whole.define("crash")
    whole.ask("start", "crash")
    whole.wait(lambda: whole.state("crash") == "crashed", "it has crashed")
    whole.wait(lambda: not whole.domains(), "it is gone")
    whole.agree()


def volumes(whole):
    whole.define("work", volumes="private:4")
    whole.ask("start", "work")
    check(whole.loops() == 2, "its root and its volume")
    whole.ask("stop", "work")
    whole.ask("clone", "work", "copy")
    folder = f"{whole.folder}/state/volumes"
    check(len(os.listdir(folder)) == 2, os.listdir(folder))
    whole.ask("start", "work", "copy")
    status, text = whole.ask("remove", "--yes", "work", check_it=False)
    check(status != 0, text)
    whole.ask("stop", "work", "copy")
    whole.ask("remove", "--yes", "work")
    check(len(os.listdir(folder)) == 1, os.listdir(folder))
    check("work" not in whole.states(), whole.states())


def clone_killed(whole):
    """A clone is there with all that the other has, or is not there and can be made again."""
    whole.define("work", volumes="private:64")
    whole.ask("start", "work")
    whole.ask("stop", "work")
    volumes = f"{whole.folder}/state/volumes"
    work = f"{volumes}/{os.listdir(volumes)[0]}/private"
    kept = os.urandom(1 << 20) * 64
    with open(work, "wb") as file:
        file.write(kept)
    for moment in range(MOMENTS):
        clone = whole.begin("clone", "work", "copy")
        time.sleep(moment * STEP)
        whole.hvd.kill()
        whole.hvd.wait()
        clone.wait(timeout=PATIENCE)
        whole.start_hvd()
        if "copy" in whole.states():
            others = [name for name in os.listdir(volumes) if name not in work]
            check(len(others) == 1, "the clone has none of the other's volumes")
            with open(f"{volumes}/{others[0]}/private", "rb") as file:
                check(file.read() == kept, "the clone has something else")
        check("copy" in whole.states() or not os.path.exists(f"{whole.folder}/definitions/copy.conf"), "no VM")
        status, text = whole.ask("remove", "--yes", "copy", check_it=False)
        check(status in (0, 3), text)  # 3: it had not been begun
        check(len(os.listdir(volumes)) == 1, os.listdir(volumes))
    whole.ask("clone", "work", "copy")
    whole.ask("start", "copy")


def consoles(whole):
    """What a VM says is kept, shown and followed, whichever process ends meanwhile."""
    whole.define("work")
    whole.ask("start", "work")
    domid = whole.domains()["work"][0][0]
    master, slave = os.openpty()  # in place of xenconsoled
    tty.setraw(slave)
    whole.put_node(f"/local/domain/{domid}/console/tty", os.ttyname(slave))
    os.close(slave)
    os.write(master, b"boot \x1b[2J\r\nlogin: ")
    said = "boot \\x1b[2J\nlogin: \n"
    whole.wait(lambda: whole.ask("log", "work")[1] == said, "what it has said")
    check(whole.ask("log", "-n", "1", "work")[1] == "login: \n", "the last line")
    user, terminal = os.openpty()
    words = [COMMAND, "--socket", whole.socket, "console", "work"]
    with subprocess.Popen(words, stdin=terminal, stdout=terminal, stderr=terminal) as console:
        os.close(terminal)
        whole.wait(lambda: b"Ctrl-]" in os.read(user, 1000), "it begins")
        os.write(master, b"\x1b]0;title\x07Password: ")
        whole.wait(lambda: os.read(user, 1000).endswith(b"Password: "), "what it says")
        os.write(user, b"secret\r")
        check(os.read(master, 100) == b"secret\r", "what is typed")
        os.write(user, b"\x1d")
        check(console.wait(timeout=PATIENCE) == 0, "it is left")
    os.close(user)
    os.write(master, b"\r\n")
    follow = whole.begin("log", "--follow", "work")
    whole.wait(lambda: os.read(follow.stdout.fileno(), 100) != b"", "it follows")
    os.write(master, b"root\r\n")
    whole.wait(lambda: b"root" in os.read(follow.stdout.fileno(), 100), "what it says now")
    os.kill(whole.children(whole.hvd.pid)["console"], signal.SIGKILL)
    follow.wait(timeout=PATIENCE)  # what was kept goes with that process
    whole.wait(lambda: "console" in whole.children(whole.hvd.pid), "there is another")
    os.write(master, b"again\r\n")
    whole.wait(lambda: whole.ask("log", "work")[1] == "again\n", "what it says now")
    os.kill(whole.children(whole.hvd.pid)["xen"], signal.SIGKILL)
    whole.wait(lambda: "xen" in whole.children(whole.hvd.pid), "there is another")
    os.write(master, b"and again\r\n")
    whole.wait(lambda: whole.ask("log", "work")[1] == "again\nand again\n", "nothing is lost")
    whole.wait(whole.is_agreed, "they agree")
    whole.ask("stop", "work")
    os.close(master)
    check(whole.ask("log", "work")[1] == "again\nand again\n", "its end is no end of that")
    whole.ask("remove", "--yes", "work")
    status, text = whole.ask("log", "work", check_it=False)
    check(status == 3, text)
    whole.agree()


def used(whole):
    whole.define("work")
    whole.define("other")
    whole.ask("start", "work", "other")
    rows = [json.loads(line) for line in whole.ask("top", "--once", "--json")[1].splitlines()]
    check([row["vm"] for row in rows] in (["work", "other"], ["other", "work"]), rows)
    for row in rows:
        check(20 < row["load"] < 30 and row["memory"] == 512 and row["vcpus"] == 2, row)  # a quarter
        check(row["state"] == "running" and row["domid"] == whole.domains()[row["vm"]][0][0], row)
    table = whole.ask("top", "--once", "work")[1].splitlines()
    check(len(table) == 2 and table[1].split()[:2] == ["work", "running"], table)
    whole.ask("stop", "work", "other")
    check(whole.ask("top", "--once", "--json")[1] == "", "nobody runs")
    whole.agree()


def entry(whole, name, command):
    folder = f"{whole.folder}/data/applications"
    os.makedirs(folder, exist_ok=True)
    with open(f"{folder}/{name}.desktop", "w", encoding="utf-8") as file:
        file.write(f"[Desktop Entry]\nType=Application\nName={name}\nExec={command}\n")


def start_with_agent(whole):
    """The agent is a process here, which listens where its domain's number is looked for."""
    start = whole.begin("start", "work")
    whole.wait(lambda: "work" in whole.domains(), "it is built")
    domid = whole.domains()["work"][0][0]
    environment = {"HOME": whole.folder, "PATH": os.environ["PATH"], "XDG_DATA_HOME": f"{whole.folder}/data"}
    environment["XDG_DATA_DIRS"] = "/nowhere"
    agent = subprocess.Popen([AGENT, "--listen", f"{whole.folder}/agents/{domid}"], env=environment, stderr=whole.log)
    check(start.wait(timeout=PATIENCE) == 0, "its agent has spoken")
    return agent


def entries(whole):
    launcher = f"{whole.folder}/home/applications"
    os.makedirs(launcher)
    gone, kept = (f"{launcher}/mamparo-{vm}-{'0' * 32}.desktop" for vm in ("gone", "other"))
    for path in (gone, kept):
        whole.write(os.path.relpath(path, whole.folder), "old")
    whole.define("work", features="agent")
    whole.define("other")
    entry(whole, "Toucher", f"touch {whole.folder}/touched")
    entry(whole, "Hidden", "no-such-program")
    check(whole.ask("apps", "work", check_it=False)[0] == 5, "it does not run")
    agent = start_with_agent(whole)
    listed = json.loads(whole.ask("apps", "--json", "work")[1])
    check([row["name"] for row in listed] == ["Toucher"], listed)
    whole.ask("apps", "--install", "work")
    name = f"mamparo-work-{listed[0]['id']}.desktop"
    check(sorted(os.listdir(launcher)) == sorted([os.path.basename(kept), name]), os.listdir(launcher))
    with open(f"{launcher}/{name}", encoding="utf-8") as file:
        text = file.read()
    check("\nName=work: Toucher\n" in text, text)
    command = text.split("\nExec=")[1].split("\n")[0].split()
    whole.ask(*command[1:])
    whole.wait(lambda: os.path.exists(f"{whole.folder}/touched"), "it is run")
    status, text = whole.ask("run", "work", "--entry", "0" * 32, check_it=False)
    check(status == 125 and "no such entry" in text, text)
    os.kill(whole.children(whole.hvd.pid)["peer"], signal.SIGKILL)
    whole.wait(lambda: whole.ask("apps", "work", check_it=False)[0] == 0, "the links are there again")
    check(json.loads(whole.ask("apps", "--json", "work")[1]) == listed, "ids stay")
    whole.ask("stop", "work")
    agent.terminate()
    agent.wait(timeout=PATIENCE)
    whole.ask("remove", "--yes", "work")
    check(os.listdir(launcher) == [os.path.basename(kept)], os.listdir(launcher))


def shown(whole):
    whole.write("definitions/gui.conf", "class = gui\ntemplate = debian\n")
    whole.define("work", label="red")
    whole.ask("start", "work")
    work = whole.domains()["work"][0][0]
    for _ in range(2):
        gui = whole.domains()["gui"][0][0]
        wanted = {
            f"/local/domain/{gui}/mamparo/guest/work": f"red {work} data/gui",
            f"/local/domain/{work}/vm-data/gui": str(gui),
        }
        whole.wait(lambda wanted=wanted: wanted.items() <= whole.nodes().items(), f"{wanted}")
        whole.ask("kill", "gui")
        whole.ask("start", "gui")
    whole.ask("kill", "work")
    check(not [path for path in whole.nodes() if path.endswith("guest/work")], whole.nodes())
    whole.agree()


def killed_xen(whole):
    whole.define("work")
    whole.define("hangs")
    whole.ask("start", "work")
    domid = whole.domains()["work"][0][0]
    start = whole.begin("start", "hangs")
    whole.wait(lambda: "hangs" in whole.domains(), "it is half built")
    os.kill(whole.children(whole.hvd.pid)["xen"], signal.SIGKILL)
    check(start.wait(timeout=PATIENCE) != 0, "the start has failed")
    whole.wait(lambda: "hangs" not in whole.domains(), "it is taken back")
    # Perhaps it had not been unpaused: that is made up for
    whole.wait(lambda: whole.domains()["work"] == [(domid, 0, 0)], "the other goes on")
    whole.agree()
    whole.ask("stop", "work")
    whole.agree()


def killed_worker(whole):
    whole.define("hangs")
    start = whole.begin("start", "hangs")
    whole.wait(lambda: "hangs" in whole.domains(), "it is half built")
    xen = whole.children(whole.hvd.pid)["xen"]
    os.kill(whole.children(xen)["worker"], signal.SIGKILL)
    check(start.wait(timeout=PATIENCE) != 0, "the start has failed")
    check(not whole.domains(), whole.domains())
    whole.agree()


def killed_hvd(whole):
    whole.define("work")
    whole.define("other")
    whole.define("hangs")
    whole.ask("start", "work", "other")
    whole.ask("pause", "other")
    domids = {vm: rows[0][0] for vm, rows in whole.domains().items()}
    start = whole.begin("start", "hangs")
    whole.wait(lambda: "hangs" in whole.domains(), "it is half built")
    whole.hvd.kill()
    whole.hvd.wait()
    check(start.wait(timeout=PATIENCE) != 0, "nobody answers")
    whole.start_hvd()
    whole.wait(lambda: "hangs" not in whole.domains(), "it is taken back")
    wanted = {"work": [(domids["work"], 0, 0)], "other": [(domids["other"], 1, 0)]}
    whole.wait(lambda: whole.domains() == wanted, "the others go on")
    check(whole.state("work") == "running" and whole.state("other") == "paused", whole.states())
    whole.agree()
    whole.ask("stop", "work", "other")
    whole.agree()


def killed_at_any_moment(whole):
    whole.define("work", volumes="private:4")
    for moment in range(MOMENTS):
        start = whole.begin("start", "work")
        time.sleep(moment * STEP)
        whole.hvd.kill()
        whole.hvd.wait()
        start.wait(timeout=PATIENCE)
        whole.start_hvd()
        whole.wait(whole.is_agreed, "they agree")
        whole.ask("start", "work")
        whole.agree(devices=2)
        whole.ask("kill", "work")
        whole.agree(devices=2)


def users(whole):
    """None of those that need not be root can do anything to another."""
    whole.hvd.kill()
    whole.hvd.wait()
    whole.start_hvd(user="nobody", peer_user="daemon", console_user="games")
    wanted = {"control": pwd.getpwnam("nobody").pw_uid, "peer": pwd.getpwnam("daemon").pw_uid, "xen": 0}
    wanted |= {"console": pwd.getpwnam("games").pw_uid}
    whole.wait(lambda: whole.uids() == wanted, f"they are {wanted}")


def run(case):
    with tempfile.TemporaryDirectory() as folder:
        whole = Whole(folder)
        try:
            whole.start_hvd()
            case(whole)
            return True
        except Failed as fault:
            print(f"# {fault}")
            with open(f"{folder}/log", encoding="utf-8", errors="replace") as log:
                for line in log:
                    print(f"#   {line.rstrip()}")
            return False
        finally:
            whole.end()


CASES = (life, several, twice_at_once, failed_builds, called_off, crashes, volumes, clone_killed)
CASES += (consoles, entries, used, shown, killed_xen, killed_worker, killed_hvd, killed_at_any_moment)
CASES += (users,)


def main(cases):
    print(f"1..{len(cases)}")
    if os.geteuid() != 0:
        for number, case in enumerate(cases, 1):
            print(f"ok {number} - {case.__name__} # SKIP only root may be hvd")
        return 0
    failed = 0
    for number, case in enumerate(cases, 1):
        good = run(case)
        failed += not good
        print(f"{'ok' if good else 'not ok'} {number} - {case.__name__}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(CASES))
