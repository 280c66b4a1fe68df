"""What is measured on: a copy of a project, the same HTML, the same text as Markdown."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.bench.pandoc import pandoc_markdown
from pipeline.diagnostics import Collector, ReportError
from pipeline.formats import Context
from pipeline.project import load_publication
from pipeline.resolve import resolve_edition
from pipeline.theme import load_theme

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.folders import Project


@dataclass(frozen=True, slots=True)
class Workshop:
    """A folder of its own with all that the steps need."""

    folder: Path
    """Holds ``<language>.html``, ``<language>.md`` and fonts/."""
    root: Path
    """A project with a copy of the publication, where anything may be changed."""
    slug: str
    languages: tuple[str, ...]
    """The canonical one first."""

    @property
    def changed(self) -> str:
        """Return the language whose paragraph is changed: French here."""
        return self.languages[-1] if len(self.languages) < 2 else self.languages[1]

    def edit(self) -> None:
        """Change a word or two in one paragraph of that language, or change it back."""
        path = self.root / "source" / self.slug / "translations" / f"{self.changed}.po"
        text = path.read_text("utf-8")
        if " bis" in text:
            path.write_text(text.replace(" bis", "", 1), "utf-8")
        else:
            path.write_text(_PARAGRAPH.sub(r"\1 bis", text, count=1), "utf-8")

    def forget(self) -> None:
        """Remove what was built: what was made before would not be made again."""
        shutil.rmtree(self.root / "build", ignore_errors=True)


_PARAGRAPH = re.compile(r'(?s)(msgctxt "p\d+".*?msgstr ".*?\w)(?=\.[^"]*"\n\n)')


def set_up(project: Project, slug: str, folder: Path) -> Workshop:
    """Prepare a folder for a publication. Raises ``ReportError`` where it has errors."""
    from pipeline.formats.pdf import html  # noqa: PLC0415 - heavy
    from pipeline.formats.pdf.fonts import font_files  # noqa: PLC0415

    found = Collector()
    loaded = load_publication(project, slug, found)
    if loaded is None or found.errors:
        raise ReportError(found.found)
    labels, original = loaded.labels, next(iter(loaded.documents))
    context = Context(project.templates, load_theme(project.templates, found))
    for tag, document in loaded.documents.items():
        edition = resolve_edition(document, labels[tag], labels[original])
        (folder / f"{tag}.html").write_text(html(edition, context), "utf-8")
        (folder / f"{tag}.md").write_text(pandoc_markdown(edition), "utf-8")
    (folder / "fonts").mkdir()
    for name, font in font_files().items():
        (folder / "fonts" / f"{name}.ttf").write_bytes(font)
    root = folder / "project"
    (root / "source").mkdir(parents=True)
    shutil.copytree(project.source / slug, root / "source" / slug)
    (root / "templates").symlink_to(project.templates, target_is_directory=True)
    return Workshop(folder, root, slug, tuple(loaded.documents))
