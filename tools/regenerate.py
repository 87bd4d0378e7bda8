"""Makes, or with --check compares, every file of the repository that is generated from another.

Templates and examples from targets.yaml and examples/values.yaml, the Word template from tools/report_template.py,
JSON Schemas from the models, docs/cli.md from the help texts, docs/rules.md from the catalogue. The check compares contents and exits 1,
naming each file that is stale, missing or left over.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COMMANDS = (
    (),
    ("score",),
    ("annual",),
    ("explain",),
    ("compare",),
    ("verify",),
    ("validate",),
    ("extract",),
    ("template",),
    ("plan",),
    ("plan", "check"),
    ("plan", "show"),
    ("plan", "schema"),
    ("rule",),
)
GENERATED_FOLDERS = (
    "templates",
    "schema",
    "examples/baseline",
    *(f"examples/2026-Q{n}" for n in (1, 2, 3, 4)),
)
# The program carries its own copy; offices find theirs among the forms.
REPORT_TEMPLATES = ("src/cchc_kpi/render/bao-cao.docx", "templates/bao-cao.docx")
GENERATED_FILES = ("docs/cli.md", "docs/rules.md", *REPORT_TEMPLATES)


def generate(into: Path) -> None:
    """Write every generated file below a folder, under the paths they have in the repository."""
    from cchc_kpi import pipeline
    from cchc_kpi.render import rule_text, schemas
    from report_template import write_template

    loaded = pipeline.open_plan(ROOT / "targets.yaml")
    if loaded.plan is None:
        raise SystemExit("targets.yaml has errors: run `cchc-kpi plan check`")
    for form in pipeline.forms_of(loaded.plan):
        pipeline.write_form_file(form, into / "templates" / f"{form.stem}.xlsx")
    for name in REPORT_TEMPLATES:
        write_template(into / name)
    texts = {
        "schema/targets.schema.json": schemas.plan_schema(),
        "schema/waivers.schema.json": schemas.waivers_schema(),
        "schema/communes-file.schema.json": schemas.communes_file_schema(),
        "schema/score.schema.json": schemas.score_schema(),
        "schema/communes.schema.json": schemas.communes_schema(),
        "schema/annual.schema.json": schemas.annual_schema(),
        "schema/validate.schema.json": schemas.validation_schema(),
        "schema/compare.schema.json": schemas.comparison_schema(),
        "schema/verify.schema.json": schemas.verification_schema(),
        "docs/cli.md": cli_markdown(),
        "docs/rules.md": rule_text.catalogue_markdown(),
    }
    for name, text in texts.items():
        path = into / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    subprocess.run(
        [sys.executable, str(ROOT / "examples/make.py"), str(into / "examples")],
        check=True,
        capture_output=True,
    )


def cli_markdown() -> str:
    """Return docs/cli.md: the help of every command, as the program prints it."""
    lines = [
        "# Dòng lệnh / Command line",
        "",
        "Trang này được tạo từ `--help` của từng lệnh; không sửa tay.",
        "Đặt biến môi trường `CCHC_KPI_LANG=en` để xem trợ giúp bằng tiếng Anh.",
        "",
        "Mã thoát: 0 xong; 1 xong, nhưng có báo cáo mang lỗi (hoặc có chỉ tiêu chưa đạt, khi dùng `--fail-on not-met`); 2 gọi sai, targets.yaml có lỗi, hoặc không có gì đọc được.",
    ]
    for command in COMMANDS:
        name = " ".join(("cchc-kpi", *command))
        lines += ["", f"## {name}", "", "```text", _help(command).rstrip(), "```"]
    return "\n".join(lines) + "\n"


def _help(command: tuple[str, ...]) -> str:
    environment = {**os.environ, "COLUMNS": "80", "TERMINAL_WIDTH": "80", "PYTHONUTF8": "1"}
    environment.pop("CCHC_KPI_LANG", None)
    call = [sys.executable, "-m", "cchc_kpi", *command, "--help"]
    done = subprocess.run(call, check=True, capture_output=True, encoding="utf-8", env=environment)
    return re.sub(r"python3? -m cchc_kpi", "cchc-kpi", done.stdout)


def _files(below: Path) -> dict[str, bytes | dict[str, bytes]]:
    found = [path for folder in GENERATED_FOLDERS for path in (below / folder).rglob("*") if path.is_file()]
    found += [below / name for name in GENERATED_FILES if (below / name).is_file()]
    return {path.relative_to(below).as_posix(): _content(path) for path in found}


def _content(path: Path) -> bytes | dict[str, bytes]:
    """Return a file's bytes; of a package those of its parts, since how they are packed differs by system."""
    if path.suffix not in {".xlsx", ".docx"}:
        return path.read_bytes()
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def check() -> list[str]:
    """Return what is wrong with the generated files as they are: one line each."""
    with tempfile.TemporaryDirectory() as folder:
        generate(Path(folder))
        fresh, held = _files(Path(folder)), _files(ROOT)
    names = sorted(fresh.keys() | held.keys())
    return [
        f"{'missing' if name not in held else 'left over' if name not in fresh else 'stale'}: {name}"
        for name in names
        if fresh.get(name) != held.get(name)
    ]


def main() -> None:
    """Regenerate in place, or with --check compare."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="compare only; exit 1 where something is stale")
    if not parser.parse_args().check:
        generate(ROOT)
        return
    faults = check()
    for fault in faults:
        print(fault)
    if faults:
        raise SystemExit("run: python tools/regenerate.py")


if __name__ == "__main__":
    main()
