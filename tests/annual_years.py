"""Years to make workbooks of: plans and figures of many shapes, written as real returns and scored by the program."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from annual_by_hand import Figure, Figures, Year, example_figures, example_plan, work_out
from cchc_kpi.plan.file import parse_plan
from cchc_kpi.plan.model import Plan
from cchc_kpi.render.template_xlsx import Entry, FormEntries, write_form
from cchc_kpi.returns.layout import FormLayout, baseline_layout, quarter_layout, year_header
from forms_for_tests import quarter
from program import Run, run

PlanData = dict[str, Any]
EXAMPLE: Final = example_plan()
FIGURES: Final = example_figures()
WORDINGS: Final = {">": "trên", ">=": "tối thiểu", "=": "bằng", "<=": "không quá", "<": "dưới"}


@dataclass(frozen=True)
class Case:
    """One year of one commune: a plan, the figures of the returns that came, and the last period that is over.

    A return is written for every office and period that the figures name; `days` are the days typed into
    them, by office and period, `submissions` their numbers. `no_share` as in `work_out`.
    """

    plan: PlanData
    figures: Figures
    current: str = "Y"
    no_share: str = ""
    days: Mapping[tuple[str, str], str] = field(default_factory=dict)
    submissions: Mapping[tuple[str, str], int] = field(default_factory=dict)

    @property
    def year(self) -> Year:
        """What every indicator comes to, worked out by hand."""
        return work_out(self.plan, self.figures, no_share=self.no_share)

    @cached_property
    def typed_plan(self) -> Plan:
        plan, findings = parse_plan(json.dumps(self.plan, ensure_ascii=False))
        assert plan is not None, [(f.code, f.message("en")) for f in findings]
        return plan

    def write(self, folder: Path) -> None:
        """Write plan.yaml and the returns, in the folder `returns`."""
        (folder / "returns").mkdir(parents=True)
        text = json.dumps(self.plan, ensure_ascii=False, indent=1)
        (folder / "plan.yaml").write_text(text, encoding="utf-8")
        for office, period in dict.fromkeys(_slot(office, period) for _, office, period in self.figures):
            form = self._form(office, period)
            number = self.submissions.get((office, period), 1)
            entries = FormEntries(
                self._entries(form, office, period), {}, number, self.days.get((office, period), "")
            )
            write_form(form, folder / "returns" / f"{form.stem}.xlsx", entries)

    def _form(self, office: str, period: str) -> FormLayout:
        plan = self.typed_plan
        if period != "baseline":
            return quarter_layout(plan, plan.office_by_id[office], quarter(period))
        form = baseline_layout(plan, plan.office_by_id[office])
        assert form is not None
        return form

    def _entries(self, form: FormLayout, office: str, period: str) -> dict[tuple[str, str], Entry]:
        found = {}
        for measure in form.measures:
            for header in form.value_headers:
                years = [str(year) for year in form.years if year_header(year) == header]
                figure = self.figures.get((measure.code, office, years[0] if years else period))
                if figure is not None:
                    is_amount = measure.type == "amount" and figure != "KPS"
                    found[measure.code, header] = Decimal(str(figure)) if is_amount else figure
        return found

    def score(self, folder: Path, *arguments: str) -> Run:
        """Score what `write` wrote: the JSON of the run, and the workbook year.xlsx."""
        call = ("--targets", folder / "plan.yaml", "--year", "2026", "--output", folder / "year.xlsx")
        return run("annual", folder / "returns", *call, "--format", "json", *arguments)

    def changed(self, changes: Figures) -> Case:
        """The same year with other figures; None takes one out."""
        return replace(self, figures=self.figures | changes)


def _slot(office: str, period: str) -> tuple[str, str]:
    return office, "baseline" if period.isdecimal() else period


def only(periods: Iterable[str], figures: Figures = FIGURES) -> Figures:
    """The figures of some periods; "baseline" for those of earlier years."""
    wanted = set(periods)
    return {key: figure for key, figure in figures.items() if _slot("", key[2])[1] in wanted}


def example_with(**changes: Any) -> PlanData:
    """The example's plan with its `reporting` or its indicators changed: keys by indicator's id."""
    plan = deepcopy(EXAMPLE)
    plan["reporting"] |= changes.pop("reporting", {})
    for held in plan["indicators"]:
        held.update(changes.pop(held["id"], {}))
    assert not changes
    return plan


def measure(code: str, key: str, /, **more: Any) -> PlanData:
    """A count that is summed over the quarters, asked of `mot_cua`, unless told otherwise."""
    plain = {
        "code": code, "id": key, "area": "mot", "offices": ["mot_cua"], "name": f"Số liệu {code}", "unit": "hồ sơ",
        "type": "count", "over_time": "sum", "asked": "quarter",
    }  # fmt: skip
    return plain | more


def indicator(key: str, kind: str, operator: str, value: str, /, **more: Any) -> PlanData:
    """An indicator that is assessed each quarter unless told otherwise."""
    wording = "100%" if kind == "yes_no" else f"{WORDINGS[operator]} {value}"
    plain = {
        "id": key, "area": "mot", "clause": "I.1", "name": f"Chỉ tiêu {key}", "kind": kind,
        "target": {"operator": operator, "value": value, "wording": wording, "year": 2030},
        "assessed": "quarter", "lead": "mot_cua",
    }  # fmt: skip
    return plain | more


def plan_of(
    measures: list[PlanData], indicators: list[PlanData], offices: Mapping[str, str] | None = None
) -> PlanData:
    """A plan of one area."""
    named = offices or {"mot_cua": "Một cửa"}
    return {
        "schema_version": 1,
        "plan": {
            "id": "ke-hoach-thu", "title": "Kế hoạch thử", "commune": "Thử", "issued_by": "UBND xã Thử",
            "first_year": 2026, "last_year": 2030,
        },
        "reporting": {"quarter_opens_months_before": 1, "quarter_opens_on_day": 15, "basis": "Nghị định"},
        "areas": [{"id": "mot", "name": "Lĩnh vực một"}],
        "offices": [{"id": key, "name": name} for key, name in named.items()],
        "measures": measures,
        "indicators": indicators,
    }  # fmt: skip


def _one_indicator() -> Case:
    plan = plan_of(
        [measure("TT.01", "whole"), measure("TT.02", "part", part_of="whole")],
        [indicator("share", "ratio", ">=", "90%", numerator="part", denominator="whole")],
    )
    figures: Figures = {}
    for number in range(1, 5):
        figures |= {("TT.01", "mot_cua", f"2026-Q{number}"): 10, ("TT.02", "mot_cua", f"2026-Q{number}"): 9}
    return Case(plan, figures)


def _forty_offices() -> Case:
    """Forty offices with long names, the fortieth silent: every formula adds up 120 figures a quarter."""
    offices = {
        f"phong_{n:02}": f"Phòng chuyên môn số {n} {'phụ trách nhiều lĩnh vực ' * 6}" for n in range(40)
    }
    every = list(offices)
    plan = plan_of(
        [
            measure("TT.01", "early", offices=every),
            measure("TT.02", "on_time", offices=every),
            measure("TT.03", "late", offices=every, over_time="sum"),
            measure("CB.01", "staff", offices=every, over_time="last", name="Cán bộ " + "rất dài " * 40),
            measure("CB.02", "trained", offices=every, over_time="last", part_of="staff"),
            measure("CH.01", "answers", offices=every, over_time="last", type="yes_no", unit="có/không"),
        ],
        [
            indicator(
                "in_time", "ratio", ">", "99%", numerator="early + on_time", denominator="early + on_time + late",
                lead="phong_00", name="Tỷ lệ hồ sơ đúng hạn " + "tính theo cách rất dài dòng " * 12,
            ),
            indicator("training", "ratio", ">=", "80%", numerator="trained", denominator="staff", lead="phong_00"),
            indicator("software", "yes_no", "=", "100%", all_of=["answers"], lead="phong_00"),
        ],
        offices,
    )  # fmt: skip
    figures: Figures = {}
    for place, office in enumerate(every[:39]):
        held: dict[str, Figure] = {
            "TT.01": 20 + place, "TT.02": 7, "TT.03": place % 2, "CB.01": 10, "CB.02": 9 - place % 4, "CH.01": "Có",
        }  # fmt: skip
        figures |= {(code, office, "2026-Q1"): figure for code, figure in held.items()}
    return Case(plan, figures, "Q1")


def _hundred_measures() -> Case:
    """A sum of 120 measures: its formulas would be longer than a spreadsheet allows."""
    names = [f"so_{n}" for n in range(120)]
    plan = plan_of(
        [
            measure("TT.01", "good"),
            *(measure(f"SL.{n + 100}", name) for n, name in enumerate(names)),
        ],
        [indicator("sum", "ratio", ">=", "90%", numerator="good", denominator=" + ".join(["good", *names]))],
    )
    figures: Figures = {("TT.01", "mot_cua", "2026-Q1"): 1080}
    figures |= {(f"SL.{n + 100}", "mot_cua", "2026-Q1"): 1 for n in range(120)}
    return Case(plan, figures, "Q1")


def _operators() -> Case:
    """Every operator on counts, on money, on a share that is none, on reductions and on means of years."""
    measures = [
        measure("TT.01", "whole"),
        measure("TT.02", "part", part_of="whole"),
        measure("TT.03", "other"),
        measure("TT.04", "stock", over_time="last", asked="quarter", baseline_years=[2025]),
        measure("TC.01", "budget", type="amount", unit="triệu đồng"),
        measure("TC.02", "spent", type="amount", unit="triệu đồng", part_of="budget"),
        measure("TC.03", "cost", type="amount", unit='triệu "đồng"', asked="year", baseline_years=[2023, 2024, 2025]),
        measure("CH.01", "one", type="yes_no", unit="có/không", over_time="last"),
        measure("CH.02", "two", type="yes_no", unit="có/không", over_time="last"),
    ]  # fmt: skip
    indicators = []
    for n, operator in enumerate(WORDINGS):
        indicators += [
            indicator(f"count_{n}", "ratio", operator, "66,6%", numerator="part", denominator="whole"),
            indicator(f"none_{n}", "ratio", operator, "0%", numerator="part", denominator="whole"),
            indicator(f"all_{n}", "ratio", operator, "100%", numerator="part", denominator="whole"),
            indicator(f"money_{n}", "ratio", operator, "33,33%", numerator="spent", denominator="budget"),
            indicator(f"free_{n}", "ratio", operator, "250%", numerator="other", denominator="part"),
            indicator(f"cut_{n}", "reduction", operator, "8%", of="stock", baseline_year=2025, assessed="year"),
            indicator(
                f"mean_{n}", "reduction_of_mean", operator, "7%", of="cost", baseline_years=[2023, 2024, 2025],
                since=2026, assessed="year",
            ),
        ]  # fmt: skip
    indicators.append(indicator("answers", "yes_no", "=", "100%", all_of=["one", "two"]))
    rows: dict[str, list[Figure]] = {
        "TT.01": [1000, 7, 0, 3], "TT.02": [666, 0, 0, 3], "TT.03": [1665, 12, 4, "KPS"], "TT.04": [50, 48, 47, 46],
        "TC.01": ["1000", "0.03", "KPS", "900.000001"], "TC.02": ["333.3", "0.009999", "KPS", "0"],
        "CH.01": ["Có", "Có", "Không", "Có"], "CH.02": ["Có", "Không", "Không", "Có"],
    }  # fmt: skip
    figures: Figures = {
        (code, "mot_cua", f"2026-Q{number}"): figure
        for code, row in rows.items()
        for number, figure in enumerate(row, start=1)
    }
    figures["TC.03", "mot_cua", "2026-Q4"] = "93.3"
    figures |= {("TC.03", "mot_cua", str(year)): "100.1" for year in (2023, 2024, 2025)}
    figures["TT.04", "mot_cua", "2025"] = 50
    return Case(plan_of(measures, indicators), figures, no_share=" ".join(f"free_{n}" for n in range(5)))


def _great_amounts() -> Case:
    """Money in đồng: the products pass what a spreadsheet keeps exactly, so the verdicts are as scored."""
    plan = plan_of(
        [
            measure("TC.01", "budget", type="amount", unit="đồng"),
            measure("TC.02", "spent", type="amount", unit="đồng", part_of="budget"),
        ],
        [
            indicator("exact", "ratio", ">=", "95%", numerator="spent", denominator="budget"),
            indicator("above", "ratio", ">", "95%", numerator="spent", denominator="budget"),
        ],
    )
    figures: Figures = {
        ("TC.01", "mot_cua", "2026-Q1"): "20000000000",
        ("TC.02", "mot_cua", "2026-Q1"): "19000000000",
        ("TC.01", "mot_cua", "2026-Q2"): "1000",
        ("TC.02", "mot_cua", "2026-Q2"): "951",
    }
    return Case(plan, figures, "H1")


_NO_HEADLINES: Final = {i["id"]: {"headline": False} for i in EXAMPLE["indicators"]}
_SEVEN_HEADLINES: Final = {
    i["id"]: {"headline": n % 4 == 0 and n < 28} for n, i in enumerate(EXAMPLE["indicators"])
}
_MILESTONE: Final = {
    "dossiers_on_time": {"milestones": [{"operator": ">=", "value": "98%", "wording": "tối thiểu 98%", "year": 2026}]}
}  # fmt: skip

CASES: Final[Mapping[str, Case]] = {
    "one quarter": Case(EXAMPLE, only(["2026-Q1"]), "Q1"),
    "two quarters": Case(EXAMPLE, only(["2026-Q1", "2026-Q2", "baseline"]), "H1"),
    "a quarter left out": Case(EXAMPLE, only(["2026-Q1", "2026-Q3"]), "9M"),
    "baselines alone": Case(EXAMPLE, only(["baseline"]), "Y"),
    "a milestone": Case(example_with(**_MILESTONE), FIGURES),
    "no headline": Case(example_with(**_NO_HEADLINES), only(["2026-Q1"]), "Q1"),
    "seven headlines": Case(example_with(**_SEVEN_HEADLINES), FIGURES),
    "one indicator, met": _one_indicator(),
    "forty offices": _forty_offices(),
    "formulas too long": _hundred_measures(),
    "every operator": _operators(),
    "amounts too large": _great_amounts(),
}

CHANGES: Final[Figures] = {
    # One more in time than "trên 99%" asks: 1001 of 1011, 99,01%.
    ("TT.04", "ttpvhcc", "2026-Q1"): 753,
    # The mean was exactly 7% below; a thousand đồng more is not enough.
    ("NS.01", "kt", "2026-Q4"): "17338.27",
    ("TT.14", "ttpvhcc", "2026-Q3"): "KPS",
    ("TT.15", "ttpvhcc", "2026-Q3"): "KPS",
    ("CQ.03", "vhxh", "2026-Q4"): "Có",
    ("CQ.13", "vhxh", "2026-Q4"): "Không",
    # 358 - 14 - 317 = 27 posts at the end of 2025, 23 now: a cut of 14,8%.
    ("BM.01", "vhxh", "2025"): 358,
    # The return that never came, filled in.
    **{
        (code, "dvci", "2026-Q2"): figure
        for code, figure in {
            "CQ.06": 18,
            "CQ.07": 18,
            "CQ.08": 18,
            "CQ.09": 4,
            "CQ.10": 0,
            "CQ.11": 4,
        }.items()
    },
    # The two cells in error, typed the right way round.
    ("CQ.14", "kt", "2026-Q3"): 8,
    ("CQ.15", "kt", "2026-Q3"): 6,
}
CHANGED: Final = Case(EXAMPLE, FIGURES | CHANGES)
DELETION: Final[Figures] = {
    ("TT.06", "ttpvhcc", "2026-Q2"): None,
    ("NS.01", "kt", "2023"): None,
    ("CQ.12", "vhxh", "2026-Q4"): None,
}
DELETED: Final = Case(EXAMPLE, FIGURES | DELETION)
NO_ANSWERS: Final[Figures] = {
    # "None arose" is no number of posts and no yes or no; a count is a number from 0 on.
    ("BM.01", "vhxh", "2026-Q4"): "KPS",
    ("CQ.13", "vhxh", "2026-Q3"): "KPS",
    ("TT.04", "ttpvhcc", "2026-Q2"): -5,
    ("TT.12", "ttpvhcc", "2026-Q1"): "khoảng 240",
}
GREAT_CHANGE: Final[Figures] = {("TC.02", "mot_cua", "2026-Q1"): "18000000000"}


def random_case(seed: int, like: Case | None = None) -> Case:
    """Sixty shares and twelve reductions of random figures, targets and operators; or other figures for the same plan."""
    rng = random.Random(seed)
    plan = like.plan if like is not None else _random_plan(rng)
    figures: Figures = {}
    for held in plan["measures"]:
        if "part_of" in held:
            continue
        part = next(m for m in plan["measures"] if m.get("part_of") == held["id"])
        for number in range(1, 5):
            whole, some = _random_share(rng, is_money=held["type"] == "amount")
            figures[held["code"], "mot_cua", f"2026-Q{number}"] = whole
            figures[part["code"], "mot_cua", f"2026-Q{number}"] = some
        for year in held.get("baseline_years", ()):
            whole, some = _random_share(rng, is_money=held["type"] == "amount")
            figures[held["code"], "mot_cua", str(year)] = whole
            figures[part["code"], "mot_cua", str(year)] = some
    return Case(plan, figures)


def _random_plan(rng: random.Random) -> PlanData:
    measures, indicators = [], []
    for n in range(72):
        money: PlanData = {"type": "amount", "unit": "triệu đồng"} if n % 3 == 2 else {}
        years: PlanData = {"baseline_years": [2023, 2024, 2025]} if n >= 60 else {}
        measures += [
            measure(f"TT.{n + 100}", f"whole_{n}", **money, **years),
            measure(f"TP.{n + 100}", f"part_{n}", part_of=f"whole_{n}", **money, **years),
        ]
        operator, share = rng.choice(list(WORDINGS)), _random_target(rng)
        if n < 60:
            terms: PlanData = {"numerator": f"part_{n}", "denominator": f"whole_{n}"}
            indicators.append(indicator(f"i_{n}", "ratio", operator, share, **terms))
            continue
        terms = {"of": f"whole_{n} - part_{n}", "assessed": "year"}
        if n % 2:
            terms |= {"baseline_year": 2025}
            indicators.append(indicator(f"i_{n}", "reduction", operator, share, **terms))
        else:
            terms |= {"baseline_years": [2023, 2024, 2025], "since": 2026}
            indicators.append(indicator(f"i_{n}", "reduction_of_mean", operator, share, **terms))
    return plan_of(measures, indicators)


def _random_target(rng: random.Random) -> str:
    fine = f"{rng.randrange(100_000) / 1000:.3f}%".replace(".", ",")
    return rng.choice(["0%", "100%", "120%", f"{rng.randrange(101)}%", f"{rng.randrange(101)},5%", fine])


def _random_share(rng: random.Random, *, is_money: bool) -> tuple[Figure, Figure]:
    """A whole and a part of it, small and large, often at an end."""
    whole = rng.choice([rng.randrange(1, 12), rng.randrange(300), rng.randrange(10**6), rng.randrange(10**9)])
    part = rng.choice(
        [0, whole, rng.randint(0, whole), rng.randint(0, whole), max(0, whole - rng.randrange(5))]
    )
    if not is_money:
        return whole, part
    return tuple(f"{count // 10**6}.{count % 10**6:06}" for count in (whole, part))  # type: ignore[return-value]
