"""An OOXML package whose parts are changed one by one: relations, content types, XML in and out.

Parts in which nothing was changed are written back as the bytes they were. Knows nothing of findings.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from lxml import etree

from cchc_kpi.returns.archive import OWN_TIME

MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE_RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE_RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
_TYPES_PART: Final = "[Content_Types].xml"
_SIGNATURES: Final = "_xmlsignatures/"


class CannotAnnotate(Exception):
    """The package is not built as the edit needs it; a separate workbook of findings serves instead."""


def tag(name: str, space: str = MAIN) -> str:
    """Return an element's name as the tree holds it."""
    return f"{{{space}}}{name}"


def new_root(name: str, space: str = MAIN) -> Any:
    """Return the root element of a new part, in the namespace that it then need not name."""
    spaces: Any = {None: space, "r": OFFICE_RELATIONS} if space == MAIN else {None: space}
    return etree.Element(tag(name, space), nsmap=spaces)


class Package:
    """The parts of a package by name, in their order."""

    def __init__(self, content: bytes) -> None:
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                self._parts = {name: archive.read(name) for name in archive.namelist()}
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError) as error:
            raise CannotAnnotate(str(error)) from error
        if any(name.startswith(_SIGNATURES) for name in self._parts):
            raise CannotAnnotate("signed: a copy with anything changed would carry a broken signature")
        self._trees: dict[str, Any] = {}

    def __contains__(self, part: str) -> bool:
        return part in self._parts or part in self._trees

    def tree(self, part: str) -> Any:
        """Return the root element of a part, to be changed in place. Raises CannotAnnotate."""
        if part not in self._trees:
            try:
                self._trees[part] = _parsed(self._parts[part])
            except (KeyError, etree.XMLSyntaxError) as error:
                raise CannotAnnotate(f"{part}: {error}") from error
        return self._trees[part]

    def add(self, part: str, root: Any) -> None:
        """Add a part that is made of a tree."""
        self._parts[part] = b""
        self._trees[part] = root

    def remove(self, part: str) -> None:
        """Take a part out, with its relations and its content type."""
        for name in (part, _relations_part(part)):
            self._parts.pop(name, None)
            self._trees.pop(name, None)
        for override in self.tree(_TYPES_PART).findall(tag("Override", _TYPES)):
            if override.get("PartName") == f"/{part}":
                override.getparent().remove(override)

    def free_name(self, pattern: str) -> str:
        """Return the first part name that is not taken: "xl/comments{}.xml" with a number."""
        number = 1
        taken = {name.casefold() for name in self._parts}
        while pattern.format(number).casefold() in taken:
            number += 1
        return pattern.format(number)

    def declare(self, part: str, content_type: str) -> None:
        """State the content type of a part that was added."""
        types = self.tree(_TYPES_PART)
        etree.SubElement(types, tag("Override", _TYPES), PartName=f"/{part}", ContentType=content_type)

    def declare_ending(self, ending: str, content_type: str) -> None:
        """State the content type of all parts with an ending, unless it is stated already."""
        types = self.tree(_TYPES_PART)
        known = {d.get("Extension", "").casefold() for d in types.findall(tag("Default", _TYPES))}
        if ending not in known:
            types.insert(0, etree.Element(tag("Default", _TYPES), Extension=ending, ContentType=content_type))

    def related(self, part: str, kind: str) -> str | None:
        """Return the part that a part is related to by a kind of relation, or None."""
        found = [target for _, (is_kind, target) in self.relations(part).items() if is_kind == kind]
        return found[0] if found else None

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Return kind and target part of each relation of a part, by its id."""
        name = _relations_part(part)
        if name not in self:
            return {}
        return {
            element.get("Id", ""): (
                element.get("Type", "").rpartition("/")[2],
                _resolved(part, element.get("Target", "")),
            )
            for element in self.tree(name)
            if element.get("TargetMode") != "External"
        }

    def relate(self, part: str, kind: str, target: str) -> str:
        """Relate a part to another and return the id of the relation."""
        name = _relations_part(part)
        if name not in self:
            self.add(name, new_root("Relationships", _PACKAGE_RELATIONS))
        root = self.tree(name)
        taken = {element.get("Id") for element in root}
        key = next(f"rIdK{n}" for n in range(1, len(taken) + 2) if f"rIdK{n}" not in taken)
        relation = {"Id": key, "Type": f"{OFFICE_RELATIONS}/{kind}", "Target": f"/{target}"}
        etree.SubElement(root, tag("Relationship", _PACKAGE_RELATIONS), relation)
        return key

    def unrelate(self, part: str, target: str) -> None:
        """Remove the relations of a part to another."""
        for element in list(self.tree(_relations_part(part))):
            if _resolved(part, element.get("Target", "")) == target:
                element.getparent().remove(element)

    def pack(self) -> bytes:
        """Return the package's bytes: the same for the same parts."""
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in self._parts.items():
                entry = zipfile.ZipInfo(name, OWN_TIME)
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, self._serialised(name, content))
        return stream.getvalue()

    def _serialised(self, name: str, content: bytes) -> bytes:
        if name not in self._trees:
            return content
        written = _written(self._trees[name])
        # A tree that was only looked at is not spelled anew.
        return content if content and _written(_parsed(content)) == written else written


def packed_anew(content: bytes) -> bytes:
    """Return a package of the same parts as this program packs them."""
    return Package(content).pack()


def is_as_packed(content: bytes) -> bool:
    """Say whether a package is as this program packed it: whoever saves it anew dates its parts otherwise."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return all(entry.date_time == OWN_TIME for entry in archive.infolist())
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError):
        return False


def _parsed(content: bytes) -> Any:
    # What the guard has passed has no entities; a comment between elements is no element to look for names in.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    return etree.fromstring(content, parser)


def _written(root: Any) -> bytes:
    written: bytes = etree.tostring(
        root.getroottree(), encoding="UTF-8", xml_declaration=True, standalone=True
    )
    return written


def _relations_part(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _resolved(part: str, target: str) -> str:
    if target.startswith("/"):
        return target[1:]
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))


_LOOKS_ESCAPED: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def set_text(element: Any, text: str) -> None:
    """Give an element a text that is shown as it is: spaces kept, and no letters taken for an escape."""
    element.text = _LOOKS_ESCAPED.sub("_x005F_", text)
    element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def insert_in_order(parent: Any, element: Any, order: Sequence[str]) -> None:
    """Insert an element among its siblings where the schema's sequence wants it, behind others of its name."""
    rank = {name: place for place, name in enumerate(order)}
    own = rank[etree.QName(element).localname]
    for place, sibling in enumerate(parent):
        # Where newer Excel offers alternatives, what they are is said inside.
        names = (etree.QName(inner).localname for inner in sibling.iter(tag=etree.Element))
        if next((rank[name] for name in names if name in rank), -1) > own:
            parent.insert(place, element)
            return
    parent.append(element)


def elements(parent: Any, path: str) -> Iterator[Any]:
    """Yield the elements that a path of plain names, such as "sheets/sheet", leads to."""
    found: Iterable[Any] = [parent]
    for name in path.split("/"):
        found = [child for element in found for child in element.findall(tag(name))]
    yield from found
