# SPDX-License-Identifier: MIT
"""What the cases of the nested suite find, as TAP, and what remains to be looked at:
pictures of the screen and what each domain has printed, in build/nested/evidence."""
import os
import shutil
import time
import traceback


class Wrong(Exception):
    """Something is not as a case wants it."""


def must(is_so, text):
    if not is_so:
        raise Wrong(text)


class Report:
    def __init__(self, nested):
        self.nested = nested
        self.folder = os.path.join(nested.folder, "evidence")
        self.failed = 0
        self.number = 0
        self.started = False  # the first case has passed
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(self.folder)

    def note(self, text):
        for line in str(text).splitlines():
            print(f"# {line}", flush=True)

    def path(self, name):
        """Of a file of the case that runs."""
        return os.path.join(self.folder, f"{self.number:02}-{name}")

    def keep(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)

    def shot(self, name="screen"):
        self.nested.shot(self.path(f"{name}.png"))

    def say(self, good, text):
        self.failed += not good
        print(f"{'ok' if good else 'not ok'} {self.number} - {text}", flush=True)

    def run_one(self, text, case):
        self.number += 1
        began = time.monotonic()
        try:
            must(self.number == 1 or self.started, "nothing has started")
            if self.started:
                self.nested.check()
            case()
            self.started = True
            fault = None
        except Exception as problem:  # each case is judged by itself
            fault = problem
            self.keep("fault.txt", traceback.format_exc())
        self.note(f"{time.monotonic() - began:.1f} s")
        self.say(fault is None, text)
        if fault is not None:
            self.note(fault)
            self.look()

    def look(self):
        """The screen after something went wrong, if there still is one."""
        if self.nested.qmp is None:
            return
        try:
            self.shot("fault")
        except (OSError, RuntimeError) as problem:
            self.note(f"no picture: {problem}")

    def run(self, cases):
        """(text, function) of each, in this order. Whether all are well."""
        print(f"1..{len(cases)}", flush=True)
        for text, case in cases:
            self.run_one(text, case)
        return self.failed == 0

    def keep_consoles(self):
        shutil.copytree(os.path.join(self.nested.folder, "log"),
                        os.path.join(self.folder, "log"), dirs_exist_ok=True)
