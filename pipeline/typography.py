"""Spaces, quotes and apostrophes of each language, on the text nodes of an Edition.

Nobody can see or type U+202F, so nobody is asked to: the rules are applied at build. Every rule
is idempotent, so text that already has the right character stays as it is. Never called on
addresses or ids. The rules and their sources stand in ``locale_rules``.
"""

from __future__ import annotations

from typing import assert_never

from pipeline import edition as ed
from pipeline.bidi import isolate_left_to_right, without_isolates
from pipeline.languages import direction
from pipeline.locale_rules import rules
from pipeline.walk import plain_text


def typeset(text: str, language: str, before: str = "", after: str = "") -> str:
    """Return the text with the spaces, quotes and apostrophes of the language.

    ``before`` and ``after`` are the signs that stand beside the text in other nodes; they say
    which way a quote turns and whether a semicolon follows a word. In a language that is written
    from right to left, words and codes that are not are isolated (see ``bidi``).
    """
    if before not in tuple(";:!?"):
        before = _stand_in(before)
    after = _stand_in(after)
    text = before + without_isolates(text) + after
    for pattern, replacement in rules(language.split("-", maxsplit=1)[0]):
        text = pattern.sub(replacement, text)
    text = text[len(before) : len(text) - len(after)]
    return isolate_left_to_right(text) if direction(language) == "rtl" else text


def _stand_in(neighbour: str) -> str:
    """Return a sign of the same kind that no rule changes, widens or takes away."""
    if not neighbour:
        return ""
    if neighbour.isspace():
        return "\n"
    if neighbour.isdecimal():
        return "0"
    if neighbour.isalpha():
        return "\u0627" if "\u0600" <= neighbour <= "\u06ff" else "x"
    return "(" if neighbour in "([«“‘—–" else ")"


def typeset_inlines(
    inlines: tuple[ed.Inline, ...], language: str, before: str = "", after: str = ""
) -> tuple[ed.Inline, ...]:
    """Return the nodes with every text but addresses typeset; the neighbours as for ``typeset``."""
    following: list[str] = []
    for node in reversed(inlines):
        following.append(after)
        after = plain_text((node,))[:1] or after
    out: list[ed.Inline] = []
    for node, then in zip(inlines, reversed(following), strict=True):
        new = _typeset_inline(node, language, before, then)
        out.append(new)
        before = plain_text((new,))[-1:] or before
    return tuple(out)


def _typeset_inline(node: ed.Inline, language: str, before: str, after: str) -> ed.Inline:
    match node:
        case ed.Text(text):
            return ed.Text(typeset(text, language, before, after))
        case ed.Emphasis(children):
            return ed.Emphasis(typeset_inlines(children, language, before, after))
        case ed.Strong(children):
            return ed.Strong(typeset_inlines(children, language, before, after))
        case ed.Foreign(foreign, children):
            return ed.Foreign(foreign, typeset_inlines(children, foreign))
        case ed.ExternalLink(url, children, is_address):
            words = children if is_address else typeset_inlines(children, language, before, after)
            return ed.ExternalLink(url, words, is_address)
        case ed.GlossaryLink(entry, expansion, children):
            shown = typeset(expansion, language) if expansion else None
            return ed.GlossaryLink(entry, shown, typeset_inlines(children, language, before, after))
        case ed.NoteCall() | ed.CrossReference():
            return node
        case _:
            assert_never(node)
