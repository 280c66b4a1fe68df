"""E. Paths and what lies outside of the publication: files, folders, the net."""

from __future__ import annotations

import os
import shutil
import unicodedata
from pathlib import Path

import pytest

from tests.faults.support import GLOSSARY, LINKS, TEXT, codes, findings, spoil_template
from tests.support import run

PDF = ("build", "--to", "pdf", "--language", "en")
EPUB = ("build", "--to", "epub", "--language", "en")
REPORT = "source/sample/report"


@pytest.mark.parametrize("name", ["../../etc", "/etc", "..", "sample/../../x", "%2e%2e", "..\\x"])
def test_e60_a_publication_that_is_a_path(project: Path, name: str) -> None:
    """Names are looked up among the folders of source/, never followed: exit code 2."""
    result = run(project, "check", "--publication", name)
    assert result.code == 2
    assert "[publication-missing]" in result.err


def test_e60_a_template_outside_of_templates(own_templates: Path) -> None:
    """An include is looked up below templates/, never followed: an error."""
    for name in ("../../source/sample/publication.toml", "/etc/hostname", "..\\x"):
        include = f'{{% include "{name}" %}}'
        spoil_template(own_templates, "pdf/report.html.j2", "<body>", f"<body>{include}")
        assert codes(own_templates, *PDF)[0] in {"template-missing", "template-syntax"}


@pytest.mark.parametrize("target", ["/etc/hostname", "/", "../../../../secret.md", "/dev/zero"])
def test_e61_a_link_that_leads_out(project: Path, target: str) -> None:
    """An error, and nothing behind the link is read or quoted."""
    (project.parent / "secret.md").write_text("{#s}\n## Secret words\n", "utf-8")
    for place in (f"{REPORT}/20-more.md", "source/sample/translations", GLOSSARY):
        path = project / place
        if path.is_dir():
            shutil.rmtree(path)
        path.unlink(missing_ok=True)
        path.symlink_to(target)
    result = run(project, "check")
    assert result.code == 1
    assert result.err.count("[file-outside]") == 3
    assert "Secret" not in result.err


def test_e61_a_link_in_a_circle_and_one_that_stays(project: Path) -> None:
    """A circle is an error of its file; a link to a file of the publication is followed."""
    circle = project / REPORT / "20-more.md"
    circle.symlink_to("20-more.md")
    assert codes(project) == ["file-unreadable"]
    circle.unlink()
    (project / REPORT / "10-things.md").rename(project / "source/sample/things.md")
    (project / REPORT / "10-things.md").symlink_to("../things.md")
    assert findings(project) == []


def test_e61_a_link_among_the_templates(own_templates: Path) -> None:
    """An error: a template would read any file there is."""
    (own_templates / "templates/pdf/more.html.j2").symlink_to("/etc/hostname")
    assert codes(own_templates, *PDF) == ["file-outside"]


def test_e61_a_publication_that_is_elsewhere(project: Path) -> None:
    """An error: its folder is a link out of source/."""
    (project / "source/sample").rename(project.parent / "elsewhere")
    (project / "source/sample").symlink_to(project.parent / "elsewhere")
    assert codes(project) == ["file-outside"]


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="https://127.0.0.1:9/x.png" alt="">',
        '<img src="file:///etc/hostname" alt="">',
        '<style>@import "http://127.0.0.1:9/x.css";</style>',
        "<style>@font-face { font-family: X; src: url(//127.0.0.1:9/x) } p { font: 1em X }</style>",
        '<p style="background: url(ftp://127.0.0.1/x)">.</p>',
        '<svg width="9" height="9"><image href="http://127.0.0.1:9/x" width="9" height="9"/></svg>',
    ],
)  # fmt: skip
def test_e62_something_from_the_net_in_the_pdf(own_templates: Path, markup: str) -> None:
    """Nothing is fetched: the PDF is not made, and the address is told."""
    spoil_template(own_templates, "pdf/report.html.j2", "<body>", f"<body>{markup}")
    assert codes(own_templates, *PDF) == ["pdf-engine"]


def test_e62_something_from_the_net_in_the_epub(own_templates: Path) -> None:
    """The finished file is looked through, each thing told, and nothing published."""
    markup = (
        '<img src="https://127.0.0.1:9/x.png" alt=""/>'
        '<p style="background: url(//127.0.0.1/x)" onclick="alert(1)">.</p>'
        '<script>alert(1)</script><a href="javascript:alert(1)">.</a><iframe src="x"></iframe>'
    )
    spoil_template(own_templates, "epub/section.xhtml.j2", "<section", f"{markup}<section")
    found = [f.message.partition("holds ")[2] for f in findings(own_templates, *EPUB)]
    assert found == [
        "a link to “https://127.0.0.1:9/x.png” (<img src>)",
        "a style that loads something, “url(//”",
        "an attribute that runs something, onclick",
        "an element <script>",
        "a link to “javascript:alert(1)” (<a href>)",
        "an element <iframe>",
    ]
    assert not (own_templates / "build/partial").exists()


def test_e63_a_device_a_pipe_or_a_folder(project: Path) -> None:
    """An error at once: none of them is read."""
    os.mkfifo(project / REPORT / "20-more.md")
    (project / REPORT / "30-more.md").mkdir()
    (project / LINKS).unlink()
    os.mkfifo(project / LINKS)
    found = [f for f in findings(project, *EPUB) if f.code == "file-unreadable"]
    assert [f.place.rpartition("/")[2] for f in found] == ["links.toml", "20-more.md", "30-more.md"]


def test_e64_a_template_that_attaches_a_file(own_templates: Path) -> None:
    """The PDF is not made, and the address is told."""
    link = '<head><link rel="attachment" href="file:///etc/hostname">'
    spoil_template(own_templates, "pdf/report.html.j2", "<head>", link)
    assert codes(own_templates, *PDF) == ["pdf-engine"]


def test_e65_names_that_differ_in_case_only(project: Path) -> None:
    """An error: on macOS and Windows one would overwrite the other."""
    text = "{#s-more}\n## More\n\n{#p9}\nMore words.\n"
    (project / REPORT / "10-THINGS.md").write_text(text, "utf-8")
    assert codes(project) == ["file-name"]


@pytest.mark.parametrize("name", ["aux.md", "a:b.md", "LPT1.md", "a?.md", "x" * 120 + ".md"])
def test_e66_names_that_windows_cannot_store(project: Path, name: str) -> None:
    """An error with what is wrong with the name, for files and for publications."""
    text = "{#s-more}\n## More\n\n{#p9}\nMore words.\n"
    (project / REPORT / name).write_text(text, "utf-8")
    assert codes(project) == ["file-name"]
    (project / REPORT / name).unlink()
    (project / "source/sample").rename(project / "source/nul")
    assert codes(project) == ["bad-id"]


def test_e67_a_file_name_in_two_forms(project: Path) -> None:
    """A name is the same in both forms: two such files are an error, one is read in either."""
    text = "{#s-more}\n## More\n\n{#p9}\nMore words.\n"
    composed, decomposed = (unicodedata.normalize(f, "20-é.md") for f in ("NFC", "NFD"))
    (project / REPORT / decomposed).write_text(text, "utf-8")
    assert findings(project) == []
    other = text.replace("more", "other").replace("p9", "p10")
    (project / REPORT / composed).write_text(other, "utf-8")
    assert codes(project) == ["file-name"]


def test_e68_a_file_that_vanishes(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Told once, without a trace, whether it goes before or while it is read."""
    true_stat = Path.stat

    def stat(path: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        status = true_stat(path, follow_symlinks=follow_symlinks)
        if path.name == "10-things.md" and os.path.exists(path):  # noqa: PTH110 - which stats
            path.unlink()
        return status

    monkeypatch.setattr(Path, "stat", stat)
    found = findings(project, *EPUB)
    assert [(f.code, f.place) for f in found if f.code == "file-unreadable"] in (
        [("file-unreadable", TEXT)],
        [],
    )
    assert found


def test_e69_files_are_made_in_build_only(project: Path) -> None:
    """Where they go cannot be chosen: no option names a folder, and source/ stays as it was."""
    before = {p: p.read_bytes() for p in (project / "source").rglob("*") if p.is_file()}
    run(project, *EPUB)
    after = {p: p.read_bytes() for p in (project / "source").rglob("*") if p.is_file()}
    assert before == after
    assert {p.name for p in project.iterdir()} == {"source", "templates", "build"}


def test_e70_a_folder_with_other_things(project: Path) -> None:
    """What a build did not make it never removes, and it does not write over it."""
    (project / "build/partial/sample").mkdir(parents=True)
    (project / "build/partial/sample/mine.txt").write_text("keep", "utf-8")
    result = run(project, *EPUB)
    assert result.code == 3
    assert "[build-in-the-way]" in result.err
    assert (project / "build/partial/sample/mine.txt").read_text("utf-8") == "keep"
