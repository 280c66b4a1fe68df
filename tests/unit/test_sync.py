"""Bringing new originals into a catalogue: no translation is lost or put under another text."""

from __future__ import annotations

import datetime as dt

import pytest

from pipeline.diagnostics import Collector
from pipeline.model import Span
from pipeline.translations.canonical import write_catalogue
from pipeline.translations.catalogue import Catalogue, Entry, read_catalogue
from pipeline.translations.files import Translation
from pipeline.translations.signoff import SignOff, pair_digest
from pipeline.translations.states import State, state_of
from pipeline.translations.sync import carry_over, facts_changed, synchronise
from pipeline.translations.units import Unit
from pipeline.translations.wording import marked, word_diff

DAY = dt.date(2026, 11, 25)

ENGLISH = {
    "p16": "Practical work was halted in April 2014. New formations followed in 2017. "
    "Four battalions stand ready. All Allies take part.",
    "p22": "Moscow denies its part. Investigators found the missile. The court will sit in 2020.",
    "p36": "Few ships call at the port. The base was enlarged.",
    "p37": "The talks went on. Nothing was signed.",
}
FRENCH = {
    "p16": "La coopération pratique a cessé en avril 2014. De nouvelles formations ont suivi "
    "en 2017. Quatre bataillons sont prêts. Tous les Alliés y participent.",
    "p22": "Moscou nie toute part. Les enquêteurs ont trouvé le missile. "
    "Le tribunal siégera en 2020.",
    "p36": "Peu de navires font escale au port. La base a été agrandie.",
    "p37": "Les pourparlers ont continué. Rien n’a été signé.",
}


def units(texts: dict[str, str]) -> list[Unit]:
    return [
        Unit(id_, text, "paragraph", n, f"{n}.", "I. Things", Span("source/s/report/1.md", n))
        for n, (id_, text) in enumerate(texts.items(), 1)
    ]


def translation(**changes: Entry) -> Translation:
    entries = {i: Entry(i, ENGLISH[i], FRENCH[i], Span("fr.po", 1)) for i in ENGLISH} | changes
    return Translation(Catalogue("fr", "fr.po", tuple(entries.values())), {})


def synced(texts: dict[str, str], start: Translation | None = None) -> Translation:
    """Synchronise, write, read: what the next person finds; a second run changes nothing."""
    after, _ = synchronise(start or translation(), units(texts))
    written = write_catalogue(after.catalogue, units(texts))
    found = Collector()
    again = Translation(read_catalogue(written, "fr.po", "fr", found), after.signoffs)
    assert found.found == []
    twice, changes = synchronise(again, units(texts))
    assert changes == ()
    assert write_catalogue(twice.catalogue, units(texts)) == written
    return again


def states(result: Translation, texts: dict[str, str]) -> dict[str, State]:
    return {
        unit.id: state_of(unit.source, result.entries.get(unit.id), result.signoffs.get(unit.id))
        for unit in units(texts)
    }


def assert_nothing_lost(result: Translation) -> None:
    """Every translation that was there stands under its own id, live or taken out."""
    kept = [(e.id, e.target) for e in (*result.catalogue.entries, *result.catalogue.obsolete)]
    assert all(pair in kept for pair in FRENCH.items())


SCENARIOS: dict[str, dict[str, str]] = {
    "one word": ENGLISH | {"p22": ENGLISH["p22"].replace("found", "recovered")},
    "half rewritten": ENGLISH
    | {"p22": "Moscow denies its part. Others say they saw it happen. A judge is to rule."},
    "wholly rewritten": ENGLISH | {"p22": "Nothing of this is known any more."},
    "now like another": ENGLISH | {"p36": ENGLISH["p22"].replace("Moscow", "The port")},
    "split": {
        "p16": "Practical work was halted in April 2014. New formations followed in 2017.",
        "p16a": "Four battalions stand ready. All Allies take part.",
        **{i: t for i, t in ENGLISH.items() if i != "p16"},
    },
    "merge": {
        "p16": ENGLISH["p16"],
        "p22": ENGLISH["p22"],
        "p36": ENGLISH["p36"] + " " + ENGLISH["p37"],
    },
    "move": {i: ENGLISH[i] for i in ("p37", "p16", "p22", "p36")},
    "swap": ENGLISH | {"p22": ENGLISH["p36"], "p36": ENGLISH["p22"]},
}


@pytest.mark.parametrize("name", SCENARIOS)
def test_no_translation_is_lost_or_put_under_another_text(name: str) -> None:
    texts = SCENARIOS[name]
    result = synced(texts)
    assert_nothing_lost(result)
    assert [entry.id for entry in result.catalogue.entries] == list(texts)
    for id_, text in texts.items():
        entry = result.entries[id_]
        assert entry.source == text
        if id_ in ENGLISH:
            assert entry.target == FRENCH[id_]
            amended = text != ENGLISH[id_]
            assert entry.fuzzy == amended
            assert entry.previous == (ENGLISH[id_] if amended else None)
            assert states(result, texts)[id_] is (State.STALE if amended else State.TRANSLATED)


def suggested(result: Translation, texts: dict[str, str], id_: str) -> list[str]:
    text = write_catalogue(result.catalogue, units(texts))
    block = next(b for b in text.split("\n\n") if f'msgctxt "{id_}"' in b)
    return [line for line in block.split("\n") if line.startswith("#. ") and "¶" not in line]


def test_a_split_paragraph_gets_its_second_half_as_a_draft() -> None:
    texts = SCENARIOS["split"]
    result = synced(texts)
    assert result.entries["p16a"].target == (
        "Quatre bataillons sont prêts. Tous les Alliés y participent."
    )
    assert states(result, texts)["p16a"] is State.DRAFT


def test_a_merged_paragraph_is_offered_the_sentences_of_the_other() -> None:
    texts = SCENARIOS["merge"]
    result = synced(texts)
    assert suggested(result, texts, "p36") == [
        "#. p37: “The talks went on.” = “Les pourparlers ont continué.”",
        "#. p37: “Nothing was signed.” = “Rien n’a été signé.”",
    ]
    assert [(e.id, e.target) for e in result.catalogue.obsolete] == [("p37", FRENCH["p37"])]


def test_a_paragraph_that_resembles_another_is_offered_only_what_is_the_same_to_the_letter() -> (
    None
):
    texts = SCENARIOS["now like another"]
    assert suggested(synced(texts), texts, "p36") == [
        "#. p22: “Investigators found the missile.” = “Les enquêteurs ont trouvé le missile.”",
        "#. p22: “The court will sit in 2020.” = “Le tribunal siégera en 2020.”",
    ]


def test_a_sentence_that_changed_is_not_made_up() -> None:
    texts = {"p50": "Few ships call at the port. Quite another thing.", **ENGLISH}
    result = synced(texts)
    assert result.entries["p50"].target == ""
    assert suggested(result, texts, "p50") == [
        "#. p36: “Few ships call at the port.” = “Peu de navires font escale au port.”"
    ]


def test_a_second_amendment_still_shows_what_was_translated() -> None:
    first = synced(SCENARIOS["one word"])
    second = synced(SCENARIOS["wholly rewritten"], first)
    assert second.entries["p22"].previous == ENGLISH["p22"]


def test_an_amendment_taken_back_leaves_a_draft_unless_the_translation_was_approved() -> None:
    amended = synced(SCENARIOS["one word"])
    assert states(synced(ENGLISH, amended), ENGLISH)["p22"] is State.DRAFT
    signoff = SignOff(pair_digest(ENGLISH["p22"], FRENCH["p22"]), "MD", DAY)
    signed = Translation(amended.catalogue, {"p22": signoff})
    assert states(synced(ENGLISH, signed), ENGLISH)["p22"] is State.APPROVED


def test_a_text_that_comes_back_finds_its_translation_again() -> None:
    without = {i: t for i, t in ENGLISH.items() if i != "p37"}
    gone = synced(without)
    back = synced(ENGLISH, gone)
    assert back.entries["p37"].target == FRENCH["p37"]
    assert back.catalogue.obsolete == ()


def test_what_people_wrote_beside_a_translation_stays() -> None:
    entry = Entry(
        "p22", ENGLISH["p22"], FRENCH["p22"], Span("fr.po", 1),
        comments=("# « missile » : voir p40",), flags=("no-wrap",),
    )  # fmt: skip
    result = synced(SCENARIOS["one word"], translation(p22=entry)).entries["p22"]
    assert result.comments == ("# « missile » : voir p40",)
    assert result.flags == ("no-wrap",)


def test_a_translator_who_deletes_the_word_fuzzy_is_done() -> None:
    texts = SCENARIOS["one word"]
    text = write_catalogue(synced(texts).catalogue, units(texts)).replace("#, fuzzy\n", "")
    again = Translation(read_catalogue(text, "fr.po", "fr", Collector()), {})
    assert states(again, texts)["p22"] is State.TRANSLATED
    assert "#|" not in write_catalogue(again.catalogue, units(texts))


# --- amendments of form -------------------------------------------------------------------------


def test_an_amendment_of_form_leaves_the_translation_current_and_its_approval() -> None:
    texts = ENGLISH | {"p22": ENGLISH["p22"].replace("will sit", "sits")}
    signoff = SignOff(pair_digest(ENGLISH["p22"], FRENCH["p22"]), "MD", dt.date(2026, 1, 2))
    start = Translation(translation().catalogue, {"p22": signoff})
    for before in (start, synced(texts, start)):
        after, change = carry_over(before, units(texts)[1], DAY)
        assert change
        assert (change.before, change.after) == (ENGLISH["p22"], texts["p22"])
        assert states(after, texts)["p22"] is State.APPROVED
        assert after.signoffs["p22"].by == "MD"
        assert after.signoffs["p22"].cosmetic == DAY
        assert synchronise(after, units(texts))[1] == ()


def test_an_amendment_of_form_does_not_finish_a_draft() -> None:
    draft = Entry("p22", ENGLISH["p22"], FRENCH["p22"], Span("fr.po", 1), fuzzy=True)
    texts = SCENARIOS["one word"]
    after, _ = carry_over(translation(p22=draft), units(texts)[1], DAY)
    assert states(after, texts)["p22"] is State.DRAFT


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        ("In 2019 it criticized.", "In 2019, it criticised!", ()),
        ("In 2019.", "In 2018.", ("2019", "2018")),
        ("See [a][one].", "See [a][two].", ("[one]", "[two]")),
        ("Yes.[^n]", "Yes.", ("[^n]",)),
        ("As [@p3] says.", "As [@p4] says.", ("[@p3]", "[@p4]")),
    ],
)
def test_numbers_links_notes_and_references_are_more_than_form(
    before: str, after: str, changed: tuple[str, ...]
) -> None:
    assert facts_changed(before, after) == changed


# --- states and differences ---------------------------------------------------------------------


def test_a_sign_off_is_void_as_soon_as_either_text_changes() -> None:
    entry = Entry("p", "One.", "Un.", Span("fr.po", 1))
    signoff = SignOff(pair_digest("One.", "Un."), "MD", DAY)
    assert state_of("One.", entry, signoff) is State.APPROVED
    assert state_of("Two.", entry, signoff) is State.STALE
    changed = Entry("p", "One.", "Une.", Span("fr.po", 1))
    assert state_of("One.", changed, signoff) is State.TRANSLATED
    assert state_of("One.", None, signoff) is State.MISSING


def test_a_difference_is_shown_word_by_word_and_gives_both_texts_back() -> None:
    before, after = "The plane was shot down in 2014.", "The airliner was brought down in 2014."
    runs = word_diff(before, after)
    assert "".join(r.text for r in runs if r.kind != "added") == before
    assert "".join(r.text for r in runs if r.kind != "removed") == after
    assert marked(runs) == ("The [-plane-]{+airliner+} was [-shot-]{+brought+} down in 2014.")
