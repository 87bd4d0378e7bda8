"""A scorecard workbook verified: made again from the returns and the plan, and held against what somebody has.

Files in, values out: nothing is printed here, and no bad input raises.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cchc_kpi import __version__, pipeline
from cchc_kpi.findings import Finding, Phrase, Place
from cchc_kpi.plan.file import LoadedPlan
from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.arrivals import find_returns, read_arrival
from cchc_kpi.returns.guard import inspect
from cchc_kpi.returns.inspection import Container
from cchc_kpi.returns.observation import Return
from cchc_kpi.returns.refusal import Refusal
from cchc_kpi.returns.sources import Source, display_path
from cchc_kpi.returns.workbook import UnreadableWorkbook
from cchc_kpi.returns.written import WrittenBook, read_written
from cchc_kpi.rules import files
from cchc_kpi.text import printable
from cchc_kpi.verifying.answers import Fate, ReturnChange, Verification
from cchc_kpi.verifying.claims import Claims, ListedReturn, read_claims
from cchc_kpi.verifying.judging import References, judge
from cchc_kpi.verifying.naming import names_for
from cchc_kpi.verifying.retelling import retold

if TYPE_CHECKING:
    from cchc_kpi.plan.communes import Commune, Communes
    from cchc_kpi.plan.waivers import Waiver


class Unverifiable(NamedTuple):
    """Why a workbook cannot be verified: what was found about files, or a sentence about the workbook."""

    reason: Phrase | None = None
    findings: tuple[Finding, ...] = ()


class Held(NamedTuple):
    """A workbook that somebody has, as read: where it is, its digest, its cells, what it says of itself."""

    path: Path
    sha256: str
    book: WrittenBook
    claims: Claims
    has_macros: bool = False


def open_scorecard(path: Path, plan: Plan) -> Held | Unverifiable:
    """Read a workbook as a scorecard of the plan."""
    file = display_path(path)
    arrival = read_arrival(path)
    if isinstance(arrival, Finding):
        return Unverifiable(findings=(arrival,))
    try:
        seen = inspect(arrival.content)
        if seen.container is not Container.XLSX:
            return Unverifiable(_OTHER_FORMAT)
        book = read_written(seen.content)
    except Refusal as refusal:
        return Unverifiable(findings=(Finding(refusal.rule, Place(file), refusal.details),))
    except UnreadableWorkbook as error:
        reason = Phrase("nội dung bên trong không đọc được", str(error)[:120])
        return Unverifiable(findings=(Finding(files.DAMAGED, Place(file), {"reason": reason}),))
    claims = read_claims(book)
    if claims is None:
        return Unverifiable(_NO_SCORECARD)
    if not plan.covers(claims.period):
        return Unverifiable(_beyond_the_plan(claims))
    return Held(path, arrival.sha256, book, claims, seen.has_macros)


_OTHER_FORMAT = Phrase(
    "bảng điểm phải là tệp .xlsx; mở bằng Excel hay LibreOffice rồi lưu thành .xlsx.",
    "a scorecard must be an .xlsx file; open it in Excel or LibreOffice and save it as .xlsx.",
)
_NO_SCORECARD = Phrase(
    "không phải bảng điểm của chương trình, hoặc không còn ghi là của kỳ nào (dòng 'Kỳ ...' ở trang Nguồn, "
    "tên của trang Bảng điểm).",
    "this is no scorecard of the program's, or it no longer says of which period (the line 'Kỳ ...' of the "
    "sheet Nguồn, the title of the sheet Bảng điểm).",
)


def _beyond_the_plan(claims: Claims) -> Phrase:
    period = claims.period
    return Phrase(
        f"bảng điểm của kỳ {period.id}, nằm ngoài các năm của kế hoạch.",
        f"the scorecard is of {period.id}, which is outside the plan's years.",
    )


class Among(NamedTuple):
    """Which commune of a list a scorecard is of."""

    communes: Communes
    commune: Commune


_NO_RETURNS = Phrase(
    "không có báo cáo nào đọc được để đối chiếu.", "there is no return that can be read to hold it against."
)


def verify(
    held: Held,
    arguments: Iterable[str],
    loaded: LoadedPlan,
    plan: Plan,
    listed: Sequence[Waiver] = (),
    among: Among | None = None,
) -> Verification | Unverifiable:
    """Hold a scorecard against what the program writes today from these returns, in which it may lie itself.

    `among` says which of many communes the scorecard is of.
    """
    paths, findings = find_returns(arguments)
    claims = held.claims
    others = [path for path in paths if not (isinstance(path, Path) and _is_same_file(path, held.path))]
    communes = among.communes if among is not None else None
    workbooks, tables = pipeline.sort_out(others)
    read = _read_by_names(workbooks, claims, plan, communes)
    told_in_tables, found = pipeline.read_tables(
        tables, plan, communes, loaded.sha256, [item.file for _, item in read]
    )
    read += told_in_tables
    batch = pipeline.settle_batch(read, [*findings, *found], plan)
    if among is not None:
        batch, listed = pipeline.pick_commune(batch, listed, among.commune)
    if not batch.is_readable:
        return Unverifiable(_NO_RETURNS, batch.all_findings)
    writer = _Writer(claims, loaded, plan, listed)
    changes = tuple(_changes(claims.returns, batch.returns))
    basis = claims.basis
    is_other_plan = basis is not None and basis.plan_sha256 != loaded.sha256
    is_other_program = basis is not None and basis.version != __version__
    references = References(
        writer.write(batch),
        None,
        lambda: writer.write(
            _batch([retold(item, claims, plan) for item in claims.returns if item.file], plan)
        ),
        _offices(changes, claims.returns, batch.returns, plan),
        is_unclear=is_other_plan or is_other_program or not claims.returns,
        is_other_program=is_other_program,
        is_told_otherwise=claims.is_of_a_table or bool(tables),
        is_annual=claims.is_annual,
    )
    if changes and not references.is_unclear:
        then = _then(claims, {item.file: item for _, item in read}, plan)
        references = replace(references, then=writer.write(_batch(then, plan)))
    judgement = judge(held.book, references)
    return Verification(claims, loaded.sha256, __version__, changes, judgement, held.has_macros)


def _is_same_file(one: Path, other: Path) -> bool:
    return os.path.normcase(os.path.realpath(one)) == os.path.normcase(os.path.realpath(other))


def _read_by_names(
    paths: Sequence[Source], claims: Claims, plan: Plan, communes: Communes | None
) -> list[tuple[Source, Return]]:
    """Read files as returns, each called as the scorecard calls it."""
    digests = {}
    for path in paths:
        arrival = read_arrival(path)
        digests[path] = "" if isinstance(arrival, Finding) else arrival.sha256
    names = names_for(digests, claims.returns)
    return [(path, pipeline.read_file(path, plan, names[path], communes)) for path in paths]


def _batch(items: Sequence[Return], plan: Plan) -> pipeline.Batch:
    return pipeline.settle_batch([(Path(item.file), item) for item in items], [], plan)


def _then(claims: Claims, today: Mapping[str, Return], plan: Plan) -> list[Return]:
    """Return the returns as they were: read today where the digest is the same, else as the scorecard tells them."""
    items = []
    for listed in claims.returns:
        item = today.get(listed.file)
        if item is not None and (item.sha256 == listed.sha256 or not listed.has_digest):
            items.append(item)
        elif listed.file:
            items.append(retold(listed, claims, plan))
    return items


def _changes(listed: Sequence[ListedReturn], today: Sequence[Return]) -> Iterator[ReturnChange]:
    """Yield what has become of the returns that a scorecard lists, and those that it does not list."""
    now = {printable(item.file): item.sha256 for item in today}
    for item in listed:
        if not item.file:
            continue
        if item.file not in now:
            yield ReturnChange(item.file, Fate.GONE, item.sha256, None)
        elif now[item.file] != item.sha256 and item.has_digest:
            yield ReturnChange(item.file, Fate.CHANGED, item.sha256, now[item.file])
    known = {item.file for item in listed}
    yield from (
        ReturnChange(file, Fate.ARRIVED, None, sha256) for file, sha256 in now.items() if file not in known
    )


def _offices(
    changes: Sequence[ReturnChange], listed: Sequence[ListedReturn], today: Sequence[Return], plan: Plan
) -> frozenset[str]:
    """Return the names of the offices whose returns have changed."""
    moved = {change.file for change in changes}
    then = {item.office for item in listed if item.file in moved}
    now = {
        plan.office_by_id[item.office].name for item in today if item.office and printable(item.file) in moved
    }
    return frozenset(then | now)


class _Writer:
    """Writes scorecards of the kind and the period that are to be verified, and reads them back."""

    def __init__(self, claims: Claims, loaded: LoadedPlan, plan: Plan, listed: Sequence[Waiver]) -> None:
        self._claims = claims
        self._loaded = loaded
        self._plan = plan
        self._listed = listed

    def write(self, batch: pipeline.Batch) -> WrittenBook:
        """Return the workbook of these returns; what was found on the way to the files is left out."""
        batch = batch._replace(findings=())
        period = self._claims.period
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "scorecard.xlsx"
            if self._claims.is_annual:
                year = pipeline.score_year(batch, self._loaded, self._plan, period.year, self._listed)
                pipeline.write_annual_file(year, path)
            else:
                card = pipeline.score(batch, self._loaded, self._plan, period, self._listed)
                assert card is not None
                pipeline.write_scorecard_file(card, path)
            return read_written(inspect(path.read_bytes()).content)
