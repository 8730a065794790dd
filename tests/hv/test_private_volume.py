#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_private_volume.py: what an AppVM does with its private volume, which is a file here."""
import os
import shutil
import subprocess
import sys
import tempfile

REPO = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FILES = f"{REPO}/images/app/files"
GENERATOR = f"{FILES}/etc/systemd/system-generators/private-volume"
MAKE = f"{FILES}/usr/local/bin/make-volume"
SIZE = 16 << 20
LARGE, LARGE_LEAST = 4 << 30, 8 << 20
HEAD = 4096
SUPERBLOCK, UUID = 1024, 1024 + 104


class Failed(Exception):
    """Something is not as it has to be."""


def check(good, what):
    if not good:
        raise Failed(what)


def run(*words, **variables):
    environment = {"PATH": os.environ["PATH"]} | variables
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def generate(folder, line):
    """The files that it writes."""
    os.makedirs(folder)
    status, text = run(GENERATOR, folder, folder, folder, SYSTEMD_PROC_CMDLINE=line)
    check(status == 0 and text == "", f"the generator says: {text}")
    return sorted(os.listdir(folder))


def no_volume(folder):
    for number, line in enumerate(("quiet", "mamparo.volume=other:xvde", "mamparo.volume=private:../sda")):
        check(generate(f"{folder}/{number}", line) == [], f"units for {line}")


def mounted(folder):
    line = "quiet mamparo.volume=mail:xvde mamparo.volume=private:xvdf systemd.hostname=work"
    check(generate(f"{folder}/out", line) == ["home.mount", "local-fs.target.requires"], "other units")
    with open(f"{folder}/out/home.mount", encoding="utf-8") as file:
        unit = file.read()
    for wanted in ("What=/dev/xvdf\n", "Where=/home\n", "Requires=private-volume@xvdf.service\n"):
        check(wanted in unit, f"no {wanted}")
    link = f"{folder}/out/local-fs.target.requires/home.mount"
    check(os.path.realpath(link) == os.path.realpath(f"{folder}/out/home.mount"), "no boot needs it")


def units_are_good(folder):
    if shutil.which("systemd-analyze") is None:
        return
    generate(f"{folder}/out", "mamparo.volume=private:xvdf")
    shutil.copy(f"{FILES}/etc/systemd/system/private-volume@.service", f"{folder}/out")
    # The program that it starts is where it will be in the image
    with open(f"{folder}/out/private-volume@.service", encoding="utf-8") as file:
        unit = file.read()
    with open(f"{folder}/out/private-volume@.service", "w", encoding="utf-8") as file:
        file.write(unit.replace("/usr/local/bin/make-volume", MAKE))
    units = [f"{folder}/out/home.mount", f"{folder}/out/private-volume@xvdf.service"]
    status, text = run("systemd-analyze", "verify", "--man=no", *units, SYSTEMD_UNIT_PATH=f"{folder}/out:")
    check(status == 0 and text == "", text)


def make(path):
    return run(MAKE, path)


def blank(path):
    with open(path, "wb") as file:
        file.truncate(SIZE)


def read(path):
    with open(path, "rb") as file:
        return file.read()


def change(path, at, data):
    with open(path, "r+b") as file:
        file.seek(at)
        file.write(data)


def made_once(folder):
    path = f"{folder}/volume"
    blank(path)
    status, text = make(path)
    check(status == 0 and "is new" in text, text)
    check(run("/usr/sbin/e2fsck", "-fn", path)[0] == 0, "it is no good file system")
    before = read(path)
    status, text = make(path)
    check(status == 0 and "is new" not in text, text)
    check(read(path)[UUID : UUID + 16] == before[UUID : UUID + 16], "the second start has made another")


def thin(folder):
    """What is empty takes little of dom0's disk."""
    path = f"{folder}/volume"
    with open(path, "wb") as file:
        file.truncate(LARGE)
    status, text = make(path)
    check(status == 0, text)
    used = os.stat(path).st_blocks * 512
    check(used < LARGE_LEAST, f"a new volume takes {used} bytes")


def mended(folder):
    """One whose VM was killed: not cleanly unmounted, and what is counted is wrong."""
    path = f"{folder}/volume"
    blank(path)
    make(path)
    check(run("/usr/sbin/debugfs", "-w", "-R", "ssv state 0", path)[0] == 0, "no debugfs")
    status, text = make(path)
    check(status == 0, text)
    check(run("/usr/sbin/e2fsck", "-fn", path)[0] == 0, "it was not mended")


def begun_anew(folder):
    """mkfs was killed before it had written the head."""
    path = f"{folder}/volume"
    blank(path)
    make(path)
    change(path, 0, bytes(HEAD))
    status, text = make(path)
    check(status == 0 and "is new" in text, text)


def left_alone(folder):
    for name, at, data in (("other", 0, b"LUKS"), ("broken", SUPERBLOCK, b"\xff" * 64)):
        path = f"{folder}/{name}"
        blank(path)
        make(path)
        change(path, SUPERBLOCK, bytes(1024))
        change(path, at, data)
        change(path, SIZE - 4, b"kept")
        before = read(path)
        status, text = make(path)
        check(status == 1 and "left as it is" in text, text)
        check(read(path) == before, f"{name}: it was written to")


def not_there(folder):
    status, text = make(f"{folder}/none")
    check(status == 1 and "cannot be read" in text, text)


def main():
    cases = [no_volume, mounted, units_are_good, not_there]
    if os.path.exists("/usr/sbin/mkfs.ext4") and os.path.exists("/usr/sbin/debugfs"):
        cases += [made_once, thin, mended, begun_anew, left_alone]
    failed = 0
    for number, case in enumerate(cases, 1):
        with tempfile.TemporaryDirectory() as folder:
            try:
                case(folder)
                print(f"ok {number} - {case.__name__}")
            except Failed as error:
                failed += 1
                print(f"# {error}\nnot ok {number} - {case.__name__}")
    print(f"1..{len(cases)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
