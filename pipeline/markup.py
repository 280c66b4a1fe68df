"""The inline and block markup of ``source/``: Markdown cut down to what a report needs.

markdown-it-py does the parsing, from its "zero" preset. Added is one inline rule for all that
stands in square brackets. Whatever looks like markup and was not understood is an error with its
place, never literal text in a book.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from mdit_py_plugins.attrs import attrs_block_plugin

from pipeline.model import (
    CrossReference,
    Emphasis,
    Foreign,
    Inline,
    Link,
    NoteCall,
    Span,
    Strong,
    Term,
    Text,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

    from pipeline.diagnostics import Collector

ID = r"[a-z][a-z0-9-]*(?:\.[a-z0-9-]+)*"

_CALL = re.compile(rf"\[\^({ID})\]")
_REFERENCE = re.compile(rf"\[@({ID})\]")
_KEY = re.compile(rf"\[({ID})\]")
_ATTRIBUTE = re.compile(r"\{(lang|term)=\"?([A-Za-z0-9-]+)\"?\}")


@dataclass(frozen=True, slots=True)
class Place:
    """Maps an offset in the content of a block to a place in its file.

    ``lines`` holds, for each line of the content, (line in the file, columns before it).
    """

    file: str
    lines: tuple[tuple[int, int], ...]
    content: str

    def span(self, offset: int, length: int = 1) -> Span:
        """Return the place of a character of the content."""
        offset = max(0, min(offset, len(self.content)))
        head = self.content[:offset]
        row = min(head.count("\n"), len(self.lines) - 1)
        line, before = self.lines[row]
        return Span(self.file, line, before + offset - (head.rfind("\n") + 1) + 1, length)


@lru_cache(maxsize=1)
def parser() -> MarkdownIt:
    """Return the one parser of the project."""
    markdown = MarkdownIt("zero", {"maxNesting": 100}).enable(
        ["heading", "list", "blockquote", "emphasis", "escape", "newline"]
    )
    markdown.use(attrs_block_plugin)
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
        kind, value = ("foreign" if match[1] == "lang" else "term"), match[2]
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


@dataclass(frozen=True, slots=True)
class _Suspect:
    """A shape of text that was meant as markup."""

    pattern: re.Pattern[str]
    code: str
    message: str
    hint: str


_ADDRESS_HINT = "put the address into links.toml and write [words][key]"
_UNKNOWN = "this looks like markup and is not understood"
_UNKNOWN_HINT = (
    "see CONTRIBUTING for the marks there are; a literal sign is written with \\ before it"
)
_SUSPECTS = (
    _Suspect(
        re.compile(r"</?[A-Za-z][^>]*>?|<!--?|<\?"),
        "raw-html",
        "HTML is not allowed in the text",
        "write plain words; a lone < is written \\<",
    ),
    _Suspect(
        re.compile(r"\]\s*\([^)]*\)?"),
        "address-in-text",
        "an address is typed in the text",
        _ADDRESS_HINT,
    ),
    _Suspect(
        re.compile(r"\b(?:https?://|javascript:|data:|file:|mailto:|www\.)\S*", re.IGNORECASE),
        "address-in-text",
        "an address is typed in the text",
        _ADDRESS_HINT,
    ),
    _Suspect(
        re.compile(r"\[\^[^\]]*\]?|\[@[^\]]*\]?|\{#[^}]*\}?|\{[.][^}]*\}?|[\[\]{}]"),
        "unknown-markup",
        _UNKNOWN,
        _UNKNOWN_HINT,
    ),
    _Suspect(
        re.compile(
            r"\*+|`+|~~+|__+|(?<!\w)_(?=\w)|^#{1,6} ?|^\|.*|^[-=]{3,}$",
            re.MULTILINE,
        ),
        "unknown-markup",
        _UNKNOWN,
        _UNKNOWN_HINT,
    ),
)


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


class _Builder:
    """Walks the flat token list once; ``offset`` follows in the content of the block."""

    def __init__(self, tokens: Sequence[Token], place: Place, found: Collector) -> None:
        self.tokens = list(tokens)
        self.place = place
        self.found = found
        self.index = 0
        self.offset = 0

    def build(self) -> tuple[Inline, ...]:
        out: list[Inline] = []
        while self.index < len(self.tokens):
            token = self.tokens[self.index]
            self.index += 1
            name, _, position = token.type.rpartition("_")
            if position == "close":
                self.offset = self._seek(token.markup)
                break
            if position == "open" and name in _CONTAINERS:
                out.append(self._container(name, token))
            elif token.type in ("note_call", "cross_reference"):
                out.append(self._mark(token))
            elif token.type in ("softbreak", "hardbreak"):
                self._add(out, " ", self.offset)
            else:
                self._text(out, token)
        return tuple(out)

    def _container(self, name: str, token: Token) -> Inline:
        start = token.meta["at"] if "at" in token.meta else self._seek(token.markup, step=False)
        length = token.meta.get("length", len(token.markup))
        self.offset = start + (1 if "at" in token.meta else len(token.markup))
        children = self.build()
        if "at" in token.meta:
            self.offset = start + length
        return _CONTAINERS[name](
            token.meta.get("value", ""), children, self.place.span(start, length)
        )

    def _mark(self, token: Token) -> Inline:
        at, length = token.meta["at"], token.meta["length"]
        self.offset = at + length
        span = self.place.span(at, length)
        value = token.meta["value"]
        return NoteCall(value, span) if token.type == "note_call" else CrossReference(value, span)

    def _text(self, out: list[Inline], token: Token) -> None:
        start = self._seek(token.content, step=False)
        self.offset = start + len(token.content)
        if token.type == "text":
            self._suspect(token.content, start)
        self._add(out, token.content.replace("\n", " "), start)

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
        """Note every stretch that looks like markup; where two meet, the first and longest."""
        matches = [(m, suspect) for suspect in _SUSPECTS for m in suspect.pattern.finditer(text)]
        taken = 0
        for match, suspect in sorted(matches, key=lambda pair: (pair[0].start(), -pair[0].end())):
            if match.start() >= taken:
                taken = match.end()
                span = self.place.span(start + match.start(), max(1, len(match[0])))
                message = f"{suspect.message}: “{match[0][:40]}”"
                self.found.error(suspect.code, message, span, suspect.hint)


def parse_inline(source: str, place: Place, found: Collector) -> tuple[Inline, ...]:
    """Parse the Markdown of one unit, as a translation has it.

    ``source`` has no line breaks but those of ``place.content``.
    """
    tokens = parser().parseInline(source)
    children = tokens[0].children or [] if tokens else []
    return to_inlines(children, place, found)
