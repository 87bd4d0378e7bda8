"""The steps from an indicator's figures to its verdict, one line each under a letter, on live formulas.

As official tables number what they work out: "a = (1) + (2)" for the figures in lines 1 and 2 of the table
above, "c = a : b" for the lines of this one. A letter says the same whatever the figures are changed to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Final

from cchc_kpi.addresses import a1, column_ranges
from cchc_kpi.numerals import number_text, percent_text
from cchc_kpi.plan.model import ReductionOfMean, YesNo
from cchc_kpi.render.explanation_words import OPERATOR_SIGNS, role_text
from cchc_kpi.render.formulas import (
    Addresses,
    ResultFormulas,
    as_scored,
    basis_of,
    is_too_large,
    result_formulas,
)
from cchc_kpi.render.official import OfficialSheet, number_format, percent_format
from cchc_kpi.render.workbooks import fitting_size
from cchc_kpi.scoring.aggregate import FigureKey
from cchc_kpi.scoring.explanation import Explanation, Part, Role

COLUMN_WIDTHS: Final = (4.5, 30.0, 10.0, 17.5, 7.5, 20.5)
VALUE_COLUMN: Final = 3
STEP_HEIGHT: Final = 16.5
_LETTERS: Final = "abcdefghi"
_LETTER, _LABEL, _HOW = 0, 1, 4
_LONGEST_WRITTEN_OUT: Final = 3


def write_step_heads(page: OfficialSheet, row: int) -> None:
    """Write the headings of the table of steps."""
    for column, name in enumerate(("", "Đại lượng", "", "Giá trị", "Cách tính", "")):
        align = "left" if column == _HOW else "center"
        page.sheet.write_string(row, column, name, page.head_style(text_wrap=False, align=align))


class StepTable:
    """Writes the steps, the first in row `top`, in the columns of the table of figures.

    `rows` says in which row each figure stands, line by line, its value in `VALUE_COLUMN`. Rows are counted from 0.
    """

    def __init__(
        self, page: OfficialSheet, explanation: Explanation, rows: Mapping[FigureKey, int], top: int
    ) -> None:
        self._page = page
        self._explanation = explanation
        self._result = explanation.result
        self._rows = rows
        self._numbers = {key: number for number, key in enumerate(rows, start=1)}
        self._top = top
        self._is_reduction = explanation.parts[0].role is Role.BASELINE
        # A reduction: baseline, now, and the cut as their difference; the others: numerator, denominator.
        self._numerator, self._denominator, self._value = (2, 0, 3) if self._is_reduction else (0, 1, 2)
        self._target, self._left, self._right, self._difference, self._verdict = (
            self._value + place for place in range(1, 6)
        )

    def write(self) -> int:
        """Write all steps; return the row below them."""
        live = result_formulas(self._result, self._explanation.plan, self._ranges, self._own)
        if self._is_reduction:
            self._write_reduction(live)
        else:
            self._write_fraction(live)
        self._write_value(live)
        self._write_products(live)
        self._write_judgement(live)
        return self._top + self._verdict + 1

    @property
    def _own(self) -> Addresses:
        return Addresses(*map(self._cell, (self._numerator, self._denominator, self._difference)))

    def _ranges(self, keys: Iterable[FigureKey]) -> tuple[str, ...]:
        return column_ranges((self._rows[key] for key in keys), VALUE_COLUMN)

    def _cell(self, step: int) -> str:
        return a1(self._top + step, VALUE_COLUMN)

    def _write_words(self, step: int, label: str, how: str) -> int:
        """Write a step's letter, what it is and how it is worked out; return its row."""
        row, page, sheet = self._top + step, self._page, self._page.sheet
        sheet.write_string(row, _LETTER, _LETTERS[step], page.style(align="center"))
        for column, text in ((_LABEL, label), (_HOW, how)):
            # Two columns read as one cell: the text runs on over the rule that is not drawn.
            size = fitting_size(text, sum(COLUMN_WIDTHS[column : column + 2]), 11)
            sheet.write_string(row, column, text, page.style(right=0, font_size=size))
            sheet.write_blank(row, column + 1, None, page.style(left=0))
        sheet.set_row(row, STEP_HEIGHT)
        return row

    def _write_number(self, row: int, formula: str | None, value: Fraction | None) -> None:
        self._page.write_number(row, VALUE_COLUMN, formula, value, number_format(value))

    def _write_fraction(self, live: ResultFormulas) -> None:
        """Write numerator and denominator of a ratio, or how many say yes and how many are asked."""
        result, parts = self._result, self._explanation.parts
        is_yes_no = isinstance(result.indicator, YesNo)
        label = role_text(parts[0], is_mean=False, lang="vi")
        how = self._written(parts[0])
        row = self._write_words(self._numerator, label, how)
        self._write_number(row, live.numerator, result.numerator)
        if is_yes_no:
            label, how = "Số câu hỏi", f"số dòng ở {how}"
        else:
            label, how = role_text(parts[1], is_mean=False, lang="vi"), self._written(parts[1])
        row = self._write_words(self._denominator, label, how)
        self._write_number(row, live.denominator, result.denominator)

    def _write_reduction(self, live: ResultFormulas) -> None:
        """Write the baseline, what stands beside it now, and the cut."""
        result, is_mean = self._result, isinstance(self._result.indicator, ReductionOfMean)
        before, now = self._explanation.parts
        for step, part, formula, value in (
            (self._denominator, before, live.denominator, before.value),
            (1, now, live.now, now.value),
        ):
            label = role_text(part, is_mean=is_mean, lang="vi")
            self._write_number(self._write_words(step, label, self._written(part)), formula, value)
        row = self._write_words(self._numerator, "Mức giảm", "a - b")
        self._write_number(row, live.numerator, result.numerator)

    def _written(self, part: Part) -> str:
        """Return a sum over the lines of the table of figures: "(1) + (2)", a long run as "(1) + … + (9)"."""
        runs: list[tuple[str, int, int]] = []
        for entry in part.entries:
            number = self._numbers[entry.measure, entry.office, entry.period]
            sign = "-" if entry.sign < 0 else "+"
            if runs and runs[-1][0] == sign and runs[-1][2] == number - 1:
                runs[-1] = (sign, runs[-1][1], number)
            else:
                runs.append((sign, number, number))
        terms = " ".join(" ".join(_run(*run)) for run in runs).removeprefix("+ ")
        return terms if part.over == 1 else f"[{terms}] : {part.over}"

    def _write_value(self, live: ResultFormulas) -> None:
        page, target = self._page, self._result.target
        how = f"{_LETTERS[self._numerator]} : {_LETTERS[self._denominator]}"
        row = self._write_words(self._value, "Kết quả", how)
        page.write_number(
            row, VALUE_COLUMN, live.value, self._result.value, percent_format(self._result), bold=True
        )
        row = self._write_words(self._target, f'Mục tiêu: "{target.wording}"', f"hạn năm {target.year}")
        edge = f"{OPERATOR_SIGNS[target.operator]} {percent_text(target.value)}"
        page.sheet.write_string(row, VALUE_COLUMN, edge, page.style(align="right", indent=1))

    def _write_products(self, live: ResultFormulas) -> None:
        """Write the two sides of the comparison that needs no division: numerator * q and denominator * p.

        As text where they are too large for a spreadsheet, while the figures are those that were scored, as the
        difference and the verdict are then.
        """
        result, target = self._result, self._result.target.value
        over, under = self._cell(self._numerator), self._cell(self._denominator)
        for step, label, other, amount, factor in (
            (self._left, "Vế trái", self._numerator, result.numerator, target.denominator),
            (self._right, "Vế phải", self._denominator, result.denominator, target.numerator),
        ):
            row = self._write_words(step, label, f"{_LETTERS[other]} × {number_text(factor)}")
            product = None if result.value is None or amount is None else amount * factor
            formula = f'=IF(COUNT({over},{under})=2,IF({under}>0,{self._cell(other)}*{factor},""),"")'
            if product is not None and is_too_large(result, self._explanation.plan):
                text = number_text(product)
                formula = as_scored(result, self._explanation.plan, self._own, f'"{text}"', '""')
                style = self._page.style(align="right", indent=1)
                self._page.sheet.write_formula(row, VALUE_COLUMN, f"={formula}", style, text)
            else:
                self._write_number(row, formula if live.difference is not None else None, product)

    def _write_judgement(self, live: ResultFormulas) -> None:
        page, result, plan = self._page, self._result, self._explanation.plan
        left, right, difference = (_LETTERS[s] for s in (self._left, self._right, self._difference))
        scale = basis_of(result, plan).factor
        how = f"{left} - {right}" if scale == 1 else f"({left} - {right}) × {number_text(scale)}"
        sign = OPERATOR_SIGNS[result.target.operator]
        row = self._write_words(self._difference, "Hiệu, tính bằng số nguyên", how)
        page.write_difference(row, VALUE_COLUMN, live, result, plan)
        row = self._write_words(self._verdict, "Đánh giá", f"đạt khi {difference} {sign} 0")
        page.write_verdict(row, VALUE_COLUMN, live, result, font_size=11)
        page.colour_verdicts(row, VALUE_COLUMN, row, VALUE_COLUMN)


def _run(sign: str, first: int, last: int) -> Iterator[str]:
    """Yield a run of lines that are added or taken away: written out where it is short."""
    numbers = range(first, last + 1)
    if len(numbers) <= _LONGEST_WRITTEN_OUT:
        yield from (f"{sign} ({number})" for number in numbers)
    else:
        yield f"{sign} ({first}) {sign} … {sign} ({last})"
