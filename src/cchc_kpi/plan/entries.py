"""From a YAML file to a typed model: every fault at once, by line and column.

Knows nothing of what a file is about: its pydantic model says which keys it may hold, a `Shape` how
their values are described to people.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path as FilePath
from types import UnionType
from typing import Annotated, Any, Final, Generic, Literal, NamedTuple, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from cchc_kpi.findings import EMPTY, Details, Finding, Phrase
from cchc_kpi.plan.yaml_tree import Path, Tree, Value
from cchc_kpi.rules import plans
from cchc_kpi.system import reason_of
from cchc_kpi.text import shown, suggest

Model = TypeVar("Model", bound=BaseModel)

_EXPECTED_BY_TYPE: Final[Mapping[str, Phrase]] = {
    "int_type": (_whole := Phrase("một số nguyên", "a whole number")),
    "int_parsing": _whole,
    "string_type": Phrase(
        "chữ; nếu giống một con số thì đặt trong dấu nháy kép", "text; in quotes where it looks like a number"
    ),
    "tuple_type": Phrase("một danh sách, ví dụ [a, b]", "a list such as [a, b]"),
    "list_type": Phrase("một danh sách, ví dụ [a, b]", "a list such as [a, b]"),
    "too_short": Phrase("ít nhất một mục", "at least one entry"),
    "string_too_short": Phrase("chữ, không để trống", "text, not empty"),
}


class Shape(NamedTuple, Generic[Model]):
    """What a file holds: its usual name, its model, and how the values of its keys are described."""

    file: str
    model: type[Model]
    expected: Mapping[str, Phrase]


class Source(NamedTuple):
    """A text file as read: its bytes and its text."""

    content: bytes
    text: str


_LARGEST: Final = 4 * 2**20


def read_source(path: FilePath) -> Source | Phrase:
    """Read a UTF-8 text file; return the reason where that cannot be done."""
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            # A device or a pipe would be read without end.
            return Phrase("không phải một tệp thường", "not a regular file")
        if path.is_file() and path.stat().st_size > _LARGEST:
            return Phrase("tệp lớn hơn 4 MB", "it is larger than 4 MB")
        content = path.read_bytes()
        return Source(content, content.decode("utf-8-sig"))
    except OSError as error:
        return reason_of(error)
    except UnicodeDecodeError:
        return Phrase("không phải UTF-8", "it is not UTF-8")


def suggestion(word: str, known: list[str]) -> Phrase:
    """Return " (có phải là 'x'?)" for the nearest known word, or nothing."""
    near = suggest(word, known)
    if near is None:
        return EMPTY
    return Phrase(f" (có phải là '{near}'?)", f" (is it '{near}'?)")


class Draft(Generic[Model]):
    """The raw values on their way to a model: what cannot stand is told and set aside.

    Setting aside the one entry that is wrong lets the rest be checked in the same run.
    """

    def __init__(self, tree: Tree, shape: Shape[Model]) -> None:
        self._tree = tree
        self._shape = shape
        self._raw: dict[str, Value] = tree.value if isinstance(tree.value, dict) else {}
        self._kept: dict[str, list[int]] = {
            key: list(range(len(value))) for key, value in self._raw.items() if isinstance(value, list)
        }
        self.findings: list[Finding] = []
        self.dropped_ids: frozenset[str] = frozenset()

    def origin(self, path: Path) -> Path:
        """Return the path in the file of a path in the model, where entries were set aside."""
        if len(path) > 1 and isinstance(path[1], int):
            return (path[0], self._kept[str(path[0])][path[1]], *path[2:])
        return path

    def validate(self) -> Model | None:
        """Return the model of all that can stand, or None when too little can."""
        model = self._shape.model
        try:
            return model.model_validate(self._raw)
        except ValidationError as error:
            faults = [_Fault(model, details) for details in error.errors(include_url=False)]
        mistyped = {
            (fault.path[:-1], suggest(str(fault.path[-1]), fault.known_keys))
            for fault in faults
            if fault.is_unknown_key
        }
        for fault in faults:
            if fault.type == "missing" and (fault.path[:-1], fault.path[-1]) in mistyped:
                continue  # The key is there, mistyped: that is told once.
            self.findings.append(self._finding(fault))
        if not self._set_aside(faults):
            return None
        try:
            return model.model_validate(self._raw)
        except ValidationError:
            return None

    def _finding(self, fault: _Fault) -> Finding:
        path = fault.path
        key = str(path[-1]) if path else self._shape.file
        place = self._tree.place(path)
        match fault.type:
            case "missing":
                return Finding(plans.MISSING_KEY, place, {"key": key})
            case "union_tag_not_found":
                return Finding(plans.MISSING_KEY, place, {"key": "kind"})
            case "extra_forbidden":
                known = list(fault.known_keys)
                details: Details = {
                    "key": key,
                    "suggestion": suggestion(key, known),
                    "known": ", ".join(known),
                }
                return Finding(plans.UNKNOWN_KEY, place, details)
            case "union_tag_invalid":
                kinds = str(fault.context["expected_tags"]).replace("'", "")
                expected = Phrase(f"một trong {kinds}", f"one of {kinds}")
                found = shown(str(fault.context["tag"]))
                return Finding(
                    plans.WRONG_VALUE,
                    self._tree.place((*path, "kind")),
                    {"key": "kind", "found": found, "expected": expected},
                )
            case _:
                name = str(next((part for part in reversed(path) if isinstance(part, str)), key))
                said: Details = {
                    "key": name,
                    "found": _found(fault.value),
                    "expected": self._expected(fault, name),
                }
                return Finding(plans.WRONG_VALUE, place, said)

    def _expected(self, fault: _Fault, key: str) -> Phrase:
        if fault.type == "literal_error":
            choices = str(fault.context["expected"]).replace(" or ", ", ")
            return Phrase(f"một trong {choices}", f"one of {choices}")
        if fault.type in {"greater_than_equal", "less_than_equal"}:
            low, high = fault.context.get("ge"), fault.context.get("le")
            if high is None:
                return Phrase(f"số từ {low}", f"a number from {low}")
            return Phrase(f"số đến {high}", f"a number up to {high}")
        return (
            self._shape.expected.get(key)
            or _EXPECTED_BY_TYPE.get(fault.type)
            or Phrase("giá trị đúng mẫu", "a value of the right form")
        )

    def _set_aside(self, faults: list[_Fault]) -> bool:
        """Remove unknown keys, and entries with any other fault; False when that is not enough."""
        dropped: dict[str, set[int]] = {}
        unknown: list[Path] = []
        for fault in faults:
            path = fault.path
            if fault.is_unknown_key:
                unknown.append(path)
            elif len(path) > 1 and isinstance(path[1], int):
                dropped.setdefault(str(path[0]), set()).add(path[1])
            else:
                return False
        self.dropped_ids = frozenset(
            name
            for section, indexes in dropped.items()
            for i in indexes
            for name in self._possible_ids(section, i)
        )
        for path in unknown:
            _remove(self._raw, path)
        for section, indexes in dropped.items():
            entries = self._raw[section]
            assert isinstance(entries, list)
            self._kept[section] = [i for i in range(len(entries)) if i not in indexes]
            self._raw[section] = [entries[i] for i in self._kept[section]]
        return True

    def _possible_ids(self, section: str, index: int) -> set[str]:
        """Return what an entry set aside may be called elsewhere: its key `id` may be mistyped, its id in capitals."""
        entries = self._raw[section]
        entry = entries[index] if isinstance(entries, list) else None
        values = entry.values() if isinstance(entry, dict) else [entry]
        return {str(value).lower() for value in values if not isinstance(value, dict | list)} | {""}


class _Fault:
    """One fault as pydantic tells it, and where in the file it is: without the tags of unions."""

    def __init__(self, model: type[BaseModel], details: ErrorDetails) -> None:
        self.type = details["type"]
        self.value = details["input"]
        self.context: Mapping[str, Any] = details.get("ctx", {})
        steps = list(_walk(model, details["loc"]))
        self.path: Path = tuple(part for part, _, is_tag in steps if not is_tag)
        self.known_keys = _keys_of(steps[-1][1]) if steps else ()

    @property
    def is_unknown_key(self) -> bool:
        return self.type == "extra_forbidden"


def _walk(model: type[BaseModel], loc: tuple[int | str, ...]) -> Iterator[tuple[int | str, Any, bool]]:
    """Yield each part of a location with the type that it is a part of, and whether it is but a union's tag."""
    held: Any = model
    for part in loc:
        held = _bare(held)
        chosen = _member(held, part)
        yield part, held, chosen is not None
        held = chosen if chosen is not None else _inside(held, part)


def _bare(annotation: Any) -> Any:
    """Return a type without what is said about it, and without the None that it may also be."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in {Union, UnionType}:
        members = [member for member in get_args(annotation) if member is not type(None)]
        return _bare(members[0]) if len(members) == 1 else annotation
    return annotation


def _member(annotation: Any, tag: int | str) -> type[BaseModel] | None:
    """Return the member of a union that a tag stands for; None where it is no union, or no tag."""
    if get_origin(annotation) not in {Union, UnionType}:
        return None
    for member in get_args(annotation):
        fields = member.model_fields.values() if _is_model(member) else ()
        if any(get_origin(f.annotation) is Literal and tag in get_args(f.annotation) for f in fields):
            return member  # type: ignore[no-any-return]  # _is_model has seen to it
    return None


def _inside(annotation: Any, part: int | str) -> Any:
    """Return the type of a key of a model, or of an entry of a list."""
    if _is_model(annotation):
        fields = annotation.model_fields
        return next((f.annotation for name, f in fields.items() if (f.alias or name) == part), None)
    return next(iter(get_args(annotation)), None)


def _keys_of(annotation: Any) -> tuple[str, ...]:
    if not _is_model(annotation):
        return ()
    return tuple(info.alias or name for name, info in annotation.model_fields.items())


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _found(value: Any) -> str | Phrase:
    if isinstance(value, dict | list | tuple):
        return Phrase("một danh sách hoặc nhóm khóa", "a list or a group of keys")
    return Phrase("trống", "empty") if value is None else shown(str(value))


def _remove(raw: Any, path: Path) -> None:
    for part in path[:-1]:
        raw = raw[part]
    raw.pop(path[-1], None)
