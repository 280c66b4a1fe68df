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


def list_made_a_table(scope: str) -> Edit:
    """Call a list of terms a table whose heads say ``scope`` of themselves, or nothing."""

    def edit(pdf: Any) -> None:
        table = of_type(pdf, "/L")[-1]
        table.S = Name.Table
        del table.A
        for row in table.K:
            row.S = Name.TR
            head, body = row.K
            head.S, body.S = Name.TH, Name.TD
            if scope:
                head.A = Dictionary(O=Name.Table, Scope=Name(scope))

    return edit


def paragraph_in_two(pdf: Any) -> None:
    """Let a paragraph be two elements, as where a page ends in its midst."""
    whole = next(p for p in of_type(pdf, "/P") if len(p.K) > 2)
    rest = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.P, P=whole.P, K=Array()))
    rest.K, whole.K = Array(list(whole.K)[2:]), Array(list(whole.K)[:2])
    siblings = whole.P.K
    place = next(n for n, kid in enumerate(siblings) if same(kid, whole))
    siblings.insert(place + 1, rest)


def first_loses(key: str) -> Edit:
    """Take a key from the first element that has it."""

    def edit(pdf: Any) -> None:
        del next(e for e in elements(pdf) if key in e)[key]

    return edit


def expanded_to_nothing(pdf: Any) -> None:
    next(e for e in elements(pdf) if "/E" in e).E = String("")


def item_without_label(pdf: Any) -> None:
    of_type(pdf, "/LI")[0].K[0].S = Name.LBody


def list_without_kind(pdf: Any) -> None:
    del of_type(pdf, "/L")[0].A


def links_in_any_order(pdf: Any) -> None:
    del next(page for page in pdf.pages if "/Annots" in page).obj.Tabs


def link_to_a_place_of_the_page(pdf: Any) -> None:
    del next(a for a in annots(pdf) if "/SD" in a.get("/A", {})).A.SD


def note_of_no_kind(pdf: Any) -> None:
    del of_type(pdf, "/FENote")[0].A


def note_that_names_no_call(pdf: Any) -> None:
    del of_type(pdf, "/FENote")[0].Ref


UA, A = "veraPDF PDF/UA-1", "veraPDF PDF/A-3a"
FAST, OWN, PROOF, SOURCE = "page-validation PDF/UA-1", "structure", "proof", "source"

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
        ("a list item without a label", item_without_label, OWN),
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
        ("a table head without a scope", list_made_a_table(""), UA),
        ("a table head of a wrong scope", list_made_a_table("/Sideways"), OWN),
        ("a picture without words", renamed("/BlockQuote", "/Figure"), UA),
        ("a picture without words, in our eyes", renamed("/BlockQuote", "/Figure"), OWN),
        ("a list that does not say how it is numbered", list_without_kind, OWN),
        ("an abbreviation expanded to nothing", expanded_to_nothing, OWN),
        ("an expansion removed", first_loses("/E"), SOURCE),
        ("a foreign word without its language", first_loses("/Lang"), SOURCE),
        ("a paragraph in two elements", paragraph_in_two, PROOF),
        ("a contents line that is no element", renamed("/TOCI", "/Span"), SOURCE),
        ("pages without labels", without("/PageLabels"), OWN),
        ("links in any order", links_in_any_order, OWN),
    )
)  # fmt: skip

UA2, A4F = "veraPDF PDF/UA-2", "veraPDF PDF/A-4f"

PDF_2_MUTANTS = tuple(
    Mutant("pdf 2.0", name, edited(edit), catcher)
    for name, edit, catcher in (
        ("a footnote of no kind", note_of_no_kind, OWN),
        ("a footnote that names no call", note_that_names_no_call, OWN),
        ("a link to a page and to no element", link_to_a_place_of_the_page, UA2),
        ("no identification as PDF/UA", metadata_without(b"<pdfuaid:part>", b"</pdfuaid:part>"), UA2),
        ("an element of no namespace", first_loses("/NS"), UA2),
        ("nothing attached", without("/Names", "/EmbeddedFiles"), A4F),
    )
)  # fmt: skip
