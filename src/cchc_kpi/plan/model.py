"""The plan as typed, frozen models: what targets.yaml may hold and what each key means.

The models describe the file one to one; the JSON Schema that editors complete from is
generated from them. Cross-references are checked in `checks`, positions are kept in `file`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, PlainValidator, WithJsonSchema

from cchc_kpi.numerals import parse_percent
from cchc_kpi.periods import Part, Period, WindowRule
from cchc_kpi.plan.expression import ID_PATTERN, Expression
from cchc_kpi.plan.ranks import capitalized, commune_name


class Entry(BaseModel):
    """The common ground of every entry: frozen, unknown keys refused."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, defer_build=True, ignored_types=(cached_property,)
    )


def _share(value: object) -> Fraction:
    share = parse_percent(value) if isinstance(value, str) else None
    if share is None:
        raise ValueError("not a percentage")
    return share


Id = Annotated[str, Field(pattern=f"^{ID_PATTERN}$")]
Code = Annotated[str, Field(pattern=r"^[A-Z]{1,4}\.\d{2,3}$")]
Line = Annotated[str, Field(min_length=1, pattern=r"^[^\x00-\x1f]+$")]
Year = Annotated[int, Field(ge=2000, le=2099)]
Years = Annotated[tuple[Year, ...], Field(min_length=1, strict=False)]
Share = Annotated[
    Fraction,
    PlainValidator(_share),
    PlainSerializer(str),
    WithJsonSchema({"type": "string", "pattern": r"^-?\d+([.,]\d+)?\s*%$"}),
]
Operator = Literal[">", ">=", "=", "<=", "<"]
Frequency = Literal["quarter", "year"]
ValueType = Literal["count", "amount", "yes_no"]

COMPARE: dict[Operator, Callable[[Fraction, Fraction], bool]] = {
    ">": lambda value, target: value > target,
    ">=": lambda value, target: value >= target,
    "=": lambda value, target: value == target,
    "<=": lambda value, target: value <= target,
    "<": lambda value, target: value < target,
}


class Heading(Entry):
    """What plan this is, of which commune, for which years."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]+$", description="Mã kế hoạch, ghi trong mọi biểu mẫu.")]
    title: Annotated[Line, Field(description="Tên kế hoạch.")]
    commune: Annotated[
        Line, Field(description="Tên xã, không có chữ 'xã' ở trước; phường, đặc khu thì ghi cả chữ đó.")
    ]
    issued_by: Annotated[Line, Field(description="Cơ quan ban hành, in ở góc trên bên trái bảng điểm.")]
    first_year: Year
    last_year: Year

    @property
    def commune_title(self) -> str:
        """The commune with its rank: "xã Lộc Bình", "phường Đông Kinh"."""
        return commune_name(self.commune).full


class Reporting(Entry):
    """Which days a quarter covers."""

    quarter_opens_months_before: Annotated[
        int, Field(ge=0, le=2, description="Quý mở trước quý dương lịch bao nhiêu tháng.")
    ]
    quarter_opens_on_day: Annotated[int, Field(ge=1, le=28, description="Quý mở vào ngày nào của tháng đó.")]
    basis: Annotated[Line, Field(description="Văn bản quy định kỳ báo cáo.")]
    due_within_days: Annotated[
        int | None,
        Field(
            ge=0, le=90, description="Hạn nộp: mấy ngày sau ngày cuối kỳ; bỏ trống thì không xét sớm muộn."
        ),
    ] = None

    @property
    def window_rule(self) -> WindowRule:
        return WindowRule(self.quarter_opens_months_before, self.quarter_opens_on_day)


class Area(Entry):
    """One of the reform areas; results are grouped by it."""

    id: Id
    name: Line


class Office(Entry):
    """Who reports."""

    id: Id
    name: Line


class Measure(Entry):
    """A figure that offices type into their returns."""

    code: Annotated[Code, Field(description="Mã số trong biểu mẫu; không đổi khi biểu mẫu đã phát ra.")]
    id: Id
    area: Annotated[Id, Field(description="Lĩnh vực, để xếp nhóm trong biểu mẫu.")]
    offices: Annotated[
        tuple[Id, ...],
        Field(min_length=1, strict=False, description="Cơ quan báo cáo; nhiều cơ quan thì cộng lại."),
    ]
    name: Line
    unit: Line
    type: Annotated[ValueType, Field(description="count: số đếm; amount: số tiền; yes_no: có/không.")]
    over_time: Annotated[
        Literal["sum", "last", "first"],
        Field(description="Cộng dồn qua các quý (sum), lấy quý cuối (last) hay quý đầu (first)."),
    ]
    asked: Annotated[Frequency, Field(description="Hỏi hằng quý, hay mỗi năm một lần cùng Quý IV.")]
    baseline_years: Annotated[
        tuple[Year, ...], Field(strict=False, description="Các năm phải có số liệu gốc.")
    ] = ()
    part_of: Annotated[
        Id | None, Field(description="'Trong đó' của số liệu nào: thụt dòng trong biểu mẫu.")
    ] = None
    at_most: Annotated[
        Expression | None,
        Field(description="Không được lớn hơn biểu thức này; bỏ trống thì là 'part_of'."),
    ] = None
    usual_change: Annotated[
        Share | None,
        Field(description="Chỉ với số cuối kỳ: đổi quá tỷ lệ này so với kỳ trước thì phải có ghi chú."),
    ] = None

    @cached_property
    def bound(self) -> Expression | None:
        """What the figure cannot exceed within one return."""
        if self.at_most is None and self.part_of is not None:
            return Expression.parse(self.part_of)
        return self.at_most


class Identity(Entry):
    """Two sums that are equal in every sound return."""

    name: Line
    left: Expression
    right: Expression


class CarryOver(Entry):
    """A figure that opens with what the quarter before closed with."""

    measure: Id
    continues: Annotated[Expression, Field(description="Số cuối kỳ trước mà số liệu này phải nối tiếp.")]


class Milestone(Entry):
    """What must hold in one year: an operator, a value, and the wording they come from."""

    operator: Annotated[Operator, Field(description="Theo đúng lời văn: 'trên' là >, 'trở lên' là >=.")]
    value: Annotated[Share, Field(description="Ngưỡng, ví dụ 99% hay 99,5%.")]
    wording: Annotated[Line, Field(description="Lời văn của kế hoạch, chép nguyên.")]
    year: Year

    def is_met_by(self, value: Fraction) -> bool:
        """Compare exactly; nothing is rounded first."""
        return COMPARE[self.operator](value, self.value)


class IndicatorEntry(Entry):
    """What every indicator has, whatever its kind."""

    id: Id
    area: Id
    clause: Annotated[Line, Field(description="Điều khoản của kế hoạch.")]
    name: Line
    target: Milestone
    milestones: Annotated[
        tuple[Milestone, ...], Field(strict=False, description="Mục tiêu của năm sớm hơn, nếu xã đặt ra.")
    ] = ()
    assessed: Annotated[Frequency, Field(description="Chấm mọi kỳ, hay chỉ chấm cả năm.")]
    lead: Annotated[Id, Field(description="Cơ quan chịu trách nhiệm về chỉ tiêu.")]
    note: Annotated[Line | None, Field(description="Cách hiểu đã chọn, in kèm khi giải trình.")] = None
    headline: Annotated[bool, Field(description="Vẽ đường xu hướng ở trang đầu của bảng điểm cả năm.")] = (
        False
    )

    def target_for(self, period: Period) -> Milestone:
        """Return the milestone of the period's own year, else the plan's target."""
        return next((m for m in self.milestones if m.year == period.year), self.target)

    def is_due_in(self, period: Period) -> bool:
        """Say whether the indicator is scored for this period at all."""
        return self.assessed == "quarter" or period.is_year


class Ratio(IndicatorEntry):
    """numerator / denominator."""

    kind: Literal["ratio"]
    numerator: Expression
    denominator: Expression
    minimum_sample: Annotated[
        int | None, Field(ge=1, description="Mẫu số nhỏ hơn thế này thì cảnh báo; kết quả không đổi.")
    ] = None


class Reduction(IndicatorEntry):
    """(baseline - now) / baseline, both of the same expression."""

    kind: Literal["reduction"]
    of: Expression
    baseline_year: Year


class ReductionOfMean(IndicatorEntry):
    """As Reduction, between the mean of yearly figures since `since` and that of the baseline years."""

    kind: Literal["reduction_of_mean"]
    of: Expression
    baseline_years: Years
    since: Annotated[Year, Field(description="Năm đầu của giai đoạn được so với số liệu gốc.")]

    def is_due_in(self, period: Period) -> bool:
        """As for any indicator, and not before the years that are compared have begun."""
        return super().is_due_in(period) and period.year >= self.since


class YesNo(IndicatorEntry):
    """Met when everybody who is asked says yes."""

    kind: Literal["yes_no"]
    all_of: Annotated[tuple[Id, ...], Field(min_length=1, strict=False)]


Indicator = Ratio | Reduction | ReductionOfMean | YesNo


def expressions_of(indicator: Indicator) -> dict[str, Expression]:
    """Return the expressions of an indicator by the key that holds each."""
    match indicator:
        case Ratio():
            return {"numerator": indicator.numerator, "denominator": indicator.denominator}
        case Reduction() | ReductionOfMean():
            return {"of": indicator.of}
        case YesNo():
            return {"all_of": Expression.parse(" + ".join(indicator.all_of))}


def baseline_years_of(indicator: Indicator) -> tuple[int, ...]:
    """Return the years whose baselines the indicator needs; empty for most."""
    match indicator:
        case Reduction():
            return (indicator.baseline_year,)
        case ReductionOfMean():
            return indicator.baseline_years
        case _:
            return ()


_ORIGIN: Final = "_origin"


class Plan(Entry):
    """The whole of targets.yaml."""

    schema_version: Literal[1]
    plan: Heading
    reporting: Reporting
    areas: Annotated[tuple[Area, ...], Field(min_length=1, strict=False)]
    offices: Annotated[tuple[Office, ...], Field(min_length=1, strict=False)]
    measures: Annotated[tuple[Measure, ...], Field(min_length=1, strict=False)]
    identities: Annotated[tuple[Identity, ...], Field(strict=False)] = ()
    carry_overs: Annotated[tuple[CarryOver, ...], Field(strict=False)] = ()
    indicators: Annotated[
        tuple[Annotated[Indicator, Field(discriminator="kind")], ...],
        Field(min_length=1, strict=False),
    ]
    ranking: Annotated[
        tuple[Literal["met", "met_share", "not_met", "no_data", "headroom"], ...],
        Field(
            min_length=1,
            strict=False,
            description="Xếp hạng nhiều xã, lần lượt theo: nhiều chỉ tiêu đạt (met); tỷ lệ đạt trên số chỉ tiêu có phát sinh (met_share); ít chưa đạt (not_met); ít thiếu số liệu (no_data); tổng khoảng vượt mục tiêu (headroom).",
        ),
    ] = ("met", "no_data", "headroom")
    notes: Annotated[
        tuple[Line, ...],
        Field(strict=False, description="Điều người đọc bảng điểm cần biết về chính văn bản kế hoạch."),
    ] = ()

    @cached_property
    def measure_by_id(self) -> dict[str, Measure]:
        return {measure.id: measure for measure in self.measures}

    @cached_property
    def measure_by_code(self) -> dict[str, Measure]:
        return {measure.code: measure for measure in self.measures}

    @cached_property
    def office_by_id(self) -> dict[str, Office]:
        return {office.id: office for office in self.offices}

    @cached_property
    def needs_a_number(self) -> frozenset[str]:
        """The measures of reductions and yes/no questions: in these KPS is no answer."""
        relative = {
            measure
            for indicator in self.indicators
            if baseline_years_of(indicator)
            for expression in expressions_of(indicator).values()
            for measure in expression.measures
        }
        return frozenset(relative | {m.id for m in self.measures if m.type == "yes_no"})

    @property
    def quarters(self) -> Iterator[Period]:
        """Every quarter that the plan covers, in order."""
        parts: tuple[Part, ...] = ("Q1", "Q2", "Q3", "Q4")
        for year in range(self.plan.first_year, self.plan.last_year + 1):
            for part in parts:
                yield Period(year, part)

    def __hash__(self) -> int:
        """Plans are told apart one by one: what is worked out of one is remembered for it alone."""
        return id(self)

    @property
    def origin(self) -> Plan:
        """The plan that this one is under a commune's name; itself where it is none.

        What does not depend on the heading is worked out of it, once for all communes.
        """
        origin: Plan = self.__dict__.get(_ORIGIN, self)
        return origin

    def for_commune(self, name: str) -> Plan:
        """Return the plan under the name of another commune, wherever its heading has its own."""
        own, other = commune_name(self.plan.commune), commune_name(name)
        swaps = {own.full: other.full, capitalized(own.full): capitalized(other.full), own.name: other.name}
        either = re.compile("|".join(map(re.escape, swaps)))

        def renamed(text: str) -> str:
            return either.sub(lambda match: swaps[match[0]], unicodedata.normalize("NFC", text))

        heading = self.plan.model_copy(
            update={
                "commune": name,
                "title": renamed(self.plan.title),
                "issued_by": renamed(self.plan.issued_by),
            }
        )
        plan = self.model_copy(update={"plan": heading})
        plan.__dict__[_ORIGIN] = self.origin  # as cached properties are kept: no field of the file
        return plan

    def covers(self, period: Period) -> bool:
        return self.plan.first_year <= period.year <= self.plan.last_year

    def codes(self, expression: Expression) -> str:
        """Return an expression as office staff know it: "TT.04 + TT.05 - TT.06"."""
        words = " ".join(
            f"{'-' if term.sign < 0 else '+'} {self.measure_by_id[term.measure].code}"
            for term in expression.terms
        )
        return words.removeprefix("+ ")
