"""Reading targets.yaml: every fault at once, by line and column, or a plan one can rely on."""

from __future__ import annotations

import hashlib
from pathlib import Path as FilePath
from typing import Final, NamedTuple

from cchc_kpi.findings import Details, Finding, Phrase, Place, in_order
from cchc_kpi.plan import model
from cchc_kpi.plan.checks import CHECKS, duplicate_ids
from cchc_kpi.plan.entries import Draft, Shape, read_source
from cchc_kpi.plan.yaml_tree import Tree, parse_yaml
from cchc_kpi.rules import plans

_SUM: Final = Phrase("các id số liệu nối bằng + hoặc -", "ids of measures joined by + or -")
_SHAPE: Final = Shape(
    "targets.yaml",
    model.Plan,
    {
        "code": Phrase("mã dạng TT.04", "a code like TT.04"),
        "id": Phrase(
            "chữ thường không dấu, số và gạch dưới, ví dụ dossiers_on_time",
            "lower-case letters, digits and underscores, such as dossiers_on_time",
        ),
        "value": Phrase("tỷ lệ phần trăm, ví dụ 99%", "a percentage such as 99%"),
        "usual_change": Phrase("tỷ lệ phần trăm, ví dụ 30%", "a percentage such as 30%"),
        "operator": Phrase('một trong ">", ">=", "=", "<=", "<"', 'one of ">", ">=", "=", "<=", "<"'),
        **dict.fromkeys(("at_most", "numerator", "denominator", "of", "left", "right", "continues"), _SUM),
    },
)


class LoadedPlan(NamedTuple):
    """A plan file as read. `plan` is None where an error forbids its use."""

    file: str
    sha256: str
    plan: model.Plan | None
    findings: tuple[Finding, ...]


def load_plan(path: FilePath) -> LoadedPlan:
    """Read and check a plan file. All faults are findings; nothing is raised for bad input."""
    file = path.as_posix()
    source = read_source(path)
    if isinstance(source, Phrase):
        unreadable = Finding(plans.UNREADABLE, Place(file), {"reason": source})
        return LoadedPlan(file, "", None, (unreadable,))
    plan, findings = parse_plan(source.text, file)
    return LoadedPlan(file, hashlib.sha256(source.content).hexdigest(), plan, findings)


def parse_plan(text: str, file: str = "targets.yaml") -> tuple[model.Plan | None, tuple[Finding, ...]]:
    """Return the plan that a YAML text encodes and every finding about it.

    The plan is None as soon as one finding is an error; warnings leave it usable.
    """
    tree = parse_yaml(text, file)
    findings = list(tree.findings)
    if tree.value is None and findings:
        return None, in_order(findings)
    draft = Draft(tree, _SHAPE)
    plan = draft.validate()
    findings += draft.findings
    if plan is not None:
        findings += _check(plan, tree, draft)
    sound = plan is not None and not any(finding.is_error for finding in findings)
    return (plan if sound else None), in_order(findings)


def _check(plan: model.Plan, tree: Tree, draft: Draft[model.Plan]) -> list[Finding]:
    findings = []
    for path, kind, name, first in duplicate_ids(plan):
        line = str(tree.place(draft.origin(first)).line)
        details: Details = {"kind": kind, "id": name, "first_line": line}
        findings.append(Finding(plans.DUPLICATE_ID, tree.place(draft.origin(path)), details))
    for check in CHECKS:
        faults = check(plan, draft.dropped_ids)
        findings += [Finding(f.rule, tree.place(draft.origin(f.path)), f.details) for f in faults]
    return findings
