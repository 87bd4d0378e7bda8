"""Reading communes.yaml: which communes are expected to report, each with its code, name and province.

The same plan is scored for each of them; `Communes.plan_of` gives it with the commune's own heading.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path as FilePath
from typing import Annotated, Final, Literal, NamedTuple

from pydantic import Field

from cchc_kpi.findings import Details, Finding, Phrase, Place, in_order
from cchc_kpi.plan.entries import Draft, Shape, read_source
from cchc_kpi.plan.model import Entry, Line, Plan
from cchc_kpi.plan.yaml_tree import parse_yaml
from cchc_kpi.rules import plans
from cchc_kpi.text import fold

_FILE_NAME: Final = "communes.yaml"
_COMMUNE: Final = Phrase("xã", "commune")


class Commune(Entry):
    """One commune that is expected to report."""

    code: Annotated[
        str,
        Field(
            pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,19}$",
            description="Mã xã; số thì đặt trong dấu nháy kép để không mất số 0 đứng đầu.",
        ),
    ]
    name: Annotated[Line, Field(description="Tên xã, không có chữ 'xã' ở trước.")]
    province: Annotated[Line, Field(description="Tên tỉnh, không có chữ 'tỉnh' ở trước.")]


class CommuneFile(Entry):
    """The whole of communes.yaml."""

    schema_version: Literal[1]
    communes: Annotated[tuple[Commune, ...], Field(min_length=1, strict=False)]


_SHAPE: Final = Shape(
    _FILE_NAME,
    CommuneFile,
    {
        "code": Phrase('mã xã trong dấu nháy kép, ví dụ "06541"', 'a code in quotes, such as "06541"'),
        "name": Phrase("tên xã", "the commune's name"),
        "province": Phrase("tên tỉnh", "the province's name"),
    },
)


class Communes:
    """The communes that are expected, in the order of the file."""

    def __init__(self, listed: Sequence[Commune]) -> None:
        self.listed = tuple(listed)

    @cached_property
    def by_code(self) -> dict[str, Commune]:
        return {commune.code: commune for commune in self.listed}

    @cached_property
    def provinces(self) -> tuple[str, ...]:
        """The names of the provinces, in the order in which they first stand in the file."""
        return tuple(dict.fromkeys(commune.province for commune in self.listed))

    @cached_property
    def _by_name(self) -> dict[str, tuple[Commune, ...]]:
        named: dict[str, tuple[Commune, ...]] = {}
        for commune in self.listed:
            named[fold(commune.name)] = (*named.get(fold(commune.name), ()), commune)
        return named

    def named(self, name: str) -> tuple[Commune, ...]:
        """Return the communes of a name, spelling variants folded: none, one, or several of different provinces."""
        return self._by_name.get(fold(name), ())

    def in_province(self, province: str) -> tuple[Commune, ...]:
        """Return the communes of a province, in the order of the file."""
        return tuple(commune for commune in self.listed if commune.province == province)

    def title_of(self, commune: Commune) -> str:
        """Return a commune's name as it is told from others: with its province where the name is not enough."""
        is_alone = len(self.named(commune.name)) == 1
        return commune.name if is_alone else f"{commune.name}, tỉnh {commune.province}"

    def plan_of(self, plan: Plan, commune: Commune) -> Plan:
        """Return a plan with the heading of one of the communes instead of its own."""
        return plan.for_commune(self.title_of(commune))


class LoadedCommunes(NamedTuple):
    """A file of communes as read. `communes` is None where an error forbids its use."""

    file: str
    communes: Communes | None
    findings: tuple[Finding, ...] = ()


def load_communes(path: FilePath) -> LoadedCommunes:
    """Read and check a file of communes. All faults are findings; nothing is raised for bad input."""
    file = path.as_posix()
    source = read_source(path)
    if isinstance(source, Phrase):
        details: Details = {"file": _FILE_NAME, "reason": source}
        return LoadedCommunes(file, None, (Finding(plans.LIST_UNREADABLE, Place(file), details),))
    return LoadedCommunes(file, *parse_communes(source.text, file))


def parse_communes(text: str, file: str = _FILE_NAME) -> tuple[Communes | None, tuple[Finding, ...]]:
    """Return the communes that a YAML text lists and every finding about it; None as soon as there is one."""
    tree = parse_yaml(text, file)
    findings = list(tree.findings)
    if tree.value is None and findings:
        return None, in_order(findings)
    draft = Draft(tree, _SHAPE)
    content = draft.validate()
    findings += draft.findings
    listed = content.communes if content is not None else ()
    for index, first, name in _twice(listed):
        line = str(tree.place(draft.origin(("communes", first))).line)
        details: Details = {"kind": _COMMUNE, "id": name, "first_line": line}
        findings.append(Finding(plans.DUPLICATE_ID, tree.place(draft.origin(("communes", index))), details))
    return (Communes(listed) if listed and not findings else None), in_order(findings)


def _twice(listed: Sequence[Commune]) -> Iterator[tuple[int, int, str]]:
    """Yield each commune whose code, or whose name within its province, stands before: its place, the first's, and what."""
    first: dict[tuple[str, str], int] = {}
    for index, commune in enumerate(listed):
        keys = (("code", commune.code.casefold()), (fold(commune.province), fold(commune.name)))
        for key, name in zip(keys, (commune.code, commune.name), strict=True):
            earlier = first.setdefault(key, index)
            if earlier != index:
                yield index, earlier, name
                break
