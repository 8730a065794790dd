# SPDX-License-Identifier: MIT
"""How a second terminal reaches dom0 of the machine that runs in the first: a line of
JSON, {"command", "seconds"}, and one back, {"status", "output"} or {"error"}."""
import json
import os
import socket

NAME = "control"  # in the machine's folder


class NotThere(Exception):
    """No nested machine runs."""


def at(folder, use):
    """use() with that folder as the working one: paths of sockets may not be long."""
    here = os.getcwd()
    os.chdir(folder)
    try:
        return use()
    finally:
        os.chdir(here)


def ask(folder, command, seconds=60):
    """(status, output) of a line of shell in dom0."""
    connection = socket.socket(socket.AF_UNIX)
    try:
        at(folder, lambda: connection.connect(NAME))
    except OSError:
        raise NotThere("no nested machine runs: start one with ./dev nested") from None
    with connection, connection.makefile("rw", encoding="utf-8") as file:
        file.write(json.dumps({"command": command, "seconds": seconds}) + "\n")
        file.flush()
        answer = json.loads(file.readline() or '{"error": "the machine has ended"}')
    if "error" in answer:
        raise NotThere(answer["error"])
    return answer["status"], answer["output"]


class Control:
    """The machine's side. It serves one at a time, as dom0's agent does."""

    def __init__(self, folder, agent):
        self.agent = agent
        self.path = os.path.join(folder, NAME)
        self.listener = socket.socket(socket.AF_UNIX)
        self.close_path()
        at(folder, lambda: self.listener.bind(NAME))
        self.listener.listen(8)

    def fileno(self):
        return self.listener.fileno()

    def serve(self):
        """Whoever waits at the socket."""
        connection = self.listener.accept()[0]
        connection.settimeout(10)
        with connection, connection.makefile("rw", encoding="utf-8") as file:
            try:
                asked = json.loads(file.readline())
                status, output = self.agent.call(asked["command"], asked["seconds"])
                answer = {"status": status, "output": output}
            except (OSError, ValueError, KeyError) as fault:
                answer = {"error": f"dom0 does not answer: {fault}"}
            try:
                file.write(json.dumps(answer) + "\n")
                file.flush()
            except OSError:
                pass  # it did not wait for the answer

    def close_path(self):
        if os.path.exists(self.path):
            os.unlink(self.path)

    def close(self):
        self.listener.close()
        self.close_path()
