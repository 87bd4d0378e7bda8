"""Reading waivers.yaml: the findings that the office has accepted, by whom, why and until when.

Knows which returns the plan has, and of which communes where there are many, and not what is found in them: `waiving` puts the two together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Annotated, Final, Literal, NamedTuple, TypeAlias

from pydantic import Field, PlainSerializer, PlainValidator, WithJsonSchema

from cchc_kpi.findings import EMPTY, Details, Finding, Phrase, Place, Severity, in_order
from cchc_kpi.periods import Period
from cchc_kpi.plan.entries import Draft, Shape, read_source, suggestion
from cchc_kpi.plan.model import Entry, Plan
from cchc_kpi.plan.yaml_tree import Tree, parse_yaml
from cchc_kpi.rules import BY_CODE, consistency, plans, waivers
from cchc_kpi.text import fold, printable, shown

if TYPE_CHECKING:
    from cchc_kpi.plan.communes import Communes

Slot: TypeAlias = tuple[str, Period | None]
"""An office and a quarter; or an office and None, for its baselines."""

_FILE_NAME: Final = "waivers.yaml"
_BASELINE: Final = "baseline"
_LONGEST: Final = 300
_CELL: Final = re.compile(r"[A-Z]{1,3}[1-9]\d{0,6}")
_CELL_WITHIN: Final = re.compile(r"(?<![^\W_])\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})(?![^\W_])")
_NEAR_CODE: Final = re.compile(r"(?P<group>[A-Z])[ .-]?0*(?P<number>[1-9]\d?)")
_DAY: Final = re.compile(r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})")
_ISO_DAY: Final = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})")
_ABOUT_AN_INDICATOR: Final = frozenset({consistency.DIVISION_IMPOSSIBLE.code, consistency.SMALL_SAMPLE.code})
"""These stand in no return: there is no place by which a waiver could name them."""

_TEXT: Final = Phrase(
    f"chữ, từ 1 đến {_LONGEST} ký tự (số thì đặt trong dấu nháy kép)",
    f"text of 1 to {_LONGEST} characters (a number in quotes)",
)
_ONE_CELL: Final = Phrase("địa chỉ một ô như D9", "the address of one cell such as D9")
_A_COMMUNE: Final = Phrase(
    "mã một xã trong danh sách, trong dấu nháy kép", "the code of a commune of the list, in quotes"
)
_NO_LIST: Final = Phrase(
    "bỏ dòng này, vì không có danh sách xã (communes.yaml)", "no such line, for there is no list of communes"
)
_KNOWN_CODE: Final = Phrase(
    "một mã quy tắc như C02, xem lệnh cchc-kpi rule", "a rule's code such as C02, see cchc-kpi rule"
)
_OF_A_RETURN: Final = Phrase(
    "mã của một lỗi hay cảnh báo về báo cáo", "the code of an error or a warning about a return"
)


def _said(value: object) -> str:
    text = printable(value) if isinstance(value, str) else ""
    if not 1 <= len(text) <= _LONGEST:
        raise ValueError("not a text of this length")
    return text


def _day(value: object) -> date:
    text = value.strip() if isinstance(value, str) else ""
    match = _DAY.fullmatch(text) or _ISO_DAY.fullmatch(text)
    if match is None:
        raise ValueError("not a day")
    return date(int(match["year"]), int(match["month"]), int(match["day"]))


Said = Annotated[
    str, PlainValidator(_said), WithJsonSchema({"type": "string", "minLength": 1, "maxLength": _LONGEST})
]
CellName = Annotated[
    str, PlainValidator(_said), WithJsonSchema({"type": "string", "pattern": r"^[A-Z]{1,3}[1-9]\d{0,6}$"})
]
Day = Annotated[
    date,
    PlainValidator(_day),
    PlainSerializer(date.isoformat),
    WithJsonSchema({"type": "string", "pattern": r"^(\d{1,2}/\d{1,2}/\d{4}|\d{4}-\d{2}-\d{2})$"}),
]


class WaiverEntry(Entry):
    """One finding that the office has accepted."""

    code: Annotated[Said, Field(description="Mã quy tắc của phát hiện, ví dụ C02.")]
    about: Annotated[
        Said,
        Field(
            alias="return",
            description="Tên biểu mẫu (ttpvhcc-2026-Q1, kt-baseline), hoặc tên tệp có đuôi nếu tệp không phải báo cáo.",
        ),
    ]
    cell: Annotated[
        CellName | None,
        Field(description="Ô của phát hiện, ví dụ D9; bỏ trống: phát hiện không thuộc ô nào."),
    ] = None
    commune: Annotated[
        Said | None,
        Field(description="Mã xã trong communes.yaml, khi chấm nhiều xã và 'return' là tên biểu mẫu."),
    ] = None
    accepted_by: Annotated[Said, Field(description="Người chấp nhận.")]
    reason: Annotated[Said, Field(description="Vì sao chấp nhận.")]
    until: Annotated[Day, Field(description="Ngày cuối cùng còn hiệu lực, dd/mm/yyyy.")]


class WaiverFile(Entry):
    """The whole of waivers.yaml."""

    schema_version: Literal[1]
    # Nothing behind `waivers:` is how a list looks once its last entry is taken out.
    waivers: Annotated[tuple[WaiverEntry, ...], Field(strict=False)] | None


_SHAPE: Final = Shape(
    _FILE_NAME,
    WaiverFile,
    {
        "code": _KNOWN_CODE,
        "return": _TEXT,
        "cell": _ONE_CELL,
        "commune": _A_COMMUNE,
        "accepted_by": _TEXT,
        "reason": _TEXT,
        "until": Phrase("một ngày như 31/12/2026", "a day such as 31/12/2026"),
    },
)


class Waiver(NamedTuple):
    """A finding that the office has accepted. Without a cell it is one that stands in none.

    `slot` is the office and quarter (None for baselines) of the return that `about` names; a name that
    is none of a form's is that of a file, and has no slot. `place` is where the waiver is written. `commune`
    is the code of the commune whose return it is, where there are many, else "".
    """

    code: str
    about: str
    slot: Slot | None
    cell: str | None
    accepted_by: str
    reason: str
    until: date
    place: Place
    commune: str = ""

    @property
    def where(self) -> Phrase:
        """What it is about, for people: "ttpvhcc-2026-Q1, ô D9"; of one of many communes its code is told first."""
        of = Phrase(f"xã {self.commune}, ", f"commune {self.commune}, ") if self.commune else EMPTY
        cell = Phrase(f", ô {self.cell}", f", cell {self.cell}") if self.cell is not None else EMPTY
        return Phrase(f"{of.vi}{self.about}{cell.vi}", f"{of.en}{self.about}{cell.en}")


class LoadedWaivers(NamedTuple):
    """A waivers file as read. `waivers` is None where an error forbids its use."""

    file: str
    waivers: tuple[Waiver, ...] | None
    findings: tuple[Finding, ...] = ()


def load_waivers(path: FilePath, plan: Plan, communes: Communes | None = None) -> LoadedWaivers:
    """Read and check a waivers file. All faults are findings; nothing is raised for bad input.

    `communes` are those whose returns may be meant, where there are many.
    """
    file = path.as_posix()
    source = read_source(path)
    if isinstance(source, Phrase):
        return LoadedWaivers(file, None, (Finding(waivers.UNREADABLE, Place(file), {"reason": source}),))
    return LoadedWaivers(file, *parse_waivers(source.text, plan, file, communes))


def parse_waivers(
    text: str, plan: Plan, file: str = _FILE_NAME, communes: Communes | None = None
) -> tuple[tuple[Waiver, ...] | None, tuple[Finding, ...]]:
    """Return the waivers that a YAML text lists and every finding about it; None as soon as there is one."""
    tree = parse_yaml(text, file)
    findings = list(tree.findings)
    if tree.value is None and findings:
        return None, in_order(findings)
    forms = form_names(plan)
    findings += _wrong_names(tree, forms, plan)
    findings += _wrong_communes(tree, forms, communes)
    draft = Draft(tree, _SHAPE)
    content = draft.validate()
    findings += draft.findings
    read = [
        _waiver(entry, forms, tree.place(draft.origin(("waivers", index))))
        for index, entry in enumerate((content.waivers if content is not None else None) or ())
    ]
    findings += _twice(read)
    return (tuple(read) if not findings else None), in_order(findings)


def form_names(plan: Plan) -> dict[str, Slot]:
    """Return the names of all forms of a plan, as in "ttpvhcc-2026-Q1", with what each is for."""
    forms: dict[str, Slot] = {}
    for office in plan.offices:
        forms |= {f"{office.id}-{quarter.id}": (office.id, quarter) for quarter in plan.quarters}
        if any(office.id in measure.offices and measure.baseline_years for measure in plan.measures):
            forms[f"{office.id}-{_BASELINE}"] = (office.id, None)
    return forms


def _waiver(entry: WaiverEntry, forms: Mapping[str, Slot], place: Place) -> Waiver:
    return Waiver(
        entry.code,
        entry.about,
        forms.get(entry.about),
        entry.cell,
        entry.accepted_by,
        entry.reason,
        entry.until,
        place,
        entry.commune or "",
    )


def _wrong_names(tree: Tree, forms: Mapping[str, Slot], plan: Plan) -> Iterator[Finding]:
    """A code must be one that can be waived, a return one that the plan has or a file's name, a cell one cell.

    Looked for in the values as written, so that what else is wrong with an entry does not hide it.
    """
    measures = {fold(code): code for code in plan.measure_by_code}
    checks = (
        ("code", partial(_expected_code, measures=measures)),
        ("return", partial(_expected_return, forms)),
        ("cell", partial(_expected_cell, measures=measures)),
    )
    listed = tree.value.get("waivers") if isinstance(tree.value, dict) else None
    for index, entry in enumerate(listed if isinstance(listed, list) else ()):
        for key, expected_for in checks:
            written = entry.get(key) if isinstance(entry, dict) else None
            expected = expected_for(printable(written)) if isinstance(written, str) and written else None
            if expected is not None:
                details: Details = {"key": key, "found": shown(str(written)), "expected": expected}
                yield Finding(plans.WRONG_VALUE, tree.place(("waivers", index, key)), details)


def _wrong_communes(tree: Tree, forms: Mapping[str, Slot], communes: Communes | None) -> Iterator[Finding]:
    """Of many communes each has forms of one name: whose is meant must be said, and be one of the list."""
    listed = tree.value.get("waivers") if isinstance(tree.value, dict) else None
    for index, entry in enumerate(listed if isinstance(listed, list) else ()):
        if not isinstance(entry, dict):
            continue
        code, about = entry.get("commune"), entry.get("return")
        if isinstance(code, str) and (communes is None or code not in communes.by_code):
            details: Details = {
                "key": "commune",
                "found": shown(code),
                "expected": _NO_LIST if communes is None else _listed_commune(code, communes),
            }
            yield Finding(plans.WRONG_VALUE, tree.place(("waivers", index, "commune")), details)
        has_namesakes = communes is not None and communes.only is None
        if code is None and has_namesakes and isinstance(about, str) and about in forms:
            yield Finding(waivers.WITHOUT_COMMUNE, tree.place(("waivers", index)), {"form": about})


def _listed_commune(code: str, communes: Communes) -> Phrase:
    near = [f"{one.code} ({one.named.label})" for one in communes.near(code)]
    if not near:
        return _A_COMMUNE
    return Phrase(
        f"{_A_COMMUNE.vi} (có phải là {', '.join(near)}?)", f"{_A_COMMUNE.en} (is it {', '.join(near)}?)"
    )


def _expected_code(code: str, measures: Mapping[str, str]) -> Phrase | None:
    """Return what is needed instead of a code, None where it will do."""
    rule = BY_CODE.get(code)
    if rule is None:
        return _with_hint(_KNOWN_CODE, _nearest_code(code), measures.get(fold(code)))
    is_of_a_return = code[0] not in {"P", "W"} and code not in _ABOUT_AN_INDICATOR
    return None if is_of_a_return and rule.severity is not Severity.NOTE else _OF_A_RETURN


def _nearest_code(written: str) -> str | None:
    """Return the rule that was most likely meant: by "c02", "C 2", or its name "identity-broken"."""
    if match := _NEAR_CODE.fullmatch(written.upper()):
        code = f"{match['group']}{int(match['number']):02}"
        return code if code in BY_CODE else None
    return next((code for code, rule in BY_CODE.items() if rule.name == fold(written)), None)


def _expected_cell(cell: str, measures: Mapping[str, str]) -> Phrase | None:
    """Return what is needed instead of a cell, None where it will do; of several the first is suggested."""
    if _CELL.fullmatch(cell):
        return None
    within = _CELL_WITHIN.search(cell)
    near = f"{within[1]}{within[2]}".upper() if within is not None else None
    return _with_hint(_ONE_CELL, near, measures.get(fold(cell)))


def _with_hint(expected: Phrase, near: str | None, measure: str | None) -> Phrase:
    """Return what is needed, with a question at what was probably meant, or what stands there instead."""
    if measure is not None:
        return Phrase(
            f"{expected.vi} ({measure} là mã số liệu)", f"{expected.en} ({measure} is a measure's code)"
        )
    if near is None:
        return expected
    return Phrase(f"{expected.vi} (có phải là '{near}'?)", f"{expected.en} (is it '{near}'?)")


def _expected_return(forms: Mapping[str, Slot], name: str) -> Phrase | None:
    """Return what is needed instead of a return's name, None where it will do."""
    # Ids hold no dot; the name of a file has one before its ending.
    if name in forms or "." in name:
        return None
    near = suggestion(name, list(forms))
    return Phrase(
        f"tên một biểu mẫu như {next(iter(forms))}, hoặc tên tệp có đuôi như .xlsx{near.vi}",
        f"the name of a form such as {next(iter(forms))}, or of a file with its ending, such as .xlsx{near.en}",
    )


def _twice(read: Iterable[Waiver]) -> Iterator[Finding]:
    first: dict[object, Waiver] = {}
    for waiver in read:
        key = (waiver.code, waiver.commune, fold(waiver.about), waiver.cell)
        earlier = first.setdefault(key, waiver)
        if earlier is not waiver:
            details: Details = {
                "rule": waiver.code,
                "where": waiver.where,
                "first_line": str(earlier.place.line),
            }
            yield Finding(waivers.TWICE, waiver.place, details)
