# SPDX-License-Identifier: MIT
"""QEMU's own protocol: lines of JSON."""
import json


class Qmp:
    def __init__(self, connection):
        self.connection = connection
        self.file = connection.makefile("rw", encoding="utf-8")
        self.read()  # the greeting
        self.command("qmp_capabilities")

    def read(self):
        line = self.file.readline()
        if not line:
            raise ConnectionError("QEMU has ended")
        return json.loads(line)

    def command(self, name, **arguments):
        """What QEMU returns. Events in between are of no interest."""
        json.dump({"execute": name, "arguments": arguments}, self.file)
        self.file.write("\n")
        self.file.flush()
        while True:
            answer = self.read()
            if "error" in answer:
                raise RuntimeError(f"{name}: {answer['error']['desc']}")
            if "return" in answer:
                return answer["return"]

    def close(self):
        self.file.close()
        self.connection.close()
