"""The catalogue of diagnostic codes: what each means, in a sentence. Every code stands here."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

CODES: Mapping[str, str] = MappingProxyType(
    {
        # files
        "file-unreadable": "A file of the source cannot be read, or is far too large.",
        "not-utf8": "A file is not in UTF-8.",
        "control-character": "A character that is not text stands in a file.",
        "bidi-character": "An invisible character would change the direction of the text.",
        "toml-syntax": "A TOML file breaks the rules of TOML.",
        "unknown-key": "A TOML file has a name that the pipeline does not know.",
        "missing-key": "A TOML file lacks a name that is needed.",
        "wrong-type": "A value in a TOML file is of another kind than it must be, or empty.",
        "wrong-value": "A value in a TOML file cannot be right.",
        "duplicate-term": "The glossary explains one term twice.",
        "unsafe-address": "An address has a scheme or characters that no published file may have.",
        # the text
        "publication-missing": "There is no such publication.",
        "text-missing": "A publication has no text.",
        "empty-file": "A file of the text is empty.",
        "id-missing": "A block has no id line before it.",
        "bad-id": "An id has characters that ids cannot have.",
        "duplicate-id": "Two blocks have one id.",
        "reserved-id": "An id is one that the pipeline itself uses.",
        "text-before-heading": "Text stands before the first heading.",
        "heading-level": "A heading is of a level that reports do not have.",
        "heading-jump": "A heading skips a level.",
        "heading-empty": "A heading has no words.",
        "mark-in-heading": "A heading has a note, a link or a reference.",
        "mark-in-link": "The words of a link or term hold a link, a note or a reference.",
        "nested-block": "A list item or a quotation holds more than one paragraph.",
        "raw-html": "The text has HTML in it.",
        "address-in-text": "An address is typed in the text instead of a key of links.toml.",
        "unknown-markup": "Something looks like markup and is not understood.",
        "unknown-id": "A cross-reference leads to no block.",
        "unnumbered-target": "A cross-reference leads to a block without a number.",
        "unknown-link": "A link has a key that links.toml has not.",
        "unused-link": "An entry of links.toml is used nowhere.",
        "unknown-term": "A term is marked that the glossary does not explain.",
        "undefined-note": "A footnote is called that is not written.",
        "unused-note": "A footnote is written that is never called.",
        "note-called-twice": "A footnote is called at two places.",
        "note-empty": "A footnote has no text.",
        "note-in-note": "A footnote calls a footnote.",
        # translations and labels
        "catalogue-missing": "A language of the publication has no catalogue.",
        "po-syntax": "A catalogue breaks the rules of PO.",
        "po-header": "The header of a catalogue is missing or wrong.",
        "po-no-id": "An entry of a catalogue does not say what it translates.",
        "po-duplicate": "A catalogue translates one text twice.",
        "po-incomplete": "An entry of a catalogue lacks its original or its translation.",
        "po-plural": "An entry of a catalogue has plural forms.",
        "po-missing-space": "A space is missing between two lines of a translation.",
        "po-unknown-id": "A catalogue translates a text that the report does not have.",
        "translation-marks": "A translation has other links, notes or references.",
        "translation-note-order": "A translation calls its notes in another order.",
        "untranslated": "A text has no translation yet.",
        "stale": "The original of a text was amended since it was translated.",
        "glossary-form-missing": "A glossary term has no form in a language.",
        "labels-missing": "A language has no file of interface words.",
        "label-missing": "A language lacks an interface word.",
        "label-placeholder": "An interface word lacks a {name} that is filled in, or has another.",
        "label-unknown": "A language has an interface word that is used nowhere.",
        "collation-missing": "ICU is not installed, so the glossary has a plainer order.",
        # templates, rendering, finished files
        "template-missing": "A template that is needed is not there.",
        "template-syntax": "A template breaks the rules of Jinja.",
        "template-error": "A template failed while it was filled, or names something undefined.",
        "missing-glyph": "The faces of the PDF lack a character.",
        "pdf-engine": "WeasyPrint warned of something a reader would miss.",
        "pdf-unreadable": "A finished PDF cannot be read back.",
        "docx-unreadable": "A finished DOCX cannot be read back.",
        "epub-unreadable": "A finished EPUB cannot be read back.",
        "proof-difference": "A finished file does not say what the source says.",
        "changed-meanwhile": "The source changed while the files were made.",
        # files from outside
        "file-unsafe": "A file from outside could do harm, and is refused unread.",
        "file-damaged": "A file from outside is damaged, or is not what its name says.",
        # translations that come back
        "returned-foreign": "A file is none that export made, or does not say of what.",
        "returned-unknown": "A returned text has an id that the report does not have.",
        "returned-twice": "A returned file has one text twice, with different words.",
        "returned-missing": "A returned file lacks texts of the report.",
        "returned-empty": "A text came back without its translation.",
        "returned-unfinished": "Only some sentences of a text came back translated.",
        "returned-marks": "A link, note or reference of a returned text was damaged.",
        "returned-original": "The original of a returned text was changed by the translator.",
        "returned-conflict": "A text was changed here and by the translator, each otherwise.",
        "returned-text": "A returned text has something that a report cannot print.",
        "returned-stale": "The original of a returned text was amended while it was away.",
        "returned-cleaned": "Invisible signs were left out of a returned text.",
        # commands and disk
        "file-unwritable": "A file cannot be written.",
        "unknown-format": "The format asked for does not exist.",
        "unknown-language": "The publication does not have the language asked for.",
        "build-in-the-way": "Something else stands where the published files go.",
        "build-unwritable": "The published files cannot be written.",
        "nothing-published": "There are no published files to look at.",
    }
)
