from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

from cchc_kpi.returns.layout import ANNUAL_SHEETS
from program import ROOT, run
from readme_commands import commands

README = (ROOT / "README.md").read_text("utf-8")


def test_the_readme_opens_with_the_two_commands() -> None:
    """The first command sets up and scores the example, the second sets up and runs the tests."""
    demo, tests = commands(README)[:2]
    assert demo.endswith("cchc-kpi score examples/2026-Q1")
    assert tests.endswith("python -m pytest -q -n auto")
    assert all(command.startswith("python3 -m venv .venv && ") for command in (demo, tests))


def test_generated_files_are_fresh() -> None:
    """Templates, examples, schemas and generated docs are what the program would write now."""
    done = subprocess.run(
        [sys.executable, "tools/regenerate.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (0, "", "") == (done.returncode, done.stdout, done.stderr)


def test_every_command_is_in_the_command_line_page() -> None:
    """docs/cli.md has a section for each command that the program has."""
    from cchc_kpi.cli import app, plan_app

    names = [f"cchc-kpi {c.name or c.callback.__name__}" for c in app.registered_commands if c.callback]
    names += [
        f"cchc-kpi plan {c.name or c.callback.__name__}" for c in plan_app.registered_commands if c.callback
    ]
    page = (ROOT / "docs/cli.md").read_text("utf-8")
    assert [] == [name for name in names if f"\n## {name}\n" not in page]


def test_links_between_documents_lead_somewhere() -> None:
    """Every relative link in the Markdown files names a file that exists."""
    pages = [
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        ROOT / "CHANGELOG.md",
        *(ROOT / "docs").rglob("*.md"),
    ]
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text("utf-8"))
        if "://" not in target and not (page.parent / target).exists()
    ]
    assert broken == []


def test_every_sheet_of_the_year_is_pictured_on_its_page() -> None:
    """The page on the year's workbook names each sheet and shows a picture of it; no picture is large or unused."""
    page = (ROOT / "docs/vi/bang-diem-nam.md").read_text("utf-8")
    assert [] == [name for name in ANNUAL_SHEETS if f"![Trang {name}" not in page]
    pages = "".join(path.read_text("utf-8") for path in (ROOT / "docs").rglob("*.md"))
    pictures = list((ROOT / "docs/pictures").iterdir())
    assert [] == [path.name for path in pictures if f"(../pictures/{path.name})" not in pages]
    assert [] == [path.name for path in pictures if path.stat().st_size > 150_000]


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel built from the repository."""
    folder = tmp_path_factory.mktemp("wheel")
    call = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--wheel-dir",
        str(folder),
        str(ROOT),
    ]
    subprocess.run(call, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_the_wheel_carries_the_plan_and_its_types(wheel: Path) -> None:
    """The wheel holds targets.yaml and the Word template, byte for byte, the typing marker and the licence."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        assert archive.read("cchc_kpi/targets.yaml") == (ROOT / "targets.yaml").read_bytes()
        template = archive.read("cchc_kpi/render/bao-cao.docx")
        assert template == (ROOT / "templates/bao-cao.docx").read_bytes()
    assert "cchc_kpi/py.typed" in names
    assert any(name.endswith("/licenses/LICENSE") for name in names)
    assert not any(name.startswith(("tests/", "examples/")) for name in names)


def test_the_wheel_works_alone(wheel: Path, tmp_path: Path) -> None:
    """In an environment of its own, away from the repository, the wheel scores with the plan it carries."""
    home = tmp_path / "venv"
    venv.create(home, with_pip=False)
    scripts = home / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / ("python.exe" if os.name == "nt" else "python")
    site = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True, encoding="utf-8", check=True,
    ).stdout.strip()  # fmt: skip
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    # What the wheel depends on is lent from this environment; the package itself is the wheel's.
    lent = [path for path in sys.path if "site-packages" in path]
    (Path(site) / "lent.pth").write_text("\n".join(lent), encoding="utf-8")
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    call = [str(python), "-m", "cchc_kpi", "score", str(ROOT / "examples/2026-Q1")]
    done = subprocess.run(
        call, cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    assert (0, True) == (done.returncode, "BẢNG ĐIỂM" in done.stdout), done.stderr
    where = [str(python), "-c", "import cchc_kpi; print(cchc_kpi.__file__)"]
    found = subprocess.run(
        where, cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", check=True
    )
    assert found.stdout.startswith(str(Path(site).resolve()))


def test_versions_agree() -> None:
    """The program's version heads the changelog."""
    import cchc_kpi

    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert re.findall(r"^## \[?(\d+\.\d+\.\d+)", changelog, re.MULTILINE)[0] == cchc_kpi.__version__


def test_constraints_cover_what_the_project_needs() -> None:
    """Every direct dependency has a pinned version in constraints.txt."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    for name in ("cluster", "parquet", "remote", "word"):  # all of which the tests install
        wanted += project["optional-dependencies"][name]
    names = {re.split(r"[><=\[]", line)[0].strip().lower() for line in wanted} - {"cchc-kpi"}
    pinned = (ROOT / "constraints.txt").read_text("utf-8").lower().splitlines()
    held = {line.split("==")[0] for line in pinned if "==" in line}
    assert names - held == set()


def test_the_readme_shows_what_the_program_prints() -> None:
    """Every line of the README's sample stands, in that order, in what the first command prints."""
    printed = iter(line.rstrip() for line in run("score", "examples/2026-Q1").out.splitlines())
    sample = re.findall(r"^```text\n(.*?)^```", README, re.DOTALL | re.MULTILINE)[0].splitlines()
    assert len(sample) > 40
    assert [] == [line for line in sample if line not in {"", "..."} and line not in printed]


def test_the_readme_python_runs() -> None:
    """The README's Python example runs as it stands."""
    code = re.findall(r"^```python\n(.*?)^```", README, re.DOTALL | re.MULTILINE)[0]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )
    assert re.search(r"not_met\s+16\n", done.stdout)


def test_the_example_prints_as_reviewed() -> None:
    """The terminal output of the example's first quarter is the text that was read and approved."""
    printed = "".join(f"{line.rstrip()}\n" for line in run("score", "examples/2026-Q1").out.splitlines())
    assert (ROOT / "tests/golden/score-2026-Q1.txt").read_text("utf-8") == printed
