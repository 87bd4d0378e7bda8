"""YAML text to plain values, with the line and column of every key and value.

Knows YAML 1.2 and nothing of plans. Duplicate keys, anchors and tags are refused: a plan is read
by people first, and each of these lets a file mean something other than what it shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    CollectionEndEvent,
    DocumentStartEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from cchc_kpi.findings import Details, Finding, Phrase, Place
from cchc_kpi.rules import plans
from cchc_kpi.text import printable

Path: TypeAlias = tuple[str | int, ...]
Value: TypeAlias = "str | int | float | bool | list[Value] | dict[str, Value] | None"

_INT: Final = re.compile(r"[-+]?[0-9]+")
_FLOAT: Final = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_CONSTANTS: Final[dict[str, bool | None]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_QUOTES: Final = frozenset("'\"|>")
_MAX_DEPTH: Final = 20
_LONGEST_NUMBER: Final = 40

# What libyaml says of the slips that happen in practice, for the officer who reads it.
_PROBLEMS: Final = {
    "mapping values are not allowed": "có dấu hai chấm ở chỗ không được có, thường do thụt dòng sai",
    "did not find expected '-' indicator": "dòng thụt sai: ở đây cần dấu '-' của mục kế tiếp",
    "did not find expected key": "dòng thụt sai, hoặc thiếu dấu hai chấm sau tên khóa",
    "could not find expected ':'": "thiếu dấu hai chấm sau tên khóa",
    "found character that cannot start any token": "có ký tự không được mở đầu (phím Tab, @, % ...); đặt chữ trong dấu nháy kép",
    "found a tab character": "có phím Tab; chỉ thụt dòng bằng dấu cách",
    "found unexpected end of stream": "dấu nháy mở mà không đóng",
    "did not find expected ',' or '}'": "thiếu dấu phẩy hoặc dấu '}'",
    "did not find expected ',' or ']'": "thiếu dấu phẩy hoặc dấu ']'",
    "did not find expected <document start>": "dòng thụt sai, hoặc thiếu dấu hai chấm",
    "did not find expected comment or line break": "thừa chữ sau dấu '|' hoặc '>'",
    "did not find expected node content": "thiếu giá trị",
    "control characters are not allowed": "có ký tự không in được",
    "can't encode": "có ký tự không in được",
    "URI escaped octet": (_sign := "có dấu '!', '&' hoặc '*' đứng đầu; đặt chữ trong dấu nháy kép"),
    "alphabetic or numeric character": _sign,
}


@dataclass(slots=True)
class Tree:
    """The values of a YAML text, where each stands, and what is wrong with it."""

    file: str
    value: Value = None
    marks: dict[Path, tuple[int, int]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def place(self, path: Path) -> Place:
        """Return where a path stands, or else the nearest entry around it."""
        while path not in self.marks and path:
            path = path[:-1]
        if path not in self.marks:
            return Place(self.file)
        line, column = self.marks[path]
        return Place(self.file, line=line + 1, column=column + 1)


def parse_yaml(text: str, file: str) -> Tree:
    """Read one YAML document. Faults are findings in the tree; nothing is raised."""
    tree = Tree(file)
    try:
        value = _Reader(tree, YAML(typ="safe").parse(text)).read()
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(file, line=mark.line + 1, column=mark.column + 1) if mark else Place(file)
        tree.findings.append(_syntax(place, error.problem or error.context or "YAML"))
    except (YAMLError, UnicodeError) as error:
        tree.findings.append(_syntax(Place(file), str(error).splitlines()[0]))
    except _NestedTooDeep:
        pass  # told where it began
    else:
        if not any(finding.rule is plans.SYNTAX for finding in tree.findings):
            tree.value = value
    return tree


def _syntax(place: Place, problem: str) -> Finding:
    known = next((vi for en, vi in _PROBLEMS.items() if en in problem), printable(problem))
    return Finding(plans.SYNTAX, place, {"problem": Phrase(known, printable(problem))})


class _NestedTooDeep(Exception):
    """Reading stops here: nesting without end would end the program."""


class _Reader:
    """Builds values from the parser's events in one pass, and remembers where each stood.

    Working from events, and not from composed nodes, an alias is refused before it can multiply and
    nesting before it can exhaust the stack.
    """

    def __init__(self, tree: Tree, events: Iterator[Any]) -> None:
        self._tree = tree
        self._events = events

    def read(self) -> Value:
        """Return the value of the one document, None for an empty text."""
        value: Value = None
        documents = 0
        for event in self._events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._refuse(
                        event, Phrase("có dấu '---' chia tệp làm hai", "'---' splits the file in two")
                    )
            elif not isinstance(event, CollectionEndEvent | StreamEndEvent) and hasattr(event, "anchor"):
                found = self._value(event, ())
                value = found if documents == 1 else value
        return value

    def _refuse(self, event: Any, problem: Phrase) -> None:
        mark = event.start_mark
        place = Place(self._tree.file, line=mark.line + 1, column=mark.column + 1)
        self._tree.findings.append(Finding(plans.SYNTAX, place, {"problem": problem}))

    def _value(self, event: Any, path: Path) -> Value:
        mark = event.start_mark
        self._tree.marks.setdefault(path, (mark.line, mark.column))
        if event.anchor:
            self._refuse(
                event,
                Phrase(f"không dùng neo '{event.anchor}'", f"the anchor '{event.anchor}' is not used here"),
            )
        elif getattr(event, "tag", None):
            self._refuse(
                event, Phrase(f"không dùng nhãn '{event.tag}'", f"the tag '{event.tag}' is not used here")
            )
        if len(path) >= _MAX_DEPTH and not isinstance(event, ScalarEvent):
            self._refuse(event, Phrase("lồng quá sâu", "nested too deep"))
            raise _NestedTooDeep
        if isinstance(event, ScalarEvent):
            return _scalar(event)
        if isinstance(event, SequenceStartEvent):
            return [self._value(item, (*path, index)) for index, item in enumerate(self._inside())]
        return self._mapping(path) if isinstance(event, MappingStartEvent) else None

    def _inside(self) -> Iterator[Any]:
        """Yield the events of a collection's members, to its end."""
        while not isinstance(event := next(self._events), CollectionEndEvent):
            yield event

    def _mapping(self, path: Path) -> Value:
        values: dict[str, Value] = {}
        for event in self._inside():
            key = str(event.value) if isinstance(event, ScalarEvent) else "?"
            if not isinstance(event, ScalarEvent):
                self._value(event, (*path, "?"))
            mark = event.start_mark
            inner = (*path, key)
            if key in values:
                place = Place(self._tree.file, line=mark.line + 1, column=mark.column + 1)
                details: Details = {"key": printable(key), "first_line": str(self._tree.marks[inner][0] + 1)}
                self._tree.findings.append(Finding(plans.DUPLICATE_KEY, place, details))
                self._value(next(self._events), (*inner, "?"))
                continue
            self._tree.marks[inner] = (mark.line, mark.column)
            values[key] = self._value(next(self._events), inner)
        return values


def _scalar(event: Any) -> Value:
    text = str(event.value)
    if event.style in _QUOTES:
        return text
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if len(text) > _LONGEST_NUMBER:
        return text
    if _INT.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text
