# SPDX-License-Identifier: MIT
"""The images that a nested machine starts from. Each is made again only when what it is
made of has changed; then it counts as made only under its final name."""
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile

REPO = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
OUT = os.path.join(REPO, "build/nested")
PLAIN = os.path.join(REPO, "build/plain")  # without sanitizers, as in the images
ROOTS = ("dom0", "gui", "app")  # made by images/root.sh, linked in build/nested/roots
RECIPES = {"dom0": "dom0", "bare": "dom0", "gui": "gui", "app": "app"}  # and their roots
MORE = {"dom0": ["docs/examples/vm"]}  # that an image is made of


def say(text):
    print(f"dev nested: {text}", file=sys.stderr, flush=True)


def root(name):
    """Where the root is: enter.sh has it elsewhere than the link says."""
    inside = os.environ.get("MAMPARO_ROOT") == "inside"
    return f"/run/roots/{name}" if inside else os.path.join(OUT, "roots", name)


def root_hash(name):
    return os.path.basename(os.readlink(os.path.join(OUT, "roots", name)))


def files(path):
    """(name, path) of each file there, or of the one that this is; sorted."""
    if os.path.isfile(path):
        yield os.path.basename(path), path
    for folder, names, leaves in os.walk(path):
        names.sort()
        for leaf in sorted(leaves):
            found = os.path.join(folder, leaf)
            yield os.path.relpath(found, path), found


def hash_of(words, paths):
    """Of words, and of names, modes and contents of files."""
    digest = hashlib.sha256("\0".join(words).encode())
    for name, path in (file for each in paths for file in files(each)):
        digest.update(f"\0{name}\0{os.lstat(path).st_mode}\0".encode())
        if os.path.islink(path):
            digest.update(os.readlink(path).encode())
        else:
            with open(path, "rb") as file:
                digest.update(file.read())
    return digest.hexdigest()


def made(name, key, make):
    """The folder build/nested/NAME, made by make(folder) unless it is there with this key.
    Returns whether it was made now."""
    folder = os.path.join(OUT, name)
    try:
        with open(os.path.join(folder, "key"), encoding="ascii") as file:
            if file.read() == key:
                return False
    except OSError:
        pass
    say(f"making build/nested/{name}")
    partial = f"{folder}.partial"
    shutil.rmtree(partial, ignore_errors=True)
    os.mkdir(partial)
    make(partial)
    with open(os.path.join(partial, "key"), "w", encoding="ascii") as file:
        file.write(key)
    shutil.rmtree(folder, ignore_errors=True)
    os.rename(partial, folder)
    return True


def recipe(name):
    """By images/NAME/make.sh, from the root of that name."""
    here = os.path.join(REPO, "images")
    sources = [os.path.join(here, folder) for folder in (name, "guest", "initramfs.sh")]
    sources += [os.path.join(REPO, folder) for folder in MORE.get(name, ())]

    def make(folder):
        env = dict(os.environ, KERNEL_ROOT=root("dom0"))
        command = [os.path.join(here, name, "make.sh"), root(RECIPES[name]), folder]
        subprocess.run(command, env=env, check=True)

    made(name, hash_of([root_hash(RECIPES[name]), root_hash("dom0")], sources), make)


def file_system(path, tree):
    os.chmod(tree, 0o755)  # it will be somebody's root, and was a temporary folder
    command = ["mkfs.erofs", "--quiet", "--all-root", "-T", "0", "-U", "clear", path, tree]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def tools(path, programs, others=()):
    """A file system of what tests run in domains: programs of build/plain in bin, and other
    files of it beside that."""
    with tempfile.TemporaryDirectory() as tree:
        os.mkdir(f"{tree}/bin")
        paths = [os.path.join(PLAIN, program) for program in programs]
        subprocess.run(["install", "-s", *paths, f"{tree}/bin"], check=True)
        for other in others:
            shutil.copy(os.path.join(PLAIN, other), tree)
        file_system(path, tree)


def programs():
    """build/nested/programs/programs.erofs: what `meson install` gives to a distribution.
    Returns whether it has changed."""
    subprocess.run([os.path.join(REPO, "dev"), "build"], check=True)
    with tempfile.TemporaryDirectory() as tree:
        command = ["meson", "install", "-C", PLAIN, "--no-rebuild"]
        command += ["--quiet", "--strip", "--destdir", tree]
        subprocess.run(command, check=True)
        key = hash_of([], [tree])
        return made("programs", key, lambda to: file_system(f"{to}/programs.erofs", tree))


def boot():
    """build/nested/boot/boot.erofs: what dom0 gives to its domains to start from."""
    parts = [os.path.join(OUT, "dom0/vmlinux")]
    parts += [os.path.join(OUT, name, f"{name}.cpio.gz") for name in RECIPES if name != "dom0"]

    def make(folder):
        with tempfile.TemporaryDirectory(dir=folder) as tree:
            for part in parts:
                os.link(part, os.path.join(tree, os.path.basename(part)))
            file_system(f"{folder}/boot.erofs", tree)

    made("boot", hash_of([], [os.path.join(OUT, name, "key") for name in RECIPES]), make)


def make_all():
    os.makedirs(OUT, exist_ok=True)
    for name in RECIPES:
        recipe(name)
    boot()
    programs()
