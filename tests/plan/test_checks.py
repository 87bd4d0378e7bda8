from __future__ import annotations

import pytest

from plan_for_tests import SMALL, Edit, edited, read, told

# Passages of the small plan that several cases edit.
NOT_WORDED = "lời văn không có từ như 'trên', 'dưới' nghĩa là"
ON_TIME = 'target: {operator: ">", value: 99%, wording: trên 99%, year: 2030}'
SOFTWARE = 'target: {operator: "=", value: 100%, wording: thống nhất, year: 2030}'
MILESTONE = '- {operator: ">=", value: 90%, wording: tối thiểu 90%, year: 2027}'
IDENTITY = "right: resolved + pending"
CARRY_OVERS = "carry_overs:\n"
YEARLY = "    asked: year\n    baseline_years: [2024, 2025]\n"
OTHER_SPENDING = """\
  - code: NS.02
    id: other_spending
    area: bo_may
    offices: [noi_vu]
    name: Chi khác
    unit: triệu đồng
    type: amount
    over_time: sum
"""
UNUSED = """\
  - ¦code: TT.06
    id: inspections
    area: tthc
    offices: [mot_cua]
    name: Kiểm tra
    unit: cuộc
    type: count
    over_time: sum
    asked: quarter

identities:
"""


def target(operator: str, value: str, wording: str) -> str:
    """Return the first target with another operator, value and wording, the operator marked."""
    return f'target: {{¦operator: "{operator}", value: "{value}", wording: "{wording}", year: 2030}}'


def case(name: str, said: str, *edits: Edit) -> object:
    """Name a fault: what is said of it in Vietnamese, and the one thing that is broken."""
    return pytest.param(said, edits, id=name)


def assert_told(code: str, said: str, edits: tuple[Edit, ...]) -> None:
    """The edited plan gives exactly one finding: this rule, at the mark, in these words."""
    text, places = edited(SMALL, *edits)
    _, findings = read(text)

    assert [(code, place) for place in places] == told(findings)
    assert said in f"{findings[0].message('vi')} {findings[0].fix('vi')}"


def assert_sound(edits: tuple[Edit, ...]) -> None:
    """The edited plan gives no finding at all."""
    text, _ = edited(SMALL, *edits)
    plan, findings = read(text)

    assert told(findings) == []
    assert plan is not None
    assert text != SMALL


def test_the_small_plan_is_sound() -> None:
    """What the cases break is unbroken before."""
    plan, findings = read(SMALL)

    assert told(findings) == []
    assert plan is not None


@pytest.mark.parametrize(
    ("said", "edits"),
    [
        case(
            "measure-in-a-numerator",
            "'resolved_in_tme' không phải là số liệu nào trong kế hoạch (có phải là 'resolved_in_time'?).",
            ("numerator: resolved_in_time", "¦numerator: resolved_in_tme"),
        ),
        case(
            "measure-in-a-denominator",
            "'resolvd' không phải là số liệu nào trong kế hoạch (có phải là 'resolved'?).",
            ("denominator: resolved", "¦denominator: resolvd"),
        ),
        case(
            "measure-in-a-reduction",
            "'staf' không phải là số liệu nào trong kế hoạch (có phải là 'staff'?).",
            ("of: staff - staff_health - staff_education", "¦of: staf - staff_health - staff_education"),
        ),
        case(
            "measure-in-a-yes-no",
            "'use_software' không phải là số liệu nào trong kế hoạch (có phải là 'uses_software'?).",
            ("all_of: [uses_software]", "¦all_of: [use_software]"),
        ),
        case(
            "measure-in-an-identity",
            "'pendin' không phải là số liệu nào trong kế hoạch (có phải là 'pending'?).",
            ("right: resolved + pending", "¦right: resolved + pendin"),
        ),
        case(
            "measure-in-a-carry-over",
            "'pendng' không phải là số liệu nào trong kế hoạch (có phải là 'pending'?).",
            ("continues: pending", "¦continues: pendng"),
        ),
        case(
            "measure-that-is-carried-over",
            "'opend' không phải là số liệu nào trong kế hoạch (có phải là 'opened'?).",
            ("- measure: opened", "- ¦measure: opend"),
        ),
        case(
            "measure-in-a-bound",
            "'staff_helth' không phải là số liệu nào trong kế hoạch (có phải là 'staff_health'?).",
            ("at_most: staff - staff_health", "¦at_most: staff - staff_helth"),
        ),
        case(
            "whole-of-a-part",
            "'resolvd' không phải là số liệu nào trong kế hoạch (có phải là 'resolved'?).",
            ("part_of: resolved", "¦part_of: resolvd"),
        ),
        case(
            "whole-of-a-part-with-a-bound-of-its-own",
            "'staf' không phải là số liệu nào trong kế hoạch (có phải là 'staff'?).",
            ("part_of: staff\n    at_most", "¦part_of: staf\n    at_most"),
        ),
        case(
            "office-of-a-measure",
            "'noi_vy' không phải là cơ quan nào trong kế hoạch (có phải là 'noi_vu'?).",
            ("offices: [noi_vu]\n    name: Chi trong năm", "offices: [¦noi_vy]\n    name: Chi trong năm"),
        ),
        case(
            "office-that-leads",
            "'motcua' không phải là cơ quan nào trong kế hoạch (có phải là 'mot_cua'?).",
            ("lead: mot_cua", "¦lead: motcua"),
        ),
        case(
            "area-of-a-measure",
            "'tthcc' không phải là lĩnh vực nào trong kế hoạch (có phải là 'tthc'?).",
            ("id: pending\n    area: tthc", "id: pending\n    ¦area: tthcc"),
        ),
        case(
            "area-of-an-indicator-with-no-likeness",
            "'xyz' không phải là lĩnh vực nào trong kế hoạch.",
            ("id: in_time\n    area: tthc", "id: in_time\n    ¦area: xyz"),
        ),
        case(
            "a-term-twice-is-told-once",
            "'x' không phải là số liệu nào trong kế hoạch.",
            ("numerator: resolved_in_time", "¦numerator: resolved_in_time + x - x"),
        ),
    ],
)
def test_p07_what_is_named_and_not_there(said: str, edits: tuple[Edit, ...]) -> None:
    """A measure, office or area that is named must be declared; the nearest declared one is suggested."""
    assert_told("P07", said, edits)


def test_p07_a_renamed_measure_is_told_wherever_it_was_used() -> None:
    """Renaming a measure tells every place that still uses the old name, and nothing else."""
    text, places = edited(
        SMALL,
        ("id: pending", "id: still_open"),
        ("right: resolved + pending", "¦right: resolved + pending"),
        ("continues: pending", "¦continues: pending"),
    )
    _, findings = read(text)

    assert [("P07", place) for place in places] == told(findings)


def test_p07_a_renamed_office_is_told_wherever_it_was_used() -> None:
    """Renaming an office tells each measure and indicator that names the old one, and nothing else."""
    text, _ = edited(SMALL, ("- {id: noi_vu, name", "- {id: to_chuc, name"))
    _, findings = read(text)

    # BM.01 to BM.03, NS.01 and CQ.01 are asked of it; it leads three indicators.
    assert [finding.code for finding in findings] == ["P07"] * (5 + 3)


@pytest.mark.parametrize(
    ("said", "edits"),
    [
        case(
            "code",
            "mã số 'TT.01' đã có ở dòng 26.",
            ("- code: TT.02", "- ¦code: TT.01"),
        ),
        case(
            "area",
            "lĩnh vực 'tthc' đã có ở dòng 18.",
            (
                "  - {id: bo_may, name: Bộ máy}",
                "  - {id: bo_may, name: Bộ máy}\n  - {¦id: tthc, name: Lại nữa}",
            ),
        ),
        case(
            "office",
            "cơ quan 'noi_vu' đã có ở dòng 23.",
            (
                "  - {id: noi_vu, name: Nội vụ}",
                "  - {id: noi_vu, name: Nội vụ}\n  - {¦id: noi_vu, name: Tổ chức}",
            ),
        ),
        case(
            "indicator",
            "chỉ tiêu 'spending_cut' đã có ở dòng 158.",
            ("- id: software", "- ¦id: spending_cut"),
        ),
    ],
)
def test_p08_an_id_or_code_that_stands_twice(said: str, edits: tuple[Edit, ...]) -> None:
    """The second entry is told, with the line of the first."""
    assert_told("P08", said, edits)


def test_p08_a_copied_entry_is_told_by_id_and_by_code() -> None:
    """An entry pasted twice has both its code and its id told, each on its own line."""
    entry = SMALL[SMALL.index("  - code: CQ.01") : SMALL.index("\nidentities:")]
    copy = entry.replace("code", "¦code", 1).replace("id:", "¦id:", 1)
    text, places = edited(SMALL, (entry, entry + copy))
    _, findings = read(text)

    assert [("P08", place) for place in places] == told(findings)


def test_p08_a_measure_and_an_indicator_may_share_an_id() -> None:
    """Measures and indicators are named in different places: the plan itself has such pairs."""
    assert_sound((("- id: software", "- id: uses_software"),))


@pytest.mark.parametrize(
    ("said", "edits"),
    [
        case(
            "in-nothing",
            "số liệu 'inspections' (TT.06) không nằm trong chỉ tiêu, đẳng thức hay kiểm tra nào.",
            ("\nidentities:\n", UNUSED),
        ),
        case(
            "only-part-of-another",
            "số liệu 'inspections' (TT.06)",
            ("\nidentities:\n", UNUSED.replace("\nidentities", "    part_of: received\n\nidentities")),
        ),
    ],
)
def test_p09_a_measure_that_serves_nobody(said: str, edits: tuple[Edit, ...]) -> None:
    """A figure that no indicator, identity or check uses is a warning at its entry; the plan stays usable."""
    assert_told("P09", said, edits)
    plan, _ = read(edited(SMALL, *edits)[0])
    assert plan is not None


@pytest.mark.parametrize(
    "edits",
    [
        pytest.param(
            (("\nidentities:\n", UNUSED), (IDENTITY, IDENTITY + " + inspections")),
            id="identity",
        ),
        pytest.param(
            (("\nidentities:\n", UNUSED), ("part_of: resolved", "at_most: resolved + inspections")),
            id="bound",
        ),
        pytest.param(
            (("\nidentities:\n", UNUSED), ("denominator: resolved", "denominator: resolved + inspections")),
            id="indicator",
        ),
        pytest.param(
            (
                ("\nidentities:\n", UNUSED),
                (CARRY_OVERS, CARRY_OVERS + "  - {measure: inspections, continues: pending}\n"),
            ),
            id="carry-over",
        ),
    ],
)
def test_p09_a_measure_that_serves_something(edits: tuple[Edit, ...]) -> None:
    """One use is enough: in an indicator, an identity, a carry-over, or as what bounds a measure in use."""
    assert_sound(edits)


@pytest.mark.parametrize(
    ("expected", "operator", "wording"),
    [
        (">", ">=", "trên 99%"),
        (">", ">=", "Trên 99%"),
        (">", "=", "hơn 99%"),
        (">", ">=", "vượt 99%"),
        (">=", ">", "99% trở lên"),
        (">=", ">", "từ 99% trở lên"),
        (">=", "<=", "từ 99%"),
        (">=", ">", "tối thiểu 99%"),
        (">=", "<=", "tối thiểu 99%"),
        (">=", ">", "tối thiểu 99%, phấn đấu trên 99%"),
        (">=", "<=", "ít nhất 99%"),
        (">=", "=", "không dưới 99%"),
        (">=", ">", "không thấp hơn 99%"),
        (">=", ">", "không ít hơn 99%"),
        (">=", "<=", "giảm 99%"),
        (">=", ">", "giảm bình quân 99%"),
        ("<=", "<", "không quá 99%"),
        ("<=", ">=", "tối đa 99%"),
        ("<=", ">", "không vượt 99%"),
        ("<=", ">", "không trên 99%"),
        ("<=", ">", "không cao hơn 99%"),
        ("<=", "<", "99% trở xuống"),
        ("<", "<=", "dưới 99%"),
        ("<", "<=", "thấp hơn 99%"),
    ],
)
def test_p10_an_operator_that_the_wording_contradicts(expected: str, operator: str, wording: str) -> None:
    """The words of the plan decide the operator, and the finding says which one they mean."""
    assert_told(
        "P10", f"Đổi dấu thành '{expected}', hoặc chép lại", ((ON_TIME, target(operator, "99%", wording)),)
    )
    assert_sound(((ON_TIME, target(expected, "99%", wording)),))


@pytest.mark.parametrize("operator", [">", "<"])
def test_p10_a_wording_without_a_word_for_it_is_inclusive(operator: str) -> None:
    """A bare "99%" or "hoàn thành" is never strict."""
    assert_told(
        "P10",
        f"dấu so sánh '{operator}' trái với lời văn '99%'; {NOT_WORDED} '>='.",
        ((ON_TIME, target(operator, "99%", "99%")),),
    )


@pytest.mark.parametrize(
    ("operator", "wording"),
    [
        (">=", "99%"),
        ("<=", "99%"),
        ("=", "99%"),
        (">=", "hoàn thành"),
        (">=", "được công khai"),
        pytest.param(">=", "TỐI THIỂU 99%", id="capitals"),
        pytest.param(">=", "to\u0302\u0301i thie\u0302\u0309u 99%", id="decomposed"),
        pytest.param(">=", "tốt: 99%", id="no-word-inside-another"),
    ],
)
def test_p10_an_operator_that_the_wording_allows(operator: str, wording: str) -> None:
    """Without a word for it any inclusive operator stands; case and composition do not matter."""
    assert_sound(((ON_TIME, target(operator, "99%", wording)),))


def test_p10_a_milestone_is_held_to_its_own_wording() -> None:
    """A milestone's operator is checked like a target's."""
    assert_told(
        "P10",
        "'tối thiểu' nghĩa là '>='",
        ((MILESTONE, '- {¦operator: ">", value: 90%, wording: tối thiểu 90%, year: 2027}'),),
    )


@pytest.mark.parametrize("operator", [">", "<", "<="])
def test_p10_a_yes_no_target_is_equal_or_at_least(operator: str) -> None:
    """For a question answered yes or no only "=" and ">=" make sense."""
    assert_told(
        "P10",
        f"trái với lời văn 'thống nhất'; {NOT_WORDED} '='.",
        ((SOFTWARE, SOFTWARE.replace('operator: "="', f'¦operator: "{operator}"')),),
    )


def test_p10_a_yes_no_target_may_be_at_least() -> None:
    """At least all is all."""
    assert_sound(((SOFTWARE, SOFTWARE.replace('"="', '">="')),))


def test_p06_a_yes_no_target_is_all() -> None:
    """Half a yes is no target: the value must be 100%."""
    assert_told(
        "P06",
        "'value' là '50%'; cần: 100% (mọi câu trả lời là Có).",
        ((SOFTWARE, SOFTWARE.replace("value: 100%", "¦value: 50%")),),
    )


@pytest.mark.parametrize(
    ("value", "wording"),
    [
        ("98%", "trên 99%"),
        ("9,9%", "trên 99%"),
        ("99,5%", "trên 99%"),
        ("99%", "trên 99,5 %"),
        ("99%", "trên 9999%"),
    ],
)
def test_p11_a_value_that_the_wording_contradicts(value: str, wording: str) -> None:
    """The figure in the wording and the value compared are one."""
    edit = target(">", value, wording).replace("¦", "").replace("value", "¦value")
    assert_told("P11", f"giá trị {value} khác con số trong lời văn '{wording}'.", ((ON_TIME, edit),))


@pytest.mark.parametrize(
    ("value", "wording"),
    [
        ("99%", "trên 99 %"),
        ("99.5%", "trên 99,5%"),
        ("99,50%", "trên 99.5%"),
        ("95%", "trên 95%, phấn đấu 99%"),
        ("99%", "trên mức 95% của năm 2025, trên 99% năm 2030"),
        ("99%", "trên mức của tỉnh"),
    ],
)
def test_p11_a_value_that_the_wording_bears_out(value: str, wording: str) -> None:
    """Comma or point, spaces and a second figure do not matter; a wording without a figure binds nothing."""
    assert_sound(((ON_TIME, target(">", value, wording)),))


def test_p11_a_figure_without_end_in_a_wording_is_told() -> None:
    """A wording of five thousand digits contradicts any value, and breaks nothing."""
    text, _ = edited(SMALL, (ON_TIME, target(">", "99%", f"trên {'9' * 5000}%")))

    assert [finding.code for finding in read(text)[1]] == ["P11"]


@pytest.mark.parametrize("year", [2030, 2031])
def test_p12_a_milestone_not_before_the_due_year(year: int) -> None:
    """From the due year on, the target itself is the measure."""
    assert_told(
        "P12",
        f"mốc trung gian năm {year} không trước năm đến hạn 2030.",
        (("year: 2027}", f"¦year: {year}}}"),),
    )


def test_p12_a_milestone_in_the_last_year_before() -> None:
    """The year before the due year may have a milestone."""
    assert_sound((("year: 2027}", "year: 2029}"),))


def test_p06_two_milestones_in_one_year() -> None:
    """A year has one milestone."""
    second = '\n      - {operator: ">=", value: 95%, wording: tối thiểu 95%, ¦year: 2027}'
    assert_told("P06", "'year' là '2027'; cần: mỗi năm một mốc.", ((MILESTONE, MILESTONE + second),))


def test_p06_milestones_in_two_years_are_sound() -> None:
    """Each year may have its own milestone."""
    second = '\n      - {operator: ">=", value: 95%, wording: tối thiểu 95%, year: 2028}'
    assert_sound(((MILESTONE, MILESTONE + second),))


def test_p06_a_plan_that_ends_before_it_begins() -> None:
    """The last year cannot come before the first."""
    assert_told(
        "P06", "'last_year' là '2025'; cần: năm từ 2026 trở đi.", (("last_year: 2027", "¦last_year: 2025"),)
    )


def test_p06_a_plan_of_one_year_is_sound() -> None:
    """The first year may be the last."""
    assert_sound((("last_year: 2027", "last_year: 2026"),))


@pytest.mark.parametrize(
    ("said", "edits"),
    [
        case(
            "denominator",
            "chỉ tiêu chấm hằng quý nhưng 'resolved' chỉ được hỏi mỗi năm một lần.",
            ("denominator: resolved", "¦denominator: resolved"),
            (
                "asked: quarter\n  - code: TT.04",
                "asked: year\n  - code: TT.04",
            ),
        ),
        case(
            "assessed-too-often",
            "chỉ tiêu chấm hằng quý nhưng 'spending' chỉ được hỏi mỗi năm một lần.",
            ("of: spending", "¦of: spending"),
            (
                "wording: giảm bình quân 7%, year: 2030}\n    assessed: year",
                "wording: giảm bình quân 7%, year: 2030}\n    assessed: quarter",
            ),
        ),
    ],
)
def test_p13_a_yearly_measure_in_a_quarterly_indicator(said: str, edits: tuple[Edit, ...]) -> None:
    """What is scored each quarter must be asked each quarter."""
    assert_told("P13", said, edits)


def test_p13_a_quarterly_measure_in_a_yearly_indicator_is_sound() -> None:
    """What is asked more often than it is scored is no fault."""
    assert_sound((("assessed: quarter\n    lead: mot_cua", "assessed: year\n    lead: mot_cua"),))


@pytest.mark.parametrize(
    ("said", "edits"),
    [
        case(
            "people-plus-money",
            "công thức ở đây không thể gồm các loại số liệu này: amount, count.",
            ("of: spending", "¦of: spending + staff"),
            ("baseline_years: [2025]\n  - code: BM.02", "baseline_years: [2024, 2025]\n  - code: BM.02"),
        ),
        case(
            "yes-no-in-a-ratio",
            "công thức ở đây không thể gồm các loại số liệu này: yes_no.",
            ("numerator: resolved_in_time", "¦numerator: uses_software"),
            ("denominator: resolved", "denominator: resolved_in_time"),
        ),
        case(
            "count-in-a-yes-no",
            "công thức ở đây không thể gồm các loại số liệu này: count.",
            ("all_of: [uses_software]", "¦all_of: [received]"),
            ("type: yes_no", "type: count"),
            ("denominator: resolved", "denominator: resolved + uses_software"),
        ),
        case(
            "count-beside-a-yes-no",
            "công thức ở đây không thể gồm các loại số liệu này: count, yes_no.",
            ("all_of: [uses_software]", "¦all_of: [uses_software, received]"),
        ),
        case(
            "bound-of-another-type",
            "công thức ở đây không thể gồm các loại số liệu này: amount, count.",
            ("type: amount", "type: amount\n    ¦at_most: staff"),
            ("offices: [noi_vu]\n    name: Chi", "offices: [mot_cua, noi_vu]\n    name: Chi"),
        ),
        case(
            "identity",
            "công thức ở đây không thể gồm các loại số liệu này: amount, count.",
            (IDENTITY, "¦right: resolved + pending + spending"),
            ("offices: [noi_vu]\n    name: Chi", "offices: [mot_cua]\n    name: Chi"),
        ),
    ],
)
def test_p14_kinds_that_do_not_add(said: str, edits: tuple[Edit, ...]) -> None:
    """Counts, amounts and answers are not added to or bounded by each other."""
    assert_told("P14", said, edits)


def test_p14_amounts_add_to_amounts() -> None:
    """A formula of one kind is sound, whichever kind it is."""
    assert_sound(
        (
            ("of: spending", "of: spending + other_spending"),
            ("    asked: year\n    baseline_years: [2024, 2025]\n", f"{YEARLY}{OTHER_SPENDING}{YEARLY}"),
        )
    )


@pytest.mark.parametrize(
    ("said", "edits"),
    [
        case(
            "reduction",
            "cần số liệu gốc năm 2025 của 'staff' nhưng số liệu này không được hỏi cho năm đó.",
            ("baseline_year: 2025", "¦baseline_year: 2025"),
            ("baseline_years: [2025]\n  - code: BM.02", "baseline_years: [2024]\n  - code: BM.02"),
        ),
        case(
            "one-year-of-a-mean",
            "Thêm 2023 vào 'baseline_years' của 'spending'.",
            ("baseline_years: [2024, 2025]\n    since", "¦baseline_years: [2023, 2024, 2025]\n    since"),
        ),
        case(
            "none-asked",
            "cần số liệu gốc năm 2025 của 'staff_health'",
            ("baseline_year: 2025", "¦baseline_year: 2025"),
            (
                "baseline_years: [2025]\n    part_of: staff\n  - code: BM.03",
                "part_of: staff\n  - code: BM.03",
            ),
        ),
    ],
)
def test_p15_a_baseline_that_is_never_asked(said: str, edits: tuple[Edit, ...]) -> None:
    """Every measure of a reduction is asked for every baseline year of it."""
    assert_told("P15", said, edits)


def test_p15_more_baselines_than_needed_are_sound() -> None:
    """A year asked and not needed is no fault."""
    assert_sound(
        (("baseline_years: [2025]\n  - code: BM.02", "baseline_years: [2024, 2025]\n  - code: BM.02"),)
    )


@pytest.mark.parametrize("since", [2024, 2025, 2031])
def test_p06_a_mean_that_begins_in_its_baseline_or_after_it_is_due(since: int) -> None:
    """The mean is taken over years after the baseline years, of which the due year (2030) is the last."""
    assert_told(
        "P06",
        f"'since' là '{since}'; cần: năm sau các năm gốc, không sau hạn.",
        (("since: 2026", f"¦since: {since}"),),
    )


def test_p06_a_mean_may_begin_in_the_due_year() -> None:
    """Near miss: a mean of the one year 2030 is due in 2030."""
    assert_sound((("since: 2026", "since: 2030"),))


@pytest.mark.parametrize(
    ("said", "edits"),
    [
        case(
            "part",
            "'resolved_in_time' và 'resolved' do các cơ quan khác nhau báo cáo.",
            ("part_of: resolved", "¦part_of: resolved"),
            (
                "id: resolved_in_time\n    area: tthc\n    offices: [mot_cua]",
                "id: resolved_in_time\n    area: tthc\n    offices: [noi_vu]",
            ),
        ),
        case(
            "bound",
            "'spending' và 'other_spending' do các cơ quan khác nhau báo cáo.",
            (
                "    baseline_years: [2024, 2025]\n  - code: CQ.01",
                """\
    baseline_years: [2024, 2025]
    ¦at_most: other_spending
  - code: NS.02
    id: other_spending
    area: bo_may
    offices: [mot_cua]
    name: Chi khác
    unit: triệu đồng
    type: amount
    over_time: sum
    asked: year
  - code: CQ.01""",
            ),
        ),
        case(
            "identity",
            "'opened' và 'staff' do các cơ quan khác nhau báo cáo.",
            ("- name: Tiếp nhận bằng", "- ¦name: Tiếp nhận bằng"),
            (IDENTITY, IDENTITY + " + staff"),
        ),
        case(
            "carry-over",
            "'opened' và 'staff' do các cơ quan khác nhau báo cáo.",
            ("- measure: opened", "- ¦measure: opened"),
            ("continues: pending", "continues: staff"),
        ),
    ],
)
def test_p16_a_check_between_offices(said: str, edits: tuple[Edit, ...]) -> None:
    """What is checked within one return must be asked of the same offices."""
    assert_told("P16", said, edits)


def test_p16_the_order_of_offices_does_not_matter() -> None:
    """The same offices in another order are the same offices."""
    assert_sound(
        (
            (
                "offices: [mot_cua, noi_vu]\n    name: Biên chế",
                "offices: [noi_vu, mot_cua]\n    name: Biên chế",
            ),
        )
    )


def test_p16_a_ratio_may_cross_offices() -> None:
    """An indicator is calculated over all returns: its terms need not share their offices."""
    assert_sound((("denominator: resolved", "denominator: resolved + staff"),))


@pytest.mark.parametrize(
    ("said", "edits"),
    [
        case(
            "office",
            "cơ quan 'dan_quan' được khai báo nhưng không ai dùng.",
            ("name: Nội vụ}", "name: Nội vụ}\n  - ¦{id: dan_quan, name: Dân quân}"),
        ),
        case(
            "office-that-only-leads",
            "cơ quan 'dan_quan' được khai báo nhưng không ai dùng.",
            ("name: Nội vụ}", "name: Nội vụ}\n  - ¦{id: dan_quan, name: Dân quân}"),
            ("lead: mot_cua", "lead: dan_quan"),
        ),
        case(
            "area",
            "lĩnh vực 'the_che' được khai báo nhưng không ai dùng.",
            ("name: Bộ máy}", "name: Bộ máy}\n  - ¦{id: the_che, name: Thể chế}"),
        ),
    ],
)
def test_p17_an_office_or_area_that_nobody_uses(said: str, edits: tuple[Edit, ...]) -> None:
    """An office with no measure and an area with no entry are warnings; the plan stays usable."""
    assert_told("P17", said, edits)
    plan, _ = read(edited(SMALL, *edits)[0])
    assert plan is not None


def test_p17_an_area_of_measures_alone_is_used() -> None:
    """An area groups measures in the form even where it has no indicator."""
    assert_sound(
        (
            ("name: Bộ máy}", "name: Bộ máy}\n  - {id: the_che, name: Thể chế}"),
            ("id: received\n    area: tthc", "id: received\n    area: the_che"),
        )
    )


@pytest.mark.parametrize(
    ("said", "edits"),
    [
        case(
            "itself",
            "'part_of' là 'staff'",
            (
                "    baseline_years: [2025]\n  - code: BM.02",
                "    baseline_years: [2025]\n    ¦part_of: staff\n  - code: BM.02",
            ),
        ),
        case(
            "each-other",
            "'part_of' là 'staff_health'; cần: một số liệu không nằm trong chính nó.",
            (
                "    baseline_years: [2025]\n  - code: BM.02",
                "    baseline_years: [2025]\n    ¦part_of: staff_health\n  - code: BM.02",
            ),
            ("    part_of: staff\n  - code: BM.03", "    ¦part_of: staff\n  - code: BM.03"),
        ),
    ],
)
def test_p06_a_measure_that_is_part_of_itself(said: str, edits: tuple[Edit, ...]) -> None:
    """No measure is, at any remove, part of itself."""
    assert_told("P06", said, edits)


def test_a_part_of_a_part_is_sound() -> None:
    """Parts may have parts."""
    assert_sound((("part_of: staff\n    at_most: staff - staff_health", "part_of: staff_health"),))


@pytest.mark.parametrize(
    ("said", "edits"),
    [
        case(
            "office-of-a-measure",
            "'offices' là 'noi_vu'; cần: mỗi mục một lần.",
            (
                "offices: [noi_vu]\n    name: Chi trong năm",
                "¦offices: [noi_vu, noi_vu]\n    name: Chi trong năm",
            ),
        ),
        case(
            "baseline-year-of-a-measure",
            "'baseline_years' là '2025'; cần: mỗi mục một lần.",
            ("[2024, 2025]\n  - code: CQ.01", "[2024, 2025, 2025]\n  - code: CQ.01"),
            ("    asked: year\n    baseline", "    asked: year\n    ¦baseline"),
        ),
        case(
            "baseline-year-of-a-mean",
            "'baseline_years' là '2024'; cần: mỗi mục một lần.",
            (
                "baseline_years: [2024, 2025]\n    since",
                "¦baseline_years: [2024, 2025, 2024]\n    since",
            ),
        ),
        case(
            "question",
            "'all_of' là 'uses_software'; cần: mỗi mục một lần.",
            ("all_of: [uses_software]", "¦all_of: [uses_software, uses_software]"),
        ),
        case(
            "term-of-an-indicator",
            "'of' là 'spending'; cần: mỗi mục một lần.",
            ("of: spending", "¦of: spending + spending"),
        ),
        case(
            "term-of-a-bound",
            "'at_most' là 'staff_health'; cần: mỗi mục một lần.",
            ("at_most: staff - staff_health", "¦at_most: staff - staff_health - staff_health"),
        ),
        case(
            "term-of-an-identity",
            "'right' là 'pending'; cần: mỗi mục một lần.",
            (IDENTITY, "¦right: resolved + pending + pending"),
        ),
        case(
            "term-that-cancels-itself",
            "'right' là 'pending'; cần: mỗi mục một lần.",
            (IDENTITY, "¦right: resolved + pending - pending"),
        ),
        case(
            "name-of-an-office",
            "'name' là 'một  CỬA'; cần: một tên khác với các cơ quan khác.",
            ("name: Nội vụ}", "¦name: một  CỬA}"),
        ),
    ],
)
def test_p06_what_is_listed_twice(said: str, edits: tuple[Edit, ...]) -> None:
    """An office, a year, a question or a term listed twice would count twice; two offices need two names."""
    assert_told("P06", said, edits)


def test_p06_what_stands_once_in_each_of_two_lists_is_sound() -> None:
    """Near miss: one measure in numerator and denominator, or in both sides, is listed once in each."""
    assert_sound(
        (
            ("numerator: resolved_in_time", "numerator: resolved_in_time + pending"),
            ("denominator: resolved", "denominator: resolved + pending"),
        )
    )
    assert_sound(((IDENTITY, "right: resolved + pending + opened"),))


def test_p06_two_offices_of_nearly_one_name_are_sound() -> None:
    """Near miss: a name that differs in an accent is another name."""
    assert_sound((("name: Nội vụ}", "name: Một của}"),))


ANSWERED = "over_time: last\n    asked: quarter\n\nidentities"


def test_p06_answers_are_not_added_up() -> None:
    """Four quarters of yes are not four: a yes/no takes the last or the first answer."""
    assert_told(
        "P06",
        "'over_time' là 'sum'; cần: last hoặc first (có/không thì không cộng dồn).",
        ((ANSWERED, "¦" + ANSWERED.replace("last", "sum")),),
    )


def test_p06_the_first_answer_may_stand_for_the_year() -> None:
    """Near miss: first is as good a rule for answers as last."""
    assert_sound(((ANSWERED, ANSWERED.replace("last", "first")),))


PENDING = "    name: Hồ sơ đang giải quyết\n    unit: hồ sơ\n    type: count\n    over_time: last\n    asked: quarter\n"


@pytest.mark.parametrize(
    ("said", "edits"),
    [
        case(
            "on-what-adds-up",
            "'usual_change' là '30%'; cần: bỏ khóa này (chỉ dùng cho số cuối kỳ, over_time: last, không phải có/không).",
            ("    part_of: resolved\n", "    part_of: resolved\n    ¦usual_change: 30%\n"),
        ),
        case(
            "on-what-opens-a-period",
            "'usual_change' là '30%'; cần: bỏ khóa này",
            (
                "over_time: first\n    asked: quarter\n",
                "over_time: first\n    asked: quarter\n    ¦usual_change: 30%\n",
            ),
        ),
        case(
            "on-an-answer",
            "'usual_change' là '30%'; cần: bỏ khóa này",
            (ANSWERED, ANSWERED.replace("quarter\n", "quarter\n    ¦usual_change: 30%\n")),
        ),
        case(
            "below-nothing",
            "'usual_change' là '-5%'; cần: tỷ lệ phần trăm từ 0% trở lên.",
            (PENDING, PENDING + "    ¦usual_change: -5%\n"),
        ),
    ],
)
def test_p06_a_usual_change_of_what_is_no_stock(said: str, edits: tuple[Edit, ...]) -> None:
    """Only a figure at a period's end goes on from the one before, by a share that is not negative."""
    assert_told("P06", said, edits)


@pytest.mark.parametrize("share", ["0%", "30%", "12,5%", "150%"])
def test_p06_a_usual_change_of_a_stock_is_sound(share: str) -> None:
    """Near miss: any share from 0% on, more than the whole included."""
    assert_sound(((PENDING, f"{PENDING}    usual_change: {share}\n"),))
