"""Rules of the catalogue as plain text for the terminal, and as Markdown for the documentation."""

from __future__ import annotations

from cchc_kpi.findings import Lang, Phrase, Rule
from cchc_kpi.rules import CATALOGUE, GROUPS

_WHY = Phrase("Vì sao", "Why")
_FIX = Phrase("Cách sửa", "What to do")
_MESSAGE = Phrase("Lời báo", "Message")
_EXAMPLE = Phrase("Ví dụ", "Example")


def rule_text(rule: Rule, lang: Lang) -> str:
    """Return everything about one rule, for a terminal."""
    lines = [f"{rule.code}  {rule.title.text(lang)}  [{rule.name}, {rule.severity.word.text(lang)}]"]
    for head, words in (
        (_MESSAGE, rule.message),
        (_FIX, rule.fix),
        (_WHY, rule.why),
        (_EXAMPLE, rule.example),
    ):
        lines.append(f"  {head.text(lang)}: {words.text(lang)}")
    return "\n".join(lines) + "\n"


def catalogue_text(lang: Lang) -> str:
    """Return the whole catalogue, one line a rule, grouped."""
    lines = []
    for letter, group in GROUPS.items():
        lines.append(group.text(lang))
        lines += [
            f"  {rule.code}  {rule.severity.word.text(lang):<8}  {rule.title.text(lang)}"
            for rule in CATALOGUE
            if rule.code.startswith(letter)
        ]
    return "\n".join(lines) + "\n"


def catalogue_markdown() -> str:
    """Return `docs/rules.md`: every rule in both languages."""
    lines = [
        "# Danh mục quy tắc / Catalogue of rules",
        "",
        "Trang này được tạo từ danh mục trong chương trình; không sửa tay. `cchc-kpi rule MÃ` in ra một quy tắc.",
        "",
        "Mức độ / severity: **error** loại con số ra khỏi bảng điểm cho đến khi sửa (trừ C02: số liệu vẫn giữ nguyên); **warning** và **note** không loại.",
    ]
    for letter, group in GROUPS.items():
        lines += ["", f"## {group.vi} / {group.en}"]
        for rule in (rule for rule in CATALOGUE if rule.code.startswith(letter)):
            lines += [
                "",
                f"### {rule.code} {rule.title.vi} (`{rule.name}`, {rule.severity.value})",
                "",
                f"{rule.title.en}.",
                "",
            ]
            for head, words in (
                (_MESSAGE, rule.message),
                (_FIX, rule.fix),
                (_WHY, rule.why),
                (_EXAMPLE, rule.example),
            ):
                lines += [f"- **{head.vi} / {head.en}**: {_escape(words.vi)} / {_escape(words.en)}"]
    return "\n".join(lines) + "\n"


def _escape(text: str) -> str:
    return text.replace("*", "\\*").replace("<", "&lt;").replace("~", "\\~").replace("|", "\\|")
