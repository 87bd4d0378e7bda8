"""A small sound plan, and a way to break it in one place and say which place that is."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from cchc_kpi.findings import Finding
from cchc_kpi.plan.file import parse_plan
from cchc_kpi.plan.model import Plan

DATA: Final = Path(__file__).parent / "plan" / "data"
SMALL: Final = (DATA / "small.yaml").read_text("utf-8")
TARGETS_TEXT: Final = (Path(__file__).parents[1] / "targets.yaml").read_text("utf-8")

HERE: Final = "¦"
"""Stands in an edit just before the character that a finding should point at."""

Edit = tuple[str, str]
Place = tuple[int, int]


def edited(text: str, *edits: Edit) -> tuple[str, list[Place]]:
    """Return the text with each (old, new) replaced, and the (line, column) of each mark, in order.

    An old passage must stand in the text exactly once, so that a test cannot quietly break nothing.
    """
    for old, new in edits:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
        text = text.replace(old, new)
    places = []
    while HERE in text:
        before, _, after = text.partition(HERE)
        places.append((before.count("\n") + 1, len(before) - before.rfind("\n")))
        text = before + after
    return text, places


def read(text: str) -> tuple[Plan | None, tuple[Finding, ...]]:
    """Return the plan and the findings of a text, after seeing that each finding can be told."""
    plan, findings = parse_plan(text, "plan.yaml")
    for finding in findings:
        for lang in ("vi", "en"):
            assert finding.message(lang)
            assert finding.fix(lang)
    assert (plan is None) == any(finding.is_error for finding in findings)
    return plan, findings


def told(findings: tuple[Finding, ...]) -> list[tuple[str, Place]]:
    """Return the code and the (line, column) of each finding, 0 where it has none."""
    return [(f.code, (f.place.line or 0, f.place.column or 0)) for f in findings]
