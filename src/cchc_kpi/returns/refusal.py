"""Why a file is not let through to a reader: the rule that it breaks, and the details of its words."""

from __future__ import annotations

from cchc_kpi.findings import Details, Phrase, Rule
from cchc_kpi.returns.limits import MAX_FILE_BYTES
from cchc_kpi.rules import files


class Refusal(Exception):
    """Why a file is not let through to a reader: the rule broken, and its details."""

    def __init__(self, rule: Rule, details: Details) -> None:
        super().__init__(rule.code)
        self.rule = rule
        self.details = details


def damaged(vi: str, en: str) -> Refusal:
    """Return the refusal of a workbook that is broken, incomplete, or says two things at once (F07)."""
    return Refusal(files.DAMAGED, {"reason": Phrase(vi, en)})


def too_large(vi: str, en: str) -> Refusal:
    """Return the refusal of a workbook that is larger than any return can be (F08)."""
    return Refusal(files.TOO_LARGE, {"reason": Phrase(vi, en)})


def too_heavy(size: int) -> Phrase:
    """Return that a file of so many bytes is larger than any return, as a clause."""
    megabytes, limit = f"{size / 2**20:.1f}", MAX_FILE_BYTES // 2**20
    vi = megabytes.replace(".", ",")
    return Phrase(
        f"tệp nặng {vi} MB, nhiều hơn {limit} MB", f"the file has {megabytes} MB, more than {limit} MB"
    )


def counted(number: int) -> Phrase:
    """Return a count with its thousands set apart, as each language writes them."""
    return Phrase(f"{number:,}".replace(",", "."), f"{number:,}")
