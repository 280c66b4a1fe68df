"""Document + catalogue → Document in that language, joined by id and by nothing else.

Structure stands in the canonical text only, so it cannot differ between languages: an entry of a
catalogue fills a text of the original, and whatever it lacks stays in the original's language.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pipeline.markup import parse_inline
from pipeline.model import (
    Block,
    Content,
    CrossReference,
    Document,
    GlossaryEntry,
    Identity,
    Inline,
    ItemList,
    Link,
    LinkTarget,
    Note,
    NoteCall,
    Policy,
    Section,
    Span,
    Term,
)
from pipeline.place import Place
from pipeline.references import walk_inlines
from pipeline.tomlfile import nearest
from pipeline.translations.sentences import sentences
from pipeline.translations.states import State, state_of
from pipeline.translations.units import IDENTITY_FIELDS, SOURCE_FIELDS, translation_units

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.diagnostics import Collector
    from pipeline.translations.catalogue import Entry
    from pipeline.translations.files import Translation
    from pipeline.translations.pofile import Piece


def translate(document: Document, translation: Translation, found: Collector) -> Document:
    """Return the document in the language of the translation.

    Findings: ``po-unknown-id``, ``translation-marks``, ``translation-note-order``; as warnings
    ``untranslated``, ``stale``, ``draft`` and ``glossary-form-missing``.
    """
    return _Join(document, translation, found).document()


class _Join:
    def __init__(self, document: Document, translation: Translation, found: Collector) -> None:
        self.original = document
        self.catalogue = translation.catalogue
        self.signoffs = translation.signoffs
        self.language = translation.language
        self.found = found
        self.entries = translation.entries
        self.states: dict[str, State] = {}
        self.policy = document.identity.policies.get(self.language, Policy())

    def document(self) -> Document:
        self._check_ids()
        original = self.original
        translated = replace(
            original,
            language=self.language,
            identity=self._identity(original.identity),
            sections=tuple(self._section(s) for s in original.sections),
            notes=tuple(self._note(n) for n in original.notes),
            links=tuple(self._link(link) for link in original.links),
            glossary=tuple(self._glossary(entry) for entry in original.glossary),
        )
        return replace(
            translated,
            untranslated=self._in_state(State.MISSING),
            stale=self._in_state(State.STALE),
            drafts=self._in_state(State.DRAFT),
            unapproved=self._in_state(State.TRANSLATED),
        )

    def _in_state(self, state: State) -> tuple[str, ...]:
        return tuple(identifier for identifier, its in self.states.items() if its is state)

    def _check_ids(self) -> None:
        """Find entries of no text: a slip where a text lacks its entry, else what was taken out."""
        known = {unit.id: unit.source for unit in translation_units(self.original)}
        lacking = {i: source for i, source in known.items() if i not in self.entries}
        for entry in self.catalogue.entries:
            if entry.id in known:
                continue
            message = f"the report has no text “{entry.id}”"
            meant = next((i for i, source in lacking.items() if source == entry.source), None)
            meant = meant or nearest(entry.id, lacking)
            if meant:
                hint = f"did you mean “{meant}”?"
                self.found.error("po-unknown-id", message, entry.span, hint)
            else:
                hint = f"if it was taken out: “nox -s sync -- {self.language}” keeps it at the end"
                self.found.warning("po-unknown-id", message, entry.span, hint)

    # --- one method a kind of node ------------------------------------------------------------

    def _section(self, section: Section) -> Section:
        return replace(
            section,
            heading=self._content(section.id, section.heading, section.span),
            blocks=tuple(self._block(block) for block in section.blocks),
            sections=tuple(self._section(s) for s in section.sections),
        )

    def _block(self, block: Block) -> Block:
        if isinstance(block, ItemList):
            return replace(
                block,
                items=tuple(
                    replace(item, content=self._content(item.id, item.content, item.span))
                    for item in block.items
                ),
            )
        return replace(block, content=self._content(block.id, block.content, block.span))

    def _note(self, note: Note) -> Note:
        return replace(note, content=self._content(note.id, note.content, note.span))

    def _link(self, link: LinkTarget) -> LinkTarget:
        prefix = f"links.{link.key}"
        return replace(
            link,
            title=self._plain(f"{prefix}.title", link.title, link.span),
            publisher=self._plain(f"{prefix}.publisher", link.publisher, link.span),
        )

    def _glossary(self, entry: GlossaryEntry) -> GlossaryEntry:
        forms = entry.catalogue_forms.get(self.language, ())
        if not forms:
            self.found.warning(
                "glossary-form-missing",
                f"“{entry.term}” has no form in the language “{self.language}”",
                entry.span,
                f'add forms.{self.language} = ["…"]; the head word comes first',
            )
        prefix = f"glossary.{entry.id}"
        expansion = entry.expansion
        if expansion:
            expansion = self._plain(f"{prefix}.expansion", expansion, entry.span)
            if expansion in forms[:1]:  # a language that has no abbreviation explains none
                expansion = None
        definition = self._plain(f"{prefix}.definition", entry.definition, entry.span)
        return replace(
            entry,
            term=forms[0] if forms else entry.term,
            forms=forms or entry.forms,
            expansion=expansion,
            definition=definition,
            translated=bool(forms)
            and not any(
                self.states.get(f"{prefix}.{part}") is State.MISSING
                for part in ("expansion", "definition")
            ),
        )

    def _identity(self, identity: Identity) -> Identity:
        place = Span(f"source/{identity.slug}/publication.toml", 0)
        changes: dict[str, Any] = {
            name: self._plain(f"publication.{name}", text, place)
            for name in IDENTITY_FIELDS
            if (text := getattr(identity, name))
        }
        source = identity.source
        if source:
            texts: dict[str, Any] = {
                name: self._plain(f"publication.source.{name}", getattr(source, name), place)
                for name in SOURCE_FIELDS
            }
            source = replace(source, **texts)
        return replace(identity, source=source, **changes)

    # --- one text -------------------------------------------------------------------------------

    def _entry(self, identifier: str, source: str, span: Span) -> Entry | None:
        entry = self.entries.get(identifier)
        state = state_of(source, entry, self.signoffs.get(identifier))
        self.states[identifier] = state
        if entry is None or state is State.MISSING:
            self.found.warning(
                "untranslated",
                f"“{identifier}” has no translation ({self.language})",
                entry.span if entry else span,
                f"translate it in {self.catalogue.name}; until then it stands in the original",
            )
            return None
        if state is State.STALE:
            self.found.warning(
                "stale",
                f"the original of “{identifier}” was amended since it was translated "
                f"({self.language})",
                entry.span,
                "correct the translation and delete the word “fuzzy”"
                if entry.source == source
                else f"“nox -s sync -- {self.language}” puts today’s original beside it",
            )
            if self.policy.stale == "original":
                return None
        elif state is State.DRAFT:
            self.found.warning(
                "draft",
                f"the translation of “{identifier}” is marked as a draft ({self.language})",
                entry.span,
                "read it against the original, and delete the word “fuzzy”",
            )
        return entry

    def _plain(self, identifier: str, source: str, span: Span) -> str:
        entry = self._entry(identifier, source, span)
        return entry.target.replace("\t", " ") if entry else source

    def _content(self, identifier: str, content: Content, span: Span) -> Content:
        entry = self._entry(identifier, content.source, span)
        if entry is None:
            return content
        rows = [piece for piece in entry.pieces if piece.text.strip()]
        text = "\n".join(piece.text.strip() for piece in rows)
        place = _place(self.catalogue.name, rows, text)
        inlines = parse_inline(text, place, self.found)
        if self._has_same_marks(identifier, content, inlines, place):
            return Content(entry.target, inlines, self.language)
        return content

    def _has_same_marks(
        self,
        identifier: str,
        original: Content,
        translation: tuple[Inline, ...],
        place: Place,
    ) -> bool:
        """Tell whether links, notes and references are the same, the notes in the same order.

        It is an error if they are not, unless the original was amended since: then today's
        original stands in its place, since notes must have the same numbers in every language.
        """
        wanted, got = _marks(original.inlines), _marks(translation)
        missing = [*(Counter(wanted) - Counter(got)).elements()]
        extra = [*(Counter(got) - Counter(wanted)).elements()]
        start, length = _where(missing, extra, original.source, place.content)
        at = place.span(start, length)
        if missing or extra:
            code = "translation-marks"
            said = [f"missing: {', '.join(missing)}"] if missing else []
            said += [f"not in the original: {', '.join(extra)}"] if extra else []
            message = f"the marks of “{identifier}” differ from the original ({'; '.join(said)})"
            hint = "links, notes and references are the same in every language"
        elif [m for m in wanted if m[1] == "^"] != [m for m in got if m[1] == "^"]:
            code = "translation-note-order"
            message = (
                f"the notes of “{identifier}” are called in another order than in the original"
            )
            hint = "a note has the same number in every language: turn the sentence round"
        else:
            return True
        if self.states[identifier] is State.STALE:
            hint = "until it is corrected, today’s original stands in its place"
            self.found.warning(code, message, at, hint)
        else:
            self.found.error(code, message, at, hint)
        return False


def _place(file: str, rows: Sequence[Piece], text: str) -> Place:
    """Return the place of the rows of a translation, stripped and joined as ``text``."""
    lines, escapes = [], []
    for piece in rows:
        cut = len(piece.text) - len(piece.text.lstrip())
        before = sum(at < cut for at in piece.escapes)
        lines.append((piece.line, piece.column - 1 + cut + before))
        escapes.append(tuple(at - cut for at in piece.escapes if at >= cut))
    return Place(file, tuple(lines), text, tuple(escapes))


def _where(
    missing: Sequence[str], extra: Sequence[str], original: str, translation: str
) -> tuple[int, int]:
    """Return where a mark stands that is too many, or the sentence that lacks one, and how long."""
    rows, ours = translation.split("\n"), sentences(original)
    wanted = [mark.replace("[…]", "]") for mark in (*extra, *missing)]
    start = 0
    for row, its in zip(rows, ours, strict=False) if len(rows) == len(ours) else ():
        order = [_NOTE.findall(side) for side in (row, its)]
        wrong = next((mark for mark in wanted if row.count(mark) != its.count(mark)), "")
        if wrong or (not wanted and order[0] != order[1]):
            at = row.rfind(wrong or order[0][0])
            return (start + at, len(wrong)) if at >= 0 else (start, 1)
        start += len(row) + 1
    return max(0, translation.rfind(wanted[0]) if extra else 0), 1


_NOTE = re.compile(r"\[\^[^\]]*\]")


def _marks(inlines: tuple[Inline, ...]) -> list[str]:
    out = []
    for node in walk_inlines(inlines):
        match node:
            case NoteCall(note):
                out.append(f"[^{note}]")
            case Link(key):
                out.append(f"[…][{key}]")
            case CrossReference(target):
                out.append(f"[@{target}]")
            case Term(term):
                out.append(f"[…]{{term={term}}}")
            case _:
                pass
    return out
