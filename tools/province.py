"""Makes a province to try things on, from a seed: communes.yaml, and every commune's returns of a quarter.

The figures obey the plan (parts within their wholes, identities) and mean nothing. One return is missing, so that
there is something to see:

    python tools/province.py thu --communes 3
    cchc-kpi score thu --communes thu/communes.yaml
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from cchc_kpi import pipeline
from cchc_kpi.periods import Period
from cchc_kpi.plan.communes import Commune, Communes
from cchc_kpi.plan.expression import Expression
from cchc_kpi.plan.model import Measure, Plan
from cchc_kpi.render.template_xlsx import Entry, FormEntries, write_form
from cchc_kpi.returns.layout import NO, YES, FormLayout

ROOT = Path(__file__).resolve().parents[1]
_FIRST = (
    ("06541", "Lộc Bình", "Lạng Sơn"),
    ("06529", "Na Dương", "Lạng Sơn"),
    ("05977", "phường Đông Kinh", "Lạng Sơn"),
)
_SYLLABLES = ("Tân", "Yên", "Phú", "Đông", "Bình", "Hòa", "Thượng", "Vĩnh", "Sơn", "Lương", "Quang", "Hữu")
_PROVINCES = (
    "Lạng Sơn", "Cao Bằng", "Thái Nguyên", "Tuyên Quang", "thành phố Hà Nội", "Phú Thọ", "Bắc Ninh", "Lào Cai",
    "Điện Biên", "Sơn La", "Lai Châu", "Quảng Ninh", "thành phố Hải Phòng", "Hưng Yên", "Ninh Bình", "Thanh Hóa",
    "Nghệ An", "Hà Tĩnh", "Quảng Trị", "thành phố Huế", "thành phố Đà Nẵng", "Quảng Ngãi", "Gia Lai", "Đắk Lắk",
    "Khánh Hòa", "Lâm Đồng", "Đồng Nai", "thành phố Hồ Chí Minh", "Tây Ninh", "Đồng Tháp", "Vĩnh Long",
    "thành phố Cần Thơ", "An Giang", "Cà Mau",
)  # fmt: skip
_COMMUNES_OF_A_PROVINCE = 65
_SHARES = (1.0, 1.0, 1.0, 0.99, 0.97, 0.94, 0.9, 0.8)
_RARE = ("late", "overdue", "exempt")


def provinces_for(count: int) -> int:
    """Return how many provinces so many communes are spread over: 65 to each, as far as there are provinces."""
    return min(len(_PROVINCES), max(1, count // _COMMUNES_OF_A_PROVINCE))


def made_communes(count: int, provinces: int = 1) -> Communes:
    """Return so many communes spread evenly over so many provinces, the first three under their real names."""
    listed = [
        Commune(code=code, name=name, province=province) for code, name, province in _FIRST[: min(count, 3)]
    ]
    for number in range(len(listed), count):
        one, two, three = number % 12, number // 12 % 12, number // 144
        name = f"{_SYLLABLES[one]} {_SYLLABLES[two]}" + (f" {three}" if three else "")
        province = _PROVINCES[number % provinces]
        listed.append(Commune(code=f"{30000 + number}", name=name, province=province))
    return Communes(listed)


def made_figures(
    form: FormLayout, chance: random.Random, before: Mapping[str, Entry] | None = None
) -> dict[str, Entry]:
    """Return a figure for every measure of a form, by its id, that breaks no rule of the plan.

    `before` are those of the same office a quarter earlier: what seldom changes then stays as it was, and what is
    carried over continues.
    """
    before = before or {}
    held: dict[str, Entry] = {}
    for measure in form.measures:
        stays = measure.usual_change is not None and measure.id in before
        held[measure.id] = before[measure.id] if stays else _figure(measure, held, chance)
    carried = {
        carry.measure: int(_sum(carry.continues, before))
        for carry in form.plan.carry_overs
        if before and carry.measure in held
    }
    for identity in form.identities:
        total = _sum(identity.right, held)
        *others, last = identity.left.measures
        first_resolved = identity.right.measures[0]
        lacking = max(0, sum(carried.get(name, 0) for name in others) - total)
        held[first_resolved] = int(held[first_resolved]) + lacking
        total += lacking
        for name in others:
            held[name] = carried[name] if name in carried else chance.randint(0, total // 2)
            total -= int(held[name])
        held[last] = total
    return held


def _figure(measure: Measure, held: Mapping[str, Entry], chance: random.Random) -> Entry:
    if measure.type == "yes_no":
        return YES if chance.random() < 0.8 else NO
    if measure.type == "amount":
        return Decimal(chance.randint(8_000_000, 20_000_000)) / 1000
    if measure.id.endswith(_RARE):
        return chance.randint(0, 4)
    if measure.bound is not None:
        return int(_sum(measure.bound, held) * Fraction(str(chance.choice(_SHARES))))
    return chance.randint(20, 400)


def _sum(expression: Expression, held: Mapping[str, Entry]) -> int:
    return sum(term.sign * int(held[term.measure]) for term in expression.terms)


def forms_of_quarter(
    plan: Plan, communes: Communes, period: Period, seed: int
) -> Iterator[tuple[Commune, FormLayout, dict[str, Entry]]]:
    """Yield every form of a quarter with its figures, commune by commune; the same ones for the same seed."""
    for commune in communes.listed:
        own = communes.plan_of(plan, commune)
        for form in pipeline.forms_of(own, (), period, commune=commune.code):
            chance = random.Random(f"{seed} {commune.code} {form.stem}")
            yield commune, form, made_figures(form, chance)


def list_text(communes: Communes) -> str:
    """Return the text of communes.yaml."""
    lines = ["schema_version: 1", "communes:"]
    lines += [
        f'  - {{code: "{one.code}", name: {one.name}, province: {one.province}}}' for one in communes.listed
    ]
    return "\n".join(lines) + "\n"


def make_province(folder: Path, communes: Communes, period: Period, seed: int) -> list[Path]:
    """Write communes.yaml and each commune's returns, a folder each by code; return the paths of the returns."""
    loaded = pipeline.open_plan(ROOT / "targets.yaml")
    if loaded.plan is None:
        raise SystemExit("targets.yaml has errors: run `cchc-kpi plan check`")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "communes.yaml").write_text(list_text(communes), encoding="utf-8", newline="\n")
    paths = []
    missing = (communes.listed[1:] or communes.listed)[0].code
    for commune, form, figures in forms_of_quarter(loaded.plan, communes, period, seed):
        if (commune.code, form.office.id) == (missing, "dvci"):
            continue
        header = form.value_headers[0]
        values = {(measure.code, header): figures[measure.id] for measure in form.measures}
        path = folder / commune.code / f"{form.stem}.xlsx"
        path.parent.mkdir(exist_ok=True)
        write_form(form, path, FormEntries(values))
        paths.append(path)
    return paths


def main() -> None:
    """Make a province in the folder named."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--communes", type=int, default=3)
    parser.add_argument("--provinces", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    communes = made_communes(asked.communes, asked.provinces)
    paths = make_province(asked.folder, communes, Period(2026, "Q1"), asked.seed)
    print(f"{asked.folder}: {len(communes.listed)} xã, {len(paths)} báo cáo.", file=sys.stderr)


if __name__ == "__main__":
    main()
