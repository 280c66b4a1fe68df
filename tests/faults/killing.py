"""Kills and interrupts builds at every act and at random moments, and looks at what is left.

``python -m tests.faults.killing FOLDER --acts EVERY`` kills before every so many-th act in build/,
``--moments N`` kills N times at random, ``--interrupts N`` sends SIGINT and SIGTERM instead. Each
prints its figures as JSON and ends with 1 where harm was done. The folder is made anew.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle
from pathlib import Path

from pipeline.cli import main
from tests.faults.badly import at_work, none_at_work, start
from tests.support import make_project

EXITS: dict[int, int] = {signal.SIGINT: 130, signal.SIGTERM: 143}
"""What an interrupted build ends with."""

ACTS = {"open", "os.mkdir", "os.rename", "os.symlink", "os.remove", "os.rmdir"}
"""Audit events of acts that change a folder; each is told of before it is done."""


@dataclass(slots=True)
class Figures:
    """What the kills did."""

    kills: int = 0
    old: int = 0
    """After so many the old set was published, whole."""
    new: int = 0
    """After so many the new set was."""
    ended: int = 0
    """So many builds had ended before they could be killed."""
    acts: dict[str, int] = field(default_factory=dict)
    """How often a build was killed just before which act."""
    slowest: float = 0.0
    """Seconds from a signal to the end of the build."""
    harm: list[str] = field(default_factory=list)
    """Empty where all is well."""


class Victim:
    """A project that is built from one of two states of its source, in turns."""

    def __init__(self, folder: Path, file: str, sentence: str) -> None:
        """``file`` of the project has ``sentence``, which the other state has otherwise."""
        shutil.rmtree(folder, ignore_errors=True)
        self.root = make_project(folder, templates=True)
        self._path = self.root / file
        text = self._path.read_text("utf-8")
        assert sentence in text
        self._states = cycle((text.replace(sentence, f"{sentence} (again)"), text))
        self.figures = Figures()
        self._build()
        self.before = self.published()
        self._names = self._standing()

    def change(self) -> None:
        """Bring the source into its other state."""
        self._path.write_text(next(self._states), "utf-8")

    def published(self) -> str:
        """Return what the published set is, by its sums; what is not whole is noted as harm."""
        folder = self.root / "build/sample"
        sums = (folder / "SHA256SUMS").read_text("utf-8")
        for line in sums.splitlines():
            digest, _, name = line.partition("  ")
            if hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest:
                self.figures.harm.append(f"{name} is not whole")
        return sums

    def look(self, label: str) -> None:
        """Look at what a kill left; then build without any cleaning, and look again."""
        figures = self.figures
        figures.kills += 1
        left = self.published()
        is_old = left == self.before
        figures.old += is_old
        if not none_at_work(self.root):
            figures.harm.append(f"{label}: processes {at_work(self.root)} go on")
        if code := self._build():
            figures.harm.append(f"{label}: the next build ended with {code}")
        after = self.published()
        if not is_old:
            figures.new += 1
            if left != after:
                figures.harm.append(f"{label}: neither the old set nor the new one was published")
        # Where the new set was there already, nothing was left to do, not even cleaning up.
        if is_old and self._standing() != self._names:
            figures.harm.append(f"{label}: {self._standing() - self._names} was left behind")
        self.before = after

    def _build(self) -> int:
        return in_child(lambda: main(["build", "--quiet", "--root", str(self.root)]))

    def _standing(self) -> set[str]:
        """Return the names in build/; of a set that is whole, only that it is there."""
        build = self.root / "build"
        sets = [p for p in (build / ".generations/sample").iterdir() if p.is_dir()]
        whole = [p for p in sets if (p / "manifest.json").is_file()]
        extra = {p.name for p in sets if p not in whole} | {p.name for p in whole[2:]}
        return {p.name for p in build.iterdir()} | extra


def in_child(work: Callable[[], int]) -> int:
    """Do something in a fork of this process, which has everything imported; return its code."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    code = 70
    try:
        # What a child prints is not to be taken for the figures.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = work()
    finally:
        os._exit(code)


def at_acts(folder: Path, every: int) -> Figures:
    """Kill a build before its n-th act in build/, for every n, or every so many-th."""
    victim = Victim(folder, "templates/proof/proof.html.j2", "needs nothing but itself")
    log = folder / "acts"
    number = 1
    while True:
        victim.change()
        if in_child(partial(_build_until, victim.root, number, log)) != -signal.SIGKILL:
            return victim.figures
        act = log.read_text("utf-8")
        victim.figures.acts[act] = victim.figures.acts.get(act, 0) + 1
        victim.look(f"act {number}, {act}")
        number += every


def _build_until(root: Path, number: int, log: Path) -> int:
    left, own = number, os.getpid()

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        if event not in ACTS or os.getpid() != own or not _is_change(root, event, arguments):
            return
        left -= 1
        if left == 0:
            name = Path(str(arguments[0])).name
            if name.startswith((".stage-", "sample")) is False and "-" in name:
                name = "a set"
            log.write_text(f"{event} {name}".replace(f"-{own}", ""), "utf-8")
            os.kill(own, signal.SIGKILL)

    sys.addaudithook(watch)
    return main(["build", "--quiet", "--root", str(root)])


def _is_change(root: Path, event: str, arguments: tuple[object, ...]) -> bool:
    if event == "open" and not (isinstance(arguments[2], int) and arguments[2] & os.O_WRONLY):
        return False
    # Symbolic links are told of as they will stand: what they lead to, and where they are.
    return any(str(a).startswith(f"{root}/build") for a in arguments[:2])


def at_moments(folder: Path, number: int, seed: int, signals: Sequence[int]) -> Figures:
    """Kill a whole build, which makes every file anew, at random moments."""
    victim = Victim(folder, "source/sample/report/10-things.md", "The first thing")
    figures = victim.figures
    dice = random.Random(seed)  # noqa: S311 - moments, not secrets
    longest = _duration(victim)
    kinds = cycle(signals)
    while figures.kills < number:
        victim.change()
        process = start(victim.root, "build", "--quiet")
        moment = dice.uniform(0.0, longest)
        try:
            process.communicate(timeout=moment)
        except subprocess.TimeoutExpired:
            kind = next(kinds)
            sent = time.monotonic()
            process.send_signal(kind)
            _, said = process.communicate()
            label = f"{signal.Signals(kind).name} after {moment:.2f} s"
            figures.slowest = max(figures.slowest, time.monotonic() - sent)
            # Before Python has read the program and after its end the system ends it by the signal
            # itself, which a shell calls by the same number.
            ends = (EXITS.get(kind, -kind), -kind)
            if process.returncode not in ends or "Traceback" in said:
                figures.harm.append(f"{label}: ended with {process.returncode}, {said[-300:]!r}")
            victim.look(label)
        else:
            # The machine was quicker this time.
            figures.ended += 1
            longest *= 0.97
            victim.before = victim.published()
    return figures


def _duration(victim: Victim) -> float:
    victim.change()
    begun = time.monotonic()
    start(victim.root, "build", "--quiet").communicate()
    victim.before = victim.published()
    return time.monotonic() - begun


def _main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--acts", type=int, default=0)
    parser.add_argument("--moments", type=int, default=0)
    parser.add_argument("--interrupts", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    folder, seed = options.folder.resolve(), options.seed
    if options.acts:
        figures = at_acts(folder, options.acts)
    elif options.moments:
        figures = at_moments(folder, options.moments, seed, (signal.SIGKILL,))
    else:
        figures = at_moments(folder, options.interrupts, seed, tuple(EXITS))
    print(json.dumps({name: getattr(figures, name) for name in Figures.__slots__}))
    return 1 if figures.harm else 0


if __name__ == "__main__":
    sys.exit(_main())
