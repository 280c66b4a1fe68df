"""D. Injection: what people write is words, whatever it looks like to a program."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from pipeline.formats import FORMATS
from tests.faults.conftest import ODD
from tests.faults.support import LINKS, TEXT, codes, findings, read_part, spoil_template, write
from tests.support import replace_in, run

PDF = ("build", "--to", "pdf", "--language", "en")


@pytest.mark.parametrize(
    "words", ["<b>bold</b>", "a <br/>", "<!-- hidden -->", "<?php", "<p", "</p>"]
)
def test_d48_html_in_the_text(project: Path, words: str) -> None:
    """An error with its place, never markup; with a backslash before it, it is printed."""
    write(project, words)
    assert "raw-html" in codes(project)
    replace_in(project / TEXT, words, words.replace("<", "\\<"))
    assert findings(project) == []


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script>", '<iframe src="https://a.org">', "<object data=x>",
        "<style>p{}</style>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>",
    ],
)  # fmt: skip
def test_d49_scripts_and_frames(project: Path, words: str) -> None:
    """An error with its place; an attribute on its own is but words."""
    write(project, words)
    assert "raw-html" in codes(project)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "\\tjavascript:alert(1)", "vbscript:x",
        "java\\tscript:alert(1)", "data:text/html,x", "file:///etc/passwd", "&#106;avascript:x",
        "ftp://a.org", "blob:https://a.org/x", "about:blank",
    ],
)  # fmt: skip
def test_d50_addresses_that_run_something(project: Path, address: str) -> None:
    """An error: an address is https, http or mailto, and stands in links.toml only."""
    replace_in(project / LINKS, "https://example.org/doors?a=1&b=2", address)
    assert codes(project) == ["unsafe-address"]


@pytest.mark.parametrize(
    "words", ["[x](javascript:alert(1))", "<javascript:alert(1)>", "javascript:alert(1)"]
)
def test_d50_addresses_in_the_text(project: Path, words: str) -> None:
    """An error: in the text stands a key, never an address."""
    write(project, words)
    assert {"address-in-text", "raw-html"} & set(codes(project))


@pytest.mark.parametrize("words", ["{{ 7*7 }}", "{% include 'x' %}", "{# note #}"])
def test_d51_template_syntax_in_the_text(project: Path, words: str) -> None:
    """An error; with backslashes it is printed as it stands, since content is never a template."""
    write(project, words)
    assert "unknown-markup" in codes(project)


def test_d51_what_is_escaped_is_printed_as_it_stands(published: Path) -> None:
    """The finished files of all formats have the signs themselves, and nothing was worked out."""
    for name in ("pdf", "docx", "epub"):
        file = published / f"build/sample/en/sample.en.{name}"
        reading = FORMATS[name]().read_back(file.read_bytes())
        paragraph = next(unit for unit in reading.units if unit.label.strip() == "1.")
        text = re.sub(r"\s", "", paragraph.text)
        assert "{{7*7}}{%include‘x’%}<script>]]>--<?<!--&&amp;$x^2$::error::on|one“q”‘a’" in text


@pytest.mark.parametrize(
    "code",
    [
        "''.__class__.__mro__", "fail.__globals__", "'{0.__class__}'.format(1)",
        "''|attr('__class__')", "self.__init__.__globals__", "edition.__class__.__init__",
        "cycler.__init__.__globals__.os", "edition.labels.clear()", "runs.__code__",
    ],
)  # fmt: skip
def test_d52_a_template_that_reaches_for_python(own_templates: Path, code: str) -> None:
    """An error with the template and its line."""
    spoil_template(own_templates, "pdf/report.html.j2", "<body>", "<body>{{ " + code + " }}")
    (found,) = findings(own_templates, *PDF)
    assert found.code == "template-error"
    assert found.place.startswith("templates/pdf/report.html.j2:")


def test_d53_quotes_and_angle_brackets_everywhere(published: Path) -> None:
    """Title page, heading, glossary and note have them as they were typed, in every format."""
    for name in ("pdf", "docx", "epub"):
        file = published / f"build/sample/en/sample.en.{name}"
        reading = FORMATS[name]().read_back(file.read_bytes())
        text = {part: re.sub(r"\s", "", words) for part, words in {
            "cover": reading.cover,
            "heading": " ".join(heading.title for heading in reading.headings),
            "glossary": " ".join(entry.text for entry in reading.glossary),
            "notes": " ".join(note.text for note in reading.notes),
        }.items()}  # fmt: skip
        assert "<b>&‘q’“x”]]>--" in text["cover"]
        assert "The<end>&“so”on" in text["heading"]
        assert "The<b>body</b>&“so”]]>{{7*7}}" in text["glossary"]
        assert "On<doors>&walls" in text["notes"]


def test_d54_signs_that_end_something_in_xml(published: Path) -> None:
    """Every part of DOCX and EPUB is well-formed, and has no comment and no CDATA of the text."""
    for name in ("docx", "epub"):
        with zipfile.ZipFile(published / f"build/sample/en/sample.en.{name}") as archive:
            for part in archive.namelist():
                if part.endswith((".xml", ".rels", ".xhtml", ".opf", ".ncx")):
                    root = etree.fromstring(archive.read(part))
                    assert list(root.iter(etree.Comment)) == []
    assert "\\<!--" in ODD


@pytest.mark.parametrize(
    ("table", "value"),
    [
        ("colours", 'link = "red; } @import url(https://a.org/x.css); a {"'),
        ("colours", 'link = "#fff</style><script>alert(1)</script>"'),
        ("faces", 'serif = "x; } * { background: url(file:///etc/passwd)"'),
        ("page", 'margin_top = "1mm; content: url(https://a.org)"'),
        ("page", 'own = "expression(alert(1))"'),
    ],
)
def test_d55_style_rules_by_way_of_the_theme(own_templates: Path, table: str, value: str) -> None:
    """An error with its line: a colour is a colour, a length a length, and nothing else passes."""
    path = own_templates / "templates/theme.toml"
    name = value.split(" ", maxsplit=1)[0]
    before, head, rest = path.read_text("utf-8").partition(f"[{table}]\n")
    rest = re.sub(rf"^{name} = .*\n", "", rest, count=1, flags=re.MULTILINE)
    path.write_text(f"{before}{head}{value}\n{rest}", "utf-8")
    assert codes(own_templates) == ["wrong-value"]


def test_d56_word_fields_by_way_of_the_text(published: Path) -> None:
    """DOCX holds our own fields only; what looks like one in the text is text."""
    for part in ("word/document.xml", "word/footnotes.xml"):
        text = read_part(published / "build/sample/en/sample.en.docx", part)
        instructions = re.findall(r"<w:instrText[^>]*>([^<]*)<", text)
        assert {i.split()[0] for i in instructions} <= {"TOC", "REF", "PAGEREF", "NOTEREF"}
    assert ">DDEAUTO" in text.replace("DDEAUTO", ">DDEAUTO", 1)


@pytest.mark.parametrize("words", ["$\\input{x}$", "\\def{a}{aa}", "{" * 10_000 + "}" * 10_000])
def test_d57_formulas(project: Path, words: str) -> None:
    """A report has no formulas: braces are an error, and nothing is ever worked out."""
    write(project, words)
    assert codes(project) == ["unknown-markup"]


def test_d58_escape_sequences_in_messages(project: Path) -> None:
    """A message shows them as <U+001B>, in what it quotes and in the names of files."""
    write(project, "a\x1b[31mred\x1b[0m")
    (project / "source/sample/report/20-\x1b[2Jx.txt").write_text("x", "utf-8")
    printed = run(project, "check").err
    assert "\x1b" not in printed
    assert "<U+001B>[31mred" in printed
    assert "20-<U+001B>[2Jx.txt" in printed


def test_d59_commands_of_the_build_server(project: Path) -> None:
    """``--output-format github`` escapes what it quotes: no line of a text begins a command."""
    write(project, "::set-output name=x::y\n::error::no\n[@nothing%0A::warning::x]")
    (project / "source/sample/report/20\n::error::x.txt").write_text("x", "utf-8")
    result = run(project, "check", "--output-format", "github")
    command = re.compile(r"::(error|warning)( file=[^:,]*(,line=\d+,col=\d+)?)?::\[")
    lines = result.out.splitlines()
    assert lines
    assert all(map(command.match, lines))
    assert json.loads(run(project, "check", "--output-format", "json").out)
