# SPDX-License-Identifier: MIT
"""Commands for dom0 of the nested machine: the other end of images/dom0/agent."""
import time


class Failed(Exception):
    """A command in dom0 ended with another status than 0."""


class Agent:
    def __init__(self, connection):
        self.connection = connection
        self.rest = b""
        self.tag = 0

    def receive(self, wanted, end):
        """Bytes up to the first that `wanted` gives a length for."""
        while (length := wanted(self.rest)) is None:
            self.connection.settimeout(max(0.01, end - time.monotonic()))
            chunk = self.connection.recv(65536)
            if not chunk:
                raise ConnectionError("QEMU has ended")
            self.rest += chunk
        taken, self.rest = self.rest[:length], self.rest[length:]
        return taken

    def call(self, command, seconds=60):
        """(status, output) of a line of shell. TimeoutError if it takes longer; what it
        answers after that is dropped by the next call."""
        if "\n" in command:
            raise ValueError("a command is one line")
        self.tag += 1
        self.connection.sendall(f"{self.tag} {command}\n".encode())
        end = time.monotonic() + seconds
        while True:
            head = self.receive(lambda rest: rest.find(b"\n") + 1 or None, end)
            tag, status, length = map(int, head.split())
            output = self.receive(lambda rest: length if len(rest) >= length else None, end)
            if tag == self.tag:
                return status, output.decode(errors="replace")

    def run(self, command, seconds=60):
        """The output; Failed if it fails."""
        status, output = self.call(command, seconds)
        if status:
            raise Failed(f"dom0: {command}: status {status}: {output.strip()}")
        return output
