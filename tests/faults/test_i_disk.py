"""Disk and process: whatever happens while a build runs, one complete set stays published."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import publish as publish_module
from pipeline.diagnostics import ReportError
from pipeline.disk import advice
from pipeline.publish import locked, publish
from pipeline.safe_write import write_file
from tests.faults.badly import at_work, broken, none_at_work, start
from tests.support import ROOT, make_project


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that is built; copy it."""
    root = make_project(tmp_path_factory.mktemp("once") / "project", templates=True)
    assert broken("", root, "build", "-q").returncode == 0
    return root


@pytest.fixture
def built(once: Path, tmp_path: Path) -> Path:
    """A project that is built, and of which only the proof page has changed since."""
    root = tmp_path / "project"
    shutil.copytree(once, root, symlinks=True)
    page = root / "templates/proof/proof.html.j2"
    text = page.read_text("utf-8").replace("</body>", "<p>Amended.</p>\n</body>")
    page.write_text(text, "utf-8")
    return root


def sums(root: Path) -> str:
    """Return what is published, after a look that it is whole."""
    folder = root / "build/sample"
    text = (folder / "SHA256SUMS").read_text("ascii")
    for line in text.splitlines():
        digest, _, name = line.partition("  ")
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest, name
    return text


def left_over(root: Path) -> list[str]:
    return [p.name for p in (root / "build/.generations").rglob(".stage-*")]


def as_own_disk() -> list[str]:
    """Return what gives a program disks of its own, or skip the test with a loud reason."""
    command = ["unshare", "--mount", "--propagation", "private"]
    if sys.platform != "linux" or os.geteuid() != 0 or shutil.which("unshare") is None:
        pytest.skip("NOT SHOWN HERE: only root on Linux can give a test a disk of its own")
    tried = subprocess.run([*command, "true"], capture_output=True, check=False)
    if tried.returncode:
        pytest.skip("NOT SHOWN HERE: this machine lets not even root mount a disk")
    return command


FILL = """
import pathlib, shutil, subprocess
from pipeline.diagnostics import ReportError
from pipeline.publish import publish
place = pathlib.Path(sys.argv[1])
mount = lambda *what: subprocess.run(["mount", *what], check=True)
files = {f"en/{name}": bytes([65 + i]) * 30_000 for i, name in enumerate("abcde")}
seen = set()
for size in range(8, 260, 12):
    mount("-t", "tmpfs", "-o", f"size={size}k", "none", str(place))
    try:
        publish(place, "sample", {"a": b"old"}, '{"files": [{"path": "a"}]}')
    except ReportError as error:
        assert error.exit_code == 3
        assert not (place / "sample").exists()
    else:
        try:
            publish(place, "sample", files, '{"files": []}')
            whole = {f.name: f.read_bytes() for f in (place / "sample/en").iterdir()}
            assert whole == {name[3:]: data for name, data in files.items()}
            seen.add(f"new{size}")
        except ReportError as error:
            (found,) = error.diagnostics
            assert (error.exit_code, found.code) == (3, "build-unwritable")
            assert found.message.endswith("No space left on device"), found.message
            assert "0.1 MB are needed" in found.hint or "0.2 MB are needed" in found.hint, found
            assert (place / "sample/a").read_bytes() == b"old"
            assert list(place.rglob(".stage-*")) == []
            seen.add(f"old{size}")
    subprocess.run(["umount", str(place)], check=True)
print(*sorted(seen))
sys.exit()
"""


def test_i99_full_disk_at_every_size(tmp_path: Path) -> None:
    """The build ends with 3 and says what is needed and free; the last set stays, no half one."""
    done = subprocess.run(
        [*as_own_disk(), sys.executable, "-c", f"import sys\n{FILL}", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    ends = done.stdout.split()
    # The disk was full at each of the five files and before, and in the end it was large enough.
    assert sum(end.startswith("old") for end in ends) >= 8, ends
    assert sum(end.startswith("new") for end in ends) >= 2, ends


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        (errno.ENOSPC, "make room: 0.0 MB are needed"),
        (errno.EDQUOT, "make room"),
        (errno.EROFS, "may only be read"),
        (errno.EACCES, "the right to write"),
        (errno.EMFILE, "ulimit -n"),
        (errno.EIO, "the disk is damaged"),
    ],
)
def test_i99_a_file_of_a_person_is_never_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reason: int, told: str
) -> None:
    """A catalogue that cannot be written whole stays as it was."""
    path = tmp_path / "fr.po"
    path.write_text("old", "ascii")

    def fsync(_: int) -> None:
        raise OSError(reason, os.strerror(reason))

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(ReportError) as caught:
        write_file(path, b"x" * 5_000, "fr.po")
    (found,) = caught.value.diagnostics
    assert (found.code, caught.value.exit_code) == ("file-unwritable", 3)
    assert told in found.hint
    assert path.read_text("ascii") == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["fr.po"]


def test_i100_a_disk_that_may_only_be_read(built: Path) -> None:
    """The build ends with 3, names the path, and says what to do."""
    before = sums(built)
    mount = (
        "import subprocess\nfor how in (['--bind'], ['-o', 'remount,bind,ro']):\n"
        f"    subprocess.run(['mount', *how, {str(built / 'build')!r}, {str(built / 'build')!r}]"
        ", check=True)"
    )
    done = broken(mount, built, "build", "-q", before=as_own_disk())
    assert done.returncode == 3, done.stderr
    assert f"{built}/build" in done.stderr
    assert "error[build-unwritable]: the files cannot be written: Read-only" in done.stderr
    assert "it is on a disk that may only be read" in done.stderr
    assert sums(built) == before


def test_i100_no_more_files_may_be_opened(built: Path) -> None:
    """However few files may be open, the build ends with a sentence, and the last set stays."""
    before = sums(built)
    codes = set()
    for more in (1, 2, 4, 7, 12):
        code = (
            "import os, resource, pipeline.build, pipeline.commands.build, pipeline.jobs\n"
            "from pipeline.formats import FORMATS\nFORMATS['pdf']()\n"
            f"most = len(os.listdir('/proc/self/fd')) - 1 + {more}\n"
            "resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))"
        )
        done = broken(code, built, "build", "-q", "--to", "docx", "--language", "en")
        codes.add(done.returncode)
        assert done.returncode in (0, 1, 3), done.stderr
        assert "Traceback" not in done.stderr
        if done.returncode:
            assert "[machine-refuses]" in done.stderr or "[build-unwritable]" in done.stderr
            assert "Too many open files" in done.stderr
            assert "ulimit -n" in done.stderr
    assert codes >= {3}
    assert sums(built) == before
    assert list((built / "build").glob("bug-*")) == []


def test_i101_a_file_that_a_reader_has_open(built: Path) -> None:
    """Who has a published file open reads it to its end; the new one stands beside it."""
    path = built / "build/sample/proof.html"
    whole = path.read_bytes()
    with path.open("rb") as reader:
        start_ = reader.read(100)
        assert broken("", built, "build", "-q").returncode == 0
        assert start_ + reader.read() == whole
    assert path.read_bytes() != whole
    # Windows would refuse to replace it; then the sentence is this.
    assert "close it there" in advice(OSError(errno.EBUSY, "busy"), path)


def test_i102_killed_before_any_act(tmp_path: Path) -> None:
    """What is published is the old set or the new one, whole; the next build needs no cleaning."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.killing", str(tmp_path / "project"), "--acts", "6"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    figures = json.loads(done.stdout)
    assert figures["harm"] == []
    assert figures["kills"] >= 8
    assert figures["old"] >= 2
    assert figures["new"] >= 2


SLOW = "import time, pipeline.jobs as m\nm._make = lambda *_: time.sleep(60)"


def making(root: Path) -> subprocess.Popen[str]:
    """Begin a build, and return when its processes are at work."""
    process = start(root, "build", code=SLOW)
    while len(at_work(root)) < 2:
        time.sleep(0.05)
        assert process.poll() is None
    return process


def test_i102_no_process_outlives_a_killed_build(tmp_path: Path) -> None:
    """Processes that make files end with the build that is killed, and free its lock."""
    root = make_project(tmp_path / "project")
    process = making(root)
    process.kill()
    process.communicate()
    assert none_at_work(root)
    said: list[str] = []
    with locked(root / "build", said.append):
        assert said == []


@pytest.mark.parametrize(
    ("kind", "code", "word"),
    [(signal.SIGINT, 130, "interrupted"), (signal.SIGTERM, 143, "terminated")],
)
@pytest.mark.parametrize("stage", ["resolve_publication", "run_jobs", "publish", "stage.rename"])
def test_i103_interrupted_at_each_stage(
    built: Path, stage: str, kind: int, code: int, word: str
) -> None:
    """The build ends with 130 or 143 and one sentence; the last set stays, and nothing else."""
    before = sums(built)
    if stage == "stage.rename":
        code_ = "import pipeline.publish as m\nm._free_name = stop"
    else:
        code_ = f"import pipeline.build as m\nm.{stage} = stop"
    stop = (
        "import os, time\n"
        "def stop(*a, **k):\n"
        f"    os.kill(os.getpid(), {int(kind)})\n"
        "    time.sleep(30)\n"
        "import signal\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n"
    )
    begun = time.monotonic()
    done = broken(stop + code_, built, "build")
    assert time.monotonic() - begun < 25
    assert done.returncode == code, done.stderr
    assert done.stderr.splitlines()[-1] == f"{word}; nothing was published"
    assert "Traceback" not in done.stderr
    assert sums(built) == before
    assert left_over(built) == []


def test_i103_interrupted_while_files_are_made(tmp_path: Path) -> None:
    """The processes that make files are ended at once."""
    root = make_project(tmp_path / "project")
    process = making(root)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=10)
    assert process.returncode == 130
    assert said.splitlines()[-1] == "interrupted; nothing was published"
    assert none_at_work(root)
    assert not (root / "build/sample").exists()


def test_i104_two_builds_at_once(built: Path) -> None:
    """The second says that it waits, and both end well."""
    with locked(built / "build", print):
        second = start(built, "build")
        assert second.stderr is not None
        assert second.stderr.readline() == "another build is running; waiting for it to end\n"
    _, said = second.communicate()
    assert second.returncode == 0, said
    sums(built)


def test_i105_the_source_changes_meanwhile(built: Path) -> None:
    """A build whose source changed under it publishes nothing, and says to build again."""
    before = sums(built)
    path = built / "source/sample/report/10-things.md"
    code = (
        "import pathlib, pipeline.build as m\ntrue = m.run_jobs\n"
        "def run_jobs(*a, **k):\n"
        f"    with open({str(path)!r}, 'a') as file: file.write(' ')\n"
        "    return true(*a, **k)\nm.run_jobs = run_jobs"
    )
    done = broken(code, built, "build", "-q")
    assert done.returncode == 1
    assert "error[changed-meanwhile]" in done.stderr
    assert "build again; what was published before is untouched" in done.stderr
    assert sums(built) == before


def test_i106_every_file_is_on_the_disk_before_it_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files, then their folders, then the name of the set, then the link: each made durable."""
    acts: list[str] = []
    true_fsync, true_switch = os.fsync, publish_module._switch

    def fsync(descriptor: int) -> None:
        path = Path(os.readlink(f"/proc/self/fd/{descriptor}"))  # noqa: PTH115
        acts.append(re.sub(r"\.stage-\d+", "set", path.relative_to(tmp_path).as_posix()))
        true_fsync(descriptor)

    def switch(visible: Path, target: Path) -> None:
        acts.append("link")
        true_switch(visible, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(publish_module, "_switch", switch)
    publish(tmp_path, "sample", {"en/a.pdf": b"a"}, '{"files": []}')
    shelf = ".generations/sample"
    assert set(acts[:3]) == {
        f"{shelf}/set/{n}" for n in ("en/a.pdf", "manifest.json", "SHA256SUMS")
    }
    assert set(acts[3:5]) == {f"{shelf}/set", f"{shelf}/set/en"}
    assert acts[5:] == [shelf, "link", "."]


CLOCK = """
import time, datetime
class Then(datetime.datetime):
    @classmethod
    def now(cls, tz=None): return cls.fromtimestamp(NOW, tz)
    @classmethod
    def today(cls): return cls.fromtimestamp(NOW)
datetime.datetime = Then
time.time = lambda: NOW
time.time_ns = lambda: int(NOW * 1e9)
true = time.localtime, time.gmtime
time.localtime = lambda s=None: true[0](NOW if s is None else s)
time.gmtime = lambda s=None: true[1](NOW if s is None else s)
"""


def test_i107_the_clock_is_wrong(once: Path, tmp_path: Path) -> None:
    """Neither 1970 nor 2100 changes a byte."""
    expected = sums(once)
    for number, now in enumerate((1.0, 4_102_444_800.0)):
        root = make_project(tmp_path / str(number), templates=True)
        done = broken(f"NOW = {now}\n{CLOCK}", root, "build", "-q")
        assert done.returncode == 0, done.stderr
        assert sums(root) == expected


def closed_early(root: Path, lines: int) -> tuple[int, str]:
    """Return what ``pipeline build | head -n LINES`` gives."""
    process = start(root, "build", "-q")
    assert process.stdout is not None
    assert process.stderr is not None
    for _ in range(lines):
        process.stdout.readline()
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    return process.wait(), said


@pytest.mark.parametrize("lines", [0, 1])
def test_i108_nobody_reads_the_output(built: Path, lines: int) -> None:
    """A reader that goes away, such as head, does no harm, and the files are made."""
    before = sums(built)
    code, said = closed_early(built, lines)
    assert (code, said) == (0, "")
    assert sums(built) != before


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_i108_a_stream_is_closed(built: Path, closed: str) -> None:
    """Closed streams change nothing in what is made."""
    before = sums(built)
    done = subprocess.run(
        ["sh", "-c", f'exec "$0" -m pipeline build -q --root "$1" {closed}', sys.executable, built],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert sums(built) != before


def test_i108_no_home_and_no_terminal(once: Path, tmp_path: Path) -> None:
    """Without HOME, TERM, PATH or a temporary folder of its own the same bytes are made."""
    root = make_project(tmp_path / "project", templates=True)
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "build", "-q", "--root", str(root)],
        cwd=ROOT,
        env={},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert sums(root) == sums(once)


def older(text: str) -> Iterator[str]:
    """Yield manifests that are not of this version."""
    yield text.replace('"manifest": ', '"manifest": 9')
    yield text.replace('"manifest": ', '"manifest": "x')
    yield "[]"
    yield "{}"
    yield text[: len(text) // 2]
    yield text.replace('"sha256": "', '"sha256": "0')
    yield text.replace('"files": [', '"files": [7,')
    yield text.replace('"comparisons"', '"comparison"')
    yield text.replace('"warnings": [', '"warnings": [{"code": "none"},')


def test_i109_what_an_older_version_left(once: Path, tmp_path: Path) -> None:
    """A manifest of another version, or a broken one, is not trusted: the files are made anew."""
    expected = sums(once)
    path = (once / "build/sample").resolve() / "manifest.json"
    for number, text in enumerate(older(path.read_text("utf-8"))):
        root = tmp_path / str(number)
        shutil.copytree(once, root, symlinks=True)
        (root / "build/sample/manifest.json").write_text(text, "utf-8")
        # What is looked at is whether the set is taken as it is; making it anew takes long.
        code = "import pipeline.build as m\ndef made(*a): raise SystemExit(99)\nm.run_jobs = made"
        assert broken(code, root, "build", "-q").returncode == 99, text[:80]
    root = tmp_path / "0"
    assert broken("", root, "build", "-q").returncode == 0
    assert sums(root) == expected
