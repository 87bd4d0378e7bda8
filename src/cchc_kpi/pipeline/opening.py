"""Opening what a run stands on: the plan, the waivers and the list of communes, where they lie by default."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cchc_kpi.plan.file import LoadedPlan, load_plan
from cchc_kpi.plan.model import Plan

if TYPE_CHECKING:
    from cchc_kpi.plan.communes import Communes, LoadedCommunes
    from cchc_kpi.plan.waivers import LoadedWaivers

_PLAN_NAME: Final = "targets.yaml"
_WAIVERS_NAME: Final = "waivers.yaml"
_COMMUNES_NAME: Final = "communes.yaml"


def default_targets() -> Path:
    """Return `./targets.yaml` where there is one, else the copy shipped in the package."""
    here = Path(__file__).resolve()
    in_package, in_source_tree = here.parents[1] / _PLAN_NAME, here.parents[3] / _PLAN_NAME
    places = (Path(_PLAN_NAME), in_package, in_source_tree)
    return next((place for place in places if place.is_file()), places[0])


def open_plan(targets: Path | None) -> LoadedPlan:
    """Load the plan named, or the default one."""
    return load_plan(targets if targets is not None else default_targets())


def open_waivers(
    named: Path | None, targets: Path | None, plan: Plan, communes: Communes | None = None
) -> LoadedWaivers | None:
    """Load the waivers named, else the `waivers.yaml` that stands beside the plan; None where there is none."""
    path = _beside(_WAIVERS_NAME, named, targets)
    if path is None:
        return None
    from cchc_kpi.plan.waivers import load_waivers

    return load_waivers(path, plan, communes)


def open_communes(named: Path | None, targets: Path | None) -> LoadedCommunes | None:
    """Load the list of communes named, else the `communes.yaml` that stands beside the plan; None where there is none."""
    path = _beside(_COMMUNES_NAME, named, targets)
    if path is None:
        return None
    from cchc_kpi.plan.communes import load_communes

    return load_communes(path)


def _beside(name: str, named: Path | None, targets: Path | None) -> Path | None:
    """Return the file named, else the one of a name beside the plan, if there is one.

    Beside the shipped plan means in the folder that one is in.
    """
    beside = targets.with_name(name) if targets is not None else Path(name)
    if named is None and not os.path.lexists(beside):
        return None
    return named if named is not None else beside
