"""Whatever a sound report says, every format renders it, reads back the same and proves it.

A few reports in the ordinary tests; ``nox -s hold`` makes up many more
(``--hypothesis-profile=hold``).
"""

from __future__ import annotations

import os
from functools import cache

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from pipeline.diagnostics import Collector, ReportError
from pipeline.edition import Edition
from pipeline.formats import Context, pages_from
from pipeline.jobs import make
from pipeline.labels import load_labels
from pipeline.load import load_document
from pipeline.model import Document
from pipeline.references import check_references
from pipeline.resolve import resolve_edition
from pipeline.textfile import decode
from pipeline.theme import load_theme
from pipeline.tree import TreeBuilder
from tests.support import BASE, ROOT

FORMATS = ("pdf", "docx", "epub")
settings.register_profile("hold", max_examples=150, derandomize=False)
EXAMPLES = settings.get_profile("hold").max_examples if os.environ.get("HOLD") else 4
FEW = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)

WORDS = st.sampled_from(
    """the|of|Committee|open door|CAT|“quoted”|it's|2019|5 May 2019|12 000|3.5 %|§ 4|café|naïve|
    Zürich|œuvre|Łódź|Київ|Αθήνα|a–b|U.S.|(in brackets)|e.g.|fi|ffl|AV|--|…|x; y|“so?”|1st|°C|£5|
    half-hearted|well/ill|a&b|1 < 2|{curly}|~tilde|@sign|#hash|100|Wörterbuch|İstanbul|ß""".replace(
        "\n", ""
    ).split("|")
).map(str.strip)
PIECES = WORDS | st.sampled_from(
    [
        "*stressed words*",
        "**strong words**",
        "*a **b** c*",
        "[words][doors]",
        "[mot]{lang=fr}",
        "[слово]{lang=uk}",
        "[كلمة]{lang=ar}",
        "[the door]{term=open-door}",
        "[@p1]",
        "[@s-first]",
        "\\*",
        "\\[x\\]",
    ]
)
SENTENCES = st.lists(PIECES, min_size=1, max_size=14).map(lambda p: f"A {' '.join(p)} b.")
TEXTS = st.lists(SENTENCES, min_size=1, max_size=3).map("\n".join)
BLOCKS = st.one_of(
    TEXTS,
    TEXTS.map(lambda t: "> " + t.replace("\n", "\n> ")),
    st.lists(SENTENCES, min_size=1, max_size=4).map(lambda i: "\n".join(f"- {s}" for s in i)),
    st.lists(SENTENCES, min_size=2, max_size=3).map(
        lambda i: "\n".join(f"{n}. {s}" for n, s in enumerate(i, 1))
    ),
)
HEADINGS = st.lists(WORDS, min_size=1, max_size=9).map(lambda w: f"Heading {' '.join(w)}")


@st.composite
def reports(draw: st.DrawFn) -> str:
    """Return the Markdown of a report: sections of up to three levels, blocks, notes."""
    out = ["{#s-first}", f"## {draw(HEADINGS)}", "", "{#p1}", draw(TEXTS), ""]
    level, paragraph, note = 2, 1, 0
    for number in range(draw(st.integers(0, 3))):
        level = draw(st.integers(2, min(4, level + 1)))
        out += [f"{{#s-{number}}}", f"{'#' * level} {draw(HEADINGS)}", ""]
        for _ in range(draw(st.integers(1, 3))):
            paragraph += 1
            text = draw(BLOCKS)
            notes = []
            if draw(st.booleans()) and not text.startswith(("-", "1.", ">")):
                note += 1
                text += f"[^n{note}]"
                notes = [f"[^n{note}]: {draw(SENTENCES.filter(lambda s: '[' not in s))}", ""]
            out += [f"{{#p{paragraph}}}", text, "", *notes]
    return "\n".join(out)


@cache
def base() -> Document:
    document = load_document(BASE, "source/sample", Collector())
    assert document is not None
    return document


def edition_of(text: str) -> Edition | None:
    found = Collector()
    builder = TreeBuilder(found, "en")
    clean = decode(text.encode(), "report/a.md", found)
    if clean is not None:
        builder.add_file(clean, "report/a.md")
    document = Document(
        "en",
        base().identity,
        builder.sections(),
        tuple(builder.notes),
        base().links,
        base().glossary,
    )
    check_references(document, found)
    if found.errors:
        return None
    return resolve_edition(document, load_labels(ROOT / "templates", "en", Collector()))


@FEW
@given(text=reports())
def test_every_format_says_what_the_report_says(text: str) -> None:
    edition = edition_of(text)
    assume(edition is not None)
    assert edition is not None
    context = Context(ROOT / "templates", load_theme(ROOT / "templates", Collector()))
    try:
        pdf = make(edition, "pdf", context, "")
        quoting = Context(context.templates, context.theme, pdf.page_map)
        made = [pdf, *(make(edition, n, quoting, "") for n in FORMATS if n != pages_from(n))]
    except ReportError as error:
        assert [d.code for d in error.diagnostics] == [], text  # noqa: PT017 - with the text
        return
    assert [file.format for file in made] == list(FORMATS)
    for file in made:
        assert [c for c in file.comparisons if c.differences] == [], text
