# SPDX-License-Identifier: MIT
"""Firefox on a local page: the picture follows it. It takes minutes in an emulated machine."""
import page
from border import BORDER, TITLE, Border
from desktop import COME, FETCH, inner
from hvd import START
from program import CLICKS, HOME, Program
from report import must
from shape_cases import BAR, is_near

GUEST = "work"
MEMORY = 900  # MiB, of that guest
FIRST = 300  # seconds from its window to its page
# Firefox does what a frame needs at each of the screen's, also when it draws nothing, and
# here it would come to nothing else
VSYNC = "widget.wayland.vsync.enabled"
# Nothing but the page: no first steps, no updates, nothing that moves by itself
FALSE = (
    "app.update.enabled", "browser.aboutwelcome.enabled", "browser.shell.checkDefaultBrowser",
    "browser.sessionstore.resume_from_crash", "datareporting.policy.dataSubmissionEnabled",
    "extensions.getAddons.cache.enabled", "network.captive-portal-service.enabled",
    "network.connectivity-service.enabled", "toolkit.cosmeticAnimations.enabled",
    VSYNC,
)
RATE = 5  # frames a second, by its own clock
IGNORE = "browser.startup.homepage_override.mstone"
LIST = (255, 255, 255)  # what its lists are drawn on
MOST = page.BANDS * page.BAND
MOVED = (40, 30)
SHRUNK = (-300, -160)


class BrowserCases:
    def __init__(self, world):
        self.desktop = world.desktop
        self.report = world.report
        self.build = world.build
        self.hvd = world.hvd
        self.browser = Program(world, GUEST, "firefox", page.LEFT // 4)

    def view(self, shot):
        """Of the page, with the border of its window around it."""
        window = self.browser.window()
        view = page.look(shot, inner(window))
        Border(shot, self.build, window).check()
        must(view.width == window["interior"]["width"], f"{view} in {window['interior']}")
        return view

    def seen(self, name, is_so=lambda view: True, seconds=COME):
        return self.browser.seen(name, self.view, is_so, seconds)

    def room(self):
        """For Firefox, by its guest's definition."""
        self.hvd.ask(f"set {GUEST} memory {MEMORY}")
        self.hvd.ask(f"restart {GUEST}", START)
        self.browser.guest.wait()
        self.desktop.wait_window(GUEST, 2 * COME)

    def shown(self):
        prefs = [f"user_pref('{name}', false);" for name in FALSE]
        prefs.append(f"user_pref('{IGNORE}', 'ignore');")
        prefs.append(f"user_pref('layout.frame_rate', {RATE});")
        self.browser.put("page.html", page.html())
        self.browser.put("profile/user.js", "\n".join(prefs))
        self.browser.guest.run(f"chown user: {HOME}/profile")
        self.browser.start(f"firefox-esr --profile {HOME}/profile file://{HOME}/page.html")
        self.seen("page", lambda view: view.offset == 0, FIRST)

    def scrolled(self):
        """By the wheel and by keys."""
        view = self.seen("before")
        self.desktop.hand.click(view.x + page.LEFT // 4, view.y + view.height // 2)
        self.browser.wheel("down")
        down = self.seen("wheel-down", lambda view: view.offset >= CLICKS * 10)
        self.browser.wheel("up")
        self.seen("wheel-up", lambda view: view.offset < down.offset)
        for number, (key, is_so) in enumerate((
            ("home", lambda view: view.offset == 0),
            ("pgdn", lambda view: 0 < view.offset <= view.height),
            ("end", lambda view: view.offset == MOST - view.height),
            ("pgup", lambda view: 0 < view.offset < MOST - view.height),
            ("home", lambda view: view.offset == 0),
        ), 1):
            self.desktop.hand.press(key)
            self.seen(f"key-{number}-{key}", is_so)

    def popups(self):
        """A menu, and a list of the page, which is a part of the window; by keys."""
        self.desktop.hand.press("home")  # wherever a case before has ended
        left, top, width, height = inner(self.browser.window())
        self.browser.menu(left + width // 2, top + height // 2)
        view = self.seen("after-menu", lambda view: view.offset == 0)
        left, top, width, height = page.CHOICE
        left, top = view.x + left, view.y + top
        self.desktop.hand.click(left + width // 2, top + height // 2)
        self.desktop.shows((left, top + height, width, 2 * height), LIST, width * height)
        self.report.shot("list")
        for key in ("down", "down", "ret"):
            self.desktop.hand.press(key)
            self.desktop.still()
        wanted = f"chose {page.CHOICES[2]}"
        self.desktop.wait_tree(lambda tree: self.browser.window()["title"].startswith(wanted),
                               COME, f"the title '{wanted}'")
        self.seen("after-list", lambda view: view.offset == 0)

    def drag(self, start, by):
        end = start[0] + by[0], start[1] + by[1]
        self.desktop.hand.drag(start, end, pause=FETCH)

    def shaped(self):
        before = self.seen("before")
        frame = self.browser.window()["frame"]
        right, bottom = frame["x"] + frame["width"], frame["y"] + frame["height"]
        self.drag((right - BORDER // 2, bottom - BORDER // 2), SHRUNK)
        small = self.seen("smaller", lambda view: view.width <= before.width + SHRUNK[0] // 2)
        frame = self.browser.window()["frame"]
        self.drag((frame["x"] + BAR, frame["y"] + TITLE // 2), MOVED)
        self.desktop.wait_tree(
            lambda tree: is_near(self.browser.window()["frame"], frame, MOVED), COME, "its move")
        self.seen("moved", lambda view: view.width == small.width)
        for name, keys in (("maximized", ("meta_l", "up")), ("fullscreen", ("meta_l", "f"))):
            self.desktop.hand.press(*keys)
            self.desktop.wait_tree(
                lambda tree, place=name: self.browser.window()["place"] == place, COME, name)
            self.seen(name, lambda view: view.width > before.width)
            self.desktop.hand.press(*keys)
            self.seen(f"after-{name}", lambda view: view.width == small.width)
        self.browser.close()

    def cases(self):
        return [
            ("a VM has the memory that is set for it, from its next start", self.room),
            ("Firefox shows a local page, down to the last pixel", self.shown),
            ("it scrolls by the wheel and by keys", self.scrolled),
            ("its menu has a border; that and a list leave nothing behind", self.popups),
            ("dragged, resized, maximised and fullscreen, its page follows", self.shaped),
        ]
