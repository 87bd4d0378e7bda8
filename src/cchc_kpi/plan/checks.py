"""What must hold between the entries of a plan: references, codes, operators, years.

One small function a rule, in `CHECKS`; each yields faults at a path of the file, and `file`
turns the path into line and column. Nothing here reads a file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, TypeAlias

from cchc_kpi.findings import Details, Phrase, Rule
from cchc_kpi.numerals import parse_percent, percent_text
from cchc_kpi.plan.entries import suggestion
from cchc_kpi.plan.expression import Expression
from cchc_kpi.plan.model import (
    Milestone,
    Operator,
    Plan,
    Reduction,
    ReductionOfMean,
    YesNo,
    baseline_years_of,
    expressions_of,
)
from cchc_kpi.plan.yaml_tree import Path
from cchc_kpi.rules import plans
from cchc_kpi.text import fold

MEASURE: Final = Phrase("số liệu", "measure")
OFFICE: Final = Phrase("cơ quan", "office")
AREA: Final = Phrase("lĩnh vực", "area")
INDICATOR: Final = Phrase("chỉ tiêu", "indicator")


@dataclass(frozen=True, slots=True)
class Fault:
    """A broken rule at a path of the plan file."""

    rule: Rule
    path: Path
    details: Details = field(default_factory=dict)


def _expressions(plan: Plan) -> Iterator[tuple[Path, Expression]]:
    """Every expression of the plan with its path, those of checks included."""
    for index, measure in enumerate(plan.measures):
        if measure.bound is not None:
            key = "part_of" if measure.at_most is None else "at_most"
            yield ("measures", index, key), measure.bound
    for index, identity in enumerate(plan.identities):
        yield ("identities", index, "left"), identity.left
        yield ("identities", index, "right"), identity.right
    for index, carry_over in enumerate(plan.carry_overs):
        yield ("carry_overs", index, "measure"), Expression.parse(carry_over.measure)
        yield ("carry_overs", index, "continues"), carry_over.continues
    for index, indicator in enumerate(plan.indicators):
        for key, expression in expressions_of(indicator).items():
            yield ("indicators", index, key), expression


def duplicate_ids(plan: Plan) -> Iterator[tuple[Path, Phrase, str, Path]]:
    """Yield (path, kind, id, path of the first) for every id or code that stands twice."""
    sections: tuple[tuple[str, Phrase, str, list[str]], ...] = (
        ("areas", AREA, "id", [a.id for a in plan.areas]),
        ("offices", OFFICE, "id", [o.id for o in plan.offices]),
        ("measures", MEASURE, "id", [m.id for m in plan.measures]),
        ("measures", Phrase("mã số", "code"), "code", [m.code for m in plan.measures]),
        ("indicators", INDICATOR, "id", [i.id for i in plan.indicators]),
    )
    for section, kind, key, names in sections:
        first: dict[str, int] = {}
        for index, name in enumerate(names):
            if name in first:
                yield (section, index, key), kind, name, (section, first[name], key)
            first.setdefault(name, index)


def check_references(plan: Plan, also_known: frozenset[str]) -> Iterator[Fault]:
    """Every measure, office and area that is named must be declared."""
    measures = [m.id for m in plan.measures]
    offices = [o.id for o in plan.offices]
    areas = [a.id for a in plan.areas]

    def named(path: Path, name: str, kind: Phrase, known: list[str]) -> Iterator[Fault]:
        if name not in known and name not in also_known:
            details: Details = {"id": name, "kind": kind, "suggestion": suggestion(name, known)}
            yield Fault(plans.UNKNOWN_REFERENCE, path, details)

    for index, measure in enumerate(plan.measures):
        yield from named(("measures", index, "area"), measure.area, AREA, areas)
        for place, office in enumerate(measure.offices):
            yield from named(("measures", index, "offices", place), office, OFFICE, offices)
        if measure.part_of and measure.at_most:
            yield from named(("measures", index, "part_of"), measure.part_of, MEASURE, measures)
    for index, indicator in enumerate(plan.indicators):
        yield from named(("indicators", index, "area"), indicator.area, AREA, areas)
        yield from named(("indicators", index, "lead"), indicator.lead, OFFICE, offices)
    for path, expression in _expressions(plan):
        for name in dict.fromkeys(expression.measures):
            yield from named(path, name, MEASURE, measures)


def check_unused(plan: Plan, also_known: frozenset[str]) -> Iterator[Fault]:
    """Every measure serves an indicator, an identity or a check; every office and area something."""
    if also_known or any(check_references(plan, also_known)):
        return  # An entry was set aside, or names what is not there: what it would have used is not known.
    # A measure that is only bounded by another, or only part of another, serves nobody.
    used = {
        name
        for path, expression in _expressions(plan)
        if path[0] != "measures"
        for name in expression.measures
    }
    serving = {name for m in plan.measures if m.id in used and m.bound for name in m.bound.measures}
    for index, measure in enumerate(plan.measures):
        if measure.id not in used | serving:
            details: Details = {"id": measure.id, "code": measure.code}
            yield Fault(plans.MEASURE_UNUSED, ("measures", index), details)
    asked = {office for measure in plan.measures for office in measure.offices}
    for index, office in enumerate(plan.offices):
        if office.id not in asked:
            yield Fault(plans.NOBODY_ASKED, ("offices", index), {"kind": OFFICE, "id": office.id})
    grouped = {i.area for i in plan.indicators} | {m.area for m in plan.measures}
    for index, area in enumerate(plan.areas):
        if area.id not in grouped:
            yield Fault(plans.NOBODY_ASKED, ("areas", index), {"kind": AREA, "id": area.id})


# What the plan's own words say of the operator. The first that occurs decides:
# "tối thiểu 90%, phấn đấu trên 95%" is a minimum.
_WORDING: Final[tuple[tuple[str, Operator], ...]] = (
    ("trở lên", ">="),
    ("trở xuống", "<="),
    ("tối thiểu", ">="),
    ("ít nhất", ">="),
    ("không thấp hơn", ">="),
    ("không ít hơn", ">="),
    ("không nhỏ hơn", ">="),
    ("không dưới", ">="),
    ("không cao hơn", "<="),
    ("không nhiều hơn", "<="),
    ("không lớn hơn", "<="),
    ("không trên", "<="),
    ("không quá", "<="),
    ("tối đa", "<="),
    ("không vượt", "<="),
    ("trên", ">"),
    ("vượt", ">"),
    ("dưới", "<"),
    ("thấp hơn", "<"),
    ("ít hơn", "<"),
    ("nhỏ hơn", "<"),
    ("hơn", ">"),
    ("giảm", ">="),
    ("từ", ">="),
)


def _milestones(plan: Plan) -> Iterator[tuple[Path, Milestone, bool]]:
    for index, indicator in enumerate(plan.indicators):
        is_yes_no = isinstance(indicator, YesNo)
        yield ("indicators", index, "target"), indicator.target, is_yes_no
        for place, milestone in enumerate(indicator.milestones):
            yield ("indicators", index, "milestones", place), milestone, is_yes_no


def check_wording(plan: Plan, _known: frozenset[str]) -> Iterator[Fault]:
    """Operator and value say what the wording beside them says."""
    for path, milestone, is_yes_no in _milestones(plan):
        wording = fold(milestone.wording)
        for words, operator in _WORDING:
            if _holds(wording, fold(words)):
                if operator != milestone.operator:
                    details = {
                        "operator": milestone.operator,
                        "wording": milestone.wording,
                        "word": f"'{words}'",
                        "expected": operator,
                    }
                    yield Fault(plans.OPERATOR_CONTRADICTS, (*path, "operator"), dict(details))
                break
        else:
            yield from _wordless_operator(path, milestone, is_yes_no=is_yes_no)
        shares = [parse_percent(found) for found in re.findall(r"\d+(?:[.,]\d+)?\s*%", wording)]
        if shares and milestone.value not in shares:
            said: Details = {
                "value": percent_text(milestone.value),
                "wording": milestone.wording,
            }
            yield Fault(plans.VALUE_CONTRADICTS, (*path, "value"), said)


def _holds(wording: str, words: str) -> bool:
    """Say whether whole words stand in a folded text, where a word may end in a tone mark that is no letter."""
    return (
        words in wording
        and re.search(rf"(?<!\w){re.escape(words)}(?![\w\u0300-\u036f])", wording) is not None
    )


def _wordless_operator(path: Path, milestone: Milestone, *, is_yes_no: bool) -> Iterator[Fault]:
    """A target with no word for its operator ("100%", "hoàn thành") is inclusive."""
    allowed: tuple[Operator, ...] = ("=", ">=") if is_yes_no else (">=", "<=", "=")
    if milestone.operator not in allowed:
        details: Details = {
            "operator": milestone.operator,
            "wording": milestone.wording,
            "word": Phrase("lời văn không có từ như 'trên', 'dưới'", "a wording without such a word"),
            "expected": allowed[0],
        }
        yield Fault(plans.OPERATOR_CONTRADICTS, (*path, "operator"), details)
    if is_yes_no and milestone.value != Fraction(1):
        yield _wrong(
            (*path, "value"),
            percent_text(milestone.value),
            Phrase("100% (mọi câu trả lời là Có)", "100% (every answer is yes)"),
        )


def _wrong(path: Path, found: str, expected: Phrase) -> Fault:
    return Fault(plans.WRONG_VALUE, path, {"key": str(path[-1]), "found": f"'{found}'", "expected": expected})


def check_years(plan: Plan, _known: frozenset[str]) -> Iterator[Fault]:
    """Milestones come before the due year, once a year; the plan ends after it begins."""
    if plan.plan.first_year > plan.plan.last_year:
        first = plan.plan.first_year
        yield _wrong(
            ("plan", "last_year"),
            str(plan.plan.last_year),
            Phrase(f"năm từ {first} trở đi", f"a year from {first} on"),
        )
    for index, indicator in enumerate(plan.indicators):
        if indicator.target.year < plan.plan.first_year:
            first = plan.plan.first_year
            expected = Phrase(f"năm từ {first} trở đi", f"a year from {first} on")
            yield _wrong(("indicators", index, "target", "year"), str(indicator.target.year), expected)
        seen: set[int] = set()
        for place, milestone in enumerate(indicator.milestones):
            path = ("indicators", index, "milestones", place, "year")
            if milestone.year >= indicator.target.year:
                details: Details = {
                    "year": str(milestone.year),
                    "due": str(indicator.target.year),
                }
                yield Fault(plans.MILESTONE_LATE, path, details)
            elif milestone.year in seen:
                yield _wrong(path, str(milestone.year), Phrase("mỗi năm một mốc", "one milestone a year"))
            seen.add(milestone.year)


def check_asking(plan: Plan, _known: frozenset[str]) -> Iterator[Fault]:
    """What an indicator needs is asked when it is needed, for the baseline years too."""
    measures = plan.measure_by_id
    for index, indicator in enumerate(plan.indicators):
        for key, expression in expressions_of(indicator).items():
            for name in dict.fromkeys(expression.measures):
                measure = measures.get(name)
                if measure is None:
                    continue
                if indicator.assessed == "quarter" and measure.asked == "year":
                    yield Fault(plans.YEARLY_IN_QUARTERLY, ("indicators", index, key), {"id": name})
                for year in baseline_years_of(indicator):
                    if year not in measure.baseline_years:
                        at = "baseline_year" if isinstance(indicator, Reduction) else "baseline_years"
                        missing: Details = {"id": name, "year": str(year)}
                        yield Fault(plans.BASELINE_NOT_ASKED, ("indicators", index, at), missing)
        if isinstance(indicator, ReductionOfMean) and not (
            max(indicator.baseline_years) < indicator.since <= indicator.target.year
        ):
            expected = Phrase(
                "năm sau các năm gốc, không sau hạn",
                "a year after the baseline years, not after the due year",
            )
            yield _wrong(("indicators", index, "since"), str(indicator.since), expected)


def check_types(plan: Plan, _known: frozenset[str]) -> Iterator[Fault]:
    """An expression adds like to like, and bounds like with like."""
    measures = plan.measure_by_id
    for path, expression in _expressions(plan):
        types = {measures[name].type for name in expression.measures if name in measures}
        if path[0] == "measures":
            types.add(plan.measures[int(path[1])].type)
        asks_yes_no = path[-1] == "all_of"
        if len(types) > 1 or (("yes_no" in types) != asks_yes_no and types):
            yield Fault(plans.MIXED_TYPES, path, {"types": ", ".join(sorted(types))})


def check_offices(plan: Plan, _known: frozenset[str]) -> Iterator[Fault]:
    """What is checked together within one return is asked of the same offices."""
    measures = plan.measure_by_id
    groups: list[tuple[Path, str, tuple[str, ...]]] = [
        (path, plan.measures[int(path[1])].id, expression.measures)
        for path, expression in _expressions(plan)
        if path[0] == "measures"
    ]
    for index, identity in enumerate(plan.identities):
        every = (*identity.left.measures, *identity.right.measures)
        groups.append((("identities", index), every[0], every[1:]))
    for index, carry_over in enumerate(plan.carry_overs):
        groups.append((("carry_overs", index), carry_over.measure, carry_over.continues.measures))
    for path, name, others in groups:
        for other in others:
            if (
                name in measures
                and other in measures
                and set(measures[name].offices) != set(measures[other].offices)
            ):
                yield Fault(plans.OFFICES_DIFFER, path, {"id": name, "other": other})
                break


def check_nesting(plan: Plan, _known: frozenset[str]) -> Iterator[Fault]:
    """No measure is, at any remove, part of itself."""
    measures = plan.measure_by_id
    for index, measure in enumerate(plan.measures):
        above, seen = measure.part_of, set[str]()
        while above in measures and above not in seen and above != measure.id:
            seen.add(above)
            above = measures[above].part_of
        if above == measure.id:
            expected = Phrase("một số liệu không nằm trong chính nó", "a measure that is not part of itself")
            yield _wrong(("measures", index, "part_of"), str(measure.part_of), expected)


def check_repeats(plan: Plan, _known: frozenset[str]) -> Iterator[Fault]:
    """Nothing is listed twice: an office, a year or a question would count twice."""
    lists: list[tuple[Path, Sequence[object]]] = []
    for index, measure in enumerate(plan.measures):
        lists.append((("measures", index, "offices"), measure.offices))
        lists.append((("measures", index, "baseline_years"), measure.baseline_years))
    for index, indicator in enumerate(plan.indicators):
        if isinstance(indicator, ReductionOfMean):
            lists.append((("indicators", index, "baseline_years"), indicator.baseline_years))
    lists += [
        (path, [name for name in expression.measures if name in plan.measure_by_id])
        for path, expression in _expressions(plan)
    ]
    once = Phrase("mỗi mục một lần", "every entry once")
    for path, entries in lists:
        for entry in sorted({str(e) for e in entries if list(entries).count(e) > 1}):
            yield _wrong(path, entry, once)
    names = [fold(office.name) for office in plan.offices]
    for index, name in enumerate(names):
        if name in names[:index]:
            other = Phrase("một tên khác với các cơ quan khác", "a name that no other office has")
            yield _wrong(("offices", index, "name"), plan.offices[index].name, other)


def check_answers(plan: Plan, _known: frozenset[str]) -> Iterator[Fault]:
    """A yes or no is not added up over the quarters."""
    for index, measure in enumerate(plan.measures):
        if measure.type == "yes_no" and measure.over_time == "sum":
            expected = Phrase(
                "last hoặc first (có/không thì không cộng dồn)", "last or first (answers do not add up)"
            )
            yield _wrong(("measures", index, "over_time"), "sum", expected)


def check_usual_changes(plan: Plan, _known: frozenset[str]) -> Iterator[Fault]:
    """Only a stock has a usual change: what is counted anew each quarter has no quarter before to go on from."""
    for index, measure in enumerate(plan.measures):
        share = measure.usual_change
        if share is None:
            continue
        path = ("measures", index, "usual_change")
        if measure.over_time != "last" or measure.type == "yes_no":
            expected = Phrase(
                "bỏ khóa này (chỉ dùng cho số cuối kỳ, over_time: last, không phải có/không)",
                "no such key (only figures at a period's end, over_time: last, and no yes/no, have one)",
            )
            yield _wrong(path, percent_text(share), expected)
        elif share < 0:
            expected = Phrase("tỷ lệ phần trăm từ 0% trở lên", "a percentage of 0% or more")
            yield _wrong(path, percent_text(share), expected)


Check: TypeAlias = Callable[[Plan, frozenset[str]], Iterator[Fault]]

CHECKS: Final[tuple[Check, ...]] = (
    check_references,
    check_unused,
    check_wording,
    check_years,
    check_asking,
    check_types,
    check_offices,
    check_nesting,
    check_repeats,
    check_answers,
    check_usual_changes,
)
