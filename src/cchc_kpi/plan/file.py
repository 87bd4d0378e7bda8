"""Reading targets.yaml: every fault at once, by line and column, or a plan one can rely on."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import Any, Final, NamedTuple

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from cchc_kpi.findings import Details, Finding, Phrase, Place, in_order
from cchc_kpi.plan import model
from cchc_kpi.plan.checks import CHECKS, duplicate_ids, suggestion
from cchc_kpi.plan.yaml_tree import Path, Tree, Value, parse_yaml
from cchc_kpi.rules import plans
from cchc_kpi.system import reason_of
from cchc_kpi.text import shown, suggest

_KINDS: Final[Mapping[str, type[BaseModel]]] = {
    "ratio": model.Ratio,
    "reduction": model.Reduction,
    "reduction_of_mean": model.ReductionOfMean,
    "yes_no": model.YesNo,
}
_ENTRIES: Final[Mapping[str, type[BaseModel]]] = {
    "plan": model.Heading,
    "reporting": model.Reporting,
    "areas": model.Area,
    "offices": model.Office,
    "measures": model.Measure,
    "identities": model.Identity,
    "carry_overs": model.CarryOver,
}
_EXPECTED: Final[Mapping[str, Phrase]] = {
    "code": Phrase("mã dạng TT.04", "a code like TT.04"),
    "id": Phrase(
        "chữ thường không dấu, số và gạch dưới, ví dụ dossiers_on_time",
        "lower-case letters, digits and underscores, such as dossiers_on_time",
    ),
    "value": Phrase("tỷ lệ phần trăm, ví dụ 99%", "a percentage such as 99%"),
    "operator": Phrase('một trong ">", ">=", "=", "<=", "<"', 'one of ">", ">=", "=", "<=", "<"'),
    "at_most": (_sum := Phrase("các id số liệu nối bằng + hoặc -", "ids of measures joined by + or -")),
    **dict.fromkeys(("numerator", "denominator", "of", "left", "right", "continues"), _sum),
}
_EXPECTED_BY_TYPE: Final[Mapping[str, Phrase]] = {
    "int_type": (_whole := Phrase("một số nguyên", "a whole number")),
    "int_parsing": _whole,
    "string_type": Phrase(
        "chữ; nếu giống một con số thì đặt trong dấu nháy kép", "text; in quotes where it looks like a number"
    ),
    "tuple_type": Phrase("một danh sách, ví dụ [a, b]", "a list such as [a, b]"),
    "list_type": Phrase("một danh sách, ví dụ [a, b]", "a list such as [a, b]"),
    "too_short": Phrase("ít nhất một mục", "at least one entry"),
    "string_too_short": Phrase("chữ, không để trống", "text, not empty"),
}


class LoadedPlan(NamedTuple):
    """A plan file as read. `plan` is None where an error forbids its use."""

    file: str
    sha256: str
    plan: model.Plan | None
    findings: tuple[Finding, ...]


def load_plan(path: FilePath) -> LoadedPlan:
    """Read and check a plan file. All faults are findings; nothing is raised for bad input."""
    file = path.as_posix()
    try:
        content = path.read_bytes()
        text = content.decode("utf-8-sig")
    except OSError as error:
        return _unreadable(file, reason_of(error))
    except UnicodeDecodeError:
        return _unreadable(file, Phrase("không phải UTF-8", "it is not UTF-8"))
    plan, findings = parse_plan(text, file)
    return LoadedPlan(file, hashlib.sha256(content).hexdigest(), plan, findings)


def _unreadable(file: str, reason: Phrase) -> LoadedPlan:
    return LoadedPlan(file, "", None, (Finding(plans.UNREADABLE, Place(file), {"reason": reason}),))


def parse_plan(text: str, file: str = "targets.yaml") -> tuple[model.Plan | None, tuple[Finding, ...]]:
    """Return the plan that a YAML text encodes and every finding about it.

    The plan is None as soon as one finding is an error; warnings leave it usable.
    """
    tree = parse_yaml(text, file)
    findings = list(tree.findings)
    if tree.value is None and findings:
        return None, in_order(findings)
    draft = _Draft(tree)
    plan = draft.validate()
    findings += draft.findings
    if plan is not None:
        findings += _check(plan, tree, draft)
    sound = plan is not None and not any(finding.is_error for finding in findings)
    return (plan if sound else None), in_order(findings)


def _check(plan: model.Plan, tree: Tree, draft: _Draft) -> list[Finding]:
    findings = []
    for path, kind, name, first in duplicate_ids(plan):
        line = str(tree.place(draft.origin(first)).line)
        details: Details = {"kind": kind, "id": name, "first_line": line}
        findings.append(Finding(plans.DUPLICATE_ID, tree.place(draft.origin(path)), details))
    for check in CHECKS:
        faults = check(plan, draft.dropped_ids)
        findings += [Finding(f.rule, tree.place(draft.origin(f.path)), f.details) for f in faults]
    return findings


class _Draft:
    """The raw values on their way to a model: what cannot stand is told and set aside.

    Setting aside the one entry that is wrong lets the rest be checked in the same run.
    """

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._raw: dict[str, Value] = tree.value if isinstance(tree.value, dict) else {}
        self._kept: dict[str, list[int]] = {
            key: list(range(len(value))) for key, value in self._raw.items() if isinstance(value, list)
        }
        self.findings: list[Finding] = []
        self.dropped_ids: frozenset[str] = frozenset()

    def origin(self, path: Path) -> Path:
        """Return the path in the file of a path in the model, where entries were set aside."""
        if len(path) > 1 and isinstance(path[1], int):
            return (path[0], self._kept[str(path[0])][path[1]], *path[2:])
        return path

    def validate(self) -> model.Plan | None:
        """Return the model of all that can stand, or None when too little can."""
        try:
            return model.Plan.model_validate(self._raw)
        except ValidationError as error:
            faults = error.errors(include_url=False)
        mistyped = {
            (_plain_path(f["loc"])[:-1], _nearest_key(f)) for f in faults if f["type"] == "extra_forbidden"
        }
        for fault in faults:
            path = _plain_path(fault["loc"])
            if fault["type"] == "missing" and (path[:-1], path[-1]) in mistyped:
                continue  # The key is there, mistyped: that is told once.
            self.findings.append(self._finding(fault))
        if not self._set_aside(faults):
            return None
        try:
            return model.Plan.model_validate(self._raw)
        except ValidationError:
            return None

    def _finding(self, fault: ErrorDetails) -> Finding:
        path = _plain_path(fault["loc"])
        key = str(path[-1]) if path else "targets.yaml"
        place = self._tree.place(path)
        match fault["type"]:
            case "missing":
                return Finding(plans.MISSING_KEY, place, {"key": key})
            case "union_tag_not_found":
                return Finding(plans.MISSING_KEY, place, {"key": "kind"})
            case "extra_forbidden":
                known = list(_fields(fault["loc"]))
                details: Details = {
                    "key": key,
                    "suggestion": suggestion(key, known),
                    "known": ", ".join(known),
                }
                return Finding(plans.UNKNOWN_KEY, place, details)
            case "union_tag_invalid":
                kinds = ", ".join(_KINDS)
                expected = Phrase(f"một trong {kinds}", f"one of {kinds}")
                found = shown(str(fault["ctx"]["tag"]))
                return Finding(
                    plans.WRONG_VALUE,
                    self._tree.place((*path, "kind")),
                    {"key": "kind", "found": found, "expected": expected},
                )
            case _:
                name = str(next((part for part in reversed(path) if isinstance(part, str)), key))
                said: Details = {
                    "key": name,
                    "found": _found(fault["input"]),
                    "expected": _expected(fault, name),
                }
                return Finding(plans.WRONG_VALUE, place, said)

    def _set_aside(self, faults: list[ErrorDetails]) -> bool:
        """Remove unknown keys, and entries with any other fault; False when that is not enough."""
        dropped: dict[str, set[int]] = {}
        unknown: list[Path] = []
        for fault in faults:
            path = _plain_path(fault["loc"])
            if fault["type"] == "extra_forbidden":
                unknown.append(path)
            elif len(path) > 1 and isinstance(path[1], int):
                dropped.setdefault(str(path[0]), set()).add(path[1])
            else:
                return False
        self.dropped_ids = frozenset(
            name
            for section, indexes in dropped.items()
            for i in indexes
            for name in self._possible_ids(section, i)
        )
        for path in unknown:
            _remove(self._raw, path)
        for section, indexes in dropped.items():
            entries = self._raw[section]
            assert isinstance(entries, list)
            self._kept[section] = [i for i in range(len(entries)) if i not in indexes]
            self._raw[section] = [entries[i] for i in self._kept[section]]
        return True

    def _possible_ids(self, section: str, index: int) -> set[str]:
        """Return what an entry set aside may be called elsewhere: its key `id` may be mistyped, its id in capitals."""
        entries = self._raw[section]
        entry = entries[index] if isinstance(entries, list) else None
        values = entry.values() if isinstance(entry, dict) else [entry]
        return {str(value).lower() for value in values if not isinstance(value, dict | list)} | {""}


def _plain_path(loc: tuple[int | str, ...]) -> Path:
    """Return a pydantic location as a path of the file: without the union's tag."""
    if loc[:1] == ("indicators",) and loc[2:3] and loc[2] in _KINDS:
        return (*loc[:2], *loc[3:])
    return loc


def _fields(loc: tuple[int | str, ...]) -> tuple[str, ...]:
    """Return the keys allowed where an unknown one stands."""
    if {"target", "milestones"} & set(loc[:-1]):
        return tuple(model.Milestone.model_fields)
    if loc[0] == "indicators" and loc[2:]:
        return tuple(_KINDS[str(loc[2])].model_fields)
    entry = _ENTRIES[str(loc[0])] if len(loc) > 1 else model.Plan
    return tuple(entry.model_fields)


def _nearest_key(fault: ErrorDetails) -> str | None:
    return suggest(str(fault["loc"][-1]), _fields(fault["loc"]))


def _found(value: Any) -> str | Phrase:
    if isinstance(value, dict | list | tuple):
        return Phrase("một danh sách hoặc nhóm khóa", "a list or a group of keys")
    return Phrase("trống", "empty") if value is None else shown(str(value))


def _expected(fault: ErrorDetails, key: str) -> Phrase:
    if fault["type"] == "literal_error":
        choices = str(fault["ctx"]["expected"]).replace(" or ", ", ")
        return Phrase(f"một trong {choices}", f"one of {choices}")
    if fault["type"] in {"greater_than_equal", "less_than_equal"}:
        low, high = fault["ctx"].get("ge"), fault["ctx"].get("le")
        return Phrase(
            *(
                (f"số từ {low}", f"a number from {low}")
                if high is None
                else (f"số đến {high}", f"a number up to {high}")
            )
        )
    return (
        _EXPECTED.get(key)
        or _EXPECTED_BY_TYPE.get(fault["type"])
        or Phrase("giá trị đúng mẫu", "a value of the right form")
    )


def _remove(raw: Any, path: Path) -> None:
    for part in path[:-1]:
        raw = raw[part]
    raw.pop(path[-1], None)
