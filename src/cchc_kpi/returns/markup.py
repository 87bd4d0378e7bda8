"""One XML part of a package: UTF-8, no types or entities of its own, nothing nested without end.

Knows nothing of what the elements mean.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Final, TypeVar
from xml.parsers import expat

from cchc_kpi.returns.limits import MAX_CELL_CHARACTERS, MAX_DEPTH, MAX_TAGS
from cchc_kpi.returns.refusal import Refusal, counted, damaged, too_large

MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT_MAIN: Final = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_MOST_REMEMBERED: Final = 128
REMEMBERED_BYTES: Final = 2**15
"""What is larger is not kept: parts that returns share have some thousand bytes."""
T = TypeVar("T")

_MARKUP: Final = re.compile(rb"<[^>]*>")
_ELEMENT_IN_TEXT: Final = re.compile(rb"<(?:[^<>/\s:]+:)?t(?:\s[^<>]*)?(?<!/)>[^<]*<(?!/)")
_REFERENCE: Final = re.compile(rb"&[^;]*;")


def check_markup(part: str, content: bytes) -> None:
    """See that a part is UTF-8, declares no types and no entities, and has a bearable number of tags."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in content[:4]:
        raise damaged(f"{part} không phải UTF-8", f"{part} is not UTF-8")
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise damaged(f"{part} có khai báo DTD", f"{part} declares a DTD")
    tags = content.count(b"<")
    if tags > MAX_TAGS:
        number = counted(tags)
        raise too_large(f"{part} có {number.vi} thẻ XML", f"{part} has {number.en} XML tags")


def parse_to_end(part: str, content: bytes, parser: expat.XMLParserType) -> None:
    """Parse a part to its end. Raises Refusal where it is not well-formed, or its encoding is not UTF-8."""

    def declared(_version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.lower() not in {"utf-8", "utf8", "us-ascii"}:
            raise damaged(f"{part} không phải UTF-8", f"{part} is not UTF-8")

    parser.XmlDeclHandler = declared
    parser.StartDoctypeDeclHandler = _refuse_doctype(part)
    try:
        parser.Parse(content, True)  # noqa: FBT003 - expat takes it by position only
    except expat.ExpatError as error:
        raise damaged(
            f"{part} sai cú pháp XML ở dòng {error.lineno}",
            f"{part} is not well-formed at line {error.lineno}",
        ) from None


def remembered(check: Callable[[str, bytes], T]) -> Callable[[str, bytes], T]:
    """Let what was found of a small part stand for the next part of the same name and bytes.

    Returns made from one form share most of their parts, which then need not be parsed again.
    """
    cached = lru_cache(maxsize=_MOST_REMEMBERED)(check)

    @wraps(check)
    def look(part: str, content: bytes) -> T:
        return (cached if len(content) <= REMEMBERED_BYTES else check)(part, content)

    return look


@remembered
def check_whole(part: str, content: bytes) -> None:
    """See that a part is sound XML, whatever it means. Raises Refusal."""
    check_markup(part, content)
    parse_to_end(part, content, expat.ParserCreate())


def _refuse_doctype(part: str) -> Callable[..., None]:
    def refuse(*_: object) -> None:
        raise damaged(f"{part} có khai báo DTD", f"{part} declares a DTD")

    return refuse


def nested_too_deep(part: str) -> Refusal:
    """Return the refusal of a part whose elements stand too deep inside each other."""
    return too_large(
        f"{part} lồng quá {MAX_DEPTH} cấp", f"{part} is nested more than {MAX_DEPTH} levels deep"
    )


def check_odd_markup(part: str, content: bytes) -> None:
    """Refuse comments, CDATA, processing instructions and elements inside a text: the readers differ over them."""
    check_markup(part, content)
    if b"<!" in content or content.count(b"<?") > content.startswith((b"<?xml", b"\xef\xbb\xbf<?xml")):
        raise damaged(f"{part} có chú thích XML hoặc CDATA", f"{part} has XML comments or CDATA")
    # The plain look comes first: most sheets keep their texts elsewhere, and searching takes longer.
    if (b"<t" in content or b":t" in content) and _ELEMENT_IN_TEXT.search(content):
        # Of "1<x/>2" one reader takes 1, the other 12.
        raise oddly_built(part)


def prefix_of(part: str, tag: str, expected: str, attributes: dict[str, str]) -> str:
    """Return the prefix, with its colon, that stands for the spreadsheet's own names in a part."""
    prefix, _, local = tag.rpartition(":")
    space = attributes.get(f"xmlns:{prefix}" if prefix else "xmlns")
    if local != expected or space not in {MAIN, STRICT_MAIN}:
        raise damaged(f"{part} không phải '{expected}'", f"{part} is no '{expected}'")
    return f"{prefix}:" if prefix else ""


def text_length(markup: bytes) -> int:
    """Return how many characters a piece of XML shows at most."""
    return len(_REFERENCE.sub(b"&", _MARKUP.sub(b"", markup)).decode("utf-8", "replace"))


def check_length(part: str, length: int) -> None:
    """Raise Refusal where a cell holds more characters than Excel allows."""
    if length > MAX_CELL_CHARACTERS:
        number = counted(length)
        raise too_large(f"{part} có ô dài {number.vi} ký tự", f"{part} has a cell of {number.en} characters")


def oddly_built(part: str) -> Refusal:
    """Return the refusal of a part whose elements do not stand where every reader looks for them."""
    return damaged(f"{part} có cấu trúc lạ", f"{part} is oddly built")
