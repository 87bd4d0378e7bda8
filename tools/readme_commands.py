"""Prints one of the README's two commands, so that whoever runs them runs what the README says.

The first `sh` command line after `git clone` and `cd` sets up and scores the example; the second sets up
and runs the tests.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

README = Path(__file__).resolve().parents[1] / "README.md"
NAMES = ("demo", "tests")


def commands(text: str) -> list[str]:
    """Return the command lines of the `sh` blocks of a Markdown text, without `git clone` and `cd`."""
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    lines = [line.strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line and not line.startswith(("#", "git clone", "cd "))]


def main() -> None:
    """Print the command named on the command line: demo or tests."""
    if sys.argv[1:2] not in [[name] for name in NAMES]:
        raise SystemExit(f"usage: readme_commands.py {'|'.join(NAMES)}")
    print(commands(README.read_text(encoding="utf-8"))[NAMES.index(sys.argv[1])])


if __name__ == "__main__":
    main()
