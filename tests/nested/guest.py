# SPDX-License-Identifier: MIT
"""Commands in a domain of the nested machine, by way of its console: root's shell is
there. What is typed goes through dom0, what it prints is read from the console's file."""
import base64
import gzip
import re
import time

import machine

ANSWER = 90  # seconds that a command may take
FIRST = 300  # and the way from a domain's start to its shell
KNOCK = 10  # seconds before a console that says nothing is spoken to again
TRIES = 4  # to read an answer that others have written into


class Failed(Exception):
    """A command in a domain ended with another status than 0."""


class Guest:
    tag = 0  # of the last command, to any

    def __init__(self, nested, name):
        self.nested = nested
        self.name = name

    def type(self, line):
        """Into the console, as somebody there would."""
        text = base64.b64encode(f"{line}\n".encode()).decode()
        tty = f"/local/domain/$(xl domid {self.name})/console/tty"
        self.nested.dom0(f'echo {text} | base64 -d >"$(xenstore-read {tty})"')

    def expect(self, pattern, seconds, start):
        return self.nested.wait_for(self.name, pattern, seconds, start)

    def length(self):
        return len(self.nested.console(self.name))

    def wait(self, seconds=FIRST):
        """Until its shell answers."""
        end = time.monotonic() + seconds
        while True:
            Guest.tag += 1
            start = self.length()
            # What is shown while it is typed is not what is printed then
            self.type(f"t={Guest.tag}; echo @$t.")
            try:
                return self.expect(f"@{Guest.tag}\\.", KNOCK, start)
            except machine.Ended:
                self.nested.check()
                if time.monotonic() > end:
                    raise

    def answer(self, tag, start, seconds):
        """(status, output), or None if another line came into it."""
        end = self.expect(f"@{tag}\\. (\\d+)\r?\n", seconds, start)
        text = self.nested.console(self.name)[start : end.end()]
        packed = "".join(re.findall(f"@{tag}=([A-Za-z0-9+/=]*)\r?\n", text))
        try:
            output = gzip.decompress(base64.b64decode(packed))
        except (ValueError, OSError, EOFError):
            return None
        return int(end.group(1)), output.decode(errors="replace")

    def call(self, command, seconds=ANSWER):
        """(status, output) of a line of shell, as root."""
        Guest.tag += 1
        text = base64.b64encode(command.encode()).decode()
        say = 'gzip -c /run/answer | base64 | sed "s/^/@$t=/"; echo "@$t. $s"'
        start = self.length()
        self.type(
            f't={Guest.tag}; bash -c "$(echo {text} | base64 -d)" </dev/null'
            f" >/run/answer 2>&1; s=$?; {say}"
        )
        for _ in range(TRIES):
            answer = self.answer(Guest.tag, start, seconds)
            if answer is not None:
                return answer
            start = self.length()
            self.type(say)
        raise Failed(f"{self.name}: its console is never quiet")

    def run(self, command, seconds=ANSWER):
        """The output; Failed if it fails."""
        status, output = self.call(command, seconds)
        if status:
            raise Failed(f"{self.name}: {command}: status {status}: {output.strip()}")
        return output

    def show(self, command, seconds=ANSWER):
        """What a command prints, on the terminal of its user."""
        terminal = "/dev/$(ps -o tty= -p $(pgrep -o -u user -x bash))"
        return self.run(f"exec >{terminal}; {command}", seconds)
