"""The faces of the PDF: static fonts of the pinned packages, and no font of the machine.

Spectral (text) and Fira Sans (headings, numbers) come as static files; variable fonts fail PDF/A
and PDF/UA (glyph widths, ISO 19005-3 6.2.11.5, ISO 14289-1 7.21.5), draw more slowly, and take
half a minute a face to be made static. Both lack two characters that French and compound names
need, U+202F and U+2011: they are given the glyphs of the thin space and the hyphen, once, in a
cache keyed by the versions of the packages and by the code that completes them: a face made by
yesterday's code would copy out otherwise than today's code reads it.

Both have all of Cyrillic. Arabic is set in Amiri, headings too: of the static Arabic faces that
are to be had, it alone has a glyph of its own for every letter in every place. Others draw lam
and alef, or a letter and its dots, as pieces that copy out in the wrong order: of 203 words,
pdftotext gave back 197 in Amiri, 173 in Almarai, 160 in IBM Plex Sans Arabic, and next to none
in the present Noto faces.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from xml.sax.saxutils import escape

from pipeline.cache import cache_folder
from pipeline.theme import FAMILY_ARABIC, FAMILY_SANS, FAMILY_SERIF


@dataclass(frozen=True, slots=True)
class Face:
    """One face of the design."""

    name: str
    """Of the address that the style sheet loads it from."""
    family: str
    style: str
    weight: int
    module: str
    """Package that has the file."""
    file: str


_SERIF = "fontpkg_spectral"
_SANS = "fontpkg_fira_sans"
_ARABIC = "fontpkg_amiri"
FACES = (
    Face("serif", FAMILY_SERIF, "normal", 400, _SERIF, "Spectral-Regular.ttf"),
    Face("serif-italic", FAMILY_SERIF, "italic", 400, _SERIF, "Spectral-Italic.ttf"),
    Face("serif-bold", FAMILY_SERIF, "normal", 700, _SERIF, "Spectral-SemiBold.ttf"),
    Face("sans", FAMILY_SANS, "normal", 400, _SANS, "FiraSans-Regular.ttf"),
    Face("sans-italic", FAMILY_SANS, "italic", 400, _SANS, "FiraSans-Italic.ttf"),
    Face("sans-bold", FAMILY_SANS, "normal", 600, _SANS, "FiraSans-Medium.ttf"),
    Face("arabic", FAMILY_ARABIC, "normal", 400, _ARABIC, "Amiri-Regular.ttf"),
    Face("arabic-italic", FAMILY_ARABIC, "italic", 400, _ARABIC, "Amiri-Italic.ttf"),
    Face("arabic-bold", FAMILY_ARABIC, "normal", 700, _ARABIC, "Amiri-Bold.ttf"),
)
"""Every face of the design; the style sheet names no other."""

MAKERS = (Path(__file__), Path(__file__).with_name("arabic.py"))
"""The code that completes a font."""

BORROWED = {0x202F: 0x2009, 0x2011: 0x2010}
"""Characters that get the glyph of another where a font lacks them."""


@lru_cache(maxsize=1)
def font_files() -> dict[str, bytes]:
    """Return the bytes of every face by name, making what the cache lacks."""
    return {face.name: _cached(f"{face.name}.ttf", face) for face in FACES}


@lru_cache(maxsize=1)
def glyph_texts() -> dict[bytes, dict[int, str]]:
    """Return what the glyphs of the Arabic faces say, by number, by the bytes of the face."""
    return {
        font_files()[face.name]: {
            int(number): text
            for number, text in json.loads(_cached(f"{face.name}.json", face)).items()
        }
        for face in FACES
        if face.module == _ARABIC
    }


def _cached(name: str, face: Face) -> bytes:
    path = _cache() / name
    try:
        return path.read_bytes()
    except OSError:
        made = _complete(face)
        for suffix, data in made.items():
            _keep(path.with_suffix(suffix), data)
        return made[path.suffix]


def font_face_rules() -> str:
    """Return the @font-face rules that let the style sheet name the faces."""
    return "\n".join(
        f'@font-face {{ font-family: "{face.family}"; font-style: {face.style}; '
        f"font-weight: {face.weight}; src: url(fonts/{face.name}.ttf) }}"
        for face in FACES
    )


def isolate_fontconfig() -> None:
    """Let WeasyPrint see no font of the machine. To be called before it is imported."""
    font_files()
    folder = _cache()
    path = folder / "fonts.conf"
    if not path.exists():
        _keep(
            path,
            (
                '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">'
                f"<fontconfig><dir>{escape(str(folder))}</dir>"
                f"<cachedir>{escape(str(folder / 'fontconfig'))}</cachedir></fontconfig>"
            ).encode(),
        )
    os.environ["FONTCONFIG_FILE"] = str(path)


def _complete(face: Face) -> dict[str, bytes]:
    """Return the font with the borrowed characters, and of an Arabic one what its glyphs say.

    By suffix. The time stamp of the font stays, so bytes stay equal.
    """
    from io import BytesIO  # noqa: PLC0415 - needed once a machine

    from fontTools.ttLib import TTFont  # noqa: PLC0415

    from pipeline.formats.pdf.arabic import drop_strokes, texts_of_glyphs  # noqa: PLC0415

    source = files(face.module).joinpath("files")
    path = next(p for p in Path(str(source)).rglob("*.ttf") if p.name == face.file)
    font = TTFont(path, recalcTimestamp=False)
    known = font.getBestCmap()
    for table in font["cmap"].tables:
        for character, lender in BORROWED.items():
            if table.isUnicode() and character not in known:
                table.cmap[character] = known.get(lender, known[0x20 if lender == 0x2009 else 0x2D])
    made = {}
    if face.module == _ARABIC:
        drop_strokes(font)
        made[".json"] = json.dumps(texts_of_glyphs(font)).encode()
    out = BytesIO()
    font.save(out)
    return {".ttf": out.getvalue(), **made}


def _cache() -> Path:
    packages = sorted({face.module.replace("_", "-") for face in FACES})
    key = hashlib.sha256(" ".join(f"{name}-{version(name)}" for name in packages).encode())
    for path in MAKERS:
        key.update(path.read_bytes())
    return cache_folder(f"fonts-{key.hexdigest()[:16]}")


def _keep(path: Path, data: bytes) -> None:
    """Write a file whole or not at all; two builds may do it at once."""
    with contextlib.suppress(OSError):
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(data)
        Path(file.name).replace(path)
