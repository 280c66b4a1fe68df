"""Finished PDFs with one fault each, and the check that must find it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Operator, String

from tests.mutants.table import Mutant

Edit = Callable[[Any], object]


def edited(edit: Edit) -> Callable[[bytes], bytes]:
    """Return a function that opens a PDF, does one thing to it and saves it."""

    def damage(data: bytes) -> bytes:
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(data)) as pdf:
            edit(pdf)
            pdf.save(out, deterministic_id=True)
        return out.getvalue()

    return damage


def elements(pdf: Any) -> Iterator[Any]:
    def below(element: Any) -> Iterator[Any]:
        yield element
        for kid in element.K:
            if isinstance(kid, Dictionary) and "/S" in kid:
                yield from below(kid)

    yield from below(pdf.Root.StructTreeRoot.K[0])


def of_type(pdf: Any, name: str) -> list[Any]:
    return [element for element in elements(pdf) if Name(name) == element.S]


def annots(pdf: Any) -> list[Any]:
    return [a for page in pdf.pages for a in page.get("/Annots", [])]


def renamed(old: str, new: str) -> Edit:
    """Give the first element of a structure type another."""

    def edit(pdf: Any) -> None:
        of_type(pdf, old)[0].S = Name(new)

    return edit


def without(*path: str) -> Edit:
    """Remove a key of the catalogue, or of a dictionary below it."""

    def edit(pdf: Any) -> None:
        holder = pdf.Root
        for key in path[:-1]:
            holder = holder[key]
        del holder[path[-1]]

    return edit


def note_without_id(pdf: Any) -> None:
    del of_type(pdf, "/Note")[0].ID


def two_notes_of_one_id(pdf: Any) -> None:
    one, other = of_type(pdf, "/Note")[:2]
    other.ID = one.ID


def note_moved_to_the_end(pdf: Any) -> None:
    note = of_type(pdf, "/Note")[0]
    siblings = note.P.K
    place = next(n for n, kid in enumerate(siblings) if same(kid, note))
    del siblings[place]
    siblings.append(note)


def note_without_a_way_back(pdf: Any) -> None:
    label = of_type(pdf, "/Note")[0].K[0]
    label.K = Array([kid for kid in label.K if not isinstance(kid, Dictionary)])


def call_leads_to_another_note(pdf: Any) -> None:
    calls = [a for a in annots(pdf) if str(a.get("/Dest", "")).startswith("note-")]
    calls[0].Dest = calls[1].Dest


def same(kid: Any, element: Any) -> bool:
    return isinstance(kid, Dictionary) and kid.objgen == element.objgen


def link_without_words(pdf: Any) -> None:
    del annots(pdf)[0].Contents


def link_that_says_an_anchor(pdf: Any) -> None:
    call = next(a for a in annots(pdf) if str(a.get("/Dest", "")).startswith("note-"))
    call.Contents = call.Dest


def annotation_not_printed(pdf: Any) -> None:
    annots(pdf)[0].F = 0


def empty_parent_tree(pdf: Any) -> None:
    pdf.Root.StructTreeRoot.ParentTree.Nums = Array([])


def title_hidden(pdf: Any) -> None:
    pdf.Root.ViewerPreferences.DisplayDocTitle = False


def javascript(pdf: Any) -> None:
    script = String("app.alert(1)")
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=script)


def metadata_without(start: bytes, end: bytes) -> Edit:
    def edit(pdf: Any) -> None:
        data = pdf.Root.Metadata.read_bytes()
        head, rest = data.split(start, 1)
        pdf.Root.Metadata.write(head + rest.split(end, 1)[1])

    return edit


def contents_changed(change: Callable[[list[Any]], list[Any]], page: int) -> Edit:
    """Change the operators of a page."""

    def edit(pdf: Any) -> None:
        operators = change(list(pikepdf.parse_content_stream(pdf.pages[page])))
        pdf.pages[page].Contents = pdf.make_stream(pikepdf.unparse_content_stream(operators))

    return edit


def text_unmarked(operators: list[Any]) -> list[Any]:
    """Take the marks off the first piece of content."""
    start = next(n for n, one in enumerate(operators) if one.operator == Operator("BDC"))
    end = next(n for n, one in enumerate(operators) if n > start and str(one.operator) == "EMC")
    return [one for n, one in enumerate(operators) if n not in (start, end)]


def text_made_an_artifact(operators: list[Any]) -> list[Any]:
    """Call a line of a paragraph decoration."""
    out = []
    done = False
    for one in operators:
        if not done and str(one.operator) == "BDC" and "/MCID" in one.operands[1]:
            out.append(
                pikepdf.ContentStreamInstruction(
                    [Name.Artifact, Dictionary(Type=Name.Layout)], Operator("BDC")
                )
            )
            done = True
        else:
            out.append(one)
    return out


def paragraphs_swapped(pdf: Any) -> None:
    """Let the second paragraph of a section be read before the first."""
    section = of_type(pdf, "/H3")[0].P
    kids = list(section.K)
    section.K = Array([*kids[:-2], kids[-1], kids[-2]])


def glyphs_without_unicode(pdf: Any) -> None:
    for thing in pdf.objects:
        if isinstance(thing, Dictionary) and "/ToUnicode" in thing:
            del thing.ToUnicode
            return


UA, A = "veraPDF PDF/UA-1", "veraPDF PDF/A-3a"
FAST, OWN, PROOF = "page-validation PDF/UA-1", "structure", "proof"

PDF_MUTANTS = tuple(
    Mutant("pdf", name, edited(edit), catcher)
    for name, edit, catcher in (
        ("a note without an id", note_without_id, UA),
        ("two notes of one id", two_notes_of_one_id, FAST),
        ("a note at the end of its paragraph", note_moved_to_the_end, OWN),
        ("a note without a way back", note_without_a_way_back, OWN),
        ("a call that leads to another note", call_leads_to_another_note, OWN),
        ("a heading that skips a level", renamed("/H2", "/H4"), FAST),
        ("a heading made a paragraph", renamed("/H3", "/P"), PROOF),
        ("a contents line outside its list", renamed("/TOC", "/Sect"), UA),
        ("a list item outside a list", renamed("/L", "/Sect"), UA),
        ("a list item without a label", renamed("/Lbl", "/LBody"), OWN),
        ("a link without words", link_without_words, FAST),
        ("a link that says an anchor", link_that_says_an_anchor, OWN),
        ("no language", without("/Lang"), FAST),
        ("no title shown", title_hidden, FAST),
        ("not said to be tagged", without("/MarkInfo"), FAST),
        ("an emptied way back from the page", empty_parent_tree, UA),
        ("text that is not marked", contents_changed(text_unmarked, 0), FAST),
        ("real text made an artifact", contents_changed(text_made_an_artifact, 2), OWN),
        ("real text made an artifact, by its words", contents_changed(text_made_an_artifact, 2), PROOF),
        ("paragraphs read in another order", paragraphs_swapped, PROOF),
        ("no identification as PDF/UA", metadata_without(b"<pdfuaid:part>", b"</pdfuaid:part>"), FAST),
        ("no output intent", without("/OutputIntents"), A),
        ("a script", javascript, A),
        ("an annotation that is not printed", annotation_not_printed, A),
        ("glyphs without Unicode", glyphs_without_unicode, A),
    )
)  # fmt: skip
