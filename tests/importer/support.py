"""What the tests of the importer share: a project to import into, and the way to do it."""

from __future__ import annotations

from pathlib import Path

from pipeline.diagnostics import Collector, Diagnostic, ReportError
from pipeline.folders import Project
from pipeline.importer.run import Imported, Options, import_report
from pipeline.load import load_document
from pipeline.model import Document, Paragraph
from pipeline.numbering import number_sections
from pipeline.references import check_references, units, walk_sections
from tests.support import ROOT


def make_target(folder: Path) -> Project:
    (folder / "source").mkdir(parents=True)
    (folder / "templates").symlink_to(ROOT / "templates", target_is_directory=True)
    return Project(folder)


def take_in(
    project: Project,
    content: str | bytes,
    *,
    name: str = "report.txt",
    decisions: str = "",
    **options: object,
) -> Imported:
    """Import a text, with the import.toml that is given."""
    path = project.root / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    if decisions:
        path.with_name("import.toml").write_text(decisions, "utf-8")
    return import_report(project, path, Options("made", **options))  # type: ignore[arg-type]


def refused(project: Project, content: str | bytes, **options: object) -> list[Diagnostic]:
    """Return what an import was refused for; nothing may have been written."""
    try:
        take_in(project, content, **options)  # type: ignore[arg-type]
    except ReportError as error:
        assert list((project.root / "source").iterdir()) == []
        return [d for d in error.diagnostics if d.severity == "error"]
    raise AssertionError("the import was not refused")


def read_back(imported: Imported) -> Document:
    """Return the publication as a build reads it; it must have no error."""
    found = Collector()
    document = load_document(imported.folder, f"source/{imported.folder.name}", found)
    assert document is not None
    check_references(document, found)
    assert found.errors == []
    return document


def outline(document: Document) -> list[str]:
    """Return a line a unit, short enough to read: its number and its words."""
    numbers = number_sections(document.sections).labels
    lines = []
    for section in walk_sections(document.sections):
        lines.append(f"{numbers.get(section.id, '–')} {section.heading.source}")
        for block in section.blocks:
            if isinstance(block, Paragraph):
                lines.append(f"  {numbers.get(block.id, '–')} {block.content.source}")
            elif hasattr(block, "items"):
                lines += [f"  * {item.content.source}" for item in block.items]
            else:
                lines.append(f"  > {block.content.source}")
    return lines


def texts(document: Document) -> dict[str, str]:
    return {name: content.source for name, content, _ in units(document)}
