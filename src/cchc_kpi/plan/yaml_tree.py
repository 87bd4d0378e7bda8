"""YAML text to plain values, with the line and column of every key and value.

Knows YAML 1.2 and nothing of plans. Duplicate keys, anchors and tags are refused: a plan is read
by people first, and each of these lets a file mean something other than what it shows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
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
_PLAIN_TAGS: Final = "tag:yaml.org,2002:"

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
    "expected a single document": "có dấu '---' chia tệp làm hai",
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
    tree = Tree()
    try:
        root = YAML(typ="safe").compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(file, line=mark.line + 1, column=mark.column + 1) if mark else Place(file)
        tree.findings.append(_syntax(place, error.problem or error.context or "YAML"))
        return tree
    except (YAMLError, RecursionError) as error:
        tree.findings.append(_syntax(Place(file), str(error).splitlines()[0]))
        return tree
    if root is not None:
        _Reader(tree, file).read(root, ())
    return tree


def _syntax(place: Place, problem: str) -> Finding:
    known = next((vi for en, vi in _PROBLEMS.items() if en in problem), printable(problem))
    return Finding(plans.SYNTAX, place, {"problem": Phrase(known, printable(problem))})


class _Reader:
    """Turns nodes into values; remembers which nodes it has seen, to refuse aliases."""

    def __init__(self, tree: Tree, file: str) -> None:
        self._tree = tree
        self._file = file
        self._seen: set[int] = set()

    def read(self, root: Node, path: Path) -> None:
        self._tree.value = self._value(root, path)

    def _place(self, node: Node) -> Place:
        return Place(self._file, line=node.start_mark.line + 1, column=node.start_mark.column + 1)

    def _value(self, node: Node, path: Path) -> Value:
        self._tree.places.setdefault(path, self._place(node))
        if id(node) in self._seen or len(path) > _MAX_DEPTH:
            problem = Phrase(
                "không dùng neo '&', '*' hay lồng quá sâu trong tệp này",
                "anchors, aliases or deep nesting are not used in this file",
            )
            self._tree.findings.append(Finding(plans.SYNTAX, self._place(node), {"problem": problem}))
            return None
        self._seen.add(id(node))
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
            place = self._place(key_node)
            if key in values:
                first = self._tree.places[(*path, key)].line
                details = {"key": printable(key), "first_line": str(first)}
                self._tree.findings.append(Finding(plans.DUPLICATE_KEY, place, details))
                continue
            self._tree.places[(*path, key)] = place
            values[key] = self._value(value_node, (*path, key))
        return values

    def _scalar(self, node: Node) -> Value:
        text = str(node.value)
        if node.tag and not str(node.tag).startswith(_PLAIN_TAGS):
            problem = Phrase(f"không dùng nhãn '{node.tag}'", f"the tag '{node.tag}' is not used here")
            self._tree.findings.append(Finding(plans.SYNTAX, self._place(node), {"problem": problem}))
        if isinstance(node, ScalarNode) and node.style in _QUOTES:
            return text
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if _INT.fullmatch(text):
            return int(text)
        return float(text) if _FLOAT.fullmatch(text) else text
