#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""`./dev nested`: the desktop on real Xen, in an emulated machine. See usage below."""
import argparse
import os
import re
import selectors
import signal
import sys
import time

import agent
import console
import control
import host
import images
import machine
import push
import session

USAGE = """\
The same desktop on real Xen, in a machine that QEMU emulates: dom0, a GUI domain that has
the display, and the AppVMs work and untrusted. Needs no hardware virtualisation.

  nested                  build, make the images, start all, and stay until Ctrl-C; in a
                          window, or for a VNC viewer of this machine where there is no display
  nested --gui dom0       the same without a GUI domain: the compositor runs in dom0, as a user
                          that is not root
  nested --shell DOMAIN   from a second terminal: a shell in dom0, or a guest's console;
                          Ctrl-] leaves
  nested --push DOMAIN    from a second terminal: build, put the programs into gui, work or
                          untrusted, and start them again there
  nested --test [SERIES]  start it without a window, try all that it must show, and end;
                          pictures and consoles: build/nested/evidence. SERIES may be hv: VMs
                          that come and go; or programs: Firefox and GTK, which takes longer.
                          With --gui dom0: what is different then, and the input
  nested --bench [PART...]
                          start it without a window, measure what vchan, frames and hvd
                          cost there, and end: vchan, keys, frames, copies and hvd, or
                          these parts; all numbers: build/nested/bench.json

What the domains print is in build/nested/log: serial.log of Xen and dom0, guest-NAME.log.

To log in: dom0 wants nothing, its shell is root's. gui, work and untrusted log in by
themselves on their consoles; press Return."""

DOMAINS = ("gui", "work", "untrusted")
SHOTS = 5  # seconds between screenshots
# Lines worth telling: of dom0's scripts, of our programs by way of a journal, of Xen
NEWS = re.compile(
    r"^(?:\[ *[\d.]+\] )?((?:dom0|mamparo)[\w-]*(?:\[\d+\])?: .*|\(XEN\) Xen version \S+)"
)


def say(text):
    print(f"dev nested: {text}", file=sys.stderr, flush=True)


def parse(words):
    parser = argparse.ArgumentParser(
        prog="./dev nested", description=USAGE, add_help=False, allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("-h", "--help", action="store_true", help="this text")
    parser.add_argument("--shell", metavar="DOMAIN", help="see above")
    parser.add_argument("--push", metavar="DOMAIN", choices=DOMAINS, help="see above")
    parser.add_argument("--gui", choices=("domain", "dom0"), default="domain",
                        help="where the compositor runs")
    parser.add_argument("--test", metavar="SERIES", nargs="?", const="desktop",
                        choices=("desktop", "hv", "programs"), help="see above")
    parser.add_argument("--renderer", choices=machine.RENDERERS,
                        help="what the compositor draws with; gles2 on the processor (pixman)")
    parser.add_argument("--bench", metavar="PART", nargs="*", help="see above")
    parser.add_argument("--for", metavar="SECONDS", type=int, dest="seconds",
                        help="stay so long after all has started; 0 only if nothing ended early")
    parser.add_argument("--shots", metavar="DIR", help="a PNG there every five seconds")
    parser.add_argument("--roots", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(words)
    if options.help and not options.roots:
        parser.print_help()
    if options.seconds is not None and options.seconds < 1:
        parser.error("--for wants a number of seconds")
    if options.bench is not None and options.gui == "dom0":
        parser.error("--bench measures a GUI domain")
    if options.shots:
        try:
            os.makedirs(options.shots, exist_ok=True)
        except OSError as problem:
            parser.error(f"--shots: {problem}")
    return options


def display():
    """What QEMU shows the screen on."""
    if os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY"):
        return "gtk"
    return "vnc=127.0.0.1:0,to=99"


def where(nested):
    """How to see it."""
    if nested.display == "gtk":
        return "in QEMU's window"
    return f"by VNC at 127.0.0.1:{nested.qmp.command('query-vnc')['service']}"


class News:
    """Lines of consoles that tell how far the start is."""

    def __init__(self, nested):
        self.nested = nested
        self.began = time.monotonic()
        self.read = {}  # characters, of each console

    def tell(self):
        for name in ("serial", *DOMAINS):
            text = self.nested.console(name)
            lines = text[self.read.get(name, 0) : text.rfind("\n") + 1].splitlines()
            self.read[name] = text.rfind("\n") + 1
            lines = [console.plain(line) for line in lines]
            for found in filter(None, map(NEWS.match, lines)):
                say(f"{time.monotonic() - self.began:5.1f} s  {name}: {found.group(1)}")


def boot(nested):
    nested.boot()
    nested.meanwhile()
    # With a GUI domain dom0's hvd starts what its definitions say
    for name in DOMAINS if nested.gui == "dom0" else ():
        nested.dom0(f"start {name}")
        nested.meanwhile()


class Stay:
    """The machine runs; whoever comes is served."""

    def __init__(self, nested, news, options):
        self.nested = nested
        self.news = news
        self.options = options
        self.control = control.Control(nested.folder, nested.agent)
        self.shot = time.monotonic() + SHOTS

    def take_shot(self):
        if self.options.shots and time.monotonic() > self.shot:
            self.shot += SHOTS
            name = f"{int(time.monotonic() - self.news.began):05}.png"
            self.nested.shot(os.path.join(self.options.shots, name))

    def run(self):
        end = time.monotonic() + self.options.seconds if self.options.seconds else None
        ready = selectors.DefaultSelector()
        ready.register(self.control, selectors.EVENT_READ)
        while end is None or time.monotonic() < end:
            if ready.select(0.5):
                self.control.serve()
            if end is None and self.nested.process.poll() == 0:
                return  # its window was closed
            self.nested.check()
            self.news.tell()
            self.take_shot()
        for name in DOMAINS:
            self.nested.dom0(f"runs {name}")  # fails if it is gone

    def close(self):
        self.control.close()


def run(options):
    nested = machine.Machine(images.OUT, display(), options.renderer, gui=options.gui)
    try:
        images.make_all()
        news = News(nested)
        nested.meanwhile = news.tell
        say("QEMU starts; the desktop comes in one to three minutes")
        boot(nested)
        say(f"the screen: {where(nested)}")
        stay = Stay(nested, news, options)
        try:
            stay.run()
        finally:
            stay.close()
    finally:
        nested.stop()


def beside(options):
    """What is done to a machine that runs, from a second terminal."""
    if options.push:
        push.push(images.OUT, options.push)
    if options.shell:
        session.shell(images.OUT, options.shell)


def become(script, *words):
    program = os.path.join(images.REPO, "tests/nested", script)
    os.execvp("python3", ["python3", "-B", program, *words])


def main():
    options = parse(sys.argv[1:])
    if options.help or options.shell or options.push:
        if not options.roots:
            beside(options)
        return
    os.makedirs(images.OUT, exist_ok=True)
    fault = host.missing(images.OUT)
    if fault:
        sys.exit(f"dev nested: {fault}")
    if options.roots:
        print(*images.ROOTS)
    elif options.test:
        words = ["--renderer", options.renderer] if options.renderer else []
        become("nested_test.py", "--series", options.test, "--gui", options.gui, *words)
    elif options.bench is not None:
        become("bench.py", *options.bench)
    else:
        run(options)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
    except (agent.Failed, control.NotThere, machine.Ended) as problem:
        sys.exit(f"dev nested: {problem}")
