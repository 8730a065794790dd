# SPDX-License-Identifier: MIT
"""Commands in the part of dom0 that shows the desktop, where there is no GUI domain."""
import base64
import shlex
import time

import guest

READY = "test -d /run/systemd/system"  # its own root is there


class Part:
    """What guest.Guest is for a domain."""

    def __init__(self, nested):
        self.nested = nested

    def call(self, command, seconds=guest.ANSWER):
        """(status, output) of lines of shell, as root."""
        text = base64.b64encode(command.encode()).decode()
        run = f'eval "$(echo {text} | base64 -d)"'
        return self.nested.agent.call(f"gui-here run bash -c {shlex.quote(run)}", seconds)

    def run(self, command, seconds=guest.ANSWER):
        """The output; guest.Failed if it fails."""
        status, output = self.call(command, seconds)
        if status:
            raise guest.Failed(f"gui: {command}: status {status}: {output.strip()}")
        return output

    def wait(self, seconds=guest.FIRST):
        """Until its system is there."""
        end = time.monotonic() + seconds
        while self.call(READY)[0] != 0:
            self.nested.pause()
            if time.monotonic() > end:
                raise guest.Failed(f"gui does not come in {seconds} s")
