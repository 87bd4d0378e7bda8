"""Many communes' returns for tests: as files on the disk, and as if they had been read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from cchc_kpi.pipeline import Batch, score_communes
from cchc_kpi.plan.communes import Communes
from cchc_kpi.plan.file import LoadedPlan
from cchc_kpi.plan.model import Plan
from cchc_kpi.render.template_xlsx import Entry
from cchc_kpi.returns.observation import Return
from cchc_kpi.scoring.communes import CommunesScorecard
from forms_for_tests import COMMUNES, form_of_commune, quarter, sound_return, write_sound

THREE: Final = Communes(COMMUNES.listed[:3])
"""Lộc Bình (06541), Na Dương (06529) and phường Đông Kinh (05977), all of Lạng Sơn."""
ON_TIME: Final = "dossiers_on_time"

LIST: Final = """\
schema_version: 1
communes:
  - {code: "06541", name: Lộc Bình, province: Lạng Sơn}
  - {code: "06529", name: Na Dương, province: Lạng Sơn}
  - {code: "05977", name: phường Đông Kinh, province: Lạng Sơn}
"""


def write_return(
    plan: Plan,
    folder: Path,
    code: str,
    office: str,
    changes: Mapping[str, Entry | None] | None = None,
    *,
    period: str = "2026-Q1",
    submission: int = 1,
    name: str | None = None,
) -> Path:
    """Write a sound return of a commune into a folder of its own, but for the figures given by code."""
    form = form_of_commune(plan, COMMUNES, code, office, period)
    place = folder / code
    place.mkdir(parents=True, exist_ok=True)
    return write_sound(form, place, changes, submission=submission, name=name)


def write_province(plan: Plan, folder: Path) -> list[Path]:
    """Write the returns of three communes for 2026-Q1, and their list.

    Lộc Bình is sound: 990 of 1000 dossiers in time. Na Dương has 600 + 400 = 1000 of 1000, and no return of
    dvci. Phường Đông Kinh has 500 + 390 = 890 of 1000.
    """
    changes: Mapping[str, Mapping[str, Entry | None]] = {
        "06541": {},
        "06529": {"TT.05": 400, "TT.06": 0},
        "05977": {"TT.04": 500, "TT.06": 110},
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "communes.yaml").write_text(LIST, encoding="utf-8")
    return [
        write_return(plan, folder, code, office.id, held if office.id == "ttpvhcc" else None)
        for code, held in changes.items()
        for office in plan.offices
        if (code, office.id) != ("06529", "dvci")
    ]


def returned(
    plan: Plan, code: str, office: str, period: str | None = "2026-Q1", **changes: int | str | None
) -> Return:
    """A sound return of a commune as if read, but for the measures changed."""
    item = sound_return(plan, office, period, **changes)
    file = f"{code}/{item.file}"
    observations = tuple(
        replace(found, provenance=found.provenance._replace(file=file)) for found in item.observations
    )
    return replace(item, file=file, commune=code, observations=observations)


def scored(
    loaded: LoadedPlan, plan: Plan, returns: list[Return], communes: Communes = THREE, period: str = "2026-Q1"
) -> CommunesScorecard:
    """Score communes from returns as if read."""
    found = score_communes(Batch(tuple(returns)), loaded, plan, communes, quarter(period))
    assert found is not None
    return found
