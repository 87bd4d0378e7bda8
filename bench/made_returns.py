"""Makes the returns of many communes from a seed, to measure on: communes.yaml, and a folder of returns for each.

    python bench/made_returns.py thu --communes 78
    python bench/made_returns.py nam --communes 910 --quarters 2026-Q1 2026-Q2 2026-Q3 2026-Q4 --baselines
    python bench/made_returns.py loi --communes 78 --blanks 0.5 --faults 0.1 --corrupt 1
    cchc-kpi score thu --communes thu/communes.yaml

The figures obey the plan, but for what is asked for: `--blanks` and `--faults` are shares of the returns. The same
seed gives the same bytes.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "tools"))

from cchc_kpi import pipeline  # noqa: E402 - the tools' folder must be on the path
from cchc_kpi.periods import Period, parse_period  # noqa: E402
from cchc_kpi.plan.model import Plan  # noqa: E402
from cchc_kpi.render.template_xlsx import Entry  # noqa: E402
from cchc_kpi.returns.layout import FormLayout  # noqa: E402
from province import list_text, made_communes, made_figures, provinces_for  # noqa: E402
from stencils import Addressee, FigureKey, Stencil, addressees  # noqa: E402

COMMUNES_FILE: Final = "communes.yaml"
TEXT_FOR_A_NUMBER: Final = "95 phần trăm"
_BLANKS_IN_A_RETURN: Final = 3


class Kind(StrEnum):
    """What a return is made of: the form alone, about 10 KB; or with working figures behind it, about 65 KB."""

    SMALL = "small"
    TYPICAL = "typical"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be made: every office's return of each quarter, and its baselines if asked for, of so many communes.

    `blanks` and `faults` are the shares of returns in which some cells are blank, or one figure is wrong; `corrupt` is
    the number of files that are cut off in the middle.
    """

    communes: int
    quarters: tuple[Period, ...] = (Period(2026, "Q1"),)
    baselines: bool = False
    seed: int = 1
    blanks: float = 0.0
    faults: float = 0.0
    kind: Kind = Kind.SMALL
    corrupt: int = 0


class Made(NamedTuple):
    """One return as it was made: whose, of which form, its path below the folder, its figures, its bytes."""

    commune: str
    form: FormLayout
    path: Path
    figures: Mapping[FigureKey, Entry]
    content: bytes


def opened_plan() -> Plan:
    """Return the repository's plan."""
    loaded = pipeline.open_plan(ROOT / "targets.yaml")
    if loaded.plan is None:
        raise SystemExit("targets.yaml has errors: run `cchc-kpi plan check`")
    return loaded.plan


def made_returns(plan: Plan, wanted: Wanted) -> Iterator[Made]:
    """Yield every return wanted, commune by commune."""
    communes = made_communes(wanted.communes, provinces_for(wanted.communes))
    working = wanted.kind is Kind.TYPICAL
    quarterly = [
        [Stencil(form, working_figures=working) for form in pipeline.forms_of(plan, (), quarter, commune="-")]
        for quarter in wanted.quarters
    ]
    baselines = pipeline.forms_of(plan, baseline_only=True, commune="-") if wanted.baselines else ()
    at_last = [Stencil(form, working_figures=working) for form in baselines]
    for number, addressee in enumerate(addressees(plan, communes)):
        before: dict[str, dict[str, Entry]] = {}
        for stencils in (*quarterly, at_last):
            for stencil in stencils:
                made = _made(stencil, addressee, wanted, before)
                if number < wanted.corrupt and stencils is quarterly[0] and stencil is stencils[0]:
                    made = made._replace(content=made.content[: len(made.content) // 2])
                yield made


def _made(
    stencil: Stencil, addressee: Addressee, wanted: Wanted, before: dict[str, dict[str, Entry]]
) -> Made:
    form, code = stencil.form, addressee.code
    chance = random.Random(f"{wanted.seed} {code} {form.stem}")
    figures: dict[FigureKey, Entry] = {}
    for header, year in zip(form.value_headers, form.years or (None,), strict=True):
        sound = made_figures(form, chance, None if form.is_baseline else before.get(form.office.id))
        asked = {(name, key) for name, key in stencil.keys if key == header}
        figures |= {(name, header): entry for name, entry in sound.items() if (name, header) in asked}
        if year is None:
            before[form.office.id] = sound
    is_faulty = chance.random() < wanted.faults
    if is_faulty:
        _spoil(figures, form, chance)
    if chance.random() < wanted.blanks:
        for key in chance.sample(sorted(figures), min(_BLANKS_IN_A_RETURN, len(figures))):
            del figures[key]
    content = stencil.printed(addressee, figures, sound=not is_faulty)
    return Made(code, form, Path(code, f"{form.stem}.xlsx"), figures, content)


def _spoil(figures: dict[FigureKey, Entry], form: FormLayout, chance: random.Random) -> None:
    """Put one fault into sound figures: a text where a number belongs, or a part greater than its whole."""
    header = form.value_headers[0]
    parts = [m for m in form.measures if m.part_of is not None and (m.id, header) in figures]
    numbers = [key for key, entry in figures.items() if not isinstance(entry, str)]
    if parts and chance.random() < 0.5:
        part = chance.choice(parts)
        whole = figures[str(part.part_of), header]
        assert not isinstance(whole, str)
        figures[part.id, header] = int(whole) + 1
    else:
        figures[chance.choice(numbers)] = TEXT_FOR_A_NUMBER


def make_returns(folder: Path, wanted: Wanted) -> int:
    """Write communes.yaml and every return below a folder; return how many returns."""
    communes = made_communes(wanted.communes, provinces_for(wanted.communes))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / COMMUNES_FILE).write_text(list_text(communes), encoding="utf-8", newline="\n")
    for commune in communes.listed:
        (folder / commune.code).mkdir(exist_ok=True)
    count = 0
    for made in made_returns(opened_plan(), wanted):
        (folder / made.path).write_bytes(made.content)
        count += 1
    return count


def main(arguments: Sequence[str] | None = None) -> None:
    """Make returns in the folder named."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--communes", type=int, default=78)
    parser.add_argument("--quarters", nargs="+", default=["2026-Q1"])
    parser.add_argument("--baselines", action="store_true", help="also the baseline forms")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--blanks", type=float, default=0.0, help="share of returns with some blank cells")
    parser.add_argument("--faults", type=float, default=0.0, help="share of returns with a wrong figure")
    parser.add_argument("--kind", type=Kind, choices=list(Kind), default=Kind.SMALL)
    parser.add_argument("--corrupt", type=int, default=0, help="so many files cut off in the middle")
    asked = parser.parse_args(arguments)
    quarters = tuple(filter(None, map(parse_period, asked.quarters)))
    wanted = Wanted(
        asked.communes,
        quarters,
        asked.baselines,
        asked.seed,
        asked.blanks,
        asked.faults,
        asked.kind,
        asked.corrupt,
    )
    count = make_returns(asked.folder, wanted)
    print(f"{asked.folder}: {asked.communes} xã, {count} báo cáo.", file=sys.stderr)


if __name__ == "__main__":
    main()
