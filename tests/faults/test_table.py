"""Every case has a test or a reason, and README.md says which."""

from __future__ import annotations

from tests.faults import table


def test_the_numbers_run_from_1_without_a_gap() -> None:
    _, cases = table.cases()
    assert [int(case.key[1:]) for case in cases] == list(range(1, len(cases) + 1))
    assert len(cases) >= 127


def test_every_case_has_either_tests_or_a_reason() -> None:
    wrong = []
    for case in table.cases()[1]:
        if bool(case.tests) == bool(case.reason):
            wrong.append(f"{case.key}: write a test, or a reason in cases.toml")
        for test in case.tests:
            if not test.outcome:
                wrong.append(f"{test.test}: write a docstring that says what happens")
            if not test.test.startswith(f"test_{case.key[0]}_"):
                wrong.append(f"{test.test} stands in the file of another group")
    assert wrong == []


def test_the_page_is_what_cases_and_tests_say(*, update_golden: bool) -> None:
    readme = table.FOLDER / "README.md"
    if update_golden:
        readme.write_text(table.page(), "utf-8")
    assert readme.read_text("utf-8") == table.page(), (
        "run `nox -s tests -- tests/faults --update-golden`, and read what it changed"
    )
