"""What a verdict can still become: by hand on the plan's indicators, by every completion of small cases, and at random."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cchc_kpi.findings import EMPTY
from cchc_kpi.plan.expression import Expression
from cchc_kpi.plan.model import Indicator, Operator, Plan
from cchc_kpi.returns.layout import quarter_layout
from cchc_kpi.returns.observation import Return
from cchc_kpi.scoring.aggregate import Figures
from cchc_kpi.scoring.bounds import Outlook, outlook_text, possible_verdicts
from cchc_kpi.scoring.evaluate import Verdict, evaluate_indicator
from forms_for_tests import made_return, quarter

Cells = Mapping[str, int | str | None]
MET, NOT_MET, NO_DATA, NOT_APPLICABLE = Verdict.MET, Verdict.NOT_MET, Verdict.NO_DATA, Verdict.NOT_APPLICABLE
F = Fraction


def indicator(
    plan: Plan, name: str, operator: Operator | None = None, value: Fraction | None = None
) -> Indicator:
    """An indicator of the plan, or the same with another target."""
    found = next(entry for entry in plan.indicators if entry.id == name)
    changes = {
        "operator": operator or found.target.operator,
        "value": found.target.value if value is None else value,
    }
    return found.model_copy(update={"target": found.target.model_copy(update=changes)})


def outlook(plan: Plan, entry: Indicator | str, period: str, *returns: Return) -> Outlook:
    """What an indicator can become with these returns and others to come."""
    figures = Figures(plan, returns)
    found = indicator(plan, entry) if isinstance(entry, str) else entry
    return possible_verdicts(evaluate_indicator(found, quarter(period), figures), plan, figures)


def survey(plan: Plan, satisfied: int | None, answers: int | None, period: str = "2026-Q1") -> Return:
    """Satisfied answers and all answers of a quarter's survey on procedures (95% or more)."""
    figures = {"survey_procedures_satisfied": satisfied, "survey_procedures_answers": answers}
    return made_return(plan, "ttpvhcc", period, figures)


def staff(plan: Plan, office: str, trained: int | None, total: int | None) -> Return:
    """An office's staff, and those of them who are trained (100%)."""
    return made_return(plan, office, "2026-Q1", {"staff_total": total, "staff_trained_digital": trained})


def posts(plan: Plan, now: Cells | None, before: Cells | None) -> list[Return]:
    """Posts (all, health, education) at the end of 2026 and of 2025; None where the return is missing."""

    def named(figures: Cells, year: str = "") -> Cells:
        names = {"all": "", "health": "_health", "education": "_education"}
        return {f"public_service_quota{names[key]}{year}": value for key, value in figures.items()}

    found = [made_return(plan, "vhxh", "2026-Q4", named(now))] if now is not None else []
    return [*found, made_return(plan, "vhxh", None, named(before, "/2025"))] if before is not None else found


# --- Worked out by hand ---


def test_a_complete_result_has_nothing_open(plan: Plan) -> None:
    """95 of 100 are met, nothing arose, not due: each its own verdict, and nothing to say."""
    found = [
        outlook(plan, "satisfaction_procedures", "2026-Q1", survey(plan, 95, 100)),
        outlook(plan, "satisfaction_procedures", "2026-Q1", survey(plan, 0, 0)),
        outlook(plan, "coverage_5g", "2026-Q1"),
    ]
    assert [MET, NOT_APPLICABLE, Verdict.NOT_DUE] == [one.certain for one in found]
    assert [EMPTY] * 3 == [outlook_text(one, plan) for one in found]


SLOT = ("ttpvhcc", quarter("2026-Q1"))


def test_nothing_known_leaves_everything_open(plan: Plan) -> None:
    """One quarter, one return: any verdict, and nothing arising, can come of it."""
    found = outlook(plan, "satisfaction_procedures", "2026-Q1")
    assert Outlook((MET, NOT_MET, NOT_APPLICABLE), (SLOT,), (SLOT,)) == found
    assert found.certain is None


@pytest.mark.parametrize(
    ("satisfied", "answers", "expected"),
    [
        # At worst 1000 + 0 of 1050, which is 95,2%.
        (None, 50, {MET}),
        # At worst 1000 of 1053, 94,97%; at best 1053 of 1053.
        (None, 53, {MET, NOT_MET}),
        # 1000 of 1000 and a whole that nobody knows: 1000 of 2000 may come of it.
        (0, None, {MET, NOT_MET}),
        (None, None, {MET, NOT_MET}),
    ],
)
def test_a_part_lies_between_nothing_and_its_whole(
    plan: Plan, satisfied: int | None, answers: int | None, expected: set[Verdict]
) -> None:
    """A half-year with 1000 of 1000 satisfied in Q1, and a blank in Q2's return."""
    returns = [survey(plan, 1000, 1000), survey(plan, satisfied, answers, "2026-Q2")]
    found = outlook(plan, "satisfaction_procedures", "2026-H1", *returns)
    assert expected == set(found.possible)


def test_a_verdict_that_holds_says_so(plan: Plan) -> None:
    """1000 of 1000 and at most 50 dissatisfied: met, whatever the blank was."""
    returns = [survey(plan, 1000, 1000), survey(plan, None, 50, "2026-Q2")]
    text = outlook_text(outlook(plan, "satisfaction_procedures", "2026-H1", *returns), plan)
    assert "chắc chắn đạt, dù Trung tâm Phục vụ hành chính công (2026-Q2) báo thế nào" == text.vi
    assert "certainly met, whatever Trung tâm Phục vụ hành chính công (2026-Q2) may report" == text.en


def test_a_limit_that_is_never_reached_is_not_met(plan: Plan) -> None:
    """9 of 10 trained: however many the other offices have, 100% is approached and not reached."""
    found = outlook(plan, "staff_trained_digital", "2026-Q1", staff(plan, "vp", 9, 10))
    assert (NOT_MET,) == found.possible
    assert (("kt", quarter("2026-Q1")), ()) == (found.missing[0], found.deciding)
    assert outlook_text(found, plan).vi.startswith("chắc chắn chưa đạt, dù Phòng Kinh tế (2026-Q1), ")


def test_a_strict_limit_at_the_edge_is_not_reached(plan: Plan) -> None:
    """Above 100% is never, though all of the known are trained and one office is still to come."""
    strict = indicator(plan, "staff_trained_digital", ">", F(1))
    known = [staff(plan, office, 10, 10) for office in ("vp", "kt", "vhxh", "ttpvhcc")]
    assert (NOT_MET,) == outlook(plan, strict, "2026-Q1", *known).possible


def test_the_returns_that_decide_are_named(plan: Plan) -> None:
    """Three offices have all trained, dvci has none to train, and kt has not reported: it is up to kt alone."""
    known = [staff(plan, office, 10, 10) for office in ("vp", "vhxh", "ttpvhcc")]
    found = outlook(plan, "staff_trained_digital", "2026-Q1", *known, staff(plan, "dvci", None, 0))
    slots = [("kt", quarter("2026-Q1")), ("dvci", quarter("2026-Q1"))]
    assert ((MET, NOT_MET), tuple(slots), (slots[0],)) == found
    assert (
        "chưa thể biết, còn tùy Phòng Kinh tế (2026-Q1)",
        "open: it depends on Phòng Kinh tế (2026-Q1)",
    ) == (outlook_text(found, plan))


def test_a_whole_is_at_least_each_of_its_known_parts(plan: Plan) -> None:
    """The whole is blank, 40 reach the standard: 38 with a degree are at best 95%, not above it; 39 may be."""

    def with_degree(count: int) -> tuple[Verdict, ...]:
        figures = {"officials_total": None, "officials_degree": count, "officials_standardised": 40}
        return outlook(
            plan, "officials_with_degree", "2026-Q1", made_return(plan, "vhxh", "2026-Q1", figures)
        ).possible

    assert ((NOT_MET,), (MET, NOT_MET)) == (with_degree(38), with_degree(39))


def test_no_case_in_an_unknown_whole_is_either_not_met_or_nothing_at_all(plan: Plan) -> None:
    """0 of a blank: 0%, or nothing arose; never met, though 0 of 0 would stand exactly on the edge."""
    found = outlook(plan, "satisfaction_procedures", "2026-Q1", survey(plan, 0, None))
    assert (NOT_MET, NOT_APPLICABLE) == found.possible
    assert (
        "chưa đạt hoặc không phát sinh, còn tùy Trung tâm Phục vụ hành chính công (2026-Q1)"
        == outlook_text(found, plan).vi
    )


def test_a_whole_of_nothing_settles_its_part(plan: Plan) -> None:
    """A blank of 0 can only be 0: nothing arose, for certain."""
    found = outlook(plan, "satisfaction_procedures", "2026-Q1", survey(plan, None, 0))
    assert (NOT_APPLICABLE, ()) == (found.certain, found.deciding)
    assert outlook_text(found, plan).vi.startswith("chắc chắn không phát sinh, dù ")


@pytest.mark.parametrize(
    ("party", "committee", "expected"),
    [(0, None, (NOT_MET,)), (1, None, (MET, NOT_MET)), (None, None, (MET, NOT_MET))],
)
def test_one_no_settles_the_question(
    plan: Plan, party: int | None, committee: int | None, expected: tuple[Verdict, ...]
) -> None:
    """Everybody must say yes: a no is not mended by any other answer."""
    answers = {
        "party_committee_uses_unified_software": party,
        "peoples_committee_uses_unified_software": committee,
    }
    item = made_return(plan, "vhxh", "2026-Q1", answers)
    assert expected == outlook(plan, "unified_software", "2026-Q1", item).possible


BASE: Cells = {"all": 310, "health": 40, "education": 170}  # 100 outside health and education


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        # 130 - 40 are 90, less whoever is in education: a tenth off 100 at least.
        ({"all": 130, "health": 40, "education": None}, BASE, {MET}),
        ({"all": 131, "health": 40, "education": None}, BASE, {MET, NOT_MET}),
        # At least the 210 in health and education, so 0 at least are left; at most nobody knows.
        ({"all": None, "health": 40, "education": 170}, BASE, {MET, NOT_MET}),
        (None, BASE, {MET, NOT_MET}),
        # At most 105 before, of which 10% off is 94,5: 100 now are too many; and there may have been none.
        (
            {"all": 100, "health": 0, "education": 0},
            {"all": 105, "health": None, "education": 0},
            {NOT_MET, NOT_APPLICABLE},
        ),
        ({"all": 310, "health": 40, "education": 170}, None, {MET, NOT_MET, NOT_APPLICABLE}),
        (None, None, {MET, NOT_MET, NOT_APPLICABLE}),
    ],
)
def test_a_reduction_between_two_ends_of_which_one_is_missing(
    plan: Plan, now: Cells | None, before: Cells | None, expected: set[Verdict]
) -> None:
    """What is taken away is a part too: it leaves 0 at least, and no more than the whole."""
    found = outlook(plan, "public_service_staffing_cut", "2026", *posts(plan, now, before))
    assert expected == set(found.possible)


def test_spending_that_is_already_too_much_stays_so(plan: Plan) -> None:
    """187 in 2026 alone: the mean of two years is above 93, whatever 2027 brings; with 186 it may still be 93."""
    base = made_return(plan, "kt", None, {f"direct_spending/{year}": "100" for year in range(2021, 2026)})

    def after(amount: str) -> Outlook:
        item = made_return(plan, "kt", "2026-Q4", {"direct_spending": amount})
        return outlook(plan, "direct_spending_cut", "2027", base, item)

    assert ((NOT_MET,), (MET, NOT_MET)) == (after("186.000001").possible, after("186").possible)
    assert "chắc chắn chưa đạt, dù Phòng Kinh tế (2027-Q4) báo thế nào" == outlook_text(after("187"), plan).vi


def test_returns_are_named_in_the_plans_order_with_baselines_first(plan: Plan) -> None:
    """All of a reduction's returns are missing, and both matter."""
    found = outlook(plan, "public_service_staffing_cut", "2026")
    slots = (("vhxh", None), ("vhxh", quarter("2026-Q4")))
    assert (slots, slots) == (found.missing, found.deciding)
    text = outlook_text(found, plan)
    assert "chưa thể biết, còn tùy Phòng Văn hóa - Xã hội (số liệu gốc, 2026-Q4)" == text.vi
    assert "open: it depends on Phòng Văn hóa - Xã hội (baselines, 2026-Q4)" == text.en


def test_a_denominator_that_may_be_nothing_beside_a_numerator(plan: Plan) -> None:
    """5 of an unknown number of other things: 5/0 can be divided by nobody, and that is said too."""
    entry = indicator(plan, "payments_online")
    other = entry.model_copy(update={"denominator": indicator(plan, "dossiers_in_system").denominator})
    item = made_return(plan, "ttpvhcc", "2026-Q1", {"payments_online": 5, "dossiers_handled_total": None})
    assert (MET, NOT_MET, NO_DATA) == outlook(plan, other, "2026-Q1", item).possible


@pytest.mark.parametrize(("online", "may_be_nothing"), [(3, False), (0, True)])
def test_a_denominator_that_may_fall_below_nothing(plan: Plan, online: int, may_be_nothing: bool) -> None:
    """An unknown number less 5: below 0 nothing is divided; nothing by nothing only where nothing is above."""
    entry = indicator(plan, "payments_online")
    rest = Expression.parse("dossiers_handled_total - payments_total")
    figures = {"payments_online": online, "payments_total": 5, "dossiers_handled_total": None}
    item = made_return(plan, "ttpvhcc", "2026-Q1", figures)
    found = outlook(plan, entry.model_copy(update={"denominator": rest}), "2026-Q1", item)
    assert {NOT_MET, NO_DATA} <= set(found.possible)
    assert may_be_nothing is (NOT_APPLICABLE in found.possible)


def test_a_whole_decides_whether_there_is_a_value_at_all(plan: Plan) -> None:
    """0 of a blank against "0% or more": met however many there are, and nothing where there are none."""
    entry = indicator(plan, "satisfaction_procedures", ">=", F(0))
    found = outlook(plan, entry, "2026-Q1", survey(plan, 0, None))
    assert ((MET, NOT_APPLICABLE), (SLOT,)) == (found.possible, found.deciding)


# --- Every completion of small cases ---

TARGETS: list[tuple[Operator, Fraction]] = [
    (operator, value) for operator in (">", ">=", "<=", "<") for value in (F(0), F(3, 5), F(1))
] + [("=", F(0)), ("=", F(1)), ("<=", F(-1, 20)), (">=", F(21, 20))]


def completions(cells: Cells, most: int) -> Iterator[dict[str, int]]:
    """Every way to fill the blanks with 0 to `most`."""
    blanks = [name for name, value in cells.items() if value is None]
    for values in product(range(most + 1), repeat=len(blanks)):
        yield {
            **{n: int(v) for n, v in cells.items() if v is not None},
            **dict(zip(blanks, values, strict=True)),
        }


def verdicts(plan: Plan, entry: Indicator, period: str, cases: Iterable[list[Return]]) -> set[Verdict]:
    """The verdicts of complete cases."""
    return {evaluate_indicator(entry, quarter(period), Figures(plan, case)).verdict for case in cases}


SMALL = st.one_of(st.none(), st.integers(0, 3))


@given(target=st.sampled_from(TARGETS), known=st.tuples(*[st.integers(0, 2)] * 2), part=SMALL, whole=SMALL)
@settings(max_examples=150)
def test_a_ratio_can_become_just_what_its_completions_are(
    plan: Plan, target: tuple[Operator, Fraction], known: tuple[int, int], part: int | None, whole: int | None
) -> None:
    """A half-year with a small first quarter: all parts and wholes up to 15 of the second, tried one by one."""
    if part is not None and whole is not None and part > whole:
        return
    entry = indicator(plan, "satisfaction_procedures", *target)
    first = survey(plan, min(known), max(known))
    cells: Cells = {"survey_procedures_satisfied": part, "survey_procedures_answers": whole}
    cases = [
        [first, made_return(plan, "ttpvhcc", "2026-Q2", filled)]
        for filled in completions(cells, 15)
        if filled["survey_procedures_satisfied"] <= filled["survey_procedures_answers"]
    ]
    found = outlook(plan, entry, "2026-H1", first, made_return(plan, "ttpvhcc", "2026-Q2", cells))
    assert verdicts(plan, entry, "2026-H1", cases) == set(found.possible)


@given(target=st.sampled_from(TARGETS), total=SMALL, exempt=SMALL, integrated=SMALL, before=st.integers(0, 2))
@settings(max_examples=150)
def test_a_difference_can_become_just_what_its_completions_are(
    plan: Plan,
    target: tuple[Operator, Fraction],
    total: int | None,
    exempt: int | None,
    integrated: int | None,
    before: int,
) -> None:
    """Datasets of one office: integrated at most all less the exempt; the other four report the same small number."""
    names = ("datasets_total", "datasets_exempt", "datasets_integrated")
    entry = indicator(plan, "datasets_integrated", *target)
    others = [
        made_return(plan, office, "2026-Q1", dict(zip(names, (before, 0, before // 2), strict=True)))
        for office in ("kt", "vhxh", "ttpvhcc", "dvci")
    ]
    cells: Cells = dict(zip(names, (total, exempt, integrated), strict=True))
    cases = [
        [*others, made_return(plan, "vp", "2026-Q1", filled)]
        for filled in completions(cells, 14)
        if filled["datasets_integrated"] <= filled["datasets_total"] - filled["datasets_exempt"]
    ]
    if not cases:
        return
    found = outlook(plan, entry, "2026-Q1", *others, made_return(plan, "vp", "2026-Q1", cells))
    assert verdicts(plan, entry, "2026-Q1", cases) == set(found.possible)


@given(
    target=st.sampled_from([(operator, F(1, 4)) for operator in (">", ">=", "<=", "<")]),
    now=st.tuples(*[SMALL] * 3),
    before=st.tuples(*[st.integers(0, 3), st.integers(0, 1), SMALL]),
)
@settings(max_examples=100)
def test_a_reduction_can_become_just_what_its_completions_are(
    plan: Plan, target: tuple[Operator, Fraction], now: tuple[int | None, ...], before: tuple[int | None, ...]
) -> None:
    """Posts now and before, health and education taken away on both sides."""
    entry = indicator(plan, "public_service_staffing_cut", *target)
    names = ("all", "health", "education")
    cells = [dict(zip(names, figures, strict=True)) for figures in (now, before)]
    sound = [
        [filled for filled in completions(one, 8) if filled["education"] <= filled["all"] - filled["health"]]
        for one in cells
    ]
    cases = [posts(plan, *pair) for pair in product(*sound)]
    if not cases:
        return
    found = outlook(plan, entry, "2026", *posts(plan, *cells))
    assert verdicts(plan, entry, "2026", cases) == set(found.possible)


# --- Any figures, any of them missing ---


def sound_world(plan: Plan, chance: random.Random) -> list[dict[str, int]]:
    """Random figures that keep every bound: a dictionary for each form of 2026, and one for each baseline year."""
    forms = [
        (f"{office.id} {part.id}", quarter_layout(plan, office, part).measures)
        for office in plan.offices
        for part in quarter("2026").quarters
    ]
    forms += [
        (
            f"{office.id} {year}",
            tuple(m for m in plan.measures if office.id in m.offices and year in m.baseline_years),
        )
        for office in plan.offices
        for year in range(2021, 2026)
    ]
    world = []
    for _, measures in forms:
        figures: dict[str, int] = {}
        for measure in measures:
            most = 1 if measure.type == "yes_no" else chance.choice([0, 1, 3, 100])
            if measure.bound is not None:
                most = sum(term.sign * figures[term.measure] for term in measure.bound.terms)
            figures[measure.id] = chance.choice([0, most, most, chance.randint(0, most)])
        world.append(figures)
    return world


def with_gaps(plan: Plan, world: list[dict[str, int]], chance: random.Random | None) -> list[Return]:
    """The returns of a world; with a chance, some of them and some of their figures are missing."""
    places = [(office.id, part.id) for office in plan.offices for part in quarter("2026").quarters]
    quarters, baselines = world[: len(places)], iter(world[len(places) :])
    returns = []
    for (office, period), figures in zip(places, quarters, strict=True):
        returns.append(_gappy(plan, office, period, dict(figures), chance))
    for office_entry in plan.offices:
        years = {
            f"{name}/{year}": value for year in range(2021, 2026) for name, value in next(baselines).items()
        }
        returns.append(_gappy(plan, office_entry.id, None, years, chance))
    return [item for item in returns if item is not None]


def _gappy(
    plan: Plan, office: str, period: str | None, figures: dict[str, int], chance: random.Random | None
) -> Return | None:
    if chance is None:
        return made_return(plan, office, period, figures)
    if chance.random() < 0.1:
        return None
    share = chance.choice([0, 0, 0.3])
    cells = {name: None if chance.random() < share else value for name, value in figures.items()}
    return made_return(plan, office, period, cells)


@given(seed=st.integers(0, 10**6))
@settings(max_examples=60)
def test_what_comes_in_the_end_was_always_possible(plan: Plan, seed: int) -> None:
    """A whole year of all offices, some of it not yet known: every verdict of the whole was among the possible ones."""
    chance = random.Random(seed)
    world = sound_world(plan, chance)
    truth, known = Figures(plan, with_gaps(plan, world, None)), Figures(plan, with_gaps(plan, world, chance))
    for entry in plan.indicators:
        for operator, value in ((entry.target.operator, entry.target.value), *TARGETS):
            asked = indicator(plan, entry.id, operator, value)
            before = evaluate_indicator(asked, quarter("2026"), known)
            after = evaluate_indicator(asked, quarter("2026"), truth)
            assert after.verdict in possible_verdicts(before, plan, known).possible
