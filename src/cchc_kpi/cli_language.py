"""The command line's own words in the reader's language: help headings and usage errors.

Typer speaks English; the people who read it here do not all. Words that a later Typer may add
simply stay English.
"""

from __future__ import annotations

import os
import re
import sys
from itertools import pairwise
from typing import Any, Final

import typer
import typer.core

from cchc_kpi.findings import Lang

LANG_VARIABLE: Final = "CCHC_KPI_LANG"

_HELP_WORDS: Final = (
    ("Usage:", "Cách dùng:"),
    ("\nArguments:", "\nTham số:"),
    ("\nOptions:", "\nTùy chọn:"),
    ("\nCommands:", "\nLệnh:"),
    ("Show this message and exit.", "Hiện trợ giúp này rồi thoát."),
    ("[required]", "[bắt buộc]"),
    ("[default: ", "[mặc định: "),
    ("default: ", "mặc định: "),
    ("[env var: ", "[biến môi trường: "),
)
_ERROR_WORDS: Final = (
    (r"Missing argument '?(.+?)(?:\.\.\.)?'?\.", r"Thiếu tham số \1."),
    (r"Missing option '?(.+?)'?\.", r"Thiếu tùy chọn \1."),
    (r"Missing command\.", "Thiếu lệnh."),
    (r"No such command '?(.+?)'?\.(.*)", r"Không có lệnh '\1'.\2"),
    (r"No such option: ?(\S+)(.*)", r"Không có tùy chọn \1.\2"),
    (r"Option '?(.+?)'? requires an argument\.", r"Tùy chọn \1 cần một giá trị."),
    (r"Got unexpected extra arguments? \((.+)\)", r"Thừa tham số: \1."),
    (
        r"Invalid value for '?([-\w. ]+?)'?(?: \(.*?\))?: (?:Value error, )?'(.+?)' is not one of (.+)\.",
        r"\1 không nhận '\2'; chọn một trong \3.",
    ),
    (
        r"Invalid value for '?([-\w. ]+?)'?(?: \(.*?\))?: Input should be greater than or equal to (\d+).*",
        r"\1 cần một số từ \2 trở lên.",
    ),
    (
        r"Invalid value for '?([-\w. ]+?)'?(?: \(.*?\))?: Input should be a valid integer.*",
        r"\1 cần một số nguyên.",
    ),
    (r"Invalid value for '?([-\w. ]+?)'?(?: \(.*?\))?: (.+)", r"\1: \2"),
)

_HINT_WORDS: Final = (
    (" Did you mean ", " Có phải là "),
    ("Did you mean one of", "Có phải là một trong"),
    ("Value error, ", ""),
)


def startup_language() -> Lang:
    """Return the language of help texts and usage errors: `--lang`, else CCHC_KPI_LANG, else Vietnamese."""
    asked = os.environ.get(LANG_VARIABLE, "")
    for word, after in pairwise([*sys.argv[1:], ""]):
        if word == "--lang":
            asked = after
        elif word.startswith("--lang="):
            asked = word.removeprefix("--lang=")
    return "en" if asked.strip().lower().startswith("en") else "vi"


def say(vi: str, en: str) -> str:
    """Return a help text in the start-up language."""
    return en if startup_language() == "en" else vi


def _help_in_language(text: str) -> str:
    if startup_language() == "vi":
        for english, vietnamese in _HELP_WORDS:
            text = text.replace(english, vietnamese)
    return text


class Group(typer.core.TyperGroup):
    """A group of commands whose help speaks the start-up language."""

    def get_help(self, ctx: Any) -> str:
        return _help_in_language(super().get_help(ctx))


class Command(typer.core.TyperCommand):
    """A command whose help speaks the start-up language."""

    def get_help(self, ctx: Any) -> str:
        return _help_in_language(super().get_help(ctx))


def usage_error_text(message: str) -> str:
    """Return what Typer says of a wrong call, in the start-up language; help called for by silence as it is."""
    if message.startswith(("Usage:", "Cách dùng:")):
        return message
    if startup_language() == "en":
        return "Error: " + message.replace("Value error, ", "")
    for pattern, words in _ERROR_WORDS:
        if re.fullmatch(pattern, message, re.DOTALL):
            message = re.sub(pattern, words, message, count=1, flags=re.DOTALL)
            break
    for english, vietnamese in _HINT_WORDS:
        message = message.replace(english, vietnamese)
    return f"Lỗi: {message}"
