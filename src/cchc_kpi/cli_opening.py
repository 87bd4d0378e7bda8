"""What a command that reads returns stands on: plan, communes and waivers, and the one commune that it is about.

Where one of them cannot be used, the step says why and ends the command with status 2.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import typer

from cchc_kpi.cli_progress import watched_reading
from cchc_kpi.cli_steps import NOT_DONE, fail, load_plan_or_exit, print_findings

if TYPE_CHECKING:
    from cchc_kpi.findings import Finding, Lang
    from cchc_kpi.pipeline import Batch
    from cchc_kpi.pipeline.crew import Crew
    from cchc_kpi.plan.communes import Commune, Communes
    from cchc_kpi.plan.file import LoadedPlan
    from cchc_kpi.plan.model import Plan
    from cchc_kpi.plan.waivers import Waiver


class RunOptions(NamedTuple):
    """What a command that reads returns was given besides them: the files, the one commune asked for, who reads."""

    targets: Path | None
    waivers: Path | None
    communes: Path | None = None
    commune: str | None = None
    jobs: int | None = None
    cluster: str | None = None


class Opened(NamedTuple):
    """What a command that reads returns stands on.

    `communes` is the list, where there is one; `commune` the one of it that the run is about, and whose
    heading the plan then has; None where it is about all of them, or about the plan's own. `crew` is who reads
    the returns beside this process.
    """

    loaded: LoadedPlan
    plan: Plan
    waivers: tuple[Waiver, ...] = ()
    communes: Communes | None = None
    commune: Commune | None = None
    crew: Crew | None = None


def load_waivers_or_exit(
    given: RunOptions,
    run: Opened,
    lang: Lang,
    as_json: Callable[[LoadedPlan], str] | None = None,
) -> tuple[Waiver, ...]:
    """Load the waivers; where they cannot be used, print why, also the JSON if asked for, and exit."""
    from cchc_kpi import pipeline

    listed = pipeline.open_waivers(given.waivers, given.targets, run.plan, run.communes)
    if listed is None:
        return ()
    print_findings(listed.findings, lang)
    if listed.waivers is None:
        if as_json is not None:
            sys.stdout.write(as_json(run.loaded._replace(findings=listed.findings)))
        raise typer.Exit(NOT_DONE)
    return listed.waivers


def load_communes_or_exit(
    named: Path | None,
    targets: Path | None,
    lang: Lang,
    as_json: Callable[[Sequence[Finding]], str] | None = None,
) -> Communes | None:
    """Load the list of communes, None where there is none; where it cannot be used, print why and exit."""
    from cchc_kpi import pipeline

    listed = pipeline.open_communes(named, targets)
    if listed is None:
        return None
    print_findings(listed.findings, lang)
    if listed.communes is None:
        if as_json is not None:
            sys.stdout.write(as_json(listed.findings))
        raise typer.Exit(NOT_DONE)
    return listed.communes


def find_commune_or_exit(code: str, communes: Communes | None, lang: Lang) -> Commune:
    """Return the commune of a code; where there is none, say which may be meant, and end with status 2."""
    from cchc_kpi.text import shown

    if communes is None:
        fail(
            "--commune cần danh sách xã: thêm --communes, hoặc để communes.yaml cạnh tệp kế hoạch.",
            "--commune needs the list of communes: give --communes, or put communes.yaml beside the plan file.",
            lang,
        )
    found = communes.find(code)
    if found is None:
        near = "; ".join(f"{one.code} ({one.named.full}, {one.above.full})" for one in communes.near(code))
        count = len(communes.listed)
        vi = f"có phải: {near}?" if near else f"danh sách có {count} xã, ghi mã như trong danh sách."
        en = f"is it {near}?" if near else f"the list has {count} communes; give a code of it."
        fail(f"không có xã mã {shown(code)}; {vi}", f"no commune has the code {shown(code)}; {en}", lang)
    return found


def open_run(given: RunOptions, lang: Lang, as_json: Callable[[LoadedPlan], str] | None = None) -> Opened:
    """Load plan, communes and waivers; where one cannot be used, print why, also the JSON if asked for, and exit."""
    run = open_without_waivers(given, lang, as_json)
    return run._replace(waivers=load_waivers_or_exit(given, run, lang, as_json))


def open_without_waivers(
    given: RunOptions, lang: Lang, as_json: Callable[[LoadedPlan], str] | None = None
) -> Opened:
    """Load plan and communes as `open_run` does.

    A list of one commune is that commune, also where it is not asked for.
    """
    crew = _call_crew(given, lang)
    loaded, plan = load_plan_or_exit(given.targets, lang, as_json)

    def told_as_json(findings: Sequence[Finding]) -> str:
        assert as_json is not None
        return as_json(loaded._replace(findings=tuple(findings)))

    communes = load_communes_or_exit(given.communes, given.targets, lang, told_as_json if as_json else None)
    commune = communes.only if communes is not None else None
    if given.commune is not None:
        commune = find_commune_or_exit(given.commune, communes, lang)
    if communes is not None and commune is not None:
        plan = communes.plan_of(plan, commune)
    return Opened(loaded, plan, (), communes, commune, crew)


def _call_crew(given: RunOptions, lang: Lang) -> Crew | None:
    """Return who reads the returns beside this process; None where it reads them all itself."""
    if given.cluster is not None:
        from cchc_kpi.pipeline import CrewFault
        from cchc_kpi.pipeline.cluster import Cluster

        if given.jobs is not None:
            fail(
                "--jobs và --cluster không dùng cùng nhau: cụm có bao nhiêu máy thì dùng bấy nhiêu.",
                "--jobs and --cluster exclude each other: of a cluster all workers are used.",
                lang,
            )
        cluster = Cluster(given.cluster)
        try:
            cluster.check_address()
        except CrewFault as fault:
            fail(f"{fault.reason.vi}.", f"{fault.reason.en}.", lang)
        return cluster
    from cchc_kpi.pipeline.crew import Processes, cores

    if given.jobs is not None:
        return Processes(given.jobs, fewest_files=2) if given.jobs > 1 else None
    return Processes(cores()) if cores() > 1 else None


def expect_one_commune(run: Opened, command: str, lang: Lang) -> None:
    """See that a command that is about one commune is told which, where the list has several."""
    if run.communes is not None and run.commune is None:
        first, count = run.communes.listed[0], len(run.communes.listed)
        fail(
            f"danh sách có {count} xã, mà {command} làm cho từng xã: chọn xã bằng --commune MÃ, "
            f"ví dụ --commune {first.code} ({first.named.full}).",
            f"the list has {count} communes, and {command} is about one: choose it with --commune CODE, "
            f"such as --commune {first.code} ({first.named.full}).",
            lang,
        )


def read_returns(returns: Iterable[str], run: Opened, lang: Lang) -> tuple[Batch, tuple[Waiver, ...]]:
    """Read the returns, and of many communes' keep those of the one that the run is about, with its waivers."""
    from cchc_kpi import pipeline

    batch = read_or_exit(returns, run, lang)
    if run.commune is None:
        return batch, run.waivers
    return pipeline.pick_commune(batch, run.waivers, run.commune)


def read_or_exit(returns: Iterable[str], run: Opened, lang: Lang) -> Batch:
    """Read the returns, showing how far that is; where a cluster cannot do it, say why and end with status 2."""
    from cchc_kpi import pipeline

    try:
        with watched_reading(lang) as watch:
            return pipeline.read_batch(returns, run.plan, run.communes, run.loaded.sha256, run.crew, watch)
    except pipeline.CrewFault as fault:
        fail(f"{fault.reason.vi}.", f"{fault.reason.en}.", lang)
