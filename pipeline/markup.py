"""The inline and block markup of ``source/``: Markdown cut down to what a report needs.

markdown-it-py does the parsing, from its "zero" preset. Added is one inline rule for all that
stands in square brackets. Whatever looks like markup and was not understood is an error with its
place, never literal text in a book.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import babel
from markdown_it import MarkdownIt

from pipeline.idline import ID, id_line_rule
from pipeline.limits import MARK_DEPTH
from pipeline.model import (
    CrossReference,
    Emphasis,
    Foreign,
    Inline,
    Link,
    NoteCall,
    Strong,
    Term,
    Text,
)
from pipeline.suspects import UNKNOWN_HINT, find_suspects

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

    from pipeline.diagnostics import Collector
    from pipeline.model import Span
    from pipeline.place import Place

_CALL = re.compile(rf"\[\^({ID})\]")
_REFERENCE = re.compile(rf"\[@({ID})\]")
_KEY = re.compile(rf"\[({ID})\]")
_ATTRIBUTE = re.compile(
    rf"\{{(?:(?P<lang>lang)|term)=(?P<quote>\"?)"
    rf"(?P<value>(?(lang)[A-Za-z]{{2,3}}(?:-[A-Za-z0-9]{{1,8}})*|{ID}))(?P=quote)\}}"
)
"""A language tag of the form of RFC 5646, or the id of a glossary entry."""


@lru_cache(maxsize=1)
def parser() -> MarkdownIt:
    """Return the one parser of the project."""
    # Deeper than what is refused; each bracket without a partner costs as many steps.
    markdown = MarkdownIt("zero", {"maxNesting": MARK_DEPTH + 10}).enable(
        ["heading", "list", "blockquote", "emphasis", "escape", "newline"]
    )
    markdown.block.ruler.before("fence", "id_line", id_line_rule)
    markdown.inline.ruler.before("emphasis", "bracket", _bracket)
    # Escapes stay tokens of their own: an escaped sign is text, an unescaped one is suspect.
    markdown.core.ruler.disable(["text_join"])
    return markdown


def _bracket(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    """Read ``[^note]``, ``[@id]``, ``[words][key]``, ``[words]{lang=fr}``, ``[words]{term=id}``."""
    start = state.pos
    if state.src[start] != "[":
        return False
    for pattern, kind in ((_CALL, "note_call"), (_REFERENCE, "cross_reference")):
        if match := pattern.match(state.src, start):
            if not silent:
                token = state.push(kind, "", 0)
                token.meta = {"value": match[1], "at": start, "length": len(match[0])}
            state.pos = match.end()
            return True
    end = state.md.helpers.parseLinkLabel(state, start)
    if end < 0:
        return False
    after = end + 1
    if match := _KEY.match(state.src, after):
        kind, value = "link", match[1]
    elif match := _ATTRIBUTE.match(state.src, after):
        kind, value = ("foreign" if match["lang"] else "term"), match["value"]
    else:
        return False
    if not silent:
        opening = state.push(f"{kind}_open", "", 1)
        opening.meta = {"value": value, "at": start, "length": match.end() - start}
        state.pos, old_end, state.posMax = start + 1, state.posMax, end
        state.md.inline.tokenize(state)
        state.posMax = old_end
        state.push(f"{kind}_close", "", -1)
    state.pos = match.end()
    return True


# --- inline tokens → Inline -------------------------------------------------------------------


def to_inlines(tokens: Sequence[Token], place: Place, found: Collector) -> tuple[Inline, ...]:
    """Turn the inline tokens of a block into ``Inline`` nodes with their places.

    Findings: ``raw-html``, ``address-in-text``, ``unknown-markup``.
    """
    return _Builder(tokens, place, found).build()


_CONTAINERS: dict[str, Callable[[str, tuple[Inline, ...], Span], Inline]] = {
    "em": lambda _value, children, span: Emphasis(children, span),
    "strong": lambda _value, children, span: Strong(children, span),
    "link": Link,
    "foreign": Foreign,
    "term": Term,
}


_LINKED = frozenset({"link", "term", "note_call", "cross_reference"})
"""Marks that become a link that a reader can follow."""


@lru_cache(maxsize=1)
def _languages() -> frozenset[str]:
    """Return the language subtags that CLDR has a name for."""
    return frozenset(babel.Locale("en").languages)


class _Builder:
    """Walks the flat token list once; ``offset`` follows in the content of the block."""

    def __init__(self, tokens: Sequence[Token], place: Place, found: Collector) -> None:
        self.tokens = list(tokens)
        self.place = place
        self.found = found
        self.index = 0
        self.offset = 0
        self.outer: list[str] = []
        """Kinds of the marks around the present place."""
        self.skipped = 0
        """How many marks that were too deep are still open."""

    def build(self) -> tuple[Inline, ...]:
        out: list[Inline] = []
        while self.index < len(self.tokens):
            token = self.tokens[self.index]
            self.index += 1
            name, _, position = token.type.rpartition("_")
            if position == "close":
                self.offset = self._seek(token.markup)
                if not self.skipped:
                    break
                self.skipped -= 1
            elif position == "open" and len(self.outer) >= MARK_DEPTH:
                self._refuse_depth(token)
            elif position == "open":
                out.append(self._container(name, token))
            elif token.type in ("note_call", "cross_reference"):
                out.append(self._mark(token))
            elif token.type in ("softbreak", "hardbreak"):
                if self.place.content.startswith("\\", self.offset):
                    self._error("a line ends with \\", self.offset, 1)
                self._add(out, " ", self.offset)
            else:
                self._text(out, token)
        return tuple(out)

    def _container(self, name: str, token: Token) -> Inline:
        start = token.meta["at"] if "at" in token.meta else self._seek(token.markup, step=False)
        length = token.meta.get("length", len(token.markup))
        value = token.meta.get("value", "")
        self.offset = start + (1 if "at" in token.meta else len(token.markup))
        self._check_nesting(name, start, length)
        self.outer.append(name)
        children = self.build()
        self.outer.pop()
        if "at" in token.meta:
            self.offset = start + length
            if all(isinstance(child, Text) and not child.text.strip() for child in children):
                self._error("there are no words between the brackets", start, length)
        if name == "link" and re.search(r"(?<!\\)!\Z", self.place.content[:start]):
            self._error("there are no pictures", start - 1, length + 1)
        if name == "foreign" and value.split("-")[0].lower() not in _languages():
            self._error(f"“{value}” is not a language", start, length)
        return _CONTAINERS[name](value, children, self.place.span(start, length))

    def _check_nesting(self, kind: str, start: int, length: int) -> None:
        """Refuse a link inside a link: a reader could follow only one of them."""
        if kind in _LINKED and any(outer in _LINKED for outer in self.outer):
            self.found.error(
                "mark-in-link",
                "a link, a note or a reference stands inside the words of a link",
                self.place.span(start, length),
                "put it before or after the words",
            )

    def _refuse_depth(self, token: Token) -> None:
        if not self.skipped:
            self._error("marks stand too deep inside each other", self.offset, 1)
        self.skipped += 1
        self.offset = self._seek(token.markup)

    def _error(self, message: str, start: int, length: int) -> None:
        self.found.error("unknown-markup", message, self.place.span(start, length), UNKNOWN_HINT)

    def _mark(self, token: Token) -> Inline:
        at, length = token.meta["at"], token.meta["length"]
        self.offset = at + length
        self._check_nesting(token.type, at, length)
        span = self.place.span(at, length)
        value = token.meta["value"]
        return NoteCall(value, span) if token.type == "note_call" else CrossReference(value, span)

    def _text(self, out: list[Inline], token: Token) -> None:
        start = self._seek(token.content, step=False)
        self.offset = start + len(token.content)
        if token.type == "text":
            self._suspect(token.content, start)
        self._add(out, re.sub(r"[ \t\n]+", " ", token.content), start)

    def _add(self, out: list[Inline], text: str, at: int) -> None:
        if not text:
            return
        last = out[-1] if out else None
        if isinstance(last, Text):
            out[-1] = Text(last.text + text, last.span)
        else:
            out.append(Text(text, self.place.span(at, len(text))))

    def _seek(self, text: str, *, step: bool = True) -> int:
        """Return the offset of the next ``text`` (after it, with ``step``)."""
        at = self.place.content.find(text, self.offset) if text else self.offset
        if at < 0:
            at = self.offset
        return at + len(text) if step else at

    def _suspect(self, text: str, start: int) -> None:
        row = self.place.content[:start].rpartition("\n")[2]
        for suspect in find_suspects(text, begins_row=not row.strip()):
            span = self.place.span(start + suspect.start, len(suspect.words))
            message = f"{suspect.message}: “{suspect.words[:40]}”"
            self.found.error(suspect.code, message, span, suspect.hint)


def parse_inline(source: str, place: Place, found: Collector) -> tuple[Inline, ...]:
    """Parse the Markdown of one unit, as a translation has it.

    ``source`` has no line breaks but those of ``place.content``.
    """
    tokens = parser().parseInline(source)
    children = tokens[0].children or [] if tokens else []
    return to_inlines(children, place, found)
