"""What an analyst would write in an afternoon: pandas and openpyxl, the plan's 31 indicators for every commune, as CSV.

    python bench/naive.py thu --period 2026-Q1 > thu.csv

Written straight, and as well as such a script can be: each workbook is opened once, one sheet of it is read, and
everything after is columns. It checks nothing, keeps no address, takes what is blank for 0, and trusts that
every file is a return: that is what the comparison is about. On sound returns it must come to the same numerators and
denominators as the program, which a test sees to; it shares no code with it.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import pandas as pd
from ruamel.yaml import YAML

ROOT: Final = Path(__file__).resolve().parents[1]
_SHEET: Final = "Báo cáo"
_CODE: Final = "Mã số"
_VALUE: Final = "Số liệu"
_FIELDS: Final = ("Đơn vị báo cáo", "Kỳ báo cáo")
_YEAR: Final = "Năm "
_MEASURE: Final = re.compile(r"[A-Z]+\.[0-9]+")
_ANSWERS: Final = {"Có": 1, "Không": 0, "KPS": 0}
_BASELINE: Final = "baseline"
_ALL_QUARTERS: Final = ("Q1", "Q2", "Q3", "Q4")

Row = tuple[str, str, str, str, Any]
"""Commune, office, period ("2026-Q1", or "2021" of a baseline), code, value."""


def read_return(path: Path) -> list[Row]:
    """Return one workbook's figures, a row each; a baseline's period is the year alone."""
    cells = pd.read_excel(path, sheet_name=_SHEET, header=None, engine="openpyxl").to_numpy().tolist()
    fields = {row[0]: row[1] for row in cells if row[0] in _FIELDS}
    office, period = (fields[name] for name in _FIELDS)
    head = next(row for row in cells if row[0] == _CODE)
    if period == _BASELINE:
        columns = {
            at: name.removeprefix(_YEAR) for at, name in enumerate(head) if str(name).startswith(_YEAR)
        }
    else:
        columns = {head.index(_VALUE): period}
    return [
        (path.parent.name, office, when, row[0], row[place])
        for row in cells
        if isinstance(row[0], str) and _MEASURE.fullmatch(row[0])
        for place, when in columns.items()
    ]


def read_returns(folder: Path) -> pd.DataFrame:
    """Return the figures of every workbook below a folder, whole numbers as they are, answers as 1 and 0."""
    rows = [row for path in sorted(folder.rglob("*.xlsx")) for row in read_return(path)]
    every = pd.DataFrame(rows, columns=["commune", "office", "period", "code", "value"])
    every["value"] = pd.to_numeric(every["value"].replace(_ANSWERS), errors="coerce").fillna(0)
    return every


def totals_of_period(every: pd.DataFrame, measures: list[dict[str, Any]], period: str) -> pd.DataFrame:
    """Return each measure's total over offices and over the quarters of a period: communes by measure id."""
    year, _, part = period.partition("-")
    quarters = [f"{year}-{quarter}" for quarter in ([part] if part else _ALL_QUARTERS)]
    sums = every.pivot_table(index=["commune", "period"], columns="code", values="value", aggfunc="sum")
    by_quarter = [
        sums.xs(quarter, level="period") if quarter in sums.index.get_level_values("period") else None
        for quarter in quarters
    ]
    columns = {}
    for measure in measures:
        rule = "last" if measure["asked"] == "year" else measure["over_time"]
        used = {"sum": by_quarter, "last": by_quarter[-1:], "first": by_quarter[:1]}[rule]
        held = [frame[measure["code"]] for frame in used if frame is not None and measure["code"] in frame]
        if held:
            columns[measure["id"]] = pd.concat(held, axis=1).sum(axis=1)
    return pd.DataFrame(columns)


def baselines_of(every: pd.DataFrame, measures: list[dict[str, Any]], years: list[int]) -> pd.DataFrame:
    """Return each measure's mean over baseline years: communes by measure id."""
    ids = {measure["code"]: measure["id"] for measure in measures}
    chosen = every[every["period"].isin([str(year) for year in years])]
    sums = chosen.pivot_table(index="commune", columns="code", values="value", aggfunc="sum")
    return sums.rename(columns=ids) / len(years)


def score_indicator(
    indicator: dict[str, Any], now: pd.DataFrame, every: pd.DataFrame, plan: Any
) -> pd.DataFrame:
    """Return an indicator's numerator, denominator and value for each commune, and whether its target is met."""
    kind = indicator["kind"]
    numerator: Any
    denominator: Any
    if kind == "ratio":
        numerator, denominator = now.eval(indicator["numerator"]), now.eval(indicator["denominator"])
    elif kind == "yes_no":
        numerator = now[list(indicator["all_of"])].sum(axis=1)
        denominator = pd.Series(float(len(indicator["all_of"])), index=now.index)
    else:
        years = indicator.get("baseline_years") or [indicator["baseline_year"]]
        denominator = baselines_of(every, plan["measures"], years).eval(indicator["of"])
        numerator = denominator - now.eval(indicator["of"])
    target = indicator["target"]
    wanted = float(target["value"].rstrip("%")) / 100
    value = numerator / denominator.where(denominator > 0)
    met = {">=": value.ge, ">": value.gt, "=": value.eq}[target["operator"]](wanted)
    return pd.DataFrame(
        {
            "indicator": indicator["id"],
            "numerator": numerator,
            "denominator": denominator,
            "value": value,
            "met": met.where(value.notna()),
        }
    )


def score_period(folder: Path, period: str, targets: Path) -> pd.DataFrame:
    """Return every indicator that is assessed for the period, for every commune."""
    plan = YAML(typ="safe").load(targets.read_text(encoding="utf-8"))
    every = read_returns(folder)
    now = totals_of_period(every, plan["measures"], period)
    is_year = re.fullmatch(r"\d{4}", period) is not None
    due = [one for one in plan["indicators"] if is_year or one["assessed"] == "quarter"]
    scored = pd.concat([score_indicator(one, now, every, plan) for one in due])
    return scored.rename_axis("commune").reset_index()


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table as CSV."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--period", default="2026-Q1")
    parser.add_argument("--targets", type=Path, default=ROOT / "targets.yaml")
    asked = parser.parse_args(arguments)
    scored = score_period(asked.folder, asked.period, asked.targets)
    scored.to_csv(sys.stdout, index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
