"""Many communes on the screen: at 80 and at 120 columns, in black and white."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from cchc_kpi.plan.communes import Commune, Communes
from cchc_kpi.plan.file import LoadedPlan
from cchc_kpi.plan.model import Plan
from cchc_kpi.plan.naming import find_indicator
from cchc_kpi.render.communes_text import show_communes, show_heading, show_matrix
from cchc_kpi.render.drill_text import show_drill
from cchc_kpi.scoring.communes import CommunesScorecard
from communes_for_tests import THREE, returned, scored
from forms_for_tests import COMMUNES


def page(width: int = 80) -> Console:
    """A console that keeps what is printed."""
    return Console(file=io.StringIO(), width=width, highlight=False, markup=False)


def text_of(console: Console) -> str:
    """What was printed, without the blanks that fill lines up."""
    assert isinstance(console.file, io.StringIO)
    text = console.file.getvalue()
    assert [] == [line for line in text.splitlines() if len(line) > console.width]
    return "\n".join(line.rstrip() for line in text.splitlines())


def in_time(plan: Plan, code: str, early: int, late: int) -> list[object]:
    """The returns of a commune whose one-stop centre resolved so many early and so many late, and none between."""
    changes = {
        "dossiers_resolved_early": early,
        "dossiers_resolved_on_time": 0,
        "dossiers_resolved_late": late,
    }
    return [
        returned(plan, code, office.id, **(changes if office.id == "ttpvhcc" else {}))
        for office in plan.offices
    ]


@pytest.fixture(scope="module")
def three(plan: Plan, loaded: LoadedPlan) -> CommunesScorecard:
    """Lộc Bình 900 of 1000 in time, Na Dương 999 of 1000; phường Đông Kinh has handed in nothing."""
    return scored(loaded, plan, [*in_time(plan, "06541", 900, 100), *in_time(plan, "06529", 999, 1)])


@pytest.fixture(scope="module")
def nation(plan: Plan, loaded: LoadedPlan) -> CommunesScorecard:
    """Of five communes in two provinces four: 900, 999, 980 and (in Hà Nội) 995 of 1000 in time."""
    figures = {"06541": 900, "06529": 999, "05977": 980, "02531": 995}
    held = [item for code, early in figures.items() for item in in_time(plan, code, early, 1000 - early)]
    return scored(loaded, plan, held, COMMUNES)


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (
            80,
            "2 Tỷ lệ hồ sơ TTHC giải quyết đúng và trước 94,95% ✗ 2/3 1 1 1 hạn (trên 99%) 1.899/2.000",
        ),
        (
            120,
            "2 Tỷ lệ hồ sơ TTHC giải quyết đúng và trước hạn 94,95% ✗ 1.899/2.000 trên 99% 2/3 1 1 1",
        ),
    ],
)
def test_each_sum_stands_with_its_fraction_and_its_counts(
    three: CommunesScorecard, width: int, expected: str
) -> None:
    """1899 of 2000 is 94,95%: two of three communes counted, one meets the target, one misses it, one is unknown."""
    console = page(width)
    show_communes(three, console, "vi")
    lines = text_of(console).splitlines()
    first = next(place for place, line in enumerate(lines) if line.startswith(" 2  "))
    last = next(place for place, line in enumerate(lines) if line.startswith(" 3  "))
    assert expected == " ".join(" ".join(lines[first:last]).split())


def test_the_heading_says_how_much_has_come(three: CommunesScorecard) -> None:
    """10 of 15 returns; the commune without any is provisional, the other two are whole."""
    console = page()
    show_heading(three, console, "vi")
    assert (
        "BẢNG ĐIỂM CCHC 3 XÃ - Quý I/2026\n"
        "Kỳ 2026-Q1: 15/12/2025 - 14/03/2026. Báo cáo nhận được: 10/15.\n"
        "TẠM TÍNH: 1/3 xã còn thiếu báo cáo hoặc số liệu."
    ) == text_of(console)


def test_places_stand_with_counts_and_returns(three: CommunesScorecard) -> None:
    """Na Dương meets one target more than Lộc Bình; who has handed in nothing stands last, with 0 of 5."""
    console = page()
    show_communes(three, console, "vi")
    rows = [
        line.split() for line in text_of(console).split("Xếp hạng: ")[1].rpartition("─")[2].splitlines()[1:]
    ]
    assert [["1", "Na", "Dương"], ["2", "Lộc", "Bình"], ["3", "phường", "Đông"]] == [row[:3] for row in rows]
    assert ["5/5", "5/5", "0/5"] == [row[-1] for row in rows]
    assert int(rows[0][3]) == int(rows[1][3]) + 1


def test_of_a_nation_each_province_has_a_line(nation: CommunesScorecard) -> None:
    """The nation's sums in full, then the provinces with their communes and returns, then the places with provinces."""
    console = page(100)
    show_communes(nation, console, "vi")
    text = text_of(console)
    assert "Toàn bộ (5 xã)" in text
    rows = [line.split() for line in text.split("Từng tỉnh")[1].split("Xếp hạng")[0].splitlines()]
    assert ["Lạng", "Sơn", "4"] in [row[:3] for row in rows]
    assert ["thành", "phố", "Hà", "Nội", "1"] in [row[:5] for row in rows]
    assert "Tân Hòa" in text.split("Xếp hạng")[1]
    assert "thành phố Hà Nội" in text.split("Xếp hạng")[1]


def test_the_matrix_has_a_line_of_signs_for_each_commune(three: CommunesScorecard) -> None:
    """The 23 indicators of a quarter by number, two digits upright at 80 columns; the sum first."""
    console = page()
    show_matrix(three, "commune", console, "vi")
    lines = text_of(console).splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("Tỉnh Lạng Sơn (3 xã)"))
    assert "1 1 1 1 1 1 2 2 2 2 2 2 3 3" == lines[at - 2].strip()
    assert "1 2 3 4 5 6 7 8 9 0 1 2 3 4 9 0 1 2 7 8 9 0 1" == lines[at - 1].strip()
    signs = {line[:21].strip(): line[21:].split() for line in lines[at : at + 4]}
    assert ["Tỉnh Lạng Sơn (3 xã)", "Lộc Bình", "Na Dương", "phường Đông Kinh"] == list(signs)
    assert {23} == {len(held) for held in signs.values()}
    assert ["✗", "✗", "✓", "?"] == [held[1] for held in signs.values()]
    assert ["?"] * 23 == signs["phường Đông Kinh"]
    assert "✓ đạt   ✗ chưa đạt   ? thiếu số liệu   – không phát sinh" in lines
    assert any(
        line.startswith(" 2. Tỷ lệ hồ sơ TTHC giải quyết đúng và trước hạn (trên 99%)") for line in lines
    )
    assert "8 chỉ tiêu chỉ chấm khi hết năm." in lines


def test_a_year_has_all_its_signs_within_80_columns(plan: Plan, loaded: LoadedPlan) -> None:
    """31 columns beside the longest name; nothing wraps but a name."""
    year = scored(loaded, plan, in_time(plan, "06541", 999, 1), period="2026")
    for width in (80, 120):
        console = page(width)
        show_matrix(year, "commune", console, "vi")
        line = next(line for line in text_of(console).splitlines() if line.startswith("Lộc Bình"))
        assert 31 == len(line.removeprefix("Lộc Bình").split())


def test_the_matrix_by_province_has_the_sums_alone(nation: CommunesScorecard) -> None:
    """The nation, and a line for each province."""
    console = page(120)
    show_matrix(nation, "province", console, "vi")
    lines = text_of(console).splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("Toàn bộ (5 xã)"))
    names = ["Toàn bộ (5 xã)", "Tỉnh Lạng Sơn (4 xã)", "Thành phố Hà Nội (1 xã)"]
    assert names == [line[: len(name)] for name, line in zip(names, lines[at : at + 3], strict=True)]
    # 900 + 999 + 980 of 3000, 995 of 1000, and 3874 of 4000 together.
    assert ["✗", "✗", "✓"] == [line.split()[-22] for line in lines[at : at + 3]]


def test_a_long_matrix_has_its_numbers_at_the_foot_too(plan: Plan, loaded: LoadedPlan) -> None:
    """Of 30 communes the heads have scrolled away by the last line."""
    listed = [Commune(code=str(n), name=f"Tân {n}", province="Lạng Sơn") for n in range(30)]
    found = scored(loaded, plan, [returned(plan, "0", "kt")], Communes(listed))
    console = page()
    show_matrix(found, "commune", console, "vi")
    numbers = "1 2 3 4 5 6 7 8 9 0 1 2 3 4 9 0 1 2 7 8 9 0 1"
    assert 2 == sum(1 for line in text_of(console).splitlines() if line.strip() == numbers)


def test_of_more_places_than_a_screen_takes_the_ends_are_shown(plan: Plan, loaded: LoadedPlan) -> None:
    """Of 151 communes the first and the last twenty, and where the others are; of 150 all."""
    listed = [Commune(code=str(n), name=f"Tân {n}", province="Lạng Sơn") for n in range(151)]
    for count, expected in ((150, 150), (151, 40)):
        found = scored(loaded, plan, [returned(plan, "0", "kt")], Communes(listed[:count]))
        console = page()
        show_communes(found, console, "vi")
        text = text_of(console).split("Xếp hạng: ")[1]
        assert expected == text.count("Tân ")
        assert ("Lược 111 xã ở giữa" in text) == (count == 151)


# --- --drill ---


def drilled(scorecard: CommunesScorecard, text: str, width: int = 100) -> str:
    """What is printed of one indicator."""
    one = find_indicator(scorecard.plan, text)
    assert one is not None
    console = page(width)
    show_drill(scorecard, one, console, "vi")
    return text_of(console)


def test_who_pulls_the_sum_down_is_told_with_what_would_be_enough(three: CommunesScorecard) -> None:
    """900 of 1000 lacks 90 of 990; 999 of 1000 has 9 to spare; 1899 of 2000 lacks 81 of 1980."""
    assert (
        "\n"
        "2. Tỷ lệ hồ sơ TTHC giải quyết đúng và trước hạn (trên 99%)\n"
        "Tỉnh Lạng Sơn: 1.899/2.000 = 94,95%, ✗ Chưa đạt; 2/3 xã có số liệu.\n"
        "\n"
        "1 xã chưa đạt, hụt tổng cộng 90; 1 xã còn lại dư 9.\n"
        "Chỉ cần Lộc Bình đạt mục tiêu thì kết quả chung đạt.\n"
        "Xã         Tử/Mẫu số   Kết quả   Hụt (hồ sơ)\n"
        "────────────────────────────────────────────\n"
        "Lộc Bình   900/1.000       90%            90\n"
        "Chưa có số liệu, nên không nằm trong tổng: phường Đông Kinh.\n"
        "Hụt: mục tiêu nhân mẫu số, trừ tử số; cộng các phần lại thành mức hụt hay dư của kết quả chung."
    ) == drilled(three, "2")


def test_of_a_nation_provinces_come_first(nation: CommunesScorecard) -> None:
    """Lạng Sơn lacks 90 + 10 - 9 = 91 of 2970, Hà Nội has 5 to spare; then the communes with their provinces."""
    text = drilled(nation, "2")
    assert "Toàn bộ: 3.874/4.000 = 96,85%, ✗ Chưa đạt; 4/5 xã có số liệu." in text
    assert "1 tỉnh chưa đạt, hụt tổng cộng 91; 1 tỉnh còn lại dư 5." in text
    assert "2 xã chưa đạt, hụt tổng cộng 100; 2 xã còn lại dư 14." in text
    rows = [" ".join(line.split()) for line in text.splitlines()]
    assert "Lộc Bình Lạng Sơn 900/1.000 90% 90" in rows
    assert rows.index("Lộc Bình Lạng Sơn 900/1.000 90% 90") < rows.index(
        "phường Đông Kinh Lạng Sơn 980/1.000 98% 10"
    )


def test_an_indicator_that_is_not_due_has_nobody_to_name(three: CommunesScorecard) -> None:
    """A yearly one in a quarter: that is said, and no table."""
    text = drilled(three, "coverage_5g")
    assert "Tỉnh Lạng Sơn: … Chưa đến kỳ" in text
    assert "Hụt" not in text


def test_where_all_meet_it_that_is_said(plan: Plan, loaded: LoadedPlan) -> None:
    """999 of 1000 everywhere."""
    held = [item for code in THREE.by_code for item in in_time(plan, code, 999, 1)]
    text = drilled(scored(loaded, plan, held), "2")
    assert "Không xã nào chưa đạt." in text
    assert "Hụt (" not in text


def test_of_a_question_answers_are_counted(plan: Plan, loaded: LoadedPlan) -> None:
    """Of two questions one is answered no: one answer lacks."""
    held = [returned(plan, code, "vhxh", party_committee_uses_unified_software=0) for code in THREE.by_code]
    text = drilled(scored(loaded, plan, held), "unified_software")
    assert "3 xã chưa đạt, hụt tổng cộng 3; 0 xã còn lại dư 0." in text
    assert "Chỉ cần 3 xã đầu bảng đạt mục tiêu thì kết quả chung đạt." in text
    assert "Hụt (câu trả lời Có)" in text
