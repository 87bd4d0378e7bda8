"""What a file's name says of period and office, held against what the return inside says.

A name decides nothing. Where it says something else that is told: the file may be last quarter's, or another
office's, under a new name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import PurePath
from typing import Final

from cchc_kpi.findings import Finding, Phrase, Place
from cchc_kpi.periods import Period, parse_period
from cchc_kpi.plan.model import Office, Plan
from cchc_kpi.returns import layout
from cchc_kpi.returns.identity import Identity
from cchc_kpi.rules import fields, forms
from cchc_kpi.text import shown, without_accents

_GAP: Final = r"[\W_]{0,3}"
_START: Final = rf"(?:(?<![0-9])(?P<before>20[0-9]{{2}}){_GAP}|(?<![^\W_]))"
_END: Final = rf"(?:{_GAP}(?:n[ăa]m{_GAP})?(?P<after>20[0-9]{{2}})(?![0-9])|(?![^\W_]))"
_QUARTER: Final = re.compile(
    rf"{_START}(?P<lead>q|qu[yýií]){_GAP}(?P<number>iv|iii|ii|i|[1-4]){_END}", re.IGNORECASE
)
# "6 tháng 4" is a day, and the last six months are no period of returns.
_MONTHS: Final = re.compile(
    rf"{_START}(?P<number>[69]){_GAP}th[aá]ng(?!{_GAP}(?:[0-9]{{1,2}}(?![0-9])|cu[oố]i))(?:{_GAP}[đd][aầ]u)?{_END}",
    re.IGNORECASE,
)
# Neither a day nor the years of a plan ("2026-2030") are the period of a return.
_NO_PERIOD: Final = re.compile(
    r"(?<![0-9])(?:[0-9]{1,2}([._-])[0-9]{1,2}\1(?:20)?[0-9]{2}|20[0-9]{2}([._-])[0-9]{1,2}\2[0-9]{1,2}"
    r"|20[0-9]{2} ?[-_\u2013] ?20[0-9]{2})(?![0-9])"
)
_YEAR: Final = re.compile(r"(?<![0-9])20[0-9]{2}(?![0-9])")
_WORD: Final = re.compile(r"[a-z]+|[0-9]+")
_BASELINES: Final = {layout.BASELINE: layout.BASELINE, "solieugoc": "số liệu gốc"}


def check_file_name(file: str, identity: Identity, plan: Plan) -> Iterator[Finding]:
    """Yield the finding that a file is named for another period or office than its return's, if it is.

    Where the period or the office typed is not the form's, that is told already.
    """
    name = _stem(file.rpartition("/")[2])
    told = {finding.rule for finding in identity.findings}
    periods: Sequence[str] = ()
    if fields.PERIOD_DIFFERS not in told:
        periods = _other_periods(name, identity.period, is_baseline=identity.is_baseline)
    office = identity.office if fields.OFFICE_DIFFERS not in told else None
    offices = _other_offices(name, office.id, plan) if office is not None else ()
    if not periods and not offices:
        return
    inside = [_period_phrase(identity.period)] if periods else []
    if offices and office is not None:
        inside.append(Phrase(f"của {office.name}", f"of {office.name}"))
    yield Finding(
        forms.FILE_NAME_DIFFERS,
        Place(file),
        {
            "named": ", ".join([*periods, *offices]),
            "inside": Phrase(" ".join(part.vi for part in inside), " ".join(part.en for part in inside)),
        },
    )


@lru_cache(maxsize=1024)
def _stem(name: str) -> str:
    return unicodedata.normalize("NFC", PurePath(name).stem)


def _period_phrase(period: Period | None) -> Phrase:
    if period is None:
        return Phrase("số liệu gốc", "of baselines")
    return Phrase(period.name("vi"), f"for {period.name('en')}")


@lru_cache(maxsize=1024)
def _other_periods(name: str, period: Period | None, *, is_baseline: bool) -> tuple[str, ...]:
    """Return the periods that a name gives, in its words, where none of them is the return's.

    The files of one office and quarter are called the same in every commune.
    """
    text = _NO_PERIOD.sub(" ", name)
    found = [*_QUARTER.finditer(text), *_MONTHS.finditer(text)]
    years = sorted(set(_YEAR.findall(_QUARTER.sub(" ", _MONTHS.sub(" ", text)))))
    lone_year = years[0] if len(years) == 1 else None
    baselines = [
        shown(_BASELINES[run]) for run in _runs(name, max(map(len, _BASELINES))) if run in _BASELINES
    ]
    if period is None:
        return _quoted(found) if is_baseline and not baselines else ()
    if any(_is_of(match, period, lone_year) for match in found):
        return ()
    other_year = lone_year if lone_year != str(period.year) else None
    if not found and baselines:
        return (baselines[0],)
    return (*_quoted(found), *([shown(other_year)] if other_year else []))


def _quoted(found: list[re.Match[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(shown(match.group()) for match in found))


def _is_of(match: re.Match[str], period: Period, lone_year: str | None) -> bool:
    """Say whether a period in a name is the return's.

    Without its year it is of the only year that stands elsewhere in the name, else of the return's own.
    """
    unit = "quý {}" if match.re is _QUARTER else "{} tháng"
    year = match["before"] or match["after"] or lone_year or period.year
    return parse_period(f"{unit.format(match['number'])} {year}") == period


@lru_cache(maxsize=1024)
def _other_offices(name: str, own: str, plan: Plan) -> tuple[str, ...]:
    """Return the offices that a name gives, by id or by name, where none of them is the return's own, by its id."""
    spelt = _spellings(plan)
    named = dict(spelt[run] for run in _runs(name, max(map(len, spelt))) if run in spelt)
    return () if own in {office.id for office in named} else tuple(named.values())


@lru_cache(maxsize=16)
def _spellings(plan: Plan) -> dict[str, tuple[Office, str]]:
    """Return what offices may be called in a name, with how each is then quoted."""
    spelt = {_joined(office.name): (office, shown(office.name)) for office in plan.offices}
    return spelt | {_joined(o.id): (o, f"{shown(o.id)} ({o.name})") for o in plan.offices}


def _runs(name: str, longest: int) -> Iterator[str]:
    """Yield the words of a name, and words that follow each other joined, up to a length: "VH-XH" is "vhxh"."""
    words = _WORD.findall(without_accents(name))
    for start in range(len(words)):
        run = ""
        for word in words[start:]:
            run += word
            if len(run) > longest:
                break
            yield run


def _joined(text: str) -> str:
    return "".join(_WORD.findall(without_accents(text)))
