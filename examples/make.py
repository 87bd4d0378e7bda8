"""Makes the example year's workbooks from `values.yaml`, as the offices would have filled them.

Reads the values, holds them against the forms of `targets.yaml` and writes one workbook a return. It knows
nothing of verdicts: what the figures are meant to show is said in `values.yaml`.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from cchc_kpi.periods import Period, parse_period
from cchc_kpi.plan.file import load_plan
from cchc_kpi.plan.model import Measure, Plan
from cchc_kpi.render.template_xlsx import Entry, FormEntries, write_form
from cchc_kpi.returns.layout import (
    BASELINE,
    KPS_WORDS,
    NO,
    VALUE_HEADER,
    YES,
    FormLayout,
    baseline_layout,
    quarter_layout,
    year_header,
)

HERE: Final = Path(__file__).resolve().parent
VALUES: Final = HERE / "values.yaml"
TARGETS: Final = HERE.parent / "targets.yaml"
_AMOUNT: Final = re.compile(r"[0-9]+(\.[0-9]{1,6})?")

DayText = Annotated[StrictStr, Field(pattern=r"^[0-9]{2}/[0-9]{2}/[0-9]{4}$")]


class Section(BaseModel):
    """What every part of the values file has in common: nothing unknown is passed over."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class OfficeYear(Section):
    """One office's returns by period with the day each was handed in, and a figure a return for every code."""

    returns: dict[str, DayText]
    values: dict[str, object]
    remarks: dict[str, dict[str, StrictStr]] = {}


class OfficeBaseline(Section):
    """One office's baselines: figures by code and year."""

    submitted: DayText
    values: dict[str, dict[StrictInt, object]]
    remarks: dict[str, StrictStr] = {}


class Values(Section):
    """The whole of `values.yaml`."""

    offices: dict[str, OfficeYear]
    baselines: dict[str, OfficeBaseline]


class Refused(Exception):
    """The values do not fill the forms; every fault, one a line, in words for whoever wrote them."""

    def __init__(self, faults: Iterable[str]) -> None:
        super().__init__("\n".join(faults))


@dataclass(frozen=True, slots=True)
class FilledForm:
    """One workbook to write: its form, what was typed into it, and the folder it belongs in."""

    layout: FormLayout
    entries: FormEntries
    folder: str


def read_values(path: Path) -> Values:
    """Return the values file, its shape checked. Raises Refused."""
    try:
        return Values.model_validate(YAML(typ="safe").load(path.read_text(encoding="utf-8")))
    except (OSError, YAMLError) as error:
        raise Refused([f"{path.name}: không đọc được. {error}"]) from error
    except ValidationError as error:
        places = dict.fromkeys(" > ".join(map(str, fault["loc"])) for fault in error.errors())
        raise Refused(
            f"{path.name}: {place}: thiếu, thừa hoặc không đúng dạng." for place in places
        ) from error


def fill_forms(values: Values, plan: Plan) -> list[FilledForm]:
    """Return every form that the values fill. Raises Refused with all that is unknown, missing or of a wrong type."""
    filler = _Filler(plan)
    forms = [form for office, year in values.offices.items() for form in filler.fill_year(office, year)]
    forms += [
        form for office, given in values.baselines.items() for form in filler.fill_baseline(office, given)
    ]
    filler.expect("offices", (office.id for office in plan.offices), values.offices)
    filler.expect("baselines", (o.id for o in plan.offices if baseline_layout(plan, o)), values.baselines)
    if filler.faults:
        raise Refused(filler.faults)
    return forms


class _Filler:
    """Holds values against the plan's forms, and collects what does not fit."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self.faults: list[str] = []

    def expect(self, where: str, wanted: Iterable[str], given: Iterable[str]) -> None:
        """Tell of every key that is wanted and not given, or given and not wanted."""
        known, present = dict.fromkeys(wanted), dict.fromkeys(given)
        self.faults += [f"{where}: thiếu {key}." for key in known if key not in present]
        self.faults += [
            f"{where}: {key} không có trong kế hoạch hoặc biểu mẫu." for key in present if key not in known
        ]

    def fill_year(self, office: str, year: OfficeYear) -> Iterator[FilledForm]:
        """Yield an office's quarterly forms, each with its own figure of every list."""
        where = f"offices > {office}"
        if office not in self._plan.office_by_id:
            return
        layouts = [form for name in year.returns if (form := self._quarter(office, name, where)) is not None]
        asked = {measure.code: measure for form in layouts for measure in form.measures}
        self.expect(f"{where} > values", asked, year.values)
        strays = [name for name in year.remarks if name not in year.returns]
        self.faults += [f"{where} > remarks: không có báo cáo {name}." for name in strays]
        columns = {
            code: self._column(measure, year.values[code], layouts, f"{where} > {code}")
            for code, measure in asked.items()
            if code in year.values
        }
        for form in layouts:
            remarks = year.remarks.get(form.period_text, {})
            self._check_remarks(form, remarks, f"{where} > remarks > {form.period_text}")
            figures = {
                (measure.code, VALUE_HEADER): columns[measure.code][form.period_text]
                for measure in form.measures
                if form.period_text in columns.get(measure.code, {})
            }
            entries = FormEntries(figures, remarks, submitted_on=year.returns[form.period_text])
            yield FilledForm(form, entries, form.period_text)

    def fill_baseline(self, office: str, given: OfficeBaseline) -> Iterator[FilledForm]:
        """Yield an office's baseline form, where it has one."""
        known = self._plan.office_by_id.get(office)
        form = baseline_layout(self._plan, known) if known else None
        if form is None:
            return
        where = f"baselines > {office}"
        self.expect(f"{where} > values", (measure.code for measure in form.measures), given.values)
        self._check_remarks(form, given.remarks, f"{where} > remarks")
        figures: dict[tuple[str, str], Entry] = {}
        for measure in form.measures:
            years = given.values.get(measure.code)
            if years is None:
                continue
            place = f"{where} > {measure.code}"
            self.expect(place, map(str, measure.baseline_years), map(str, years))
            for number, raw in years.items():
                figures[measure.code, year_header(number)] = self._entry(measure, raw, f"{place} > {number}")
        yield FilledForm(form, FormEntries(figures, given.remarks, submitted_on=given.submitted), BASELINE)

    def _quarter(self, office: str, name: str, where: str) -> FormLayout | None:
        period: Period | None = parse_period(name)
        if period is None or not period.is_quarter or period.id != name or not self._plan.covers(period):
            self.faults.append(f"{where} > returns: '{name}' không phải một quý của kế hoạch, ví dụ 2026-Q1.")
            return None
        return quarter_layout(self._plan, self._plan.office_by_id[office], period)

    def _column(
        self, measure: Measure, given: object, layouts: list[FormLayout], where: str
    ) -> Mapping[str, Entry]:
        """Return a measure's figures by period: one a return that asks it."""
        periods = [form.period_text for form in layouts if measure in form.measures]
        figures = given if isinstance(given, list) else [given]
        if isinstance(given, list) == (measure.asked == "year") or len(figures) != len(periods):
            shape = "một giá trị đứng một mình" if measure.asked == "year" else "một danh sách"
            self.faults.append(f"{where}: cần {shape} cho {', '.join(periods)}; đang có {given}.")
            return {}
        return {
            period: self._entry(measure, raw, f"{where} > {period}")
            for period, raw in zip(periods, figures, strict=True)
        }

    def _entry(self, measure: Measure, raw: object, where: str) -> Entry:
        """Return what goes into the cell. An amount must be text: "17338.269" has to arrive digit by digit."""
        match measure.type:
            case "count" if isinstance(raw, int) and not isinstance(raw, bool) and raw >= 0:
                return raw
            case "count" if isinstance(raw, str) and raw in KPS_WORDS:
                return raw
            case "amount" if isinstance(raw, str) and _AMOUNT.fullmatch(raw):
                return Decimal(raw)
            case "yes_no" if isinstance(raw, str) and raw in (YES, NO):
                return raw
        wanted = {
            "count": f"một số nguyên từ 0, hoặc {KPS_WORDS[0]}",
            "amount": 'một số tiền trong dấu nháy, ví dụ "17338.269"',
            "yes_no": f"{YES} hoặc {NO}",
        }
        self.faults.append(f"{where}: đang có {raw!r}; cần {wanted[measure.type]}.")
        return str(raw)

    def _check_remarks(self, form: FormLayout, remarks: Iterable[str], where: str) -> None:
        codes = {measure.code for measure in form.measures}
        self.faults += [
            f"{where}: {code} không có trong biểu mẫu này." for code in remarks if code not in codes
        ]


def make_examples(output: Path) -> list[Path]:
    """Write every example workbook below `output` and return their paths. Raises Refused, or OSError."""
    loaded = load_plan(TARGETS)
    if loaded.plan is None:
        raise Refused([f"{TARGETS.name}: có lỗi; chạy 'cchc-kpi plan check'."])
    paths = []
    for form in fill_forms(read_values(VALUES), loaded.plan):
        path = output / form.folder / f"{form.layout.stem}.xlsx"
        path.parent.mkdir(parents=True, exist_ok=True)
        write_form(form.layout, path, form.entries)
        paths.append(path)
    return paths


def main() -> None:
    """Make the examples in the folder named, by default beside this script."""
    parser = argparse.ArgumentParser(description="Làm các báo cáo mẫu từ values.yaml.")
    parser.add_argument(
        "output", nargs="?", type=Path, default=HERE, help="thư mục ghi ra (mặc định: thư mục này)"
    )
    output: Path = parser.parse_args().output
    try:
        paths = make_examples(output)
    except (Refused, OSError) as error:
        sys.exit(str(error))
    # To stderr: Python escapes there what a Windows console cannot show, instead of failing.
    print(f"{output}: {len(paths)} tệp.", file=sys.stderr)


if __name__ == "__main__":
    main()
