"""Words of a series, of which one is easily written for another: spring, autumn; north, south."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.translations.checks.words import whole_words, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.diagnostics import Diagnostic
    from pipeline.translations.checks.subject import TranslatedUnit


def check_series(unit: TranslatedUnit) -> Iterable[Diagnostic]:
    """Find a word of a series that stands where the English has another of the same."""
    ours, own = words(unit.around.document.language), words(unit.language)
    for pair in unit.pairs:
        english, target = unit.english.prose[slice(*pair.english)], pair.target
        for name, members in own.series.items():
            finders = ours.series.get(name, {})
            wanted = {
                k for k, listed in finders.items() if whole_words(tuple(listed)).search(english)
            }
            if not wanted:
                continue
            found = {
                key: match
                for key, listed in members.items()
                if (
                    match := whole_words(tuple(listed), own.prefixes).search(
                        unit.target.prose, *target
                    )
                )
            }
            missing, added = wanted - found.keys(), found.keys() - wanted
            if missing and added:
                match = found[min(added, key=lambda key: found[key].start())]
                word = ", ".join(sorted(missing))
                yield unit.warning(
                    "series-differs",
                    f"the English has “{word}” here, the translation “{match[0]}”",
                    match.span(),
                    "write what the English has; if it is right: “# ignore series-differs: …”",
                )
                return
