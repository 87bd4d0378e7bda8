from __future__ import annotations

import re

import pytest

from cchc_kpi.findings import Lang
from cchc_kpi.plan.model import Plan
from cchc_kpi.render.plan_text import plan_text
from plan_for_tests import SMALL, Edit, edited, read

LANGS: tuple[Lang, ...] = ("vi", "en")


def sentences(lang: Lang, *edits: Edit) -> str:
    """Return the small plan, edited, read back as sentences."""
    plan, _ = read(edited(SMALL, *edits)[0])
    assert plan is not None
    return plan_text(plan, lang)


def block(text: str, opening: str) -> list[str]:
    """Return the lines of the paragraph that opens with these words, trimmed."""
    [paragraph] = [part for part in text.split("\n\n") if part.strip().startswith(opening)]
    return [line.strip() for line in paragraph.strip().splitlines()]


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        (
            "vi",
            [
                "Kế hoạch nhỏ",
                "Ban hành: Ủy ban nhân dân xã Thử Nghiệm. Mã kế hoạch: ke-hoach-nho.",
                "Kỳ báo cáo theo quý dương lịch; ví dụ Quý I/2026: 01/01/2026 - 31/03/2026.",
            ],
        ),
        (
            "en",
            [
                "Kế hoạch nhỏ",
                "Issued by Ủy ban nhân dân xã Thử Nghiệm. Plan id: ke-hoach-nho.",
                "Periods under quý dương lịch; for example 2026-Q1: 01/01/2026 - 31/03/2026.",
            ],
        ),
    ],
)
def test_the_plan_opens_with_what_it_is(lang: Lang, expected: list[str]) -> None:
    """Title, issuing body, id and the window of its first quarter."""
    assert expected == block(sentences(lang), "Kế hoạch nhỏ")


@pytest.mark.parametrize(
    ("lang", "opening", "expected"),
    [
        pytest.param(
            "vi",
            "1. Tỷ lệ đúng hạn",
            [
                "1. Tỷ lệ đúng hạn  [in_time]",
                'Điều khoản I.1: phải lớn hơn 99%, hạn năm 2030; kế hoạch ghi "trên 99%".',
                'Mốc trung gian: phải từ 90% trở lên, hạn năm 2027; kế hoạch ghi "tối thiểu 90%".',
                "Tử số: Trong đó: đúng hạn (TT.04)",
                "Mẫu số: Hồ sơ đã giải quyết (TT.03)",
                "Chấm mọi kỳ. Chịu trách nhiệm: Một cửa.",
            ],
            id="ratio-with-a-milestone",
        ),
        pytest.param(
            "en",
            "1. Tỷ lệ đúng hạn",
            [
                "1. Tỷ lệ đúng hạn  [in_time]",
                'Clause I.1: must be greater than 99%, due in 2030; the plan says "trên 99%".',
                'Milestone: must be at least 90%, due in 2027; the plan says "tối thiểu 90%".',
                "Numerator: Trong đó: đúng hạn (TT.04)",
                "Denominator: Hồ sơ đã giải quyết (TT.03)",
                "Scored for every period. Answers for it: Một cửa.",
            ],
            id="ratio-in-english",
        ),
        pytest.param(
            "vi",
            "2. Tỷ lệ giảm biên chế",
            [
                "2. Tỷ lệ giảm biên chế  [staff_cut]",
                'Điều khoản I.2: phải từ 10% trở lên, hạn năm 2030; kế hoạch ghi "giảm 10%".',
                "Mức giảm so với năm 2025: (số năm 2025 - số kỳ này) / số năm 2025, của Biên chế (BM.01) - Trong đó: y tế (BM.02) - Trong đó: giáo dục (BM.03)",
                "Chỉ chấm cả năm. Chịu trách nhiệm: Nội vụ.",
                "Cách hiểu: Trừ y tế và giáo dục ở cả hai vế.",
            ],
            id="reduction-with-a-note",
        ),
        pytest.param(
            "vi",
            "3. Tỷ lệ giảm chi",
            [
                "3. Tỷ lệ giảm chi  [spending_cut]",
                'Điều khoản I.3: phải từ 7% trở lên, hạn năm 2030; kế hoạch ghi "giảm bình quân 7%".',
                "Mức giảm của bình quân các năm từ 2026 đến năm được chấm so với bình quân 2024-2025, của Chi trong năm (NS.01)",
                "Chỉ chấm cả năm. Chịu trách nhiệm: Nội vụ.",
            ],
            id="reduction-of-a-mean",
        ),
        pytest.param(
            "vi",
            "4. Dùng phần mềm thống nhất",
            [
                "4. Dùng phần mềm thống nhất  [software]",
                'Điều khoản I.4: phải bằng 100%, hạn năm 2030; kế hoạch ghi "thống nhất".',
                "Tất cả phải là Có: Dùng phần mềm (CQ.01)",
                "Chấm mọi kỳ. Chịu trách nhiệm: Nội vụ.",
            ],
            id="yes-no",
        ),
        pytest.param(
            "vi",
            "ĐẲNG THỨC VÀ NỐI TIẾP",
            [
                "ĐẲNG THỨC VÀ NỐI TIẾP",
                "- Tiếp nhận bằng đã giải quyết cộng đang giải quyết: TT.01 + TT.02 = TT.03 + TT.05",
                "- TT.01 kỳ này = TT.05 cuối kỳ trước",
            ],
            id="identities-and-carry-over",
        ),
        pytest.param(
            "vi",
            "Nội vụ [noi_vu]",
            [
                "Nội vụ [noi_vu]",
                "BM.01  Biên chế (người; hằng quý; lấy quý cuối; số liệu gốc 2025)",
                "BM.02  Trong đó: y tế (người; hằng quý; lấy quý cuối; không quá BM.01; số liệu gốc 2025)",
                "BM.03  Trong đó: giáo dục (người; hằng quý; lấy quý cuối; không quá BM.01 - BM.02; số liệu gốc 2025)",
                "NS.01  Chi trong năm (triệu đồng; hằng năm, cùng Quý IV; số liệu gốc 2024, 2025)",
                "CQ.01  Dùng phần mềm (có/không; hằng quý; lấy quý cuối)",
            ],
            id="what-an-office-reports",
        ),
        pytest.param(
            "vi",
            "Một cửa [mot_cua]",
            [
                "Một cửa [mot_cua]",
                "TT.01  Hồ sơ kỳ trước (hồ sơ; hằng quý; lấy quý đầu)",
                "TT.02  Hồ sơ mới (hồ sơ; hằng quý; cộng các quý)",
                "TT.03  Hồ sơ đã giải quyết (hồ sơ; hằng quý; cộng các quý)",
                "TT.04  Trong đó: đúng hạn (hồ sơ; hằng quý; cộng các quý; không quá TT.03)",
                "TT.05  Hồ sơ đang giải quyết (hồ sơ; hằng quý; lấy quý cuối)",
                "BM.01  Biên chế (người; hằng quý; lấy quý cuối; số liệu gốc 2025)",
                "BM.02  Trong đó: y tế (người; hằng quý; lấy quý cuối; không quá BM.01; số liệu gốc 2025)",
                "BM.03  Trong đó: giáo dục (người; hằng quý; lấy quý cuối; không quá BM.01 - BM.02; số liệu gốc 2025)",
            ],
            id="what-another-office-reports",
        ),
        pytest.param(
            "en",
            "Một cửa [mot_cua]",
            [
                "Một cửa [mot_cua]",
                "TT.01  Hồ sơ kỳ trước (hồ sơ; quarterly; first quarter's figure)",
                "TT.02  Hồ sơ mới (hồ sơ; quarterly; quarters added up)",
                "TT.03  Hồ sơ đã giải quyết (hồ sơ; quarterly; quarters added up)",
                "TT.04  Trong đó: đúng hạn (hồ sơ; quarterly; quarters added up; at most TT.03)",
                "TT.05  Hồ sơ đang giải quyết (hồ sơ; quarterly; last quarter's figure)",
                "BM.01  Biên chế (người; quarterly; last quarter's figure; baseline 2025)",
                "BM.02  Trong đó: y tế (người; quarterly; last quarter's figure; at most BM.01; baseline 2025)",
                "BM.03  Trong đó: giáo dục (người; quarterly; last quarter's figure; at most BM.01 - BM.02; baseline 2025)",
            ],
            id="what-an-office-reports-in-english",
        ),
    ],
)
def test_each_part_of_the_plan_is_a_sentence_to_check(lang: Lang, opening: str, expected: list[str]) -> None:
    """A lawyer can hold every line against the plan's text: clause, target, wording, formula, who and when."""
    assert expected == block(sentences(lang), opening)


@pytest.mark.parametrize(
    ("lang", "change", "sample"),
    [
        (
            "vi",
            "lấy quý cuối; đổi quá 12,5% so với kỳ trước thì cần ghi chú)",
            "     Mẫu số dưới 1.000 thì cảnh báo mẫu nhỏ.\n",
        ),
        (
            "en",
            "last quarter's figure; a change of more than 12.5% since the period before asks for a remark)",
            "     A denominator below 1,000 is a small sample.\n",
        ),
    ],
)
def test_what_the_commune_chose_to_be_warned_of_is_told(lang: Lang, change: str, sample: str) -> None:
    """A usual change stands beside its measure, a minimum sample beside its indicator; neither is there unasked."""
    pending = "name: Hồ sơ đang giải quyết\n    unit: hồ sơ\n    type: count\n    over_time: last\n"
    text = sentences(
        lang,
        (pending, pending + "    usual_change: 12,5%\n"),
        ("denominator: resolved\n", "denominator: resolved\n    minimum_sample: 1000\n"),
    )

    assert (1, 1) == (text.count(change), text.count(sample))
    assert (0, 0) == (sentences(lang).count(change), sentences(lang).count(sample))


@pytest.mark.parametrize(
    ("expected", "operator", "wording"),
    [
        ("phải lớn hơn 99%, hạn", ">", "trên 99%"),
        ("phải từ 99% trở lên, hạn", ">=", "99% trở lên"),
        ("phải bằng 99%, hạn", "=", "99%"),
        ("không được quá 99%, hạn", "<=", "không quá 99%"),
        ("phải nhỏ hơn 99%, hạn", "<", "dưới 99%"),
    ],
)
def test_strict_and_inclusive_are_told_apart_in_words(expected: str, operator: str, wording: str) -> None:
    """Every operator reads as one Vietnamese phrase that cannot be taken for another."""
    target = f'operator: "{operator}", value: 99%, wording: {wording}, year'
    text = sentences("vi", ('operator: ">", value: 99%, wording: trên 99%, year', target))

    assert f'Điều khoản I.1: {expected} năm 2030; kế hoạch ghi "{wording}".' in text


@pytest.mark.parametrize("lang", LANGS)
def test_every_indicator_is_told_once_and_numbered_through(plan: Plan, lang: Lang) -> None:
    """The 31 indicators of the shipped plan are numbered 1 to 31, grouped by area."""
    told = re.findall(r"^  (\d+)\. .*  \[(\w+)\]$", plan_text(plan, lang), re.MULTILINE)
    areas = [area.id for area in plan.areas]
    expected = sorted(plan.indicators, key=lambda indicator: areas.index(indicator.area))

    assert [(str(number), indicator.id) for number, indicator in enumerate(expected, start=1)] == told


@pytest.mark.parametrize("lang", LANGS)
def test_every_office_is_told_each_measure_that_it_reports(plan: Plan, lang: Lang) -> None:
    """Under each office of the shipped plan stand the codes that it is asked, no more and no fewer."""
    text = plan_text(plan, lang)

    for office in plan.offices:
        lines = block(text, f"{office.name} [{office.id}]")
        assert [m.code for m in plan.measures if office.id in m.offices] == [
            line.split()[0] for line in lines[1:]
        ]


def test_six_areas_are_headed_in_capitals(plan: Plan) -> None:
    """Areas stand in the plan's order, numbered, in capitals."""
    expected = [
        "1. CẢI CÁCH THỂ CHẾ",
        "2. CẢI CÁCH THỦ TỤC HÀNH CHÍNH",
        "3. CẢI CÁCH TỔ CHỨC BỘ MÁY HÀNH CHÍNH",
        "4. CẢI CÁCH CHẾ ĐỘ CÔNG VỤ",
        "5. CẢI CÁCH TÀI CHÍNH CÔNG",
        "6. XÂY DỰNG VÀ PHÁT TRIỂN CHÍNH QUYỀN ĐIỆN TỬ, CHÍNH QUYỀN SỐ",
    ]

    assert expected == re.findall(r"^\d\. .*$", plan_text(plan, "vi"), re.MULTILINE)


@pytest.mark.parametrize("lang", LANGS)
def test_a_plan_without_checks_has_no_lines_for_them(lang: Lang) -> None:
    """Identities and carry-overs are optional."""
    start, end = SMALL.index("identities:"), SMALL.index("indicators:")
    plan, _ = read(
        SMALL[:start]
        + SMALL[end:].replace("resolved_in_time", "resolved_in_time + opened + received + pending")
    )
    assert plan is not None

    heading = {"vi": "ĐẲNG THỨC VÀ NỐI TIẾP", "en": "IDENTITIES AND CARRY-OVER"}[lang]
    assert [heading] == block(plan_text(plan, lang), heading)
