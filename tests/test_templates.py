"""Templates and interface words that are wrong stop the build with their place."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import ROOT, make_project


@pytest.fixture
def own_templates(tmp_path: Path) -> Path:
    return make_project(tmp_path / "project", templates=True)


def run(project: Path, *arguments: str) -> tuple[int, str]:
    result = subprocess.run(
        [sys.executable, "-m", "pipeline", *arguments, "--root", str(project)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        check=False,
    )
    return result.returncode, result.stderr


def test_a_label_that_a_language_lacks(own_templates: Path) -> None:
    labels = own_templates / "templates/labels/fr.toml"
    labels.write_text(labels.read_text("utf-8").replace("glossary = ", "glossaire = ", 1), "utf-8")
    code, printed = run(own_templates, "check")
    assert code == 1
    assert "templates/labels/fr.toml: error[label-missing]: the label “glossary”" in printed
    assert "error[label-unknown]: the label “glossaire”" in printed


def test_a_template_with_an_undefined_name_is_named_with_its_line(own_templates: Path) -> None:
    template = next((own_templates / "templates/epub").glob("*.j2"))
    lines = template.read_text("utf-8").split("\n")
    template.write_text("\n".join([*lines[:-1], "{{ editon.title }}", ""]), "utf-8")
    for other in template.parent.glob("*.j2"):
        if other != template and "extends" not in other.read_text("utf-8"):
            other.write_text(other.read_text("utf-8") + "{{ editon.title }}\n", "utf-8")
    code, printed = run(own_templates, "build")
    assert code == 1
    assert "error[template-error]: the template failed: 'editon' is undefined" in printed
    assert "templates/epub/" in printed
    assert "nothing was published" in printed
    assert not (own_templates / "build/sample").exists()


@pytest.mark.parametrize("name", ["pdf", "docx", "epub"])
def test_a_template_that_breaks_the_rules_of_jinja(own_templates: Path, name: str) -> None:
    for template in (own_templates / "templates" / name).glob("*.j2"):
        template.write_text(template.read_text("utf-8") + "{% if %}\n", "utf-8")
    code, printed = run(own_templates, "build", "--to", name)
    assert code == 1
    assert f"templates/{name}/" in printed
    assert "error[template-syntax]" in printed


def test_a_template_that_is_not_there(own_templates: Path) -> None:
    for template in (own_templates / "templates/docx").glob("*.j2"):
        template.unlink()
    code, printed = run(own_templates, "build", "--to", "docx")
    assert code == 1
    assert "error[template-missing]" in printed
