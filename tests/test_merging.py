"""People work at the same time: Git merges what they did without a conflict, and nothing is lost.

The merges are real ones. Each case starts from a report with its French and Ukrainian catalogues in
their layout, does one thing on each of two branches, and merges them.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.diagnostics import Collector
from pipeline.translations.catalogue import read_catalogue

SLUG = "source/sample"
TEXT, FR, UK = (
    f"{SLUG}/report/10-text.md",
    f"{SLUG}/translations/fr.po",
    f"{SLUG}/translations/uk.po",
)
WORDS = {FR: "Phrase {} du {}.", UK: "Речення {} з {}."}
COUNT = {FR: ("une", "deux"), UK: ("перше", "друге")}

Step = Callable[[Path], None]


def paragraph(number: str) -> str:
    return f"{{#p{number}}}\nSentence one of p{number}.\nSentence two of p{number}.\n"


def make_report(root: Path) -> None:
    folder = root / SLUG
    (folder / "report").mkdir(parents=True)
    (folder / "publication.toml").write_text(
        'title = "T"\nkind = "K"\nsymbol = "S"\nauthor = "A"\ndescription = "D"\n'
        'date = 2026-01-31\nlanguage = "en"\nlanguages = ["en", "fr", "uk"]\n',
        "utf-8",
    )
    blocks = ["{#s-one}\n## One\n", *map(paragraph, "1234")]
    blocks += ["{#s-two}\n## Two\n", *map(paragraph, "5678")]
    (folder / "report/10-text.md").write_text("\n".join(blocks), "utf-8")
    (root / "templates").symlink_to(Path(__file__).parent.parent / "templates")
    for file, language in ((FR, "fr"), (UK, "uk")):
        path = root / file
        path.parent.mkdir(exist_ok=True)
        entries = [f'msgid ""\nmsgstr "Language: {language}\\n"\n']
        for n in range(1, 9):
            english = f"Sentence one of p{n}. Sentence two of p{n}."
            words = " ".join(WORDS[file].format(k, f"p{n}") for k in COUNT[file])
            entries.append(f'msgctxt "p{n}"\nmsgid "{english}"\nmsgstr "{words}"\n')
        path.write_text("\n".join(entries), "utf-8")
        run(root, "sync", language)


def run(root: Path, command: str, *arguments: str) -> None:
    assert main([command, "--root", str(root), "-q", *arguments]) == 0


def git(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    identity = ["-c", "user.name=T", "-c", "user.email=t@example.org"]
    return subprocess.run(
        ["git", *identity, *arguments], cwd=root, capture_output=True, text=True, check=False
    )


# --- what people do ------------------------------------------------------------------------------


def edit(file: str, old: str, new: str) -> Step:
    def step(root: Path) -> None:
        path = root / file
        text = path.read_text("utf-8")
        assert text.count(old) == 1, (old, text.count(old))
        path.write_text(text.replace(old, new), "utf-8")

    return step


def english(number: str, which: str = "one", new: str = "") -> Step:
    return edit(
        TEXT, f"Sentence {which} of p{number}.", new or f"An amended sentence of p{number}."
    )


def french(number: str, which: int = 1, file: str = FR) -> Step:
    old = WORDS[file].format(COUNT[file][which - 1], f"p{number}")
    return edit(file, old, old.replace(".", " !"))


def move_3_after_5(root: Path) -> None:
    edit(TEXT, paragraph("3") + "\n", "")(root)
    edit(TEXT, paragraph("5"), paragraph("5") + "\n" + paragraph("3"))(root)


insert = edit(TEXT, paragraph("2"), paragraph("2") + "\n{#p2a}\nQuite new. Really.\n")
split = edit(TEXT, "Sentence two of p4.", "\n{#p4a}\nSentence two of p4.")
delete = edit(TEXT, paragraph("4") + "\n", "")


def command(*arguments: str) -> Step:
    return lambda root: run(root, *arguments)


def finish(number: str) -> Step:
    """Correct a stale translation and delete its ``fuzzy``."""

    def step(root: Path) -> None:
        path = root / FR
        blocks = path.read_text("utf-8").split("\n\n")
        place = next(i for i, block in enumerate(blocks) if f'msgctxt "p{number}"' in block)
        assert "#, fuzzy\n" in blocks[place]
        blocks[place] = blocks[place].replace("#, fuzzy\n", "").replace("Phrase", "Période")
        path.write_text("\n\n".join(blocks), "utf-8")
        run(root, "fmt", "fr")

    return step


CASES: dict[str, tuple[list[Step], list[Step], list[Step]]] = {
    # before, on one branch, on the other
    "two writers amend": ([], [english("2")], [english("6")]),
    "a writer amends what a translator corrects": ([], [english("2")], [french("2")]),
    "a writer moves what a translator corrects": ([], [move_3_after_5], [french("3")]),
    "a writer adds a sentence, a translator corrects there": (
        [],
        [english("2", "two", "Sentence two of p2.\nOne more.")],
        [french("2"), french("3")],
    ),
    "a writer inserts where a translator corrects": ([], [insert], [french("2"), french("3")]),
    "a writer splits what a translator corrects": ([], [split], [french("4"), french("4", 2)]),
    "a writer deletes beside what a translator corrects": (
        [],
        [delete],
        [french("3", 2), french("5")],
    ),
    "two translators correct neighbours": ([], [french("2", 2)], [french("3")]),
    "two languages are corrected": ([], [french("2")], [french("2", 1, UK)]),
    "two people approve neighbours": (
        [],
        [command("approve", "fr", "p2", "--by", "A")],
        [command("approve", "fr", "p3", "--by", "B")],
    ),
    "both bring new English in, each follows another amendment": (
        [english("2"), english("5")],
        [command("sync", "fr"), finish("2"), command("approve", "fr", "p2", "--by", "A")],
        [command("sync", "fr"), finish("5"), command("approve", "fr", "p5", "--by", "B")],
    ),
    "one brings in what renumbers, another finishes an older amendment": (
        [english("6"), command("sync", "fr")],
        [insert, command("sync", "fr")],
        [finish("6"), command("approve", "fr", "p6", "--by", "B")],
    ),
    "one accepts a change of form, another corrects and approves the next": (
        [english("2", "one", "A sentence one of p2.")],
        [command("sync", "--cosmetic", "p2")],
        [french("3"), command("approve", "fr", "p3", "--by", "B")],
    ),
    "one brings a split in, another corrects what is split": (
        [split],
        [command("sync", "fr"), finish("4a")],
        [french("4", 2), french("5")],
    ),
    "both bring a split in, each approves another text": (
        [split],
        [command("sync", "fr"), command("approve", "fr", "p1", "--by", "A")],
        [command("sync", "fr"), command("approve", "fr", "p5", "--by", "B")],
    ),
}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("merging") / "project"
    make_report(root)
    (root / ".gitattributes").write_bytes(
        (Path(__file__).parent.parent / ".gitattributes").read_bytes()
    )
    (root / ".gitignore").write_text("/build/\n/templates\n", "utf-8")
    git(root, "init", "-q", "-b", "main")
    return root


def commit(root: Path, steps: list[Step]) -> dict[str, str]:
    for step in steps:
        step(root)
    git(root, "add", "-A")
    result = git(root, "commit", "-q", "-m", "x")
    assert result.returncode == 0, result.stdout + result.stderr
    return translations(root)


@pytest.mark.parametrize("name", CASES)
def test_git_merges_it(name: str, report: Path, tmp_path: Path) -> None:
    root = tmp_path / "project"
    shutil.copytree(report, root, symlinks=True)
    before, ours, theirs = CASES[name]
    start = commit(root, [edit(TEXT, "## One", "## First"), *before])
    git(root, "switch", "-q", "-c", "theirs")
    after_theirs = commit(root, theirs)
    git(root, "switch", "-q", "main")
    after_ours = commit(root, ours)

    merged = git(root, "merge", "--no-edit", "theirs")
    assert merged.returncode == 0, merged.stdout + git(root, "diff").stdout

    run(root, "fmt")
    kept = translations(root)
    for key, text in start.items():
        changed = {t for t in (after_ours.get(key), after_theirs.get(key)) if t not in (None, text)}
        assert kept.get(key) in (changed or {text})
    run(root, "sync", "fr", "uk")
    run(root, "check")


SHORTEN = edit(
    FR, '""\n"Période une du p4. "\n"Période deux du p4."', '"Période une du p4."'
)  # what is translated of a paragraph whose second half became one of its own


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [([finish("4")], [finish("4a")]), ([finish("4"), SHORTEN], [french("1")])],
)
def test_where_two_people_bring_in_the_same_new_text_and_work_there_it_is_told(
    report: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    ours: list[Step],
    theirs: list[Step],
) -> None:
    """What Git cannot merge by itself: it says so, or ``check`` does; never is anything lost."""
    root = tmp_path / "project"
    shutil.copytree(report, root, symlinks=True)
    commit(root, [split])
    git(root, "switch", "-q", "-c", "theirs")
    commit(root, [command("sync", "fr"), *theirs])
    git(root, "switch", "-q", "main")
    commit(root, [command("sync", "fr"), *ours])
    merged = git(root, "merge", "--no-edit", "theirs")
    capsys.readouterr()
    if merged.returncode == 0:
        assert main(["check", "--root", str(root)]) == 1
        assert "“p4a” is translated twice" in capsys.readouterr().err
    else:
        assert "CONFLICT" in merged.stdout


def translations(root: Path) -> dict[str, str]:
    """Return every translation by file and id."""
    out = {}
    for file in (FR, UK):
        found = Collector()
        text = (root / file).read_text("utf-8")
        catalogue = read_catalogue(text, file, Path(file).stem, found)
        assert found.found == []
        for entry in (*catalogue.obsolete, *catalogue.entries):
            out[f"{file} {entry.id}"] = entry.target
    return out
