# SPDX-License-Identifier: MIT
"""hvd of the nested machine: what a user there can ask for, and its processes."""
import json
import re

from report import must

ASK = 60  # seconds for an answer
START = 900  # for VMs until they are ready; busy machines are slow
SETTLE = 60  # for what hvd does by itself
OPTIONS = "--pv --boot 900 --xenstore="  # as dom0's script has them
SPARE = 20  # seconds, of which `timeout` has some
ROLES = ("control", "peer", "console", "xen", "worker", "mamparo-hvd")


def command(words, seconds):
    """What takes longer is ended, since dom0 does nothing else for us until then."""
    return f"timeout {seconds} mamparo {words}"


class Hvd:
    def __init__(self, nested):
        self.nested = nested

    def call(self, words, seconds=ASK):
        """(status, output) of the users' command."""
        return self.nested.agent.call(command(words, seconds), seconds + SPARE)

    def ask(self, words, seconds=ASK):
        """The output; agent.Failed if it fails."""
        return self.nested.dom0(command(words, seconds), seconds + SPARE)

    def refused(self, words, status, text):
        """It fails so, and says that."""
        found, output = self.call(words)
        must(found == status, f"mamparo {words}: status {found}, not {status}: {output}")
        must(re.search(text, output), f"mamparo {words} does not say '{text}': {output}")

    def rows(self):
        """{name: what ls says of it}"""
        return {row["vm"]: row for row in json.loads(self.ask("ls --json"))}

    def row(self, name):
        return self.rows().get(name, {})

    def state(self, name):
        return self.row(name).get("state")

    def wait(self, name, *states, seconds=SETTLE):
        """Its row, once it is in one of these states."""
        def look():
            status, output = self.call("ls --json")
            rows = json.loads(output) if status == 0 else []
            return next((r for r in rows if r["vm"] == name and r["state"] in states), None)

        return self.nested.wait_until(look, seconds, f"{name}: {' or '.join(states)}")

    def start(self, *names, seconds=START):
        return self.ask(f"start {' '.join(names)}", seconds)

    def domains(self):
        """{name: [domid]}, as Xen has them; dom0 is none of ours."""
        found = {}
        for line in self.nested.dom0("xl list").splitlines()[2:]:
            name, domid = line.split()[:2]
            found.setdefault(name, []).append(int(domid))
        return found

    def agree(self):
        """What ls says and what Xen has are the same, once each."""
        told = {name: [row["domid"]] for name, row in self.rows().items() if "domid" in row}
        there = self.domains()
        must(told == there, f"ls has {told}, Xen {there}")

    # --- its processes ---------------------------------------------------------------

    def processes(self):
        """{role: number}, the parent's is mamparo-hvd. Workers may come and go."""
        words = " ".join(f"-e {role}" for role in ROLES)
        text = self.nested.dom0(
            f"grep -szx {words} /proc/[0-9]*/cmdline | tr '\\0' '\\n'; true")
        found = {}
        for pid, word in re.findall(r"^/proc/(\d+)/cmdline:(\S+)$", text, re.M):
            found.setdefault(pid, []).append(word)
        # A child's words are its role and perhaps its user; grep has them all
        return {words[0]: int(pid) for pid, words in found.items() if len(words) <= 2}

    def wait_up(self):
        """Until it answers, with all its processes."""
        def look():
            there = set(self.processes())
            return {*ROLES} - {"worker"} <= there and self.call("ls")[0] == 0

        self.nested.wait_until(look, SETTLE, "hvd")

    def set_options(self, words):
        """It starts again with these."""
        self.nested.dom0(f"echo {words} >/run/hvd.options")
        pid = self.processes()["mamparo-hvd"]
        self.nested.dom0(f"kill {pid}; while [ -d /proc/{pid} ]; do usleep 100000; done")
        self.wait_up()
