"""Real forms for tests: written by the program's own writer, edited as offices edit them, read back.

`SOUND` holds figures that break no rule, worked out by hand; a test changes what it is about.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import openpyxl
import pytest

from cchc_kpi.findings import Finding
from cchc_kpi.periods import Period, parse_period
from cchc_kpi.plan.communes import Commune, Communes
from cchc_kpi.plan.file import parse_plan
from cchc_kpi.plan.model import Plan
from cchc_kpi.render.template_xlsx import Entry, FormEntries, write_form
from cchc_kpi.returns.layout import VALUE_HEADER, FormLayout, baseline_layout, quarter_layout
from cchc_kpi.returns.observation import Observation, Provenance, Return, State
from cchc_kpi.returns.read import read_return

TARGETS: Final = Path(__file__).parents[1] / "targets.yaml"

COMMUNES: Final = Communes(
    [
        Commune(code="06541", name="Lộc Bình", province="Lạng Sơn"),
        Commune(code="06529", name="Na Dương", province="Lạng Sơn"),
        Commune(code="05977", name="phường Đông Kinh", province="Lạng Sơn"),
        Commune(code="02530", name="Tân Hòa", province="Lạng Sơn"),
        Commune(code="02531", name="Tân Hòa", province="thành phố Hà Nội"),
    ]
)
"""Communes of two provinces, two of them of one name."""

# 50 + 600 + 400 = 1050 received; 600 + 390 + 10 = 1000 resolved; 45 + 5 = 50 pending, carried on as 50.
SOUND: Final[Mapping[str, Entry]] = {
    "TC.01": 4,
    "TC.02": 4,
    "TT.01": 50,
    "TT.02": 600,
    "TT.03": 400,
    "TT.04": 600,
    "TT.05": 390,
    "TT.06": 10,
    "TT.07": 45,
    "TT.08": 5,
    "TT.09": 850,
    "TT.10": 1000,
    "TT.11": 1000,
    "TT.12": 200,
    "TT.13": 190,
    "TT.14": 100,
    "TT.15": 90,
    "TT.16": 50,
    "TT.17": 45,
    "TT.18": 40,
    "TT.19": 36,
    "TT.20": 40,
    "TT.21": 40,
    "TT.22": 300,
    "TT.23": 180,
    "TT.24": 80,
    "TT.25": 80,
    "TT.26": 80,
    "TT.27": 120,
    "TT.28": 120,
    "TT.29": 120,
    "TT.30": 120,
    "BM.01": 300,
    "BM.02": 40,
    "BM.03": 170,
    "BM.04": 200,
    "BM.05": 190,
    "BM.06": 100,
    "BM.07": 90,
    "BM.08": 100,
    "BM.09": 90,
    "CV.01": 50,
    "CV.02": 50,
    "CV.03": 50,
    "CV.04": 20,
    "CV.05": 14,
    "NS.01": 93,
    "CQ.01": 30,
    "CQ.02": 30,
    "CQ.03": "Có",
    "CQ.04": 1000,
    "CQ.05": 1000,
    "CQ.06": 10,
    "CQ.07": 10,
    "CQ.08": 10,
    "CQ.09": 5,
    "CQ.10": 1,
    "CQ.11": 4,
    "CQ.12": "Có",
    "CQ.13": "Có",
    "CQ.14": 10,
    "CQ.15": 7,
}
# Quota 310 - 40 - 170 = 100 at the end of 2025, against 300 - 40 - 170 = 90 above: a cut of exactly 10%.
SOUND_BASELINE: Final[Mapping[str, Entry]] = {"BM.01": 310, "BM.02": 40, "BM.03": 170, "NS.01": 100}


def quarters_on(number: int) -> dict[str, int]:
    """The one-stop centre's figures so many quarters after SOUND: no two quarters receive the same dossiers.

    Each quarter 10 more come in and 12 - 3 + 1 = 10 more are resolved, so that it balances as SOUND does;
    990 + 9n of 1000 + 10n in time stay below 99%.
    """
    steps = {"TT.02": 10, "TT.04": 12, "TT.05": -3, "TT.06": 1, "TT.09": 10, "TT.10": 10, "TT.11": 10}
    return {code: SOUND[code] + number * step for code, step in steps.items()}  # type: ignore[operator,misc]


def quarter(text: str) -> Period:
    """The period of an id such as "2026-Q1"; fails where the text is none."""
    period = parse_period(text)
    assert period is not None, text
    return period


def plan_with(*changes: tuple[str, str]) -> Plan:
    """The repository's plan with pieces of its text replaced, each of which stands there just once."""
    text = TARGETS.read_text("utf-8")
    for old, new in changes:
        assert text.count(old) == 1, f"{text.count(old)} times: {old}"
        text = text.replace(old, new)
    plan, findings = parse_plan(text)
    assert plan is not None, [finding.message("en") for finding in findings]
    return plan


def form_of(plan: Plan, office: str, period: str | None = "2026-Q1") -> FormLayout:
    """An office's form of a quarter; without one, its blank form."""
    return quarter_layout(plan, plan.office_by_id[office], quarter(period) if period else None)


def form_of_commune(
    plan: Plan, communes: Communes, code: str, office: str, period: str = "2026-Q1"
) -> FormLayout:
    """An office's form of a quarter as it is made for one of many communes."""
    own = communes.plan_of(plan, communes.by_code[code])
    return replace(form_of(own, office, period), commune=code)


def baseline_of(plan: Plan, office: str) -> FormLayout:
    """An office's baseline form; fails where it has none."""
    form = baseline_layout(plan, plan.office_by_id[office])
    assert form is not None, office
    return form


def sound_values(form: FormLayout) -> dict[tuple[str, str], Entry]:
    """Figures that break no rule for every cell that a form asks."""
    source = SOUND_BASELINE if form.is_baseline else SOUND
    return {
        (measure.code, header): source[measure.code]
        for measure in form.measures
        for header in form.value_headers
    }


def write_sound(
    form: FormLayout,
    folder: Path,
    changes: Mapping[str, Entry | None] | None = None,
    *,
    name: str | None = None,
    remarks: Mapping[str, str] | None = None,
    submission: int = 1,
    period: str | None = None,
) -> Path:
    """Write a sound return of a form, but for the figures given by code (None leaves the cell blank)."""
    values = sound_values(form)
    for code, entry in (changes or {}).items():
        for header in form.value_headers:
            values.pop((code, header))
            if entry is not None:
                values[code, header] = entry
    path = folder / (name or f"{form.stem}.xlsx")
    write_form(form, path, FormEntries(values, remarks or {}, submission, "", period))
    return path


def read(path: Path, plan: Plan, communes: Communes | None = None) -> Return:
    """Read a file as a return, of many communes where they are given; it is known by its bare name."""
    return read_return(path.name, path.read_bytes(), plan, communes=communes)


class OpenForm:
    """A form that is open in a spreadsheet program."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.sheet = book.worksheets[0]

    def find(self, text: str) -> Any:
        """The first cell, row by row, that holds exactly this text."""
        return next(cell for row in self.sheet.iter_rows() for cell in row if cell.value == text)

    def at(self, code: str, header: str = VALUE_HEADER) -> Any:
        """The cell in a measure's row, under a heading."""
        return self.sheet.cell(self.find(code).row, self.find(header).column)

    def beside(self, label: str) -> Any:
        """The cell to the right of a labelled field."""
        found = self.find(label)
        return self.sheet.cell(found.row, found.column + 1)

    def rearrange(self, order: Sequence[int], first_row: int = 1) -> None:
        """Put columns, numbered from 1, in a new order, from a row down; the others keep their places."""
        for row in range(first_row, self.sheet.max_row + 1):
            held = [self.sheet.cell(row, column).value for column in order]
            for column, value in enumerate(held, start=1):
                self.sheet.cell(row, column).value = value


@contextmanager
def quiet() -> Iterator[None]:
    """Let openpyxl open a workbook that holds what it does not know, without its warnings."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@contextmanager
def opened(path: Path) -> Iterator[OpenForm]:
    """Open a workbook, let it be edited, and save it in its place, as a spreadsheet program would."""
    with quiet():
        book = openpyxl.load_workbook(path)
        yield OpenForm(book)
        book.save(path)


def edited(plan: Plan, folder: Path, edit: Callable[[OpenForm], object], office: str = "kt") -> Return:
    """A sound return of the first quarter after somebody edited it."""
    path = write_sound(form_of(plan, office), folder)
    with opened(path) as form:
        edit(form)
    return read(path, plan)


def told(findings: Iterable[Finding]) -> list[str]:
    """The codes of findings, in their order."""
    return [finding.code for finding in findings]


def only(findings: Iterable[Finding], code: str) -> Finding:
    """The one finding of a rule; fails where it is told twice or not at all."""
    found = [finding for finding in findings if finding.code == code]
    assert len(found) == 1, [finding.message() for finding in found] or told(findings)
    return found[0]


def where(finding: Finding) -> tuple[str, str, str | None, str | None, str | None]:
    """What a finding is and where: (code, severity, file, sheet, cell)."""
    place = finding.place
    return finding.code, finding.severity.value, place.file, place.sheet, place.cell


def lacking(finding: Finding, *words: str) -> list[str]:
    """Those of the words that stand neither in the Vietnamese message nor in what to do."""
    text = f"{finding.message('vi')} {finding.fix('vi')}"
    return [word for word in words if word not in text]


def values_of(item: Return) -> dict[tuple[str, str], Decimal | None]:
    """A return's figures by measure and period."""
    return {(o.measure, o.period.id): o.value for o in item.observations}


def made_return(
    plan: Plan,
    office: str,
    period: str | None,
    figures: Mapping[str, int | str | None],
    *,
    file: str | None = None,
) -> Return:
    """A return as if read: figures by measure; "KPS", None for a blank, "error" for a cell in error.

    Without a period it holds baselines, whose keys are "measure/year"; amounts are written as text.
    """
    name = file or f"{office}-{period or 'baseline'}.xlsx"
    observations = []
    for number, (key, figure) in enumerate(figures.items(), start=11):
        measure, _, year = key.partition("/")
        assert office in plan.measure_by_id[measure].offices, (measure, office)
        state, value = State.VALUE, None
        match figure:
            case None:
                state = State.BLANK
            case "error":
                state = State.ERROR
            case "KPS":
                state, value = State.KPS, Decimal(0)
            case _:
                value = Decimal(figure)
        when = Period(int(year), "Y") if year else quarter(str(period))
        place = Provenance(name, "Báo cáo", f"D{number}", "" if figure is None else str(figure))
        observations.append(Observation(measure, office, when, state, value, place))
    held = None if period is None else quarter(period)
    return Return(name, f"sha-{name}", office, held, period is None, observations=tuple(observations))


def sound_return(plan: Plan, office: str, period: str | None, **changes: int | str | None) -> Return:
    """A return of sound figures as if read, but for the measures changed."""
    form = form_of(plan, office, period) if period else baseline_of(plan, office)
    words = {"Có": 1, "Không": 0}
    figures: dict[str, int | str | None] = {}
    for measure in form.measures:
        entry = (SOUND if period else SOUND_BASELINE)[measure.code]
        figure = changes.get(measure.id, words[entry] if isinstance(entry, str) else str(entry))
        for key in [measure.id] if period else [f"{measure.id}/{year}" for year in measure.baseline_years]:
            figures[key] = figure
    return made_return(plan, office, period, figures)


def package(parts: Mapping[str, bytes | str]) -> bytes:
    """A zip of these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def parts_of(content: bytes) -> dict[str, bytes]:
    """The parts of a zip by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


needs_libreoffice = pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed"
)
needs_writer = pytest.mark.skipif(
    shutil.which("soffice") is None or not (shutil.which("lowriter") or shutil.which("swriter")),
    reason="LibreOffice Writer is not installed",
)


def convert(sources: Sequence[Path], ending: str, folder: Path) -> Path:
    """Let LibreOffice save workbooks in another format into a folder, under a profile of their own."""
    folder.mkdir()
    profile = (folder.parent / "profile").resolve().as_uri()
    command = [
        "soffice",
        f"-env:UserInstallation={profile}",
        "--headless",
        "--convert-to",
        ending,
        "--outdir",
        str(folder),
    ]
    subprocess.run([*command, *map(str, sources)], check=True, capture_output=True, timeout=120)
    names = sorted(path.name for path in folder.iterdir())
    assert names == sorted(f"{source.stem}.{ending.partition(':')[0]}" for source in sources)
    return folder
