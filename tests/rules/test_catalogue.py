from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

import cchc_kpi
from cchc_kpi import rules
from cchc_kpi.findings import Phrase, Rule, Severity
from cchc_kpi.rules import (
    BY_CODE,
    CATALOGUE,
    GROUPS,
    consistency,
    fields,
    files,
    forms,
    observation_tables,
    plans,
    tables,
    values,
    waivers,
)

SOURCE = Path(cchc_kpi.__file__).parent
MODULES = (fields, plans, files, forms, tables, values, consistency, waivers, observation_tables)
EACH = pytest.mark.parametrize("rule", CATALOGUE, ids=lambda rule: rule.code)


def placeholders(text: str) -> set[str]:
    """Return the names of the placeholders in a text."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def phrases(rule: Rule) -> list[Phrase]:
    """Return all that a rule says."""
    return [rule.title, rule.message, rule.fix, rule.why, rule.example]


def test_a_code_and_a_name_mean_one_rule() -> None:
    """No two rules share a code or a name, and a rule is found by its code."""
    assert len(CATALOGUE) == len({rule.code for rule in CATALOGUE}) == len({rule.name for rule in CATALOGUE})
    assert all(BY_CODE[rule.code] is rule for rule in CATALOGUE)


def test_codes_are_counted_through_within_each_group() -> None:
    """P01, P02, ...: every letter is a group, its rules stand together and none is skipped."""
    by_letter = {letter: [rule.code for rule in CATALOGUE if rule.code[0] == letter] for letter in GROUPS}
    expected = [
        f"{letter}{number:02}" for letter, codes in by_letter.items() for number in range(1, len(codes) + 1)
    ]

    assert expected == [rule.code for rule in CATALOGUE]
    assert all(by_letter.values())


def test_every_rule_that_is_written_is_in_the_catalogue() -> None:
    """A rule left out of its module's RULES could not be explained to anybody."""
    written = {thing.code for module in MODULES for thing in vars(module).values() if isinstance(thing, Rule)}
    listed = set(BY_CODE)

    assert written == listed


def test_every_rule_of_the_catalogue_is_told_somewhere() -> None:
    """Each rule's constant is used outside the catalogue: no rule is an empty promise."""
    code = "\n".join(path.read_text("utf-8") for path in SOURCE.rglob("*.py") if path.parent.name != "rules")
    constants = {
        f"{module.__name__.rpartition('.')[2]}.{name}"
        for module in MODULES
        for name, thing in vars(module).items()
        if isinstance(thing, Rule)
    }

    assert len(BY_CODE) == len(constants)
    assert all(re.search(rf"\b{re.escape(constant)}\b", code) for constant in constants)


@EACH
def test_a_name_names_the_defect_in_small_words(rule: Rule) -> None:
    """Names are lower-case words joined by hyphens."""
    assert re.fullmatch(r"[a-z]+(-[a-z]+)+", rule.name)


@EACH
def test_everything_is_said_in_both_languages(rule: Rule) -> None:
    """No text of a rule is empty, untrimmed or left with a word to do."""
    for phrase in phrases(rule):
        for text in (phrase.vi, phrase.en):
            assert text
            assert text == text.strip()
            assert "TODO" not in text


@EACH
def test_both_languages_tell_the_same_facts(rule: Rule) -> None:
    """A title, a reason and an example have no placeholders; a message leaves none out in either language."""
    for phrase in (rule.title, rule.why, rule.example):
        assert placeholders(phrase.vi) == placeholders(phrase.en) == set()
    assert placeholders(rule.message.vi) == placeholders(rule.message.en)


@EACH
def test_the_english_fix_needs_nothing_that_the_vietnamese_has_not(rule: Rule) -> None:
    """Details that fill the Vietnamese words fill the English ones."""
    assert placeholders(rule.fix.en) <= placeholders(rule.fix.vi)


@EACH
def test_a_message_goes_on_after_a_place(rule: Rule) -> None:
    """A message is one sentence that opens without a capital, since the place stands before it."""
    for text in (rule.message.vi, rule.message.en):
        assert text.endswith(".")
        first = text.split()[0]
        assert not first[0].isupper() or first == "Excel's"


@pytest.mark.parametrize(
    ("severity", "names"),
    [
        (
            Severity.ERROR,
            ["file-unreadable", "not-a-workbook", "not-a-return", "row-missing", "code-twice", "code-disagrees-with-label",
             "not-a-number", "fraction-in-count", "negative-number", "number-ambiguous", "part-exceeds-whole",
             "identity-broken", "period-differs"],
        ),
        (Severity.WARNING, ["blank-cell", "return-missing", "outdated-form", "carry-over-not-continued"]),
        (Severity.NOTE, ["lock-file-passed-over", "number-as-text"]),
    ],
)  # fmt: skip
def test_a_rule_weighs_what_the_contract_says(severity: Severity, names: list[str]) -> None:
    """What cannot be what it claims is an error; a blank, a gap or a doubt is a warning; what was settled is a note."""
    weights = {rule.name: rule.severity for rule in CATALOGUE}

    assert dict.fromkeys(names, severity) == {name: weights[name] for name in names}


def test_a_plan_is_refused_for_all_but_what_is_idle() -> None:
    """Of the rules about the plan only those on unused entries leave it usable."""
    warnings = {"measure-unused", "declared-but-unused"}

    assert warnings == {rule.name for rule in plans.RULES if rule.severity is not Severity.ERROR}


def test_every_group_has_a_name() -> None:
    """Each letter stands for something in both languages."""
    for group in rules.GROUPS.values():
        assert group.vi
        assert group.en
