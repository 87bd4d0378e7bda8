"""Reading communes.yaml: which communes are expected to report, each with its code, name and province.

The same plan is scored for each of them; `Communes.plan_of` gives it with the commune's own heading.
"Commune" stands for the whole level: xã, phường, đặc khu.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path as FilePath
from typing import Annotated, Final, Literal, NamedTuple

from pydantic import Field

from cchc_kpi.findings import Details, Finding, Phrase, Place, in_order
from cchc_kpi.plan.entries import Draft, Shape, read_source
from cchc_kpi.plan.model import Entry, Line, Plan
from cchc_kpi.plan.ranks import Named, commune_name, province_name
from cchc_kpi.plan.yaml_tree import parse_yaml
from cchc_kpi.rules import plans
from cchc_kpi.text import fold, suggest

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
    name: Annotated[Line, Field(description="Tên xã; phường, đặc khu thì ghi cả chữ đó: phường Đông Kinh.")]
    province: Annotated[Line, Field(description="Tên tỉnh; thành phố thì ghi cả chữ đó: thành phố Hà Nội.")]

    @cached_property
    def named(self) -> Named:
        """The commune's rank and name."""
        return commune_name(self.name)

    @cached_property
    def above(self) -> Named:
        """The province's rank and name."""
        return province_name(self.province)


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
    def only(self) -> Commune | None:
        """The one commune of a list of one; None where there are several."""
        return self.listed[0] if len(self.listed) == 1 else None

    @cached_property
    def provinces(self) -> tuple[tuple[Commune, ...], ...]:
        """The communes of each province, provinces in the order in which they first stand in the file."""
        held: dict[str, list[Commune]] = {}
        for commune in self.listed:
            held.setdefault(fold(commune.above.name), []).append(commune)
        return tuple(map(tuple, held.values()))

    @cached_property
    def _by_name(self) -> dict[str, list[Commune]]:
        held: dict[str, list[Commune]] = {}
        for commune in self.listed:
            held.setdefault(fold(commune.named.name), []).append(commune)
        return held

    def called(self, name: str) -> tuple[Commune, ...]:
        """Return the communes of a name without rank, spelling variants folded: none, one, or several."""
        return tuple(self._by_name.get(fold(name), ()))

    def label_of(self, commune: Commune) -> str:
        """Return a commune's name as it is told from the others: with its province where the name is not enough."""
        is_alone = len(self.called(commune.named.name)) == 1
        return commune.named.label if is_alone else f"{commune.named.label}, {commune.above.full}"

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """Every commune's name as it is told from the others, each once."""
        return tuple(dict.fromkeys(map(self.label_of, self.listed)))

    def plan_of(self, plan: Plan, commune: Commune) -> Plan:
        """Return a plan with the heading of one of the communes instead of its own."""
        return plan.for_commune(self.label_of(commune))

    def find(self, text: str) -> Commune | None:
        """Return the commune of a code; capitals do not matter, nor do the zeros before a number, if one is meant."""
        exact = self.by_code.get(text.strip())
        alike = [one for one in self.listed if _plain_code(one.code) == _plain_code(text)]
        return exact or (alike[0] if len(alike) == 1 else None)

    def near(self, text: str) -> tuple[Commune, ...]:
        """Return the communes that were probably meant by a text that is no code: by name, else by a like code."""
        named = self.called(commune_name(text).name)
        if named:
            return named
        names = {commune.named.name: commune for commune in self.listed}
        codes = {commune.code: commune for commune in self.listed}
        for known in (names, codes):
            near = suggest(text, known)
            if near is not None:
                return (known[near],)
        return ()


def _plain_code(text: str) -> str:
    code = text.strip().casefold()
    return code.lstrip("0") if re.fullmatch("[0-9]+", code) else code


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
    first: dict[tuple[str, ...], int] = {}
    for index, commune in enumerate(listed):
        name = (fold(commune.above.name), fold(commune.named.name))
        for key, told in (((commune.code.casefold(),), commune.code), (name, commune.named.label)):
            earlier = first.setdefault(key, index)
            if earlier != index:
                yield index, earlier, told
                break
