"""Text of report/*.md → sections, blocks and notes: the block structure of the source.

One ``TreeBuilder`` takes all files of a publication in order, so that a section may go on in the
next file. Whatever has no place in a report is an error with its place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.idline import ID, UNNUMBERED, IdLine, read_id_line
from pipeline.markup import parser, to_inlines
from pipeline.model import (
    Block,
    Content,
    ItemList,
    ListItem,
    Note,
    NoteCall,
    Paragraph,
    Quotation,
    Section,
    Span,
    Text,
)
from pipeline.place import Place, place_of_block
from pipeline.references import walk_inlines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

    from pipeline.diagnostics import Collector
    from pipeline.model import Inline

MAX_LEVEL = 3
"""Deepest heading: I. / A. / 1."""

_NOTE = re.compile(rf"\[\^({ID})\]:[ ]?")
_LATE_NOTE = re.compile(rf"^ *(\[\^{ID}\]:)", re.MULTILINE)


@dataclass(slots=True)
class _Draft:
    """A section while its content is still being read."""

    id: str
    heading: Content
    numbered: bool
    level: int
    span: Span
    blocks: list[Block] = field(default_factory=list)
    sections: list[_Draft] = field(default_factory=list)

    def freeze(self) -> Section:
        return Section(
            self.id,
            self.heading,
            self.numbered,
            tuple(self.blocks),
            tuple(s.freeze() for s in self.sections),
            self.span,
        )


class TreeBuilder:
    """Folds the token streams of all files into one tree."""

    def __init__(self, found: Collector, language: str) -> None:
        """Begin an empty tree; findings go to ``found``."""
        self.found = found
        self.language = language
        self.notes: list[Note] = []
        self.top: list[_Draft] = []
        self.open: list[_Draft] = []
        self.file = ""
        self.lines: Sequence[str] = ()
        self.named: IdLine | None = None

    def sections(self) -> tuple[Section, ...]:
        """Return the sections of all files added so far."""
        return tuple(draft.freeze() for draft in self.top)

    def add_file(self, text: str, file: str) -> None:
        """Read one file on; ``file`` is its name in messages."""
        self.file, self.lines = file, text.split("\n")
        tokens = parser().parse(text)
        if not tokens:
            self.found.warning("empty-file", "the file has no text", Span(file, 1), "delete it")
        for group in _top_level(tokens):
            if group[0].type == "id_line":
                self._leave_id_line()
                line = (group[0].map or [0])[0]
                column = self.lines[line].index("{") + 1
                place = Span(file, line + 1, column, len(group[0].content))
                self.named = read_id_line(group[0].content, place, self.found)
                continue
            match group[0].type:
                case "heading_open":
                    self._heading(group)
                case "paragraph_open":
                    self._paragraph(group)
                case "blockquote_open":
                    self._quotation(group)
                case "bullet_list_open" | "ordered_list_open":
                    self._list(group)
                case other:
                    self._error("unknown-markup", f"“{other}” has no place in a report", group[0])
            self.named = None
        self._leave_id_line()

    def _leave_id_line(self) -> None:
        """Note an id line that no block follows."""
        if self.named:
            self.found.error(
                "unknown-markup",
                "no block follows this line",
                self.named.span,
                "delete it, or write the block that it names",
            )
        self.named = None

    # --- blocks -----------------------------------------------------------------------------

    def _heading(self, group: Sequence[Token]) -> None:
        level = int(group[0].tag[1]) - 1
        content, span = self._content(group[1]), self._span(group[0])
        if level < 1 or level > MAX_LEVEL:
            self._error(
                "heading-level",
                f"a heading with {level + 1} × # is not used",
                group[0],
                "sections begin with ##, subsections with ###, parts of these with ####; "
                "the title stands in publication.toml",
            )
            return
        if level > len(self.open) + 1 or (level > 1 and not self.open):
            self._error(
                "heading-jump",
                "the heading skips a level",
                group[0],
                f"the deepest heading possible here is {'#' * (len(self.open) + 2)}",
            )
            level = len(self.open) + 1
        if not content.source:
            self._error("heading-empty", "the heading has no words", group[0], "write them")
        identifier = self._id(group[0])
        numbered = not (self.named and self.named.unnumbered)
        del self.open[level - 1 :]
        if self.open and not self.open[-1].numbered:
            numbered = False
        draft = _Draft(identifier, content, numbered, level, span)
        (self.open[-1].sections if self.open else self.top).append(draft)
        self.open.append(draft)

    def _paragraph(self, group: Sequence[Token]) -> None:
        match = _NOTE.match(group[1].content)
        if match:
            self._note(group, match)
            return
        section = self._section(group[0])
        if section:
            numbered = section.numbered and not (self.named and self.named.unnumbered)
            section.blocks.append(
                Paragraph(
                    self._id(group[0]), self._content(group[1]), numbered, self._span(group[0])
                )
            )

    def _note(self, group: Sequence[Token], match: re.Match[str]) -> None:
        if self.named:
            self.found.error(
                "bad-id",
                "a note has its id in its own mark",
                self.named.span,
                "delete this line",
            )
        content = self._content(group[1], skip=match.end())
        span = self._place(group[1]).span(0, match.end())
        if not content.source:
            self.found.error("note-empty", "the note has no text", span, "write it after the colon")
        late = _LATE_NOTE.search(group[1].content, match.end())
        if not late and any(isinstance(node, NoteCall) for node in walk_inlines(content.inlines)):
            self.found.error(
                "note-in-note", "a note calls a note", span, "write both into one note"
            )
        self.notes.append(Note(match[1], content, span))

    def _quotation(self, group: Sequence[Token]) -> None:
        inner = [t for t in group if t.type.endswith("_open")]
        if [t.type for t in inner] != ["blockquote_open", "paragraph_open"]:
            self._error(
                "nested-block",
                "a quotation holds more than one paragraph",
                group[0],
                "make each paragraph a quotation of its own",
            )
            return
        section = self._section(group[0])
        if section:
            identifier = self._id(group[0])
            self._refuse_unnumbered("a quotation")
            section.blocks.append(
                Quotation(identifier, self._content(group[2]), self._span(group[0]))
            )

    def _list(self, group: Sequence[Token]) -> None:
        items = _top_level(group[1:-1])
        identifier = self._id(group[0])
        self._refuse_unnumbered("a list")
        if "start" in group[0].attrs:
            self._error(
                "unknown-markup",
                "a numbered list begins with 1",
                group[0],
                "if this is no list, write \\ before the sign after the number",
            )
        frozen = []
        for number, item in enumerate(items, 1):
            kinds = [t.type for t in item if t.type.endswith("_open")]
            if kinds == ["list_item_open"]:
                self._error("nested-block", "a list item has no words", item[0], "write them")
                continue
            if kinds != ["list_item_open", "paragraph_open"]:
                self._error(
                    "nested-block",
                    "a list item holds more than one paragraph",
                    item[0],
                    "write each item as one paragraph, without lists inside lists",
                )
                continue
            frozen.append(
                ListItem(f"{identifier}.{number}", self._content(item[2]), self._span(item[0]))
            )
        section = self._section(group[0])
        if section:
            ordered = group[0].type == "ordered_list_open"
            section.blocks.append(
                ItemList(identifier, ordered, tuple(frozen), self._span(group[0]))
            )

    # --- parts of blocks --------------------------------------------------------------------

    def _section(self, token: Token) -> _Draft | None:
        if not self.open:
            self._error(
                "text-before-heading",
                "text stands before the first heading",
                token,
                "begin with a heading: {#s-introduction} and, on the next line, ## Introduction",
            )
            return None
        return self.open[-1]

    def _id(self, token: Token) -> str:
        """Return the id of the block; one that stands in for it where it has none."""
        if self.named and self.named.id:
            return self.named.id
        self._error(
            "id-missing",
            "the block has no id",
            token,
            "put a line such as {#p12} before it; an id is a name and never changes",
        )
        return f"missing-{len(self.found.found)}"

    def _refuse_unnumbered(self, what: str) -> None:
        if self.named and self.named.unnumbered:
            self.found.error(
                "unknown-markup",
                f"{what} has no number that .{UNNUMBERED} could take away",
                self.named.span,
                "delete it",
            )

    def _content(self, token: Token, skip: int = 0) -> Content:
        place = self._place(token)
        for late in _LATE_NOTE.finditer(token.content, skip):
            self.found.error(
                "unknown-markup",
                "a note is written inside another text",
                place.span(late.start(1), len(late[1])),
                "put an empty line before it",
            )
        children = _after(token.children or [], skip)
        inlines = to_inlines(children, place, self.found)
        if skip:
            inlines = _trim_colon(inlines)
        rows = (row.strip(" \t") for row in token.content[skip:].split("\n"))
        source = " ".join(rows).strip()
        return Content(source, inlines, self.language)

    def _place(self, token: Token) -> Place:
        return place_of_block(self.file, self.lines, (token.map or [0])[0], token.content)

    def _span(self, token: Token) -> Span:
        line = (token.map or [0])[0]
        text = self.lines[line] if line < len(self.lines) else ""
        return Span(self.file, line + 1, 1, max(1, len(text)))

    def _error(self, code: str, message: str, token: Token, hint: str = "") -> None:
        self.found.error(code, message, self._span(token), hint)


def _top_level(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Split a token stream into its outermost blocks."""
    group: list[Token] = []
    depth = 0
    for token in tokens:
        group.append(token)
        depth += token.nesting
        if depth == 0:
            yield group
            group = []


def _after(children: Sequence[Token], skip: int) -> Sequence[Token]:
    """Leave out the mark of a note's definition, the call that opens it."""
    return children[1:] if skip else children


def _trim_colon(inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """Leave out the colon after the mark of a note's definition."""
    if inlines and isinstance(inlines[0], Text):
        text = inlines[0].text.removeprefix(":").lstrip()
        first = (Text(text, inlines[0].span),) if text else ()
        return (*first, *inlines[1:])
    return inlines
