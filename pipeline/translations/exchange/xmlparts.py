"""What the XML formats of exchange have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container

    from lxml import etree

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def lay_out(element: etree._Element, texts: Container[str], depth: int = 1) -> None:
    """Give every element a line of its own, so that a message can name it, but inside ``texts``.

    ``texts`` are the names of elements that hold words.
    """
    if element.tag in texts or not len(element):
        return
    element.text = "\n" + "  " * depth
    for child in element:
        lay_out(child, texts, depth + 1)
        child.tail = "\n" + "  " * (depth if child is not element[-1] else depth - 1)
