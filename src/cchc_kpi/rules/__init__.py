"""The catalogue of rules: every fault and doubt that the program can tell, as data.

Codes are stable: P plan, F file, R return form, V value, C consistency, W waiver, T observation table. Nothing here
knows how a rule is checked; the checks fill the placeholders of `message` and `fix`.
"""

from __future__ import annotations

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
