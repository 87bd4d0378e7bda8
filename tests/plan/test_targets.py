from __future__ import annotations

import csv
import re
from fractions import Fraction

import pytest

from cchc_kpi.plan.expression import Expression
from cchc_kpi.plan.file import LoadedPlan
from cchc_kpi.plan.model import Measure, Plan, Ratio, Reduction, ReductionOfMean, YesNo
from plan_for_tests import DATA

Terms = list[tuple[str, str]]


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of one of the plan's tables."""
    with (DATA / name).open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


INDICATORS = rows("indicators.csv")
MEASURES = rows("measures.csv")
OFFICES = {"vp", "kt", "vhxh", "ttpvhcc", "dvci"}
AREAS = ["the_che", "tthc", "bo_may", "cong_vu", "tai_chinh_cong", "chinh_quyen_so"]


def words(formula: str) -> Terms:
    """Split "a + b - c" of a table into signed words; any other shape stops the test."""
    pieces = formula.split()
    signs, names = ["+", *pieces[1::2]], pieces[0::2]
    assert set(signs) <= {"+", "-"}
    return list(zip(signs, names, strict=True))


def terms(expression: Expression | None) -> Terms:
    """Return the signed words of an expression of the plan."""
    return [] if expression is None else [("+" if t.sign > 0 else "-", t.measure) for t in expression.terms]


def each(table: list[dict[str, str]]) -> pytest.MarkDecorator:
    """Run a test for every row of a table, with its place in the order."""
    return pytest.mark.parametrize(("index", "row"), list(enumerate(table)), ids=[row["id"] for row in table])


def test_the_plan_shipped_has_nothing_to_be_told_about_it(loaded: LoadedPlan) -> None:
    """targets.yaml gives no finding, not even a warning."""
    assert loaded.findings == ()


def test_the_plan_has_its_31_indicators_and_62_measures_in_order(plan: Plan) -> None:
    """Ids stand in the order of the tables, each once."""
    assert [row["id"] for row in INDICATORS] == [indicator.id for indicator in plan.indicators]
    assert [row["id"] for row in MEASURES] == [measure.id for measure in plan.measures]
    assert (len(plan.indicators), len(plan.measures)) == (31, 62)


def test_six_areas_and_five_offices(plan: Plan) -> None:
    """The plan has the six reform areas in its own order, and the five offices that report."""
    areas, offices = AREAS, OFFICES

    assert areas == [area.id for area in plan.areas]
    assert offices == {office.id for office in plan.offices}
    assert len(plan.offices) == 5


def test_the_heading_is_the_plans_own(plan: Plan) -> None:
    """The plan is Lộc Bình's, from 2026 to 2030."""
    expected = ("Lộc Bình", 2026, 2030)

    assert expected == (plan.plan.commune, plan.plan.first_year, plan.plan.last_year)


@each(INDICATORS)
def test_an_indicator_says_what_the_table_says(plan: Plan, index: int, row: dict[str, str]) -> None:
    """Area, clause, name, when it is assessed and who answers for it."""
    indicator = plan.indicators[index]
    expected = (row["area"], row["clause"], row["name_vi"], row["assessed"], row["lead"])

    assert expected == (indicator.area, indicator.clause, indicator.name, indicator.assessed, indicator.lead)


@each(INDICATORS)
def test_a_target_says_what_the_plan_says(plan: Plan, index: int, row: dict[str, str]) -> None:
    """Operator, exact threshold and the plan's wording; all fall due in 2030 and none has a milestone."""
    indicator = plan.indicators[index]
    threshold = row["threshold_percent"]
    value = Fraction(1) if threshold.startswith("yes") else Fraction(threshold) / 100
    expected = (row["operator"], value, row["wording"], 2030)
    target = indicator.target

    assert expected == (target.operator, target.value, target.wording, target.year)
    assert indicator.milestones == ()


@each(INDICATORS)
def test_an_indicator_is_calculated_as_the_table_says(plan: Plan, index: int, row: dict[str, str]) -> None:
    """The kind and every term of the formula, with its sign."""
    indicator = plan.indicators[index]
    above, below = row["numerator"], row["denominator"]

    match row["kind"]:
        case "ratio":
            assert isinstance(indicator, Ratio)
            assert (words(above), words(below)) == (terms(indicator.numerator), terms(indicator.denominator))
        case "reduction":
            assert isinstance(indicator, Reduction)
            assert words(above) == terms(indicator.of)
            assert below == f"same expression at {indicator.baseline_year}"
        case "reduction of mean":
            assert isinstance(indicator, ReductionOfMean)
            [(sign, name)] = terms(indicator.of)
            years = indicator.baseline_years
            assert sign == "+"
            assert above == f"mean of yearly {name} from {indicator.since} to the year assessed"
            assert below == f"mean of yearly {name} {years[0]}-{years[-1]}"
            assert list(years) == list(range(years[0], years[-1] + 1))
        case kind:
            assert kind == "yes_no"
            assert isinstance(indicator, YesNo)
            assert words(above) == [("+", name) for name in indicator.all_of]
            assert below == ""


@each(MEASURES)
def test_a_measure_says_what_the_table_says(plan: Plan, index: int, row: dict[str, str]) -> None:
    """Code, offices, name, unit, type and how it adds up over time."""
    measure = plan.measures[index]
    expected = (
        row["code"],
        row["office"].split("; "),
        row["name_vi"],
        row["unit"],
        row["value_type"],
        row["over_time"],
    )

    assert expected == (
        measure.code,
        list(measure.offices),
        measure.name,
        measure.unit,
        measure.type,
        measure.over_time,
    )


def baseline_years(asked: str) -> list[int]:
    """Return the years of "quarter; baseline 2021-2025"."""
    _, _, years = asked.partition("; baseline ")
    first, _, last = years.partition("-")
    return list(range(int(first), int(last or first) + 1)) if years else []


@each(MEASURES)
def test_a_measure_is_asked_when_the_table_says(plan: Plan, index: int, row: dict[str, str]) -> None:
    """Quarterly or yearly, and for which baseline years."""
    measure = plan.measures[index]
    expected = (row["asked"].partition(";")[0], baseline_years(row["asked"]))

    assert expected == (measure.asked, list(measure.baseline_years))


@each(MEASURES)
def test_a_measure_is_bounded_as_the_table_says(plan: Plan, index: int, row: dict[str, str]) -> None:
    """What a figure cannot exceed within one return; blank means that nothing bounds it."""
    expected = words(row["at_most"]) if row["at_most"] else []

    assert expected == terms(plan.measures[index].bound)


def nearest_above(plan: Plan, index: int) -> Measure:
    """Return the last measure before this one that is no "Trong đó"."""
    return next(
        measure for measure in reversed(plan.measures[:index]) if not measure.name.startswith("Trong đó")
    )


@each(MEASURES)
def test_what_is_called_a_part_is_shown_under_its_whole(plan: Plan, index: int, row: dict[str, str]) -> None:
    """Measures called "Trong đó", and only they, are part of the measure that they are listed under."""
    expected = nearest_above(plan, index).id if row["name_vi"].startswith("Trong đó") else None

    assert expected == plan.measures[index].part_of


@each(MEASURES)
def test_a_code_begins_with_its_area(plan: Plan, index: int, row: dict[str, str]) -> None:
    """The letters of a code stand for one area each, in the plan's order."""
    prefixes = dict(zip(["TC", "TT", "BM", "CV", "NS", "CQ"], AREAS, strict=True))
    letters = re.match("[A-Z]+", row["code"])

    assert letters is not None
    assert prefixes[letters[0]] == plan.measures[index].area


def test_usual_changes_are_the_communes_own_choice(plan: Plan) -> None:
    """The plan's text states none: what only a decision changes may move by 10%, other totals by 30%."""
    by_decision = ["BM.01", "BM.02", "BM.03", "CQ.01"]
    totals = ["TC.01", "TT.20", "TT.24", "TT.27", "TT.29", "CV.01", "CV.04", "CQ.04", "CQ.06", "CQ.09"]
    expected = dict.fromkeys(by_decision, Fraction(1, 10)) | dict.fromkeys(totals, Fraction(3, 10))

    assert expected == {m.code: m.usual_change for m in plan.measures if m.usual_change is not None}


def test_minimum_samples_are_the_communes_own_choice(plan: Plan) -> None:
    """The plan's text states none: the seven satisfaction indicators ask for 30 answers."""
    expected = {row["id"]: 30 for row in INDICATORS if row["id"].startswith("satisfaction_")}
    chosen = {i.id: i.minimum_sample for i in plan.indicators if isinstance(i, Ratio) and i.minimum_sample}

    assert expected == chosen
    assert len(expected) == 7


def test_the_dossier_identity_is_the_forms(plan: Plan) -> None:
    """Form II.06a: carried over + online + in person = early + on time + late + pending in time + overdue."""
    [identity] = plan.identities
    [carry_over] = plan.carry_overs

    assert plan.codes(identity.left) == "TT.01 + TT.02 + TT.03"
    assert plan.codes(identity.right) == "TT.04 + TT.05 + TT.06 + TT.07 + TT.08"
    assert plan.measure_by_id[carry_over.measure].code == "TT.01"
    assert plan.codes(carry_over.continues) == "TT.07 + TT.08"


def test_quarters_follow_the_decree(plan: Plan) -> None:
    """A quarter opens on the 15th of the month before the calendar quarter."""
    expected = (1, 15)
    reporting = plan.reporting

    assert expected == (reporting.quarter_opens_months_before, reporting.quarter_opens_on_day)
    assert "09/2019/NĐ-CP" in reporting.basis
