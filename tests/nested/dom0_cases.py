# SPDX-License-Identifier: MIT
"""What a compositor in dom0 may do there, and may not."""
from desktop import GUESTS, inner
from report import must
from screen_cases import ScreenCases, pages

LIST = "/local/domain/0/mamparo/guest"
MAY_OPEN = ["/dev/xen/evtchn", "/dev/xen/gntdev"]

# As the compositor: its user and groups, in its mount namespace and control group
PROBE = r"""
p=$(pidof mamparo-compositor)
groups=$(awk '/^Groups/ {$1 = ""; print}' /proc/$p/status | tr -s ' ' , | sed 's/^,//; s/,$//')
user=$(awk '/^Uid/ {print $2}' /proc/$p/status)
group=$(awk '/^Gid/ {print $2}' /proc/$p/status)
echo $BASHPID >/sys/fs/cgroup$(cut -d: -f3 /proc/$p/cgroup)/cgroup.procs
exec nsenter -t $p -m -r -w setpriv --reuid $user --regid $group --groups $groups \
	--bounding-set=-all --inh-caps=-all bash -c '
for file in /dev/xen/* /proc/xen/* /dev/mem /dev/kmsg /dev/vd* /dev/hvc* /dev/input/*; do
	test ! -d "$file" || continue
	(exec 3<"$file") 2>/dev/null && echo "open=$file"
	(exec 3>>"$file") 2>/dev/null && echo "open=$file"
done
for file in /run/xenstored/socket /run/mamparo-xenstore/socket; do
	! test -w $file || echo "socket=$file"
done
kill -0 1 2>/dev/null && echo signals=1
kill -0 $(pidof mamparo-xenstore-proxy) 2>/dev/null && echo signals=proxy
id' 2>&1
"""
# Of the proxy
PROXY = r"""
p=$(pidof mamparo-xenstore-proxy)
awk '/^(Uid|Gid|Cap...|NoNewPrivs|Seccomp):/ {print}' /proc/$p/status
for file in /proc/$p/fd/*; do readlink $file; done
"""


class Dom0Cases(ScreenCases):
    def put_tools(self):
        """xenstore's, which only dom0's own image has."""
        root = "/proc/$(cut -d' ' -f1 /proc/$(cat /run/gui.pid)/task/*/children)/root"
        self.world.nested.dom0(f"cp -L /usr/bin/xenstore-* {root}/usr/local/bin/")

    def store(self, command, user="mamparo", path="/run/mamparo-xenstore/socket"):
        """(status, output) of one of xenstore's tools, at a socket."""
        groups = "--init-groups" if user == "mamparo" else "--clear-groups"
        drop = f"setpriv --reuid {user} --regid $(id -g {user}) {groups} --bounding-set=-all"
        return self.desktop.gui.call(f"XENSTORED_PATH={path} {drop} timeout 10 {command}")

    def composed(self):
        """dom0 maps disks, consoles and xenstore's rings besides."""
        held = self.world.xen.grants()
        seen = pages(self.facts()["mapped"].split())
        least = theirs = 0
        for name in GUESTS:
            mapped = held.mapped[self.world.xen.domid(name)]
            must(set(mapped) == {0}, f"{name} is mapped by {mapped}")
            theirs += mapped[0]
            _, _, width, height = inner(self.desktop.window(name))
            least += width * height * 4 // 4096
        self.report.note(f"the compositor maps {seen} pages to read, of {theirs} that dom0 maps")
        must(least <= seen <= theirs, "the compositor does not have the guests' pages")

    def unprivileged(self):
        facts = self.facts()
        must("0" not in facts["uid"].split(), "the compositor is root")
        must(set(facts["capabilities"].split()) == {"0" * 16}, "the compositor has capabilities")
        must(facts["modules_disabled"] == "1", "the kernel loads more modules")
        lines = self.desktop.gui.run(PROBE).splitlines()
        self.report.keep("compositor.txt", "\n".join(lines))
        found = sorted({line[5:] for line in lines if line.startswith("open=")})
        must(found == MAY_OPEN, f"the compositor can open {found}")
        sockets = [line[7:] for line in lines if line.startswith("socket=")]
        must(sockets == ["/run/mamparo-xenstore/socket"], f"it can reach {sockets}")
        must("uid=0" not in "".join(lines) and "mamparo" in lines[-1], f"it is {lines[-1]}")
        must(not any("signals" in line for line in lines), "it can end what is not its own")

    def answers(self, command, good, **where):
        status, output = self.store(command, **where)
        self.report.note(f"{command} {where or ''}: {status} {output.strip()[:60]}")
        must((status == 0) == good, f"{command} gives {status}: {output}")
        return output.split()

    def store_reads(self):
        self.put_tools()
        guest = self.world.xen.domid("work")
        must(self.answers(f"xenstore-read {LIST}/work", True)[1] == str(guest), "another domain")
        self.answers(f"xenstore-read /local/domain/{guest}/data/gui/ring-ref", True)
        for refused in (f"xenstore-write {LIST}/evil red", f"xenstore-rm {LIST}/work",
                        f"xenstore-chmod {LIST} b0", "xenstore-ls /", "xenstore-list /local/domain",
                        f"xenstore-read /local/domain/{guest}/name",
                        f"xenstore-write /local/domain/{guest}/data/gui/ring-ref 1"):
            self.answers(refused, False)
        must(self.world.xen.value(f"{LIST}/work").split()[1] == str(guest), "it was changed")

    def store_for_one_user(self):
        """Of users that are not root only the compositor's, and at no other way."""
        read = f"xenstore-read {LIST}/work"
        self.answers(read, False, user="nobody")
        for path in ("/run/xenstored/socket", "/dev/xen/xenbus"):
            self.answers(read, False, path=path)
        proxy = self.desktop.gui.run(PROXY).splitlines()
        self.report.keep("proxy.txt", "\n".join(proxy))
        users = {user for line in proxy if line.startswith("Uid") for user in line.split()[1:]}
        must(len(users) == 1 and not users & {"0", *self.facts()["uid"].split()},
             f"the proxy's users are {users}")
        caps = {line.split()[1] for line in proxy if line.startswith("Cap")}
        must(caps == {"0" * 16}, "the proxy has capabilities")

    def cases(self):
        return [
            ("both terminals are on the screen in their labels' borders", self.borders),
            ("they are drawn with what the compositor was told to", self.drawn),
            ("they are composed from pages that the guests grant to dom0", self.composed),
            ("the compositor is not root, and has no way to Xen's or the machine's devices",
             self.unprivileged),
            ("it reads the guests in xenstore, and nothing else; it writes nothing",
             self.store_reads),
            ("nobody else has its socket, and xenstored's own is closed to it",
             self.store_for_one_user),
        ]
