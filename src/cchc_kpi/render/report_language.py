"""What a Word template may say: fields, loops, conditions and a few filters; no calls, no arithmetic beyond plus and minus.

Offices edit templates and pass them on, so a template is held like any other input: it reaches nothing but the
report's content, and its work has an end. What it says wrongly is a `TemplateFault` with its paragraph.
"""

from __future__ import annotations

import dataclasses
import re
from types import TracebackType
from typing import Any, Final

from jinja2 import (
    StrictUndefined,
    TemplateError,
    TemplateRuntimeError,
    TemplateSyntaxError,
    Undefined,
    UndefinedError,
    nodes,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing

from cchc_kpi.findings import Phrase
from cchc_kpi.render.report_content import ReportContent
from cchc_kpi.render.report_fault import MISPLACED, TemplateFault
from cchc_kpi.text import printable, suggest

_FILTERS: Final = (
    "capitalize",
    "count",
    "default",
    "first",
    "join",
    "last",
    "length",
    "list",
    "lower",
    "map",
    "reject",
    "rejectattr",
    "select",
    "selectattr",
    "title",
    "trim",
    "upper",
)
_ALLOWED: Final = (
    nodes.Output,
    nodes.TemplateData,
    nodes.For,
    nodes.If,
    nodes.Scope,
    nodes.Name,
    nodes.Const,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Filter,
    nodes.Test,
    nodes.Compare,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.CondExpr,
    nodes.Concat,
    nodes.Add,
    nodes.Sub,
    nodes.List,
    nodes.Tuple,
)
_DEEPEST_LOOP: Final = 3
"""Areas, their indicators, and one more."""
_NO_TEXT: Final = "this field is no text: lists go with for, yes or no goes with if"
_MESSAGES: Final = (
    (re.escape(_NO_TEXT), "trường này không in ra được: danh sách dùng với for, đúng hay sai dùng với if"),
    (r"No filter named '(?P<name>.+?)'.*", "không có bộ lọc '{name}'"),
    (r"No test named '(?P<name>.+?)'.*", "không có phép thử '{name}'"),
    (
        r"Encountered unknown tag '(?P<name>end\w+|else|elif)'.*",
        "lệnh '{name}' không có lệnh mở tương ứng đứng trước",
    ),
    (r"Encountered unknown tag '(?P<name>.+?)'.*", "không có lệnh '{name}'"),
    (r"Unexpected end of template.*", "thiếu lệnh đóng '{{% endfor %}}' hoặc '{{% endif %}}'"),
)
_OUTSIDE: Final = Phrase(
    "mẫu chỉ dùng được trường, for, if và bộ lọc, không dùng được hàm, phép nhân, biến tự đặt hay tệp khác",
    "a template has fields, for, if and filters, and no calls, products, variables or other files",
)
_ENDS: Final = {"{{": "}}", "{%": "%}", "{#": "#}"}
_UNENDED: Final = Phrase("dấu {{ hoặc {% không có dấu đóng }} hoặc %}", "a {{ or {% has no }} or %}")
_PARAGRAPH_EDGES: Final = re.compile(r"(?<=</w:p>)|(?=<w:p[ >])")
_ADDED_LINES: Final = re.compile(r"(?<=</w:p>)\n+|\n+(?=<w:p[ >])")


class _Unknown(StrictUndefined):
    """A name that the report has not: the error's message is that name, what is like it, and nothing more."""

    @property
    def _undefined_message(self) -> str:
        owner, name = self._undefined_obj, str(self._undefined_name)
        owner = ReportContent if owner is missing else owner
        known = [field.name for field in dataclasses.fields(owner)] if dataclasses.is_dataclass(owner) else []
        return "\n".join(filter(None, (name, suggest(name, known))))


def check_tags(markup: str) -> None:
    """See that every tag ends in the paragraph in which it begins. Raises TemplateFault.

    What reads on for an end that never comes takes time without measure; here one look at the text is enough.
    """
    for piece in _PARAGRAPH_EDGES.split(markup):
        text = re.sub(r"<[^>]+>", "", piece)
        opened = ""
        for mark in re.findall(r"\{[{%#]|[}%#]\}", text):
            if opened and mark == _ENDS[opened]:
                opened = ""
            elif mark in _ENDS and opened != "{#":
                if opened:
                    raise TemplateFault(_UNENDED, text)
                opened = mark
        if opened:
            raise TemplateFault(_UNENDED, text)


def render_markup(markup: str, content: ReportContent) -> str:
    """Fill the fields of a Word part's markup; text is escaped. Raises TemplateFault."""
    # A line a paragraph, so that the line which the engine names is the paragraph that people see.
    source = _PARAGRAPH_EDGES.sub("\n", markup)
    environment = _environment()
    try:
        _check_language(environment.parse(source))
        rendered = environment.from_string(source).render(_names(content))
    except _NotAllowed as refused:
        raise TemplateFault(refused.reason, _paragraph(source, refused.line)) from None
    except UndefinedError as error:
        raise TemplateFault(_unknown_name(error), _paragraph(source, _line_of(error))) from error
    except TemplateError as error:
        raise TemplateFault(_in_words(error), _paragraph(source, _line_of(error))) from error
    except (TypeError, ValueError, LookupError, ArithmeticError, RecursionError) as error:
        reason = Phrase("một lệnh không thực hiện được", f"a tag cannot be carried out ({error})")
        raise TemplateFault(reason, _paragraph(source, _line_of(error))) from error
    return _ADDED_LINES.sub("", rendered)


def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        autoescape=True, undefined=_Unknown, finalize=_shown, keep_trailing_newline=True
    )
    environment.globals.clear()
    environment.filters = {name: environment.filters[name] for name in _FILTERS}
    return environment


def _shown(value: Any) -> Any:
    """Return a value as it goes into the document: text in one line, without what XML cannot hold; or a number."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Undefined) or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise TemplateRuntimeError(_NO_TEXT)


def _names(content: ReportContent) -> dict[str, object]:
    return {field.name: getattr(content, field.name) for field in dataclasses.fields(content)}


class _NotAllowed(Exception):
    """A construct that templates do not have, and its line."""

    def __init__(self, reason: Phrase, line: int) -> None:
        super().__init__(reason.en)
        self.reason = reason
        self.line = line


def _check_language(tree: nodes.Template) -> None:
    for node in tree.find_all(nodes.Node):
        if isinstance(node, (nodes.Expr, nodes.Stmt)) and not isinstance(node, _ALLOWED):
            raise _NotAllowed(_OUTSIDE, node.lineno)
    _check_depth(tree, 0)


def _check_depth(node: nodes.Node, depth: int) -> None:
    depth += isinstance(node, nodes.For)
    if depth > _DEEPEST_LOOP:
        reason = Phrase(
            f"vòng lặp for lồng nhau quá {_DEEPEST_LOOP} lần",
            f"loops are nested more than {_DEEPEST_LOOP} deep",
        )
        raise _NotAllowed(reason, node.lineno)
    for child in node.iter_child_nodes():
        _check_depth(child, depth)


def _unknown_name(error: UndefinedError) -> Phrase:
    name, _, near = str(error).partition("\n")
    hint = Phrase(f" (có phải '{near}'?)", f" (did you mean '{near}'?)") if near else Phrase("", "")
    return Phrase(f"không có trường '{name}'{hint.vi}", f"there is no field '{name}'{hint.en}")


def _in_words(error: TemplateError) -> Phrase:
    message = error.message or ""
    if re.match(r"Encountered unknown tag '(p|r|tr|tc)'", message):
        return MISPLACED
    for pattern, words in _MESSAGES:
        match = re.fullmatch(pattern, message, re.DOTALL)
        if match is not None:
            return Phrase(words.format(**match.groupdict()), message)
    return Phrase("viết sai trong dấu {{ }} hoặc {% %}", message)


def _line_of(error: BaseException) -> int | None:
    """Return the line of the template that an error came from, or None."""
    if isinstance(error, TemplateSyntaxError):
        return error.lineno
    line = None
    step: TracebackType | None = error.__traceback__
    while step is not None:
        # The engine puts frames of the template's own lines into the traceback.
        if "__jinja_exception__" in step.tb_frame.f_globals:
            line = step.tb_lineno
        step = step.tb_next
    return line


def _paragraph(source: str, line: int | None) -> str:
    """Return the text of a paragraph by its line."""
    lines = source.split("\n")
    if line is None or not 0 < line <= len(lines):
        return ""
    return re.sub(r"<[^>]+>", "", lines[line - 1]).strip()
