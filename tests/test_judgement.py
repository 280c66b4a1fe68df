"""What a person has to judge has one source, and it speaks of templates that are there."""

from __future__ import annotations

import re

from pipeline.conformance.judgement import as_markdown, load_judgement
from pipeline.conformance.outcome import Outcomes
from pipeline.conformance.page import conformance_html
from tests.support import ROOT

TEMPLATES = ROOT / "templates"
DOCS = ROOT / "docs" / "accessibility.md"


def test_the_page_and_the_documentation_say_the_same(*, update_golden: bool) -> None:
    judgement = load_judgement(TEMPLATES)
    assert judgement is not None
    text = DOCS.read_text("utf-8")
    block = f"<!-- judgement -->\n{as_markdown(judgement)}\n<!-- end -->"
    if update_golden:
        text = re.sub(r"<!-- judgement -->.*<!-- end -->", lambda _: block, text, flags=re.DOTALL)
        DOCS.write_text(text, "utf-8")
    assert block in text
    page = conformance_html("T", Outcomes(()), TEMPLATES)
    for question in judgement.questions:
        assert question.template in page
    assert "screen reader" in judgement.not_done


def test_every_format_and_page_for_staff_was_looked_at() -> None:
    judgement = load_judgement(TEMPLATES)
    assert judgement is not None
    named = [question.template for question in judgement.questions]
    assert all((TEMPLATES / name).is_file() for name in named)
    folders = {path.name for path in TEMPLATES.iterdir() if list(path.glob("*.j2"))} - {"shared"}
    assert {name.split("/")[0] for name in named} == folders
