"""The codes of a form as they came back: rows that are missing, that stand twice, or that are not the form's.

One code mistyped leaves a row missing and a strange, a doubled or another office's code behind: that is one
fault, told once, at the cell of the code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Final, NamedTuple

from cchc_kpi.addresses import a1
from cchc_kpi.findings import EMPTY, Details, Finding, Phrase, listed
from cchc_kpi.plan.model import Measure
from cchc_kpi.returns.filled import FilledForm
from cchc_kpi.returns.labels import Labels
from cchc_kpi.returns.mistaken import RowOrder
from cchc_kpi.returns.strays import find_strays
from cchc_kpi.rules import tables
from cchc_kpi.text import fold, shown

YEARLY: Final = Phrase("số này chỉ hỏi ở Quý IV", "it is asked with the fourth quarter only")
_FEW: Final = 3
"""Beyond so many rows they are told together."""
_KEEP_ONE: Final = Phrase(
    "Giữ lại dòng có số đúng, xóa dòng thừa", "Keep the row with the right figure and delete the other"
)


class _Mistyped(NamedTuple):
    """A missing measure, the cell that its code probably belongs in, and what stands there."""

    measure: Measure
    cell: str
    found: str

    @property
    def hint(self) -> Phrase:
        code = self.measure.code
        if not self.found:
            return Phrase(
                f" (ô này để trống; có phải dòng của {code}?)",
                f" (this cell is blank; is it the row of {code}?)",
            )
        found = shown(self.found)
        return Phrase(
            f" (ô này ghi {found}; có phải là {code}?)", f" (this cell reads {found}; is it {code}?)"
        )


class Codes:
    """The codes of one form, some of which no single row carries."""

    def __init__(self, filled: FilledForm, labels: Labels, missing: Sequence[Measure]) -> None:
        """`labels` have been asked of every row that one code carries."""
        self._filled = filled
        self._labels = labels
        self._value_columns = [column for column, _ in filled.value_columns]
        self._strays = find_strays(filled.table, self._value_columns, filled.code_column)
        self._missing = list(missing)
        if labels.are_out_of_line:
            # Where the codes or the labels slid, what that leaves at either end is no fault of its own.
            standing = self._standing_labels()
            self._missing = [m for m in missing if fold(filled.label_of(m)) not in standing]
            self._strays = [stray for stray in self._strays if not labels.is_of_the_form(stray.label)]
        self._mistyped: list[_Mistyped] = []

    @cached_property
    def _order(self) -> RowOrder:
        codes = [measure.code for measure in self._filled.form.measures]
        return RowOrder(self._filled.table, codes, self._filled.labels)

    def _standing_labels(self) -> frozenset[str]:
        coded = (row for rows in self._filled.table.rows.values() for row in rows)
        cells = (self._filled.label_in(row) for row in coded)
        return frozenset([*(fold(c.text) for c in cells if c), *(fold(s.label) for s in self._strays)])

    def tell(self, doubled: Iterable[Measure]) -> Iterator[Finding]:
        """Yield what is found of the codes, given those that stand twice."""
        for measure in doubled:
            yield self._doubled(measure)
        yield from self._foreign()
        self._match_strays()
        yield from self._tell_missing()
        yield from self._tell_strays()

    def _at(self, row: int) -> str:
        return a1(row, self._filled.code_column)

    def _doubled(self, measure: Measure) -> Finding:
        rows = self._filled.table.rows[measure.code]
        meant = {self._at(row): other.code for other, row in self._meant(rows)}
        first, hint, advice = self._at(rows[0]), EMPTY, _KEEP_ONE
        if meant:
            first = next(iter(meant))
            hint = Phrase(
                f" ({'; '.join(f'ô {at} có phải là {code}?' for at, code in meant.items())})",
                f" ({'; '.join(f'is {at} that of {code}?' for at, code in meant.items())})",
            )
            codes = ", ".join(meant.values())
            advice = Phrase(
                f"Nếu đúng là dòng của {codes} thì sửa mã ở đó; nếu không thì xóa dòng thừa",
                f"If that is the row of {codes}, mend its code; if not, delete the row that is too many",
            )
        also = [at for at in map(self._at, rows) if at != first]
        said: Details = {"code": measure.code, "hint": hint, "advice": advice}
        return self._filled.finding(tables.CODE_TWICE, first, *also, **said)

    def _meant(self, rows: Iterable[int]) -> list[tuple[Measure, int]]:
        """Return the missing measures that these rows are probably the rows of: they are found then."""
        left, meant = set(rows), []
        for measure in tuple(self._missing):
            row = self._order.likely_row(measure.code, left)
            if row is not None:
                left.remove(row)
                self._missing.remove(measure)
                meant.append((measure, row))
        return meant

    def _foreign(self) -> Iterator[Finding]:
        """Yield codes of the plan whose rows this form does not ask, where they carry a figure."""
        asked = {measure.code for measure in self._filled.form.measures}
        for code, rows in self._filled.table.rows.items():
            if code in asked:
                continue
            meant = self._meant(rows)
            self._mistyped += [_Mistyped(measure, self._at(row), code) for measure, row in meant]
            found = {row for _, row in meant}
            others = [row for row in rows if row not in found]
            held = [a1(r, c) for r in others for c in self._value_columns if self._filled.table.cell(r, c)]
            if held:
                yield self._filled.finding(
                    tables.NOT_ASKED, *held, code=code, reason=self._why_not_asked(code)
                )

    def _why_not_asked(self, code: str) -> Phrase:
        """A blank form has the rows of all quarters, so that it would be wrong to say that it does not ask."""
        form = self._filled.form
        measure = form.plan.measure_by_code[code]
        if measure.asked == "year" and not form.is_baseline and form.office.id in measure.offices:
            return YEARLY
        return Phrase("biểu mẫu này không hỏi số này", "this form does not ask it")

    def _match_strays(self) -> None:
        """Find, among the rows without a code of the plan, those that are probably missing."""
        for measure in tuple(self._missing):
            label = self._filled.label_of(measure)
            near = next((stray for stray in self._strays if stray.resembles(measure.code, label)), None)
            if near is not None:
                self._strays.remove(near)
                self._missing.remove(measure)
                self._mistyped.append(_Mistyped(measure, near.address, near.code))

    def _tell_missing(self) -> Iterator[Finding]:
        if len(self._mistyped) > _FEW:
            first, *others = self._mistyped
            example = shown(first.found) if first.found else None
            vi = f"ghi {example}" if example else "để trống"
            en = f"reads {example}" if example else "is blank"
            yield self._row_missing(
                [found.measure for found in self._mistyped],
                Phrase(
                    f": ô {first.cell} {vi}, có phải là {first.measure.code}? Các ô kia cũng vậy",
                    f": {first.cell} {en}, is it {first.measure.code}? The others are alike",
                ),
                first.cell,
                *(other.cell for other in others),
            )
        else:
            for found in self._mistyped:
                yield self._row_missing([found.measure], found.hint, found.cell)
        if len(self._missing) > _FEW:
            yield self._row_missing(self._missing, EMPTY, None)
        else:
            for measure in self._missing:
                yield self._row_missing([measure], EMPTY, None)

    def _row_missing(
        self, measures: Sequence[Measure], hint: Phrase, cell: str | None, *also: str
    ) -> Finding:
        count = len(measures)
        is_one = count == 1
        label = f" '{measures[0].name}'" if is_one else Phrase(f" ({count} dòng)", f" ({count} rows)")
        codes = [measure.code for measure in measures]
        if cell is None:  # of rows that are gone every code is named, of mistyped ones the cells are
            code: str | Phrase = ", ".join(codes)
        else:
            code, label = listed(codes), label if is_one else EMPTY
        return self._filled.finding(tables.ROW_MISSING, cell, *also, code=code, label=label, hint=hint)

    def _tell_strays(self) -> Iterator[Finding]:
        worth = [stray for stray in self._strays if stray.is_worth_telling]
        if len(worth) <= _FEW:
            for stray in worth:
                yield self._filled.finding(tables.CODE_UNKNOWN, stray.address, what=stray.what)
            return
        first, *others = worth
        what = Phrase(
            f"{len(worth)} dòng không có mã của kế hoạch, ví dụ ở ô {first.address}: {first.what.vi}",
            f"{len(worth)} rows carry no code of the plan, as at {first.address}: {first.what.en}",
        )
        yield self._filled.finding(
            tables.CODE_UNKNOWN, first.address, *(other.address for other in others), what=what
        )
