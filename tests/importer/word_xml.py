"""Word files made of the XML that a test is about, with the parts that it needs."""

from __future__ import annotations

import io
import zipfile

import docx

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
WPS = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
SPACES = f"xmlns:w='{W}' xmlns:r='{R}' xmlns:mc='{MC}' xmlns:wps='{WPS}'"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
STRICT = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": (
        "http://purl.oclc.org/ooxml/wordprocessingml/main"
    ),
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
        "http://purl.oclc.org/ooxml/officeDocument/relationships"
    ),
}


def word(
    body: str, parts: dict[str, str] | None = None, links: dict[str, str] | None = None
) -> bytes:
    """Return a Word file: python-docx's, with its text and some parts replaced or added.

    ``parts`` are the insides of ``footnotes``, ``endnotes``, ``comments``, ``numbering`` or
    ``styles`` (added to those there are); ``links`` are outside addresses by relation id.
    """
    stream = io.BytesIO()
    docx.Document().save(stream)
    with zipfile.ZipFile(stream) as old:
        files = {name: old.read(name).decode("utf-8", "replace") for name in old.namelist()
                 if name.endswith((".xml", ".rels"))}  # fmt: skip
    files["word/document.xml"] = f"<w:document {SPACES}><w:body>{body}</w:body></w:document>"
    relations = ""
    for name, inside in (parts or {}).items():
        if name == "styles":
            files["word/styles.xml"] = files["word/styles.xml"].replace(
                "</w:styles>", f"{inside}</w:styles>"
            )
            continue
        files[f"word/{name}.xml"] = f"<w:{name} {SPACES}>{inside}</w:{name}>"
        if f'"{name}.xml"' in files["word/_rels/document.xml.rels"]:
            continue
        relations += f'<Relationship Id="x{name}" Type="{R}/{name}" Target="{name}.xml"/>'
        files["[Content_Types].xml"] = files["[Content_Types].xml"].replace(
            "</Types>",
            f'<Override PartName="/word/{name}.xml" ContentType="{TYPE}.{name}+xml"/></Types>',
        )
    for key, url in (links or {}).items():
        relations += (
            f'<Relationship Id="{key}" Type="{R}/hyperlink" Target="{url}" TargetMode="External"/>'
        )
    files["word/_rels/document.xml.rels"] = files["word/_rels/document.xml.rels"].replace(
        "</Relationships>", f"{relations}</Relationships>"
    )
    return packed(files)


def packed(files: dict[str, str]) -> bytes:
    """Return the archive of some files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


def strict(data: bytes) -> bytes:
    """Return a Word file in the strict form of the standard (ISO/IEC 29500-1)."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    for name, text in files.items():
        for loose, tight in STRICT.items():
            text = text.replace(loose, tight)  # noqa: PLW2901
        files[name] = text
    return packed(files)


def p(inside: str, style: str = "", more: str = "") -> str:
    """Return a paragraph; plain words become a run."""
    if not inside.startswith("<"):
        inside = r(inside)
    styled = f"<w:pStyle w:val='{style}'/>" if style else ""
    return f"<w:p><w:pPr>{styled}{more}</w:pPr>{inside}</w:p>"


def r(words: str, look: str = "") -> str:
    """Return a run."""
    return f"<w:r><w:rPr>{look}</w:rPr><w:t xml:space='preserve'>{words}</w:t></w:r>"
