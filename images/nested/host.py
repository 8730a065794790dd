# SPDX-License-Identifier: MIT
"""What this machine has, and lacks, for a nested one."""
import os
import shutil

MEMORY = 4608  # MiB: the nested machine's, and QEMU's own for translated code
DISK = 6144  # MiB, to make all images


def available_memory():
    """MiB that can be had: of the machine, or of the container that we are in."""
    with open("/proc/meminfo", encoding="ascii") as file:
        fields = dict(line.split(":") for line in file)
    found = int(fields["MemAvailable"].split()[0]) // 1024
    try:
        with open("/sys/fs/cgroup/memory.max", encoding="ascii") as file:
            limit = file.read().strip()
        with open("/sys/fs/cgroup/memory.current", encoding="ascii") as file:
            used = int(file.read())
    except OSError:
        return found
    return found if limit == "max" else min(found, (int(limit) - used) // 1024**2)


def missing(folder):
    """What is wanting, and how to get it, in one line; None if all is there."""
    if shutil.which("qemu-system-x86_64") is None:
        return "QEMU is missing: as root, apt-get install qemu-system-x86"
    if shutil.which("mkfs.erofs") is None:
        return "mkfs.erofs is missing: as root, apt-get install erofs-utils"
    memory = available_memory()
    if memory < MEMORY:
        return f"{MEMORY} MiB of free memory are needed and {memory} are there: end other programs"
    place = os.statvfs(folder)
    disk = place.f_bavail * place.f_frsize // 1024**2
    if disk < DISK and not os.path.isdir(os.path.join(folder, "app")):
        return f"{DISK} MiB of disk are needed and {disk} are free in {folder}: make room there"
    return None
