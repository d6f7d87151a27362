"""What every package needs: a folder to build in, commands that are run, sizes and times."""

import contextlib
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time
import venv

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


class Failed(Exception):
    """A package that was not built, not installed, or does not do its work."""


class Missing(Exception):
    """A tool that is not installed."""


def version():
    """The one version number: that of Cargo.toml."""
    return re.search(r'^version = "([^"]+)"$', (ROOT / "Cargo.toml").read_text(), re.MULTILINE).group(1)


def run(*command, cwd=ROOT, env=None, passes=(0,)):
    """Runs a command and returns what it printed; another exit code than those of `passes` is a failure."""
    words = [str(word) for word in command]
    if not shutil.which(words[0], path=(env or os.environ).get("PATH")):
        raise Missing("%s is not installed" % words[0])
    ran = subprocess.run(
        words,
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    if ran.returncode not in passes:
        raise Failed("exit code %d of: %s\n%s" % (ran.returncode, " ".join(words), ran.stdout[-4000:]))
    return ran.stdout


def fresh_venv(folder, *packages):
    """A new virtual environment; returns its Python."""
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    if packages:
        run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages)
    return python


def licenses(folder):
    """Copies the licences into a package."""
    for name in ("LICENSE-MIT", "LICENSE-APACHE"):
        shutil.copy(ROOT / name, folder)


def limit(file, kilobytes):
    """A package that grew beyond what it may be is a failure."""
    size = file.stat().st_size
    if size > kilobytes * 1000:
        raise Failed("%s has %d bytes, more than %d kB" % (file.name, size, kilobytes))


class Bench:
    """The folder that packages are built in, and what is known of each."""

    def __init__(self, folder, goalpost):
        self.folder, self.dist = folder, folder / "dist"
        self.goalpost = goalpost and goalpost.resolve()
        self.rows = []

    def work(self, name):
        """An empty folder outside the repository's packages."""
        folder = self.folder / name
        folder.mkdir(parents=True)
        return folder

    @contextlib.contextmanager
    def step(self, name):
        """Notes the files that a step added to dist, and its time."""
        before, begun = set(self.dist.iterdir()), time.monotonic()
        yield
        added = sorted(set(self.dist.iterdir()) - before)
        self.rows += [(name, file, time.monotonic() - begun) for file in added]
        print("ok   %s" % name, flush=True)

    def write_sums(self):
        """SHA256SUMS, as sha256sum reads it."""
        files = sorted(file for file in self.dist.iterdir() if file.name != "SHA256SUMS")
        sums = ["%s  %s\n" % (hashlib.sha256(file.read_bytes()).hexdigest(), file.name) for file in files]
        (self.dist / "SHA256SUMS").write_text("".join(sums))

    def table(self):
        """Sizes, and the time to build, install and run."""
        line = "%-15s %10s %8s  %s"
        rows = [line % (name, "%d kB" % -(-file.stat().st_size // 1000), "%.1f s" % took, file.name)
                for name, file, took in self.rows]
        return "\n".join([line % ("package", "size", "time", "file")] + rows)


def fail_if_empty(text, pattern, what):
    """A run that printed nothing of what it must print did not run."""
    found = re.search(pattern, text)
    if not found:
        raise Failed("%s did not print %r:\n%s" % (what, pattern, text[-2000:]))
    return found


if sys.version_info < (3, 8):
    sys.exit("scripts/package needs Python 3.8 or later")
