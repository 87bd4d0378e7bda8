"""Which measures a form asks, under which headings, and what its digest covers."""

from __future__ import annotations

import pytest

from cchc_kpi.plan.model import Plan
from cchc_kpi.returns import layout
from forms_for_tests import baseline_of, form_of, plan_with


@pytest.mark.parametrize(
    ("office", "period", "measures"),
    [
        ("vp", "2026-Q1", 10),
        ("kt", "2026-Q1", 8),
        ("vhxh", "2026-Q1", 18),
        ("ttpvhcc", "2026-Q1", 38),
        ("dvci", "2026-Q1", 6),
        ("vp", "2026-Q4", 10),
        ("kt", "2026-Q4", 9),
        ("vhxh", "2026-Q4", 29),
        ("ttpvhcc", "2026-Q4", 38),
        ("dvci", "2026-Q4", 6),
        ("kt", None, 9),
        ("vhxh", None, 29),
    ],
)
def test_a_form_asks_as_many_measures_as_the_plan_gives_its_office(
    plan: Plan, office: str, period: str | None, measures: int
) -> None:
    """A quarter asks what is asked quarterly, Q4 and the blank form what is asked yearly too."""
    assert measures == len(form_of(plan, office, period).measures)


@pytest.mark.parametrize("period", ["2026-Q1", "2026-Q2", "2026-Q3"])
def test_yearly_measures_are_not_asked_before_the_fourth_quarter(plan: Plan, period: str) -> None:
    """The spending of the year, NS.01, stands in none of the first three quarters' forms."""
    assert "NS.01" not in [measure.code for measure in form_of(plan, "kt", period).measures]


def test_the_fourth_quarter_asks_the_yearly_measures(plan: Plan) -> None:
    """The spending of the year, NS.01, stands in the fourth quarter's form."""
    assert "NS.01" in [measure.code for measure in form_of(plan, "kt", "2026-Q4").measures]


def test_all_forms_of_the_fourth_quarter_together_ask_all_62_measures(plan: Plan) -> None:
    """No measure of the plan is asked of nobody."""
    asked = {m.code for office in plan.offices for m in form_of(plan, office.id, "2026-Q4").measures}
    assert 62 == len(asked)


@pytest.mark.parametrize(("office", "years"), [("kt", (2021, 2022, 2023, 2024, 2025)), ("vhxh", (2025,))])
def test_a_baseline_form_has_a_column_for_each_year_asked(
    plan: Plan, office: str, years: tuple[int, ...]
) -> None:
    """The headings of a baseline form are `Năm` and the year, oldest first."""
    form = baseline_of(plan, office)
    assert (years, tuple(f"Năm {year}" for year in years)) == (form.years, form.value_headers)


@pytest.mark.parametrize("office", ["vp", "ttpvhcc", "dvci"])
def test_an_office_without_baselines_has_no_baseline_form(plan: Plan, office: str) -> None:
    """Where no measure has baseline years there is no form to fill."""
    assert layout.baseline_layout(plan, plan.office_by_id[office]) is None


def test_a_form_is_named_after_office_and_period(plan: Plan) -> None:
    """The file name is OFFICE-PERIOD, OFFICE-baseline, or OFFICE alone."""
    forms = [form_of(plan, "ttpvhcc"), baseline_of(plan, "vhxh"), form_of(plan, "ttpvhcc", None)]
    assert ["ttpvhcc-2026-Q1", "vhxh-baseline", "ttpvhcc"] == [form.stem for form in forms]
    assert ["2026-Q1", "baseline", ""] == [form.period_text for form in forms]


def test_a_quarters_form_has_one_value_column(plan: Plan) -> None:
    """A quarter's figures stand under `Số liệu`."""
    assert ("Số liệu",) == form_of(plan, "kt").value_headers


def test_parts_are_indented_under_their_whole(plan: Plan) -> None:
    """A measure with `part_of` stands one step in; one without, none."""
    form = form_of(plan, "ttpvhcc")
    by_code = {measure.code: form.indent(measure) for measure in form.measures}
    assert (0, 1, 0) == (by_code["TT.12"], by_code["TT.13"], by_code["TT.14"])


def test_identities_belong_only_to_forms_that_hold_all_their_measures(plan: Plan) -> None:
    """The dossier identity is checked in the one-stop centre's return and in nobody else's."""
    assert [1, 0] == [len(form_of(plan, office).identities) for office in ("ttpvhcc", "vhxh")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("name: Hồ sơ đã giải quyết trước hạn", "name: Hồ sơ giải quyết sớm"),
        ("  - {id: kt, name: Phòng Kinh tế}", "  - {id: kt, name: Phòng Kinh tế - Hạ tầng}"),
    ],
)
def test_the_digest_does_not_cover_wording(plan: Plan, old: str, new: str) -> None:
    """A label may be reworded without making the forms that went out outdated."""
    assert form_of(plan, "ttpvhcc").digest == form_of(plan_with((old, new)), "ttpvhcc").digest


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("code: TT.04", "code: TT.44"),
        (
            "at_most: dossiers_resolved_early + dossiers_resolved_on_time + dossiers_resolved_late",
            "at_most: dossiers_resolved_early + dossiers_resolved_on_time",
        ),
        ("    part_of: payments_total\n", ""),
    ],
    ids=["code", "bound", "part"],
)
def test_the_digest_covers_codes_and_parts(plan: Plan, old: str, new: str) -> None:
    """A form made before such a change is an outdated one."""
    assert form_of(plan, "ttpvhcc").digest != form_of(plan_with((old, new)), "ttpvhcc").digest


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    type: amount\n", "    type: count\n"),
        ("[2021, 2022, 2023, 2024, 2025]\n\n", "[2020, 2021, 2022, 2023, 2024, 2025]\n\n"),
    ],
    ids=["type", "baseline years"],
)
def test_the_digest_covers_types_and_baseline_years(plan: Plan, old: str, new: str) -> None:
    """A form whose cells were checked as another type, or asked other years, is an outdated one."""
    assert baseline_of(plan, "kt").digest != baseline_of(plan_with((old, new)), "kt").digest


def test_another_office_has_another_digest(plan: Plan) -> None:
    """Two forms that ask different measures differ in their digest."""
    assert form_of(plan, "vp").digest != form_of(plan, "kt").digest
