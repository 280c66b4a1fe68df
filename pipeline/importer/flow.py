"""Lines → units: where headings, numbered paragraphs and lists begin, and what goes on in them.

A number is believed where it is the next one; a heading, where its number is the next one or where
it stands alone in capitals before a paragraph. A blank line alone ends nothing: in text taken from
paper it may stand in the middle of a sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.importer.draft import Decision, Unit
from pipeline.importer.inlines import join_lines
from pipeline.importer.labels import Label, labels
from pipeline.importer.outline import DEEPEST, UNLABELLED, Outline
from pipeline.importer.outline import FRONT as FRONT_SERIES
from pipeline.importer.survey import ENDS, is_capitals, looks_like_heading
from pipeline.model import Span, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.diagnostics import Collector
    from pipeline.importer.draft import Certainty, Line, UnitKind
    from pipeline.importer.survey import Survey

FRONT = re.compile(
    r"(?:executive )?summary|foreword|preface|abstract|résumé|synthèse|avant-propos|préface"
    r"|note de synthèse|preamble|préambule",
    re.IGNORECASE,
)
"""Headings of what stands before the numbered text."""

BACK = re.compile(
    r"(?:selected |select )?bibliography|references|sources|further reading|glossary|acronyms"
    r"|(?:list of )?(?:abbreviations|acronyms)(?: and (?:abbreviations|acronyms))?"
    r"|ann?ex(?:es)?|appendix|appendices|bibliographie(?: sélective)?|références|glossaire"
    r"|(?:liste des )?(?:sigles|abréviations)|annexes?",
    re.IGNORECASE,
)
"""Headings of what stands behind the numbered text."""

_BULLET = re.compile(r"(?P<sign>[•▪◦‣●○■□➢✓·*–—-])\s+(?=\S)")
_DASHES = "–—-*·"
_LIST_KINDS = frozenset({"lower", "lower-roman", "number", "letter"})
_CONTINUES = re.compile(r"[a-zà-ÿ(,;]")

LENIENT = "go on with --lenient, which marks the place in the source"


@dataclass(slots=True)
class _Open:
    """A unit while its lines are still being read."""

    kind: UnitKind
    label: str
    lines: list[Line]
    texts: list[str]
    level: int = 0
    number: int | None = None
    ordered: bool = False
    where: str = ""
    marked: bool = False
    begins_list: bool = False


@dataclass(frozen=True, slots=True)
class Flow:
    """The units of a text, the lines before the first of them, and what was decided."""

    front: tuple[Line, ...]
    units: tuple[Unit, ...]
    decisions: tuple[Decision, ...]


def to_units(
    lines: Sequence[Line], survey: Survey, name: str, found: Collector, *, lenient: bool
) -> Flow:
    """Take the lines of a text apart. Findings: ``import-sequence``, ``import-heading``."""
    return _Builder(lines, survey, name, found, lenient=lenient).build()


@dataclass(slots=True)
class _List:
    """The list that is being read."""

    sign: str
    """The bullet; empty for a numbered list."""
    style: tuple[str, str] | None
    value: int = 0


@dataclass(slots=True)
class _State:
    paragraph: int = 0
    list: _List | None = None
    outline: Outline = field(default_factory=Outline)


class _Builder:
    def __init__(
        self, lines: Sequence[Line], survey: Survey, name: str, found: Collector, *, lenient: bool
    ) -> None:
        self.lines = lines
        self.survey = survey
        self.name = name
        self.found = found
        self.lenient = lenient
        self.units: list[_Open] = []
        self.front: list[Line] = []
        self.decisions: list[Decision] = []
        self.state = _State()
        self.at = 0
        self.has_begun = False
        self.looks: dict[str, int] = {}
        """In a text whose headings have no numbers: the level of each look."""
        self.strong_later = self._strong_numbers()

    def build(self) -> Flow:
        while self.at < len(self.lines):
            self._line(self.lines[self.at])
            self.at += 1
        units = tuple(self._frozen(unit) for unit in self.units)
        return Flow(tuple(self.front), units, tuple(self.decisions))

    def _frozen(self, unit: _Open) -> Unit:
        first, last = unit.lines[0], unit.lines[-1]
        span = Span(self.name, first.number, 1, max(1, len(first.text)))
        return Unit(
            kind=unit.kind,
            label=unit.label,
            inlines=(Text(join_lines(unit.texts), span),),
            span=span,
            page=first.page,
            level=unit.level,
            number=unit.number,
            ordered=unit.ordered,
            last_line=last.number,
            last_page=last.page,
            where=unit.where,
            marked=unit.marked,
            begins_list=unit.begins_list,
        )

    # --- one line -----------------------------------------------------------------------------

    def _line(self, line: Line) -> None:
        readings = list(labels(line.text))
        number = next((r for r in readings if r.style == self.survey.style), None)
        if self._heading(line, readings) or self._paragraph(line, number):
            return
        if not self.has_begun:
            self.front.append(line)
            return
        if self._item(line, readings) or self._unlabelled(line):
            return
        self._continue(line)

    def _previous(self) -> Line | None:
        return self.lines[self.at - 1] if self.at else None

    def _is_strong(self, line: Line) -> bool:
        """Tell whether something may begin here without more ado."""
        before = self._previous()
        return (
            before is None
            or line.after_gap
            or line.page != before.page
            or self.survey.is_unwrapped
            or (bool(self.units) and self.units[-1].kind == "heading")
        )

    def _ended(self) -> bool:
        """Tell whether the text before ends as a sentence does."""
        before = self._previous()
        return before is None or re.sub(r"\d+$", "", before.text).endswith(ENDS)

    # --- paragraphs ---------------------------------------------------------------------------

    def _strong_numbers(self) -> dict[int, list[int]]:
        """Return where each number stands at a place at which a paragraph may begin."""
        places: dict[int, list[int]] = {}
        for place, line in enumerate(self.lines):
            before = self.lines[place - 1] if place else None
            if before is None or line.after_gap or line.page != before.page:
                for label in labels(line.text):
                    if label.style == self.survey.style:
                        places.setdefault(label.value, []).append(place)
        return places

    def _paragraph(self, line: Line, label: Label | None) -> bool:
        if label is None:
            return False
        expected = self.state.paragraph + 1
        strong = self._is_strong(line)
        if label.value == expected:
            certainty: Certainty = "sure" if strong else "probable"
            if not strong and not self._ended():
                if any(place > self.at for place in self.strong_later.get(expected, [])):
                    return False
                certainty = "doubtful"
            self._begin_paragraph(line, label)
            if not strong:
                self._decide(
                    line,
                    "paragraph",
                    "begins here, without a blank line before it",
                    f"its number, {label.typed}, is the next one",
                    certainty,
                )
            return True
        if self._is_wrong_number(label, expected, strong=strong):
            self._fail(
                "import-sequence",
                f"paragraph {label.value} follows paragraph {self.state.paragraph}"
                if self.state.paragraph
                else f"the first paragraph bears the number {label.value}",
                line,
                "numbers are counted anew and must agree: look whether a paragraph is missing "
                f"here, or a number mistyped; {LENIENT}",
            )
            self._begin_paragraph(line, label, marked=True)
            return True
        return False

    def _is_wrong_number(self, label: Label, expected: int, *, strong: bool) -> bool:
        if not self.has_begun or not (strong or self._ended()) or not label.rest:
            return False
        if self._list_begins(label) or (self.state.list and self.state.list.style == label.style):
            return False
        near = expected < label.value <= expected + (20 if strong else 3)
        again = strong and 1 <= label.value < expected
        return (near or again) and not label.rest[0].islower()

    def _begin_paragraph(self, line: Line, label: Label, *, marked: bool = False) -> None:
        self.has_begun = True
        self.state.list = None
        self.state.paragraph = label.value
        self.units.append(
            _Open(
                "paragraph",
                label.typed,
                [line],
                [label.rest] if label.rest else [],
                number=label.value,
                where=f"¶ {label.value}",
                marked=marked,
            )
        )

    # --- headings -----------------------------------------------------------------------------

    def _heading(self, line: Line, readings: Sequence[Label]) -> bool:
        if line.heading:
            return line.heading > 0 and self._hinted_heading(line, readings)
        strong = self._is_strong(line)
        if readings and not (strong or self._ended() or is_capitals(readings[0].rest)):
            return False
        taken = self._taken(line, readings[0].rest if readings else line.text)
        if taken is None:
            return False
        text, count = taken
        if not readings:
            return self._plain_heading(line, text, count, strong=strong)
        expected = self.state.paragraph + 1
        if any(r.style == self.survey.style and r.value == expected for r in readings) and not (
            self._leads_to_paragraph(count)
        ):
            return False
        if readings[0].form == "bare" or not self._has_heading_place(text, count, strong=strong):
            return False
        placed = self.state.outline.place(readings)
        if placed:
            self._begin_heading(text, count, placed[0], placed[1])
            return True
        if any(r.style == self.survey.style for r in readings) and not is_capitals(text):
            return False
        if readings[0].kind in ("lower", "lower-roman") or self._item_expected(readings):
            return False
        label, level = self.state.outline.guess(readings)
        self._fail(
            "import-sequence",
            f"the heading “{label.typed} {text[:60]}” is out of sequence",
            line,
            f"after {self.state.outline.name() or 'the beginning'} another number is due: look "
            f"whether a heading is missing or its number mistyped; {LENIENT}",
        )
        self._begin_heading(text, count, label, level, marked=True)
        return True

    def _hinted_heading(self, line: Line, readings: Sequence[Label]) -> bool:
        """Take what the file itself calls a heading, at the level that it says."""
        outline = self.state.outline
        typed = [r for r in readings if r.form not in ("", "bare") or r.kind == "decimal"]
        placed = outline.place(typed)
        level = max(1, min(line.heading, len(outline.open) + 1, DEEPEST))
        label = placed[0] if placed else None
        text = label.rest if label else line.text
        is_front = FRONT.fullmatch(text.rstrip(" :")) is not None
        if typed and not placed and typed[0].rest:
            label = next((r for r in typed if r.value == 1), typed[0])
            text, wrong = label.rest, label.value != 1
            if wrong:
                self._fail(
                    "import-sequence",
                    f"the heading “{label.typed} {text[:60]}” is out of sequence",
                    line,
                    f"look whether a heading is missing or its number mistyped; {LENIENT}",
                )
        self._begin_heading(text, 1, label, level, is_front=is_front)
        return True

    def _taken(self, line: Line, rest: str) -> tuple[str, int] | None:
        """Return the words of the heading that may begin here, and how many lines it has."""
        texts = [rest] if rest else []
        count = 1
        capitals = is_capitals(rest) if rest else None
        for after in self.lines[self.at + 1 : self.at + 5]:
            if (texts and (after.after_gap or after.page != line.page)) or self._is_label(after):
                break
            if self.survey.is_unwrapped and texts:
                break
            if capitals is None:
                capitals = is_capitals(after.text)
            same = is_capitals(after.text) or not any(c.isalpha() for c in after.text)
            if capitals and not same:
                break
            if not capitals and (texts and not looks_like_heading(f"X {after.text}")):
                break
            texts.append(after.text)
            count += 1
        text = " ".join(texts)
        return (text, count) if looks_like_heading(text) else None

    def _has_heading_place(self, text: str, count: int, *, strong: bool) -> bool:
        after = self.at + count
        ends = after >= len(self.lines) or self.lines[after].after_gap
        if is_capitals(text):
            return True
        if self.survey.style is None:
            return strong and ends
        return self._leads_to_paragraph(count) or (strong and ends and len(text) <= 120)

    def _leads_to_paragraph(self, count: int) -> bool:
        """Tell whether the next paragraph begins after a heading of ``count`` lines and others."""
        expected = self.state.paragraph + 1
        for after in self.lines[self.at + count : self.at + count + 6]:
            for label in labels(after.text):
                if label.style == self.survey.style and label.value == expected:
                    return True
            known = any(labels(after.text)) or is_capitals(after.text)
            if not (known or looks_like_heading(after.text)):
                return False
        return False

    def _plain_heading(self, line: Line, text: str, count: int, *, strong: bool) -> bool:
        """Take a heading without a number; one inside a paragraph is told of elsewhere."""
        letters = sum(c.isalpha() for c in text)
        if not strong or letters < 4 or _BULLET.match(line.text) or text[0] in "\"'“‘«(":
            return False
        is_front = FRONT.fullmatch(text.rstrip(" :")) is not None
        is_back = BACK.fullmatch(text.rstrip(" :")) is not None and self.has_begun
        leads = self._leads_to_paragraph(count)
        if not self.has_begun and not is_front:
            # The lines of a title page are no headings; the last before the text may be one.
            at_once = (
                self._leads_at_once(count) if self.survey.style else self._prose_follows(count)
            )
            if not at_once or self._labelled_headings():
                return False
        elif not (is_front or line.is_display) and (
            not self._ended() and self.units[-1].kind != "heading"
        ):
            return False
        capitals = is_capitals(text)
        after = self.at + count
        ends = after >= len(self.lines) or self.lines[after].after_gap
        is_apart = ends and (capitals or is_back or line.is_display or self.survey.style is None)
        if not (leads or is_front or is_apart):
            return False
        if not capitals and not is_front and len(text) > 120:
            return False
        level = 1 if is_front or is_back else self._plain_level(capitals=capitals)
        self._begin_heading(text, count, None, level, is_front=is_front)
        self._decide(
            line,
            "heading",
            f"“{text[:60]}” is a heading without a number",
            "it stands alone, in capitals" if capitals else "it stands alone, without a full stop",
            "probable" if capitals or is_front or is_back or line.is_display else "doubtful",
        )
        return True

    def _plain_level(self, *, capitals: bool) -> int:
        """Return the level of a heading without a number, by its looks and those of others."""
        outline = self.state.outline
        first = next((u for u in self.units if u.kind == "heading" and u.label), None)
        if not self._labelled_headings():
            looks = "capitals" if capitals else "plain"
            return self.looks.setdefault(looks, min(len(self.looks) + 1, DEEPEST))
        if first is None or (capitals and is_capitals(first.texts[0])):
            return 1
        labelled = sum(kind not in (FRONT_SERIES, UNLABELLED) for kind, _, _ in outline.open)
        return max(1, min(labelled + 1, DEEPEST))

    def _leads_at_once(self, count: int) -> bool:
        after = self.at + count
        return after < len(self.lines) and any(
            label.style == self.survey.style for label in labels(self.lines[after].text)
        )

    def _prose_follows(self, count: int) -> bool:
        after = self.at + count
        if after >= len(self.lines):
            return False
        line = self.lines[after]
        return len(line.text) > 0.6 * self.survey.width or line.text.endswith((".", "!", "?"))

    def _labelled_headings(self) -> bool:
        """Tell whether headings of this text bear numbers."""
        if any(unit.kind == "heading" and unit.label for unit in self.units):
            return True
        return any(
            label.kind in ("roman", "letter", "number")
            and label.value == 1
            and label.style != self.survey.style
            and looks_like_heading(label.rest)
            and (line.after_gap or line.indent)
            for line in self.lines[self.at :]
            for label in labels(line.text)
        )

    def _begin_heading(
        self,
        text: str,
        count: int,
        label: Label | None,
        level: int,
        *,
        marked: bool = False,
        is_front: bool = False,
    ) -> None:
        self.has_begun = True
        self.state.list = None
        place = self.state.outline.enter(label, level, is_front=is_front)
        lines = list(self.lines[self.at : self.at + count])
        self.units.append(
            _Open(
                "heading",
                label.typed if label else "",
                lines,
                [text],
                level=level,
                number=None if is_front else place,
                where=self.state.outline.name() or text[:40],
                marked=marked,
            )
        )
        if label and count > 1:
            self._decide(
                lines[0],
                "heading",
                f"stands on {count} lines",
                "the next line is of the same kind, and no paragraph begins on it",
            )
        self.at += count - 1

    def _is_label(self, line: Line) -> bool:
        """Tell whether the next paragraph or a heading with the next number begins on a line."""
        readings = list(labels(line.text))
        return any(
            r.style == self.survey.style and r.value == self.state.paragraph + 1 for r in readings
        ) or (
            bool(readings)
            and is_capitals(readings[0].rest)
            and self.state.outline.place(readings) is not None
        )

    # --- lists --------------------------------------------------------------------------------

    def _list_begins(self, label: Label) -> bool:
        before = self._previous()
        return (
            label.value == 1
            and label.kind in _LIST_KINDS
            and before is not None
            and before.text.endswith((":", ";"))
        )

    def _item_expected(self, readings: Sequence[Label]) -> bool:
        current = self.state.list
        return current is not None and any(
            r.style == current.style and r.value == current.value + 1 for r in readings
        )

    def _item(self, line: Line, readings: Sequence[Label]) -> bool:
        if line.list:
            self._hinted_item(line)
            return True
        current, before = self.state.list, self._previous()
        match = _BULLET.match(line.text)
        if match:
            sign = match["sign"]
            after_colon = before is not None and before.text.endswith((":", ";"))
            in_list = current is not None and current.sign == sign
            if not (in_list or after_colon or (self._is_strong(line) and sign not in _DASHES)):
                return False
            begins = not in_list
            self.state.list = current if current and in_list else _List(sign, None)
            self._begin_item(line, sign, line.text[match.end() :], ordered=False, begins=begins)
            return True
        for label in readings:
            goes_on = (
                current is not None
                and label.style == current.style
                and label.value == current.value + 1
            )
            starts = self._list_begins(label) or (
                label.value == 1
                and label.kind == "lower"
                and label.form in ("()", ")")
                and self._is_strong(line)
            )
            if not (goes_on or starts) or not label.rest:
                continue
            self.state.list = _List("", label.style, label.value)
            self._begin_item(line, label.typed, label.rest, ordered=True, begins=not goes_on)
            return True
        return False

    def _hinted_item(self, line: Line) -> None:
        """Take what the file itself calls a list item or a quotation."""
        kind, _, name = line.list.partition(":")
        if kind == "quote":
            self._begin_plain(line, "its style says so", "sure", kind="quotation")
            return
        current = self.state.list
        begins = current is None or current.sign != name or self.units[-1].kind != "item"
        self.state.list = _List(name, None)
        self._begin_item(line, "", line.text, ordered=kind == "number", begins=begins)

    def _begin_item(
        self, line: Line, label: str, text: str, *, ordered: bool, begins: bool
    ) -> None:
        where = f"¶ {self.state.paragraph}, list" if self.state.paragraph else "list"
        self.units.append(
            _Open("item", label, [line], [text], ordered=ordered, where=where, begins_list=begins)
        )

    # --- what goes on -------------------------------------------------------------------------

    def _unlabelled(self, line: Line) -> bool:
        """Begin a paragraph without a number, where the text before has surely ended."""
        before, unit = self._previous(), self.units[-1]
        if before is None:
            return False
        if unit.kind == "heading":
            self._begin_plain(line, "stands after a heading without a number", "probable")
            return True
        on_new_page = line.page != before.page
        begins = self._ended() and not _CONTINUES.match(line.text)
        short = len(before.text) < 0.7 * self.survey.width
        if self.survey.is_unwrapped:
            self._begin_plain(line, "each line of this file is a paragraph", "probable")
            return True
        if not begins or not line.after_gap or (on_new_page and not short):
            return False
        if self._seems_heading(line):
            self._swallowed(line)
            return False
        if unit.kind == "item" or not on_new_page or short:
            self._begin_plain(line, "a blank line, and the sentence before has ended", "doubtful")
            return True
        return False

    def _begin_plain(
        self, line: Line, why: str, certainty: Certainty, kind: UnitKind = "paragraph"
    ) -> None:
        self.state.list = None
        if line.indent >= 4 and self.units and self.units[-1].lines[-1].indent < 4:
            kind = "quotation"
        where = f"after ¶ {self.state.paragraph}" if self.state.paragraph else "before ¶ 1"
        self.units.append(_Open(kind, "", [line], [line.text], where=where))
        if self.survey.style is not None:
            self._decide(line, kind, f"a {kind} without a number begins here", why, certainty)

    def _seems_heading(self, line: Line) -> bool:
        after = self.lines[self.at + 1] if self.at + 1 < len(self.lines) else None
        return (
            looks_like_heading(line.text)
            and not line.text.endswith(ENDS)
            and len(line.text) < 0.7 * self.survey.width
            and len(line.text.split()) <= 14
            and (after is None or after.after_gap or self._is_label(after))
            and self.survey.style is not None
        )

    def _continue(self, line: Line) -> None:
        before, unit = self.lines[self.at - 1], self.units[-1]
        words = len(re.findall(r"[^\W\d_]{2,}", line.text))
        after = self.lines[self.at + 1] if self.at + 1 < len(self.lines) else None
        in_capitals = is_capitals(line.text) and words >= 2
        alone = self._ended() and after is not None and self._is_label(after)
        if in_capitals or (alone and self._seems_heading(line)):
            self._swallowed(line)
        if line.page != before.page:
            self._page_break(before, line)
        elif line.after_gap:
            self._decide(
                line,
                "blank line",
                "the text goes on after it",
                "the sentence before it has not ended"
                if not self._ended()
                else "the next line begins as the middle of a sentence does",
                "probable",
            )
        elif self._breaks_early(before, line):
            self._decide(
                before,
                "line end",
                "the paragraph goes on",
                "the line ends early, after a sentence: a paragraph may have ended here",
                "doubtful",
            )
        unit.lines.append(line)
        unit.texts.append(line.text)

    def _breaks_early(self, before: Line, line: Line) -> bool:
        first = line.text.split(maxsplit=1)[0]
        room = self.survey.width - len(before.text) - len(first)
        return room > 8 and before.text.endswith((".", "!", "?")) and not self.survey.is_unwrapped

    def _page_break(self, before: Line, line: Line) -> None:
        if not self._ended():
            why, certainty = "the sentence before it has not ended", "sure"
        elif _CONTINUES.match(line.text):
            why, certainty = "the next page begins in the middle of a sentence", "sure"
        else:
            why, certainty = "no number and no heading begins the next page", "probable"
        self.decisions.append(
            Decision(
                line.number,
                line.page,
                "page break",
                self.units[-1].where,
                f"inside the paragraph: “… {before.text[-30:]} / {line.text[:30]} …”",
                why,
                "sure" if certainty == "sure" else "probable",
            )
        )

    def _swallowed(self, line: Line) -> None:
        where = self.units[-1].where
        self._fail(
            "import-heading",
            f"{where} seems to hold a heading: “{line.text[:60]}”",
            line,
            f"put a blank line before and after the heading in the file, or a number; {LENIENT}",
        )
        self.units[-1].marked = True

    def _fail(self, code: str, message: str, line: Line, hint: str) -> None:
        span = Span(self.name, line.number, 1, max(1, len(line.text)))
        if self.lenient:
            self.found.warning(code, message, span, "the place is marked in the source; look there")
            self._decide(line, "doubt", "the import went on", message, "doubtful")
        else:
            self.found.error(code, message, span, hint)

    def _decide(
        self, line: Line, what: str, decision: str, why: str, certainty: Certainty = "sure"
    ) -> None:
        where = self.units[-1].where if self.units else ""
        self.decisions.append(
            Decision(line.number, line.page, what, where, decision, why, certainty)
        )
