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
from ruamel.yaml.events import CollectionEndEvent, CollectionStartEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from cchc_kpi.findings import Finding, Phrase, Place
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
    "found another document": "có dấu '---' chia tệp làm hai",
}


@dataclass(slots=True)
class Tree:
    """The values of a YAML text, where each stands, and what is wrong with it."""

    value: Value = None
    places: dict[Path, Place] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def place(self, path: Path) -> Place:
        """Return where a path stands, or else the nearest entry around it."""
        while path not in self.places and path:
            path = path[:-1]
        return self.places.get(path, Place())


def parse_yaml(text: str, file: str) -> Tree:
    """Read one YAML document. Faults are findings in the tree; nothing is raised."""
    tree = Tree(places={(): Place(file)})
    try:
        # Told from the events, before the composer: it recurses, and nesting without end would end the program.
        tree.findings += _refused(text, file)
        if tree.findings:
            return tree
        root = YAML(typ="safe").compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = _place(mark, file) if mark else Place(file)
        tree.findings.append(_syntax(place, error.problem or error.context or "YAML"))
        return tree
    except (YAMLError, UnicodeError) as error:
        tree.findings.append(_syntax(Place(file), str(error).splitlines()[0]))
        return tree
    if root is not None:
        _Reader(tree, file).read(root)
    return tree


def _refused(text: str, file: str) -> Iterator[Finding]:
    """Yield a finding for every anchor, alias and tag, and for the first nesting that is too deep."""
    depth = 0
    for event in YAML(typ="safe").parse(text):
        problem = None
        if getattr(event, "anchor", None):
            problem = Phrase(
                f"không dùng neo '{event.anchor}'", f"the anchor '{event.anchor}' is not used here"
            )
        elif getattr(event, "tag", None):
            problem = Phrase(f"không dùng nhãn '{event.tag}'", f"the tag '{event.tag}' is not used here")
        if isinstance(event, CollectionStartEvent):
            depth += 1
            if depth > _MAX_DEPTH:
                problem = Phrase("lồng quá sâu", "nested too deep")
        elif isinstance(event, CollectionEndEvent):
            depth -= 1
        if problem is not None:
            yield Finding(plans.SYNTAX, _place(event.start_mark, file), {"problem": problem})
        if depth > _MAX_DEPTH:
            return


def _place(mark: Any, file: str) -> Place:
    return Place(file, line=mark.line + 1, column=mark.column + 1)


def _syntax(place: Place, problem: str) -> Finding:
    known = next((vi for en, vi in _PROBLEMS.items() if en in problem), printable(problem))
    return Finding(plans.SYNTAX, place, {"problem": Phrase(known, printable(problem))})


class _Reader:
    """Turns nodes into values, and remembers where each stood."""

    def __init__(self, tree: Tree, file: str) -> None:
        self._tree = tree
        self._file = file

    def read(self, root: Node) -> None:
        self._tree.places[()] = _place(root.start_mark, self._file)
        self._tree.value = self._value(root, ())

    def _value(self, node: Node, path: Path) -> Value:
        self._tree.places.setdefault(path, _place(node.start_mark, self._file))
        match node:
            case MappingNode():
                return self._mapping(node, path)
            case SequenceNode():
                return [self._value(item, (*path, index)) for index, item in enumerate(node.value)]
            case _:
                return self._scalar(node)

    def _mapping(self, node: MappingNode, path: Path) -> Value:
        values: dict[str, Value] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value) if isinstance(key_node, ScalarNode) else "?"
            place = _place(key_node.start_mark, self._file)
            if key in values:
                first = self._tree.places[(*path, key)].line
                details = {"key": printable(key), "first_line": str(first)}
                self._tree.findings.append(Finding(plans.DUPLICATE_KEY, place, details))
                continue
            self._tree.places[(*path, key)] = place
            values[key] = self._value(value_node, (*path, key))
        return values

    @staticmethod
    def _scalar(node: Node) -> Value:
        text = str(node.value)
        if isinstance(node, ScalarNode) and node.style in _QUOTES:
            return text
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if len(text) > _LONGEST_NUMBER:
            return text
        if _INT.fullmatch(text):
            return int(text)
        return float(text) if _FLOAT.fullmatch(text) else text
