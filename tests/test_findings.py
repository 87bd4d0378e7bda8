from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_kpi.addresses import a1
from cchc_kpi.findings import Finding, Lang, Phrase, Place, Rule, Severity, in_order, told_once

TEXT_IN_NUMBER_CELL = Rule(
    code="X01",
    name="text-in-number-cell",
    severity=Severity.ERROR,
    title=Phrase("Chữ ở ô số", "Text where a number belongs"),
    message=Phrase("chữ {found}; cần {expected}.", "the text {found}; {expected} is needed."),
    fix=Phrase("Nhập {number}.", "Type {number}."),
    why=Phrase("Không đoán.", "Nothing is guessed."),
    example=Phrase("'95 phần trăm'", "'95 percent'"),
)
DOUBT = Rule(
    code="X02",
    name="a-doubt",
    severity=Severity.WARNING,
    title=Phrase("Ngờ", "Doubt"),
    message=Phrase("đáng ngờ.", "doubtful."),
    fix=Phrase("Xem lại.", "Look again."),
    why=Phrase("Vì.", "Because."),
    example=Phrase("Ví dụ.", "Example."),
)
D14 = Place("TTPVHCC-2026-Q1.xlsx", "Báo cáo", "D14")
DETAILS: dict[str, str | Phrase] = {
    "found": "'95 phần trăm'",
    "expected": Phrase("một số nguyên", "a whole number"),
    "number": "95",
}


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("vi", "TTPVHCC-2026-Q1.xlsx, sheet 'Báo cáo', ô D14: chữ '95 phần trăm'; cần một số nguyên."),
        (
            "en",
            "TTPVHCC-2026-Q1.xlsx, sheet 'Báo cáo', cell D14: the text '95 phần trăm'; a whole number is needed.",
        ),
    ],
)
def test_a_message_says_where_what_is_there_and_what_was_expected(lang: Lang, expected: str) -> None:
    """The grammar of a message is: where, what is there, what was expected, in the reader's language."""
    assert expected == Finding(TEXT_IN_NUMBER_CELL, D14, DETAILS).message(lang)


@pytest.mark.parametrize(("lang", "expected"), [("vi", "Nhập 95."), ("en", "Type 95.")])
def test_a_finding_says_what_to_do(lang: Lang, expected: str) -> None:
    """The fix is filled from the same details as the message."""
    assert expected == Finding(TEXT_IN_NUMBER_CELL, D14, DETAILS).fix(lang)


def test_a_message_without_a_place_begins_with_a_capital() -> None:
    """Where there is no place to name, what is there opens the sentence."""
    expected = "Chữ '95 phần trăm'; cần một số nguyên."

    assert expected == Finding(TEXT_IN_NUMBER_CELL, details=DETAILS).message()


def test_what_a_cell_holds_is_not_taken_for_a_placeholder() -> None:
    """Braces in a return's text are shown as they stand."""
    finding = Finding(TEXT_IN_NUMBER_CELL, D14, DETAILS | {"found": "'{expected} {0}'"})
    expected = "TTPVHCC-2026-Q1.xlsx, sheet 'Báo cáo', ô D14: chữ '{expected} {0}'; cần một số nguyên."

    assert expected == finding.message()


@pytest.mark.parametrize(
    ("vi", "en", "place"),
    [
        ("", "", Place()),
        ("a.xlsx", "a.xlsx", Place("a.xlsx")),
        ("a.xlsx, sheet 'Báo cáo'", "a.xlsx, sheet 'Báo cáo'", Place("a.xlsx", "Báo cáo")),
        ("a.xlsx, sheet 'S', ô D9", "a.xlsx, sheet 'S', cell D9", Place("a.xlsx", "S", "D9")),
        (
            "targets.yaml, dòng 3, cột 5",
            "targets.yaml, line 3, column 5",
            Place("targets.yaml", line=3, column=5),
        ),
        ("targets.yaml, dòng 3", "targets.yaml, line 3", Place("targets.yaml", line=3)),
    ],
)
def test_a_place_names_what_is_known_of_it(vi: str, en: str, place: Place) -> None:
    """Any part of a place may be absent; the rest is named from the file inwards."""
    assert (vi, en) == (place.text("vi"), place.text("en"))


@pytest.mark.parametrize(("expected", "rule"), [(True, TEXT_IN_NUMBER_CELL), (False, DOUBT)])
def test_only_an_error_takes_a_figure_out(*, expected: bool, rule: Rule) -> None:
    """A finding weighs what its rule weighs."""
    assert expected is Finding(rule).is_error


def test_severities_are_ranked_from_the_gravest() -> None:
    """Errors come first, then warnings, then notes."""
    expected = [Severity.ERROR, Severity.WARNING, Severity.NOTE]

    assert expected == sorted(
        [Severity.NOTE, Severity.ERROR, Severity.WARNING], key=lambda severity: severity.rank
    )


@pytest.mark.parametrize(
    ("vi", "en", "severity"),
    [
        ("LỖI", "ERROR", Severity.ERROR),
        ("CẢNH BÁO", "WARNING", Severity.WARNING),
        ("GHI CHÚ", "NOTE", Severity.NOTE),
    ],
)
def test_a_severity_has_a_word_in_both_languages(vi: str, en: str, severity: Severity) -> None:
    """What weighs is told by a word, not by a colour alone."""
    assert (vi, en) == (severity.word.text("vi"), severity.word.text("en"))


def test_findings_stand_in_the_order_of_the_files_they_are_about() -> None:
    """By file, sheet, row before column, then rule: D9 before B10, and Z9 before AA9."""
    places = [
        Place(),
        Place("a.xlsx"),
        Place("a.xlsx", "Báo cáo", "D9"),
        Place("a.xlsx", "Báo cáo", "Z9"),
        Place("a.xlsx", "Báo cáo", "AA9"),
        Place("a.xlsx", "Báo cáo", "B10"),
        Place("a.xlsx", "Báo cáo", "A100"),
        Place("b.xlsx", "A", "A1"),
        Place("targets.yaml", line=2, column=9),
        Place("targets.yaml", line=2, column=10),
        Place("targets.yaml", line=10, column=1),
    ]
    expected = tuple(Finding(DOUBT, place) for place in places)

    assert expected == in_order(list(reversed(expected)))


def test_two_rules_at_one_place_stand_by_code() -> None:
    """At one cell the lower code comes first."""
    first, second = Finding(TEXT_IN_NUMBER_CELL, D14, DETAILS), Finding(DOUBT, D14)

    assert (first, second) == in_order([second, first])


def test_the_same_finding_is_told_once() -> None:
    """Two ways to the same words at the same place are one finding."""
    assert (Finding(DOUBT, D14),) == in_order([Finding(DOUBT, D14), Finding(DOUBT, D14)])


PLACES = st.builds(
    Place,
    file=st.sampled_from([None, "a.xlsx", "b.xlsx"]),
    sheet=st.sampled_from([None, "Báo cáo", "Phụ lục"]),
    cell=st.none() | st.builds(a1, st.integers(0, 30), st.integers(0, 30)),
)


@given(st.lists(st.builds(Finding, st.just(DOUBT), PLACES)), st.data())
def test_the_order_does_not_depend_on_the_order_of_finding(
    findings: list[Finding], data: st.DataObject
) -> None:
    """However the findings arrive, they are told in one order."""
    assert in_order(findings) == in_order(data.draw(st.permutations(findings)))


BLANK = Rule(
    code="X03",
    name="blank",
    severity=Severity.WARNING,
    title=Phrase("Trống", "Blank"),
    message=Phrase("{code}: ô trống; cần {expected}.", "{code}: blank; {expected} is needed."),
    fix=Phrase("Nhập.", "Type."),
    why=Phrase("Vì.", "Because."),
    example=Phrase("Ví dụ.", "Example."),
)


def _blank(cell: str, code: str, expected: str = "một số", file: str = "a.xlsx", sheet: str = "S") -> Finding:
    return Finding(BLANK, Place(file, sheet, cell), {"code": code, "expected": expected})


def test_equal_faults_of_many_cells_are_told_once_with_the_cells() -> None:
    """Three blanks make one finding that names each cell and each code."""
    told = told_once([_blank("D12", "TT.04"), _blank("D9", "TT.01"), _blank("D10", "TT.02")])

    assert ["a.xlsx, sheet 'S', ô D9:D10, D12: TT.01, TT.02, TT.04: ô trống; cần một số."] == [
        finding.message() for finding in told
    ]
    assert ("D9", "D10", "D12") == told[0].cells


@pytest.mark.parametrize(
    "other",
    [
        _blank("D10", "TT.02", expected="một số tiền"),
        _blank("D10", "TT.02", file="b.xlsx"),
        _blank("D10", "TT.02", sheet="T"),
        Finding(DOUBT, Place("a.xlsx", "S", "D10")),
        Finding(BLANK, Place("a.xlsx", "S"), {"code": "TT.02", "expected": "một số"}),
    ],
)
def test_what_differs_in_more_than_the_cell_is_told_apart(other: Finding) -> None:
    """Another wording, file, sheet or rule, or no cell at all: that is another finding."""
    first = _blank("D9", "TT.01")

    assert in_order([first, other]) == told_once([first, other])


def test_many_codes_are_named_by_the_first_the_last_and_their_number() -> None:
    """Beyond eight codes the list would hide the message."""
    blanks = [_blank(a1(8 + n, 3), f"TT.{n + 1:02}") for n in range(9)]

    told = told_once(blanks)

    assert ["a.xlsx, sheet 'S', cells D9:D17: TT.01 … TT.09 (9 codes): blank; một số is needed."] == [
        finding.message("en") for finding in told
    ]


PERCENT = Rule(
    code="X04",
    name="percentage",
    severity=Severity.ERROR,
    title=Phrase("Tỷ lệ", "Percentage"),
    message=Phrase("{code}: {found} là tỷ lệ.", "{code}: {found} is a percentage."),
    fix=Phrase("Nhập số.", "Type a number."),
    why=Phrase("Vì.", "Because."),
    example=Phrase("Ví dụ.", "Example."),
)


def _percent(cell: str, found: str | Phrase) -> Finding:
    return Finding(PERCENT, Place("a.xlsx", "S", cell), {"code": "TT.01", "found": found})


def test_one_fault_with_many_contents_is_told_once_with_the_first_of_them() -> None:
    """Beyond three cells it is one fault, though each of them holds something else; two contents are alike."""
    found = ["'91%'", "'92%'", "'92%'", "'93%'", Phrase("'94,5%'", "'94.5%'")]
    told = told_once(_percent(f"D{row}", text) for row, text in enumerate(found, start=9))

    assert ["a.xlsx, sheet 'S', ô D9:D13: TT.01: '91%'; '92%'; '93%'; … là tỷ lệ."] == [
        finding.message() for finding in told
    ]
    assert ("D9", "D10", "D11", "D12", "D13") == told[0].cells


def test_of_few_cells_each_content_is_told_by_itself() -> None:
    """Three cells with three contents are three findings."""
    three = [_percent(f"D{row}", f"'{row}%'") for row in (91, 92, 93)]
    assert in_order(three) == told_once(three)


def test_the_further_cells_of_what_is_drawn_together_are_kept() -> None:
    """Two parts that exceed one whole: the cell of the whole, which both name, is named once."""
    parts = [
        Finding(BLANK, Place("a.xlsx", "S", cell), {"code": code, "expected": "một số"}, ("D9",))
        for cell, code in (("D10", "TT.02"), ("D11", "TT.03"))
    ]
    (told,) = told_once(parts)
    assert ("D10", "D9", "D11") == told.cells
    assert "ô D9:D11: TT.02, TT.03: ô trống" in told.message()


def test_one_finding_alone_stays_as_it_is() -> None:
    """Drawing together changes nothing where nothing is equal."""
    alone = _blank("D9", "TT.01")

    assert (alone,) == told_once([alone, alone])
