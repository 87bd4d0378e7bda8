"""The live checks of a form: formulas that warn, while an office types, what the reader would tell later.

Each formula comes with the text that it shows for the figures the form holds: a workbook whose formulas
have no cached value shows blanks in previews and to other programs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from cchc_kpi.addresses import a1
from cchc_kpi.plan.expression import Expression
from cchc_kpi.plan.model import Identity, Measure
from cchc_kpi.returns.layout import FormLayout


@dataclass(frozen=True, slots=True)
class LiveFormula:
    """A formula, and the value that it has for the figures in the form."""

    formula: str
    text: str


class LiveChecks:
    """The checks of one form, whose measures stand in known rows and value columns."""

    def __init__(
        self,
        form: FormLayout,
        rows: Mapping[str, int],
        columns: Mapping[str, int],
        figures: Mapping[tuple[str, str], int | Decimal | str],
    ) -> None:
        self._form = form
        self._rows = rows
        self._columns = columns
        self._figures = figures

    def of(self, measure: Measure, headers: list[str]) -> LiveFormula | None:
        """Return the check that stands in a measure's row, over the value columns it is asked in."""
        parts: list[LiveFormula] = []
        for header in headers:
            if measure.bound is not None and self._holds(measure.bound):
                parts.append(self._bound_check(measure, measure.bound, header))
            parts += [
                self._identity_check(identity, header)
                for identity in self._form.identities
                if identity.left.measures[0] == measure.id
            ]
        if not parts:
            return None
        return LiveFormula(
            "=" + "&".join(part.formula for part in parts), "".join(part.text for part in parts)
        )

    def _holds(self, expression: Expression) -> bool:
        return all(name in self._rows for name in expression.measures)

    def _bound_check(self, measure: Measure, bound: Expression, header: str) -> LiveFormula:
        """Warn while a part is greater than its whole."""
        column = self._columns[header]
        prefix = f"{header}: " if self._form.is_baseline else ""
        message = f"⚠ {prefix}{measure.code} lớn hơn {self._form.plan.codes(bound)}"
        cell = a1(self._rows[measure.id], column)
        formula = (
            f"IF(AND(ISNUMBER({cell}),{self._all_numbers(bound, column)}),"
            f'IF({cell}>{self._formula(bound, column)},"{message}",""),"")'
        )
        part, whole = self._number(measure.id, header), self._sum(bound, header)
        exceeds = part is not None and whole is not None and part > whole
        return LiveFormula(formula, message if exceeds else "")

    def _identity_check(self, identity: Identity, header: str) -> LiveFormula:
        """Warn while two sums that the plan says are equal differ."""
        column = self._columns[header]
        plan, left, right = self._form.plan, identity.left, identity.right
        message = f"⚠ {plan.codes(left)} khác {plan.codes(right)}"
        formula = (
            f"IF(AND({self._all_numbers(left, column)},{self._all_numbers(right, column)}),"
            f'IF({self._formula(left, column)}<>{self._formula(right, column)},"{message}",""),"")'
        )
        one, other = self._sum(left, header), self._sum(right, header)
        differs = one is not None and other is not None and one != other
        return LiveFormula(formula, message if differs else "")

    def _all_numbers(self, expression: Expression, column: int) -> str:
        cells = ",".join(a1(self._rows[name], column) for name in expression.measures)
        return f"COUNT({cells})={len(expression.measures)}"

    def _formula(self, expression: Expression, column: int) -> str:
        words = "".join(
            f"{'-' if term.sign < 0 else '+'}{a1(self._rows[term.measure], column)}"
            for term in expression.terms
        )
        return f"({words.removeprefix('+')})"

    def _number(self, measure: str, header: str) -> Decimal | None:
        entry = self._figures.get((self._form.plan.measure_by_id[measure].code, header))
        return None if entry is None or isinstance(entry, str) else Decimal(entry)

    def _sum(self, expression: Expression, header: str) -> Decimal | None:
        total = Decimal(0)
        for term in expression.terms:
            number = self._number(term.measure, header)
            if number is None:
                return None
            total += term.sign * number
        return total
