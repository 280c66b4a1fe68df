"""What makes WeasyPrint 70 faster without moving a sign on a page, and what each part relies on.

``tests/test_engine.py`` lays a report out with and without these and finds the same pages. An
upgrade that changes what is relied on fails here, loudly, and not in a report.
"""

from __future__ import annotations

import ctypes.util
import importlib
import inspect
import sys
import textwrap
from contextlib import contextmanager
from functools import wraps
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

REMEMBERED = 4096
"""How many broken lines are kept: more than two pages of contents and all notes on a page."""


@contextmanager
def quick_import() -> Iterator[None]:
    """Let WeasyPrint be imported without work that we never need: half of its import time.

    It asks ``find_library`` for each native library, which starts ldconfig and a compiler; on
    Linux the library's own name, tried next, is found without. fontTools' subsetter and instancer
    are for machines without HarfBuzz's, which ``environment`` refuses; they come when called.
    """
    late = [n for n in ("fontTools.subset", "fontTools.varLib.instancer") if n not in sys.modules]
    sys.modules.update({name: _Late(name) for name in late})
    find_library = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = lambda name: None  # noqa: ARG005
    try:
        yield
    finally:
        ctypes.util.find_library = find_library
        for name in late:
            del sys.modules[name]


class _Late(ModuleType):
    """Stands in for a module whose functions and classes are imported when they are called."""

    def __getattr__(self, attribute: str) -> Any:
        if attribute.startswith("__"):
            raise AttributeError(attribute)

        def call(*arguments: Any, **named: Any) -> Any:
            return getattr(importlib.import_module(self.__name__), attribute)(*arguments, **named)

        return call


def edit(owner: Any, name: str, *changes: tuple[str, str]) -> None:
    """Compile a function or property anew with each ``(old, new)`` piece of it changed.

    Everywhere in WeasyPrint where the old function was imported by name gets the new one. Raises
    ``RuntimeError`` where an old piece does not stand in the function just once.
    """
    found = getattr(owner, name)
    function: Any = found.fget if isinstance(found, property) else found
    source = getattr(function, "edited_source", None) or inspect.getsource(function)
    source = textwrap.dedent(source).removeprefix("@property\n")
    for old, new in changes:
        if source.count(old) != 1:
            raise RuntimeError(f"WeasyPrint's {name} is not as expected: {old!r}")
        source = source.replace(old, new)
    scope: dict[str, Any] = {}
    code = compile(source, inspect.getfile(function), "exec")
    exec(code, function.__globals__, scope)  # noqa: S102 - WeasyPrint's own source
    new = scope[name]
    new.edited_source = source  # for a second edit: a file holds only the first state
    replace(owner, name, property(new) if function is not found else new)


def replace(owner: Any, name: str, new: Any) -> None:
    """Put ``new`` in the place of a function, also where WeasyPrint imported it by name."""
    old = getattr(owner, name)
    setattr(owner, name, new)
    for module in [m for n, m in sys.modules.items() if n.startswith("weasyprint.")]:
        if module.__dict__.get(name) is old:
            setattr(module, name, new)


def install() -> None:
    """Put everything in place; WeasyPrint is imported already."""
    compress_less()
    draft_shorter_lines()
    remember_lines()
    share_pango_contexts()
    describe_each_style_once()
    free_lists_of_attributes()
    take_plain_lengths_as_they_are()
    inherit_at_once()
    look_for_notes_where_they_are_called()
    find_by_anchor_what_quotes_its_page()
    style_each_page_alone()
    keep_patterns_of_characters()


def compress_less() -> None:
    """Compress streams at zlib's usual level: a third of the time for 2 % more bytes."""
    import pydyf  # noqa: PLC0415

    edit(pydyf.Stream, "data", ("zlib.compressobj(level=9)", "zlib.compressobj(level=6)"))


def remember_lines() -> None:
    """Break a line once, not again for each try to fit its page, its note or the contents.

    A quarter of all lines of a report with notes are asked for again. What is returned is never
    changed by who asked; only ``text-overflow`` would, and our style sheets do not use it.
    """
    import weasyprint.text.line_break as module  # noqa: PLC0415

    original = module.split_first_line

    @wraps(original)
    def split_first_line(
        text: str,
        style: Any,
        context: Any,
        max_width: float | None,
        justification_spacing: float,
        is_line_start: bool = True,  # noqa: FBT001, FBT002
        minimum: bool = False,  # noqa: FBT001, FBT002
    ) -> Any:
        if context is None:
            return original(
                text, style, context, max_width, justification_spacing, is_line_start, minimum
            )
        lines = context.__dict__.setdefault("remembered_lines", {})
        key = (text, id(style), max_width, justification_spacing, is_line_start, minimum)
        if key not in lines:
            if len(lines) >= REMEMBERED:
                lines.clear()
            # The style is kept, so that no other one gets its id.
            lines[key] = (
                style,
                original(
                    text, style, context, max_width, justification_spacing, is_line_start, minimum
                ),
            )
        return lines[key][1]

    replace(module, "split_first_line", split_first_line)


def draft_shorter_lines() -> None:
    """Shape one and a half lines of text, not two, to find where the first one ends.

    Where that was too little, WeasyPrint shapes the whole text as before.
    """
    import weasyprint.text.line_break as module  # noqa: PLC0415

    edit(module, "split_first_line", ("ratio = 4  #", "ratio = 3  #"))


def share_pango_contexts() -> None:
    """Make one Pango context for all texts of the same fonts, direction and language."""
    import weasyprint.text.line_break as module  # noqa: PLC0415

    old = """pango_context = ffi.gc(
        pango.pango_font_map_create_context(font_map),
        gobject.g_object_unref)
"""
    new = """contexts = style.font_config.__dict__.setdefault('shared_contexts', {})
    key = style['direction'], style['font_language_override'], style['lang']
    if key not in contexts:
        contexts[key] = ffi.gc(
            pango.pango_font_map_create_context(font_map),
            gobject.g_object_unref)
    pango_context = contexts[key]
"""
    edit(module.Layout, "setup", (old, new))


def describe_each_style_once() -> None:
    """Make Pango's description of the fonts of a style once, not for each of its texts."""
    import weasyprint.text.line_break as module  # noqa: PLC0415

    old = "font_description = get_font_description(style)"
    new = """font_description = style.__dict__.get('font_description')
    if font_description is None:
        font_description = style.font_description = get_font_description(style)"""
    edit(module.Layout, "setup", (old, new))


def free_lists_of_attributes() -> None:
    """Let go of a text's list of font features with the text: less memory, no more time.

    Nobody frees the list that each layout is given, nor the features that are made for the cache
    at every look into it. Here the layout owns its list, and the list its features.
    """
    import weasyprint.text.line_break as module  # noqa: PLC0415

    old = """attr = style.font_config.font_features.setdefault(
            features, pango.pango_attr_font_features_new(features))
        attr_list = pango.pango_attr_list_new()
"""
    new = """attr = pango.pango_attr_font_features_new(features)
        attr_list = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
"""
    edit(module.Layout, "setup", (old, new))


def take_plain_lengths_as_they_are() -> None:
    """Ask of a length first whether it is one in pixels: most are, eighteen for each box."""
    import weasyprint.layout.percent as module  # noqa: PLC0415

    old = """    percent = percentage(box.style[property_name], box.style, refer_to)
"""
    new = """    value = box.style[property_name]
    if getattr(value, 'unit', None) == 'px':
        setattr(box, property_name, value.value)
        return
    percent = percentage(value, box.style, refer_to)
"""
    edit(module, "resolve_one_percentage", (old, new))


def inherit_at_once() -> None:
    """Take a property that nothing is said of from the parent or the initial values at once.

    Two thirds of all values are of this kind, and each goes through every question of the cascade.
    """
    import weasyprint.css as module  # noqa: PLC0415

    old = """    if key == 'float':
"""
    new = """    if (
        key not in self.cascaded and self.parent_style is not None
        and key not in PHYSICAL_FUNCTIONS
        and key not in ('float', 'display', 'position', 'page')
        and key[:16] != 'text_decoration_'
    ):
        if key in INHERITED:
            value = self[key] = self.parent_style[key]
            return value
        if key[:2] != '__' and key not in INITIAL_NOT_COMPUTED:
            value = self[key] = INITIAL_VALUES[key]
            return value

    if key == 'float':
"""
    edit(module.ComputedStyle, "__missing__", (old, new))


# --- what grows with the square of the text -------------------------------------------------------


def look_for_notes_where_they_are_called() -> None:
    """Look for a box's note among those that wait only if the box has one.

    For every box of every line, WeasyPrint compares no note at all with each note that waits.
    """
    import weasyprint.layout.block as module  # noqa: PLC0415

    old = "if descendant.footnote in context.footnotes)"
    new = "if descendant.footnote and descendant.footnote in context.footnotes)"
    edit(module, "_linebox_layout", (old, new))


def find_by_anchor_what_quotes_its_page() -> None:
    """Keep the boxes that show an anchor's page number by that anchor, not in one list of all.

    After collection, when pages are made, the list and what its items lack stay as they are.
    """
    from weasyprint.css.targets import TargetCollector  # noqa: PLC0415

    old = "for (_, css_token), item in self.counter_lookup_items.items():"
    new = """if 'items_by_anchor' not in self.__dict__:
                self.items_by_anchor = {}
                for key, item in self.counter_lookup_items.items():
                    for name in item.missing_target_counters:
                        self.items_by_anchor.setdefault(name, []).append((key, item))
            for (_, css_token), item in self.items_by_anchor.get(anchor_name, ()):"""
    edit(TargetCollector, "cache_target_page_counters", (old, new))


def style_each_page_alone() -> None:
    """Look for the margin boxes of a page among its own declarations, not those of all pages."""
    import weasyprint.layout.page as module  # noqa: PLC0415

    old = "style_for.add_page_declarations(page_type)\n"
    new = f"style_for.get_cascaded_styles().clear()\n    {old}"
    edit(module, "set_page_type_computed_styles", (old, new))


def keep_patterns_of_characters() -> None:
    """Let the HTML parser find the pattern again that it made for the same characters.

    It stores it under the pattern itself: the two targets of one assignment are filled from left
    to right, and the first one is the name that the second one's key uses.
    """
    from tinyhtml5.inputstream import HTMLUnicodeInputStream  # noqa: PLC0415

    old = "characters = characters_until_regex[(characters, opposite)] = regex"
    new = "characters_until_regex[(characters, opposite)] = characters = regex"
    edit(HTMLUnicodeInputStream, "chars_until", (old, new))
