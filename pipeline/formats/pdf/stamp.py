"""A finished PDF → the copy for one recipient: a line at the foot of each page, and metadata.

The line is an artifact (ISO 32000-1, 14.8.2.2) and its metadata a property that PDF/A knows, so
that the tags, what is read aloud and the conformance of the file stay as they are. It is set by
the engine and in the faces of the report itself, whatever the script of a name.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pikepdf
from markupsafe import Markup

from pipeline.bidi import without_isolates
from pipeline.diagnostics import Diagnostic, ReportError
from pipeline.formats.pdf.fonts import font_face_rules
from pipeline.formats.pdf.render import one_page
from pipeline.languages import direction
from pipeline.templating import render
from pipeline.theme import in_language

if TYPE_CHECKING:
    from pipeline.formats import Context

NAME = pikepdf.Name("/CopyFor")
"""Of the line among the resources of each page."""

_BEFORE = b"q\n"
_AFTER = b"\nQ\n/Artifact <</Type /Pagination /Subtype /Footer>> BDC\nq /CopyFor Do Q\nEMC\n"
"""What a page does to its state of graphics shall not move the line."""


def stamp(data: bytes, line: str, language: str, context: Context) -> bytes:
    """Return the PDF with ``line`` at the foot of each page and as its terms of use.

    The same copy has the same bytes. Raises ``ReportError``: ``copy-impossible`` for a signed file,
    a template error, ``missing-glyph`` or ``pdf-engine``.
    """
    with pikepdf.open(io.BytesIO(data)) as pdf:
        if _is_signed(pdf):
            raise ReportError([_signed()])
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
            metadata["xmpRights:UsageTerms"] = without_isolates(line)
        forms: dict[tuple[float, ...], pikepdf.Object] = {}
        for page in pdf.pages:
            box = tuple(float(number) for number in page.mediabox)
            if box not in forms:
                forms[box] = _form(pdf, line, language, context, box)
            resources = page.obj.Resources
            if "/XObject" not in resources:
                resources.XObject = pikepdf.Dictionary()
            resources.XObject[NAME] = forms[box]
            page.contents_add(_BEFORE, prepend=True)
            page.contents_add(_AFTER)
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True, fix_metadata_version=False)
    return out.getvalue()


def _form(
    pdf: pikepdf.Pdf, line: str, language: str, context: Context, box: tuple[float, ...]
) -> pikepdf.Object:
    """Return the line as a form XObject that covers a page of the size of ``box``."""
    style = render(
        context.templates,
        "pdf",
        "copy.css.j2",
        theme=in_language(context.theme, language),
        plain=in_language(context.theme, ""),
        width=box[2] - box[0],
        height=box[3] - box[1],
        start="right" if direction(language) == "rtl" else "left",
    )
    source = render(
        context.templates,
        "pdf",
        "copy.html.j2",
        language=language,
        direction=direction(language),
        style=Markup(f"{font_face_rules()}\n{style}"),  # noqa: S704 - our own style sheet
        line=line,
    )
    made = one_page(source, language)
    if made is None:
        raise ReportError([_too_long(line)])
    with pikepdf.open(io.BytesIO(made)) as page:
        return pdf.copy_foreign(page.pages[0].as_form_xobject())


def _is_signed(pdf: pikepdf.Pdf) -> bool:
    """Tell whether a signature is in the file, or a place made for one."""
    form = pdf.Root.get("/AcroForm")
    fields: Any = form.get("/Fields", []) if form is not None else []
    return any(field.get("/FT") == "/Sig" for field in fields)


def _too_long(line: str) -> Diagnostic:
    return Diagnostic(
        "copy-impossible",
        f"“{line}” has no room at the foot of a page",
        None,
        "shorten the name, or mend templates/pdf/copy.css.j2",
    )


def _signed() -> Diagnostic:
    return Diagnostic(
        "copy-impossible",
        "the PDF is signed, and a signed file cannot be altered",
        None,
        "send it without --copies; or release a revision without a signature for copies",
    )
