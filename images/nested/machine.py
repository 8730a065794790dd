# SPDX-License-Identifier: MIT
"""One nested machine: QEMU, with Xen and its dom0 in it, from start to end. All of it
stands in build/nested: sockets, log/ with what Xen, dom0 and the domains print, and
share/, which is /run/share in dom0."""
import fcntl
import os
import re
import shutil
import socket
import subprocess
import time

import agent
import console
import hand
import picture
import qmp

MEMORY = 3072  # MiB
DOM0_MEMORY = 384
GUI_MEMORY = 768  # more, with the desktop in it: as vm/gui.conf of dom0 says
SCREEN = (1280, 800)
SESSIONS = 4  # terminals for --shell
DISKS = ("boot", "gui", "app", "programs")  # build/nested/NAME/NAME.erofs
START = 30  # seconds that QEMU may take to come up
BOOT = 180  # and dom0
RENDERERS = ("pixman", "gles2")  # what the compositor may be told to draw with


class Ended(Exception):
    """QEMU is gone, or what was waited for did not come."""


def kernels(folder, gui, renderer):
    """What Xen and dom0's kernel are told. With the desktop in dom0 that maps the pages of
    all guests: 4 GiB, as a GUI domain does; and it starts from two disks, as a guest does."""
    memory = DOM0_MEMORY + (GUI_MEMORY if gui == "dom0" else 0)
    xen = f"console=com1 com1=115200,8n1 loglvl=info guest_loglvl=info noreboot \
dom0_mem={memory}M,max:{memory}M"
    dom0 = "console=hvc0 quiet net.ifnames=0"
    dom0 += f" mamparo.renderer={renderer}" if renderer else ""
    if gui == "dom0":
        xen += " gnttab_max_maptrack_frames=4096"
        dom0 += " mamparo.gui=dom0 root=/dev/disk/gui mamparo.programs=/dev/disk/programs"
    return xen, f"{folder}/dom0/vmlinux {dom0},{folder}/dom0/dom0.cpio.gz"


def options(folder, display, gui, renderer, screen):
    """QEMU's. Devices that a domain gets have their address here and in vm/gui.conf of dom0."""
    xen, dom0 = kernels(folder, gui, renderer)
    width, height = screen
    lines = [
        "-nodefaults -no-reboot -no-user-config",
        "-machine q35,kernel-irqchip=split -accel tcg,thread=multi",
        # Xen wants svm for PVH guests, Mesa sse4.2; without rdrand a guest waits for entropy
        "-cpu qemu64,+svm,+npt,+ssse3,+sse4.1,+sse4.2,+popcnt,+rdrand",
        f"-smp 2 -m {MEMORY}",
        f"-serial file:{folder}/log/serial.log -monitor none",
        f"-qmp unix:{folder}/qmp",
        "-device intel-iommu,intremap=on,caching-mode=on",
        f"-vga none -device bochs-display,addr=2,vgamem=32M,xres={width},yres={height}",
        "-device qemu-xhci,addr=3,id=usb -device usb-kbd,bus=usb.0 -device usb-tablet,bus=usb.0",
        "-device virtio-serial-pci,addr=4",
        f"-chardev socket,id=command,path={folder}/command",
        "-device virtserialport,chardev=command,name=command",
        "-display",
    ]
    words = " ".join(lines).split() + [display]
    words += ["-kernel", f"{folder}/dom0/xen", "-append", xen, "-initrd", dom0]
    for number in range(1, SESSIONS + 1):
        path = f"{folder}/session{number}"
        words += ["-chardev", f"socket,id=session{number},path={path},server=on,wait=off"]
        words += ["-device", f"virtconsole,chardev=session{number}"]
    if gui == "dom0":  # what the desktop's part of it prints, as if it were a guest
        words += ["-chardev", f"file,id=gui,path={folder}/log/guest-gui.log"]
        words += ["-device", "virtconsole,chardev=gui"]
    for slot, name in enumerate(("share", "log"), 8):
        words += ["-fsdev", f"local,id={name},path={folder}/{name},security_model=none"]
        words += ["-device", f"virtio-9p-pci,fsdev={name},mount_tag={name},addr={slot:x}"]
    for slot, name in enumerate(DISKS, 16):
        drive = f"id={name},file={folder}/{name}/{name}.erofs,if=none,format=raw,readonly=on"
        words += ["-drive", drive]
        words += ["-device", f"virtio-blk-pci,drive={name},serial={name},addr={slot:x}"]
    return words


class Machine:
    """start(), then agent, hand and qmp; stop() in the end, whatever happens. The folder is
    its own until then: Ended if another has it, of which nothing is touched."""

    def __init__(self, folder, display="none", renderer=None, screen=SCREEN, gui="domain"):
        self.folder = folder
        self.display = display
        self.renderer = renderer  # of RENDERERS; None: what the compositor chooses
        self.screen_size = screen
        self.gui = gui  # "domain" or "dom0": where the compositor runs
        self.meanwhile = lambda: None  # called again and again while something is waited for
        self.process = self.qmp = self.agent = self.hand = None
        self.lock = open(self.path("lock"), "w", encoding="ascii")
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self.lock.close()
            raise Ended("a nested machine runs already in this checkout") from None

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def start(self):
        """Until QEMU runs; dom0 is there when wait_for("serial", "dom0: ready") is."""
        for name in ("log", "share"):
            shutil.rmtree(self.path(name), ignore_errors=True)
            os.mkdir(self.path(name))
        # Sockets have short names, so QEMU and we use them from their folder
        listeners = {name: self.listen(name) for name in ("qmp", "command")}
        command = ["setpriv", "--pdeathsig", "TERM", "qemu-system-x86_64"]
        command += options(".", self.display, self.gui, self.renderer, self.screen_size)
        # GTK shows no window without such a folder, and uses nothing of it
        env = {"XDG_RUNTIME_DIR": self.folder, **os.environ}
        with open(self.path("log/qemu.log"), "w", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                command, cwd=self.folder, env=env, start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )
        connections = {name: self.accept(listener) for name, listener in listeners.items()}
        try:
            self.qmp = qmp.Qmp(connections["qmp"])
        except ConnectionError:
            self.process.wait(START)
            self.check()
        self.agent = agent.Agent(connections["command"])
        self.hand = hand.Hand(self.qmp, *self.screen_size)

    def boot(self):
        """start(), until dom0 can be spoken to. A second time if need be: it has been seen,
        once in some forty starts, that dom0's kernel never came to say a word."""
        for last in (False, True):
            self.start()
            try:
                self.wait_for("serial", "^dom0: ready", BOOT)
                return
            except Ended:
                self.check()
                if last:
                    raise
                self.end()

    def listen(self, name):
        listener = socket.socket(socket.AF_UNIX)
        if os.path.exists(self.path(name)):
            os.unlink(self.path(name))
        here = os.getcwd()
        os.chdir(self.folder)
        listener.bind(name)
        os.chdir(here)
        listener.listen(1)
        return listener

    def accept(self, listener):
        listener.settimeout(0.1)
        for _ in range(START * 5):
            try:
                connection = listener.accept()[0]
                connection.settimeout(None)
                listener.close()
                return connection
            except TimeoutError:
                self.pause()
        raise Ended("QEMU does not come up")

    def check(self):
        """Ended if QEMU is gone."""
        if self.process.poll() is not None:
            with open(self.path("log/qemu.log"), encoding="utf-8") as log:
                raise Ended(f"QEMU has ended: {log.read().strip()[-500:]}")

    def pause(self):
        self.check()
        self.meanwhile()
        time.sleep(0.1)

    def console(self, name):
        """What a domain has printed; `serial` is Xen and dom0."""
        return console.text(self.folder, name)

    def wait_for(self, name, pattern, seconds, start=0):
        """A match of a regular expression in a console, from the character `start` on."""
        end = time.monotonic() + seconds
        while True:
            found = re.compile(pattern, re.M).search(self.console(name), start)
            if found:
                return found
            self.pause()
            if time.monotonic() > end:
                last = "\n".join(self.console(name).splitlines()[-15:])
                raise Ended(f"{name} does not say '{pattern}' in {seconds} s, but:\n{last}")

    def wait_until(self, is_so, seconds, what):
        """Until is_so() gives something, which is returned."""
        end = time.monotonic() + seconds
        while not (found := is_so()):
            self.pause()
            if time.monotonic() > end:
                raise Ended(f"{what} does not come in {seconds} s")
        return found

    def dom0(self, command, seconds=60):
        """The output of a line of shell in dom0."""
        return self.agent.run(command, seconds)

    def screen(self):
        """The screen as it is now."""
        self.qmp.command("screendump", filename="screen.ppm", format="ppm")
        return picture.Picture(self.path("screen.ppm"))

    def pixel(self, x, y):
        """One of the screen as it is now, with less to read."""
        self.qmp.command("screendump", filename="screen.ppm", format="ppm")
        return picture.pixel(self.path("screen.ppm"), x, y)

    def shot(self, path):
        """The screen as a PNG."""
        self.qmp.command("screendump", filename=os.path.abspath(path), format="png")

    def end(self):
        """Of QEMU, if it runs."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def stop(self):
        self.end()
        self.lock.close()
