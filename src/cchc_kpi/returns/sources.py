"""Where a return lies: a file of this computer by its path, or one on a store elsewhere by its URL."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path, PurePosixPath
from typing import Final, NamedTuple, TypeAlias
from unicodedata import category

WORKBOOK_ENDINGS: Final = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"})
# One letter alone is a drive of Windows.
_URL: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://", re.ASCII)
# What stands before the last "@" with a ":" in it, unless that begins a port.
_PASSWORD: Final = re.compile(r"(?<=://)([^/?#@:]*):(?!\d{1,5}(?:[/?#]|$))[^?#]*(?=@)")
_AFTER_PATH: Final = re.compile(r"[?#].*", re.DOTALL)
_DIGITS_OF_QUERY: Final = 8
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_LONE_BYTE: Final = 0xDC00
_LAST_BYTE: Final = 0xFF


class Remote(NamedTuple):
    """A file on a store, by its URL."""

    url: str

    @property
    def path(self) -> str:
        """The URL without what may follow the path in it."""
        return _AFTER_PATH.sub("", self.url)

    @property
    def name(self) -> str:
        return PurePosixPath(self.path).name

    @property
    def suffix(self) -> str:
        return PurePosixPath(self.name).suffix

    @property
    def stem(self) -> str:
        return PurePosixPath(self.name).stem

    @property
    def shown(self) -> str:
        """The URL as outputs show it, without what may open the store: a password, and what follows a "?".

        Of that the digest is left, so that two addresses that differ in it stay two.
        """
        after = self.url[len(self.path) :]
        mark = hashlib.sha256(after.encode()).hexdigest()[:_DIGITS_OF_QUERY] if after else ""
        return _PASSWORD.sub(r"\1", self.path) + (f"?{mark}" if mark else "")

    @property
    def has_secrets(self) -> bool:
        """Whether the URL carries what is not to be shown."""
        return self.shown != self.url


Source: TypeAlias = Path | Remote


def is_remote(argument: str) -> bool:
    """Say whether an argument is a URL and no path of this computer."""
    return _URL.match(argument) is not None


def normal_url(argument: str) -> str:
    """Return a URL as stores know it: with its kind in small letters."""
    kind, mark, rest = argument.partition("://")
    return kind.lower() + mark + rest


def display_path(source: Source) -> str:
    r"""Return where a file lies as findings and outputs show it: with "/", one line of valid and visible Unicode.

    What a name holds beside that (bytes that are no text, line ends, terminal escapes, marks that turn the
    direction of writing) is written out, as in "a\x1b.xlsx": two such names stay different.
    """
    return as_shown(source.shown if isinstance(source, Remote) else source.as_posix())


def as_shown(text: str) -> str:
    """Return the text of a path as `display_path` does; what is shown so already stays as it is."""
    if text.isprintable():
        return text
    return "".join(_written_out(char) if category(char) in _UNSEEN else char for char in text)


def _written_out(char: str) -> str:
    # A byte that is no UTF-8 stands in Python's text as one of these surrogates.
    byte = ord(char) - _LONE_BYTE
    return f"\\x{byte:02x}" if 0 < byte <= _LAST_BYTE else char.encode("unicode_escape").decode()
