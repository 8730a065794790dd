# SPDX-License-Identifier: MIT
"""What the compositor reads of its guests for each frame, counted from outside by
tests/bench/decoy.c, with each renderer."""
import base64
import os
import sys

import images
from bench_stand import APP, PRELOADED, Painter, say

sys.path.append(os.path.join(images.REPO, "tests/bench"))

# pylint: disable=wrong-import-position
import decoy

SIZE = (1920, 1080)
FRAMES = 20
RATE = 1  # a second; counts do not depend on it
RENDERERS = ("pixman", "gles2")
# Of the compositor's service, until the domain ends
DROP_IN = "/run/systemd/system/mamparo-compositor.service.d/bench.conf"
COUNTS = "/run/mamparo/" + decoy.FILE
SECONDS = 300


class Copies:
    def __init__(self, stand):
        self.stand = stand
        self.gui = stand.desktop.gui

    def restart(self, settings):
        """The compositor, with more in its environment."""
        lines = "".join(f"Environment={setting}\\n" for setting in settings)
        self.gui.run(
            f"mkdir -p $(dirname {DROP_IN}); printf '[Service]\\n{lines}' >{DROP_IN};"
            " systemctl daemon-reload; systemctl restart mamparo-compositor", SECONDS)
        self.stand.desktop.wait_tree(
            lambda tree: not tree["locked"] and any(g["connected"] for g in tree["guests"]),
            SECONDS, "the guest at a new compositor")

    def counts(self):
        return decoy.parse(base64.b64decode(self.gui.run(f"base64 {COUNTS}")))

    def once(self, renderer):
        screen = "x".join(map(str, self.stand.nested.screen_size))
        self.restart((f"LD_PRELOAD=/mnt/{os.path.basename(PRELOADED)}", f"DECOY_SCREEN={screen}",
                      f"WLR_RENDERER={renderer}", "WLR_RENDERER_ALLOW_SOFTWARE=1"))
        painter = Painter(self.stand, APP, *SIZE, 100, FRAMES, RATE)
        try:
            before = self.counts()
            painter.go()
            result, _ = painter.result(SECONDS)
            after = self.counts()
        finally:
            painter.stop()
            self.stand.no_windows()
        return {"before": before, "after": after, "frames": result["frames"]}

    def measure(self):
        found = {}
        for renderer in RENDERERS:
            say(f"copies: {FRAMES} frames with {renderer}")
            found[renderer] = self.once(renderer)
        self.restart(())
        return found

    def table(self, found):
        width, height = SIZE
        yield f"What the compositor reads of the AppVM for each frame of {width}x{height}, all of"
        yield f"which changes ({width * height * 4:,} bytes), counted outside of it:\n"
        yield "| renderer | bytes through the ring | of its pages, by pixman's composing " \
              "| by anything else | composed elsewhere than on the screen |"
        yield "|---|---|---|---|---|"
        for renderer, each in found.items():
            frame = decoy.a_frame(each["before"], each["after"], each["frames"])
            names = ("ring_read", "composed", "read", "composed_elsewhere")
            yield f"| {renderer} | " + " | ".join(f"{frame[name]:,.0f}" for name in names) + " |"
        control = found[RENDERERS[0]]["before"]["read"]
        yield f"\nThe control: {control:,} bytes were read before, of pages that name the others."
