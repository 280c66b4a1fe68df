"""Which structure type an HTML element has in the tagged PDF (ISO 32000-1, 14.8.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

ROLES: Mapping[str, str] = {
    "section": "Sect", "main": "Part", "nav": "Sect", "p": "P", "blockquote": "BlockQuote",
    "h1": "H1", "h2": "H2", "h3": "H3", "h4": "H4", "ul": "L", "ol": "L", "dl": "L", "li": "LI",
    "dt": "Lbl", "dd": "LBody", "a": "Link", "abbr": "Span",
}  # fmt: skip
"""Structure type by element; elements that are not here stand for nothing of their own."""

TRANSPARENT = frozenset({"html", "body", "em", "strong"})
"""Elements whose content belongs to the element around them."""

ARTIFACT_SUBTYPE = {"top": "Header", "bottom": "Footer", "left": "Watermark"}
"""Subtype of a pagination artifact by the edge of its margin box (ISO 32000-1, 14.8.2.2.2)."""

LIST_NUMBERING = {"ol": "/Decimal", "ul": "/Disc", "dl": "/None"}
"""ListNumbering of a list (ISO 32000-1, table 347), which PDF/UA-1 wants where there are labels."""


def role_of(element: Any, in_contents: bool) -> str | None:  # noqa: FBT001
    """Return the structure type of an element, or None where its parent's is meant."""
    told = element.get("data-tag")
    if told:
        return str(told)
    if element.get("role") == "doc-footnote":
        return "Note"
    if in_contents and element.tag in ("ol", "ul"):
        return "TOC"
    if in_contents and element.tag == "li":
        return "TOCI"
    if element.tag == "a" and not element.get("href"):
        return None
    if element.tag == "abbr" and not element.get("title"):
        return None
    role = ROLES.get(element.tag)
    if role is None and element.get("lang"):
        return "Span" if element.tag == "span" else "Div"
    return role


def text_of(element: Any) -> str:
    """Return the words of an element, white space as one space."""
    return " ".join("".join(element.itertext()).split())


def in_words(element: Any) -> str:
    """Return what a link says out of context: ISO 14289-1, 7.18.5, its /Contents."""
    return str(element.get("aria-label") or element.get("title") or text_of(element))
