"""The catalogue of rules: every fault and doubt that the program can tell, as data.

Codes are stable: P plan, F file, R return form, V value, C consistency, W waiver, T observation table. Nothing here
knows how a rule is checked; the checks fill the placeholders of `message` and `fix`.
"""

from __future__ import annotations

import copyreg
from collections.abc import Callable

from cchc_kpi.findings import Rule
from cchc_kpi.rules import (
    consistency,
    fields,
    files,
    forms,
    observation_tables,
    plans,
    tables,
    values,
    waivers,
)

CATALOGUE: tuple[Rule, ...] = (
    *plans.RULES,
    *files.RULES,
    *sorted((*forms.RULES, *fields.RULES, *tables.RULES), key=lambda rule: rule.code),
    *values.RULES,
    *consistency.RULES,
    *waivers.RULES,
    *observation_tables.RULES,
)
BY_CODE: dict[str, Rule] = {rule.code: rule for rule in CATALOGUE}

GROUPS = {
    "P": plans.GROUP,
    "F": files.GROUP,
    "R": forms.GROUP,
    "V": values.GROUP,
    "C": consistency.GROUP,
    "W": waivers.GROUP,
    "T": observation_tables.GROUP,
}


def find_rule(code: str) -> Rule:
    """Return the rule of a code of the catalogue."""
    return BY_CODE[code]


def _by_code(rule: Rule) -> tuple[Callable[[str], Rule], tuple[str]]:
    return find_rule, (rule.code,)


# A finding that goes from process to process takes the code along, not the rule's whole text.
copyreg.pickle(Rule, _by_code)
