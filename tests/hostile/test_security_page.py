"""docs/security.md says what the program does: every case, and the limits as they are."""

from __future__ import annotations

import re
import sys

from cchc_kpi.returns import limits
from hostile.cases import CASES
from measure_hostile import PAGE, promises

TEXT = PAGE.read_text("utf-8")


def rows() -> dict[str, list[str]]:
    """The lines of the table of cases by name."""
    lines = re.findall(r"^\| `([^`]+)` \| (.+) \|$", TEXT, flags=re.MULTILINE)
    return {name: rest.split(" | ") for name, rest in lines}


def test_every_case_stands_in_the_table_with_what_is_told_of_it() -> None:
    """No case is left out, none is listed that is gone, and each finding is the one that the tests hold."""
    expected = {
        case.name: [f"{case.en} / {case.vi}", ", ".join(case.codes) or "nothing", case.status]
        for case in CASES
    }
    here = {name: line[:3] for name, line in rows().items() if name in expected}
    assert expected == here
    if sys.platform == "linux":  # elsewhere some of what is no file cannot be made
        assert set(rows()) == set(expected)


def test_every_case_was_under_two_seconds_and_300_megabytes() -> None:
    """What was measured last is within what is promised."""
    over = [name for name, line in rows().items() if float(line[3]) >= 2 or float(line[4]) >= 300]
    assert [] == over


def test_the_limits_in_the_text_are_those_of_the_program() -> None:
    """The page down to its measurements is what the constants make of it."""
    assert TEXT.startswith(promises())


def test_every_limit_is_told() -> None:
    """No constant of the limits is left out of the page."""
    names = {name for name in vars(limits) if name.isupper()}
    source = PAGE.parents[1].joinpath("tools", "measure_hostile.py").read_text("utf-8")
    assert set() == {name for name in names if f"limits.{name}" not in source} - {"PLAIN_AREA"}
