"""G. Templates and styles: what a designer can get wrong, and what a hostile one can try."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from pipeline import limits
from pipeline.bounds import bounded
from pipeline.diagnostics import ReportError
from pipeline.formats.docx.package import REFERENCE, open_reference
from pipeline.model import Span
from pipeline.templating import environment, render
from tests.faults.support import codes, findings, spoil_template

PDF = ("build", "--to", "pdf", "--language", "en")
DOCX = ("build", "--to", "docx", "--language", "en")
EPUB = ("build", "--to", "epub", "--language", "en")


def filled(templates: Path, text: str) -> str:
    """Fill a template of our own making."""
    (templates / "own").mkdir(exist_ok=True)
    (templates / "own/a.j2").write_text(text, "utf-8")
    environment.cache_clear()
    return render(templates, "own", "a.j2", words="w")


def refused(templates: Path, text: str) -> tuple[str, str, str]:
    with pytest.raises(ReportError) as caught:
        filled(templates, text)
    (found,) = caught.value.diagnostics
    assert found.span is not None
    return found.code, f"{found.span.file}:{found.span.line}", f"{found.message} | {found.hint}"


def test_g84_something_undefined(own_templates: Path) -> None:
    """An error with the template, its line, and the names that are known there."""
    spoil_template(own_templates, "pdf/report.html.j2", "<body>", "\n<body>{{ editon.title }}")
    (found,) = findings(own_templates, *PDF)
    assert found.code == "template-error"
    assert found.place.startswith("templates/pdf/report.html.j2:")
    assert found.hint == "names known here: contents, edition, style"
    assert refused(own_templates, "\n\n{{ words.titel }}")[1] == "templates/own/a.j2:3"


def test_g85_a_slip_of_syntax(own_templates: Path) -> None:
    """An error with the template and its line."""
    code, place, _ = refused(own_templates, "a\n{% if words %}\n{% endfor %}")
    assert (code, place) == ("template-syntax", "templates/own/a.j2:3")


def test_g86_a_template_that_is_not_there(own_templates: Path) -> None:
    """An error at the line that includes it; one that includes itself is stopped."""
    code, place, _ = refused(own_templates, "a\n{% include 'b.j2' %}")
    assert (code, place) == ("template-missing", "templates/own/a.j2:2")
    code, place, said = refused(own_templates, "a\n{% include 'a.j2' %}")
    assert (code, place) == ("template-error", "templates/own/a.j2:2")
    assert "goes on inside itself" in said
    code, _, _ = refused(own_templates, "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}")
    assert code == "template-error"


@pytest.mark.parametrize(
    ("command", "template", "old"),
    [
        (DOCX, "docx/document.xml.j2", "<w:body>"),
        (EPUB, "epub/section.xhtml.j2", "<section"),
    ],
)
def test_g87_something_that_is_no_xml(
    own_templates: Path, command: tuple[str, ...], template: str, old: str
) -> None:
    """An error with the template, before anything is packed."""
    spoil_template(own_templates, template, old, f"<p>{old}")
    (found,) = findings(own_templates, *command)
    assert (found.code, found.place) == ("template-error", f"templates/{template}")


@pytest.mark.parametrize(
    "text",
    [
        "{{ ('a' * 10**10)|length }}",
        "{{ ''.ljust(10**10)|length }}",
        "{{ ''|center(10**10) }}",
        "{{ '%9999999999d'|format(1) }}",
        "{% set n = namespace(x='a') %}{% for i in range(99) %}{% set n.x = n.x*2 %}{% endfor %}",
        "{% for i in range(90000) %}{{ 'a' * 1000 }}{% endfor %}",
        "{{ range(10**9)|list }}",
        "{{ 1 / 0 }}",
        "{{ [][9] ~ {}['a'] }}",
    ],
)
def test_g88_a_template_that_fills_the_memory(own_templates: Path, text: str) -> None:
    """An error with the template: what it takes and what it gives is bounded."""
    assert refused(own_templates, text)[0] == "template-error"


def test_g88_a_template_that_never_ends(
    own_templates: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error with its line, after the seconds that a template may take."""
    monkeypatch.setattr(limits, "TEMPLATE_SECONDS", 0.2)
    loop = "{% for i in range(90000) %}{% for j in range(90000) %}{% endfor %}{% endfor %}"
    code, place, said = refused(own_templates, f"a\n{loop}")
    assert (code, place) == ("template-error", "templates/own/a.j2:2")
    assert "takes longer than" in said


def test_g88_the_bounds_are_lifted_again(own_templates: Path) -> None:
    """After one template has been stopped, the next is filled as ever."""
    refused(own_templates, "{{ ('a' * 10**10)|length }}")
    with bounded(memory=limits.MB, seconds=60), pytest.raises(MemoryError):
        bytearray(200 * limits.MB)
    assert len(bytearray(200 * limits.MB)) == 200 * limits.MB
    assert filled(own_templates, "{{ words }}") == "w"


@pytest.mark.parametrize("rule", ["p { colr: red }", "p { color red }", "@page { margn: 1mm }"])
def test_g89_a_style_rule_with_a_typing_mistake(own_templates: Path, rule: str) -> None:
    """The PDF is not made, and the rule is quoted: a reader would miss what it was for."""
    spoil_template(own_templates, "pdf/style.css.j2", "@page", f"{rule}\n@page")
    found = findings(own_templates, *PDF)
    assert {f.code for f in found} == {"pdf-engine"}


def test_g90_a_face_that_is_not_there(own_templates: Path) -> None:
    """An error with its line in the theme, and the faces that there are."""
    spoil_template(own_templates, "theme.toml", 'serif = "Report Serif"', 'serif = "Garamond"')
    (found,) = findings(own_templates)
    assert (found.code, found.place) == ("wrong-value", "templates/theme.toml:13:1")
    assert "Report Serif" in found.hint


def rezipped(data: bytes, change: dict[str, bytes | None]) -> bytes:
    """Return a zip with other parts, or without some (None)."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in change:
                new.writestr(name, old.read(name))
        for name, part in change.items():
            if part is not None:
                new.writestr(name, part)
    return out.getvalue()


def test_g91_a_document_of_styles_that_is_none(own_templates: Path) -> None:
    """An error: no zip, an empty one, one with macros or without styles, one that swells."""
    reference = own_templates / "templates/docx/reference.docx"
    sound = reference.read_bytes()
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    changes: list[dict[str, bytes | None]] = [
        {"word/vbaProject.bin": b"macro"},
        {"word/media/bomb.bin": b"\0" * 60_000_000},
        {"word/styles.xml": None},
    ]
    damaged = [b"", b"not a zip", empty.getvalue(), *(rezipped(sound, each) for each in changes)]
    for data in damaged:
        reference.write_bytes(data)
        with pytest.raises(ReportError) as caught:
            open_reference(reference)
        (found,) = caught.value.diagnostics
        assert (found.code, found.span) == ("template-error", Span(REFERENCE, 0))
    assert codes(own_templates, *DOCX) == ["template-error"]


def test_g91_what_a_document_of_styles_brings_along(own_templates: Path) -> None:
    """Its names, templates and pictures stay behind; a style that it lacks is an error."""
    reference = own_templates / "templates/docx/reference.docx"
    with zipfile.ZipFile(reference) as archive:
        relations = archive.read("word/_rels/document.xml.rels").decode()
        styles = archive.read("word/styles.xml").decode()
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    remote = (
        f'<Relationship Id="rId999" Type="{office}/attachedTemplate" TargetMode="External" '
        'Target="https://a.org/evil.dotm"/></Relationships>'
    )
    remote = relations.replace("</Relationships>", remote)
    sound = reference.read_bytes()
    reference.write_bytes(rezipped(sound, {"word/_rels/document.xml.rels": remote.encode()}))
    assert findings(own_templates, *DOCX) == []
    made = (own_templates / "build/partial/sample/en/sample.en.docx").read_bytes()
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert not any(b"evil" in archive.read(name) for name in archive.namelist())
    other = styles.replace('"Quote"', '"Kwote"').encode()
    reference.write_bytes(rezipped(sound, {"word/styles.xml": other}))
    assert codes(own_templates, *DOCX) == ["template-error"]
