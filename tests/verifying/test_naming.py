from __future__ import annotations

from pathlib import Path

from cchc_kpi.verifying.claims import ListedReturn
from cchc_kpi.verifying.naming import names_for


def listed(file: str, sha256: str) -> ListedReturn:
    """A return as a scorecard lists it."""
    return ListedReturn(file, "", "", "1", "nhận", sha256)


def test_a_file_is_known_by_its_content() -> None:
    """Moved and renamed, it is called as it was."""
    assert {Path("new/b.xlsx"): "nop/a.xlsx"} == names_for(
        {Path("new/b.xlsx"): "11"}, [listed("nop/a.xlsx", "11")]
    )


def test_a_file_with_another_content_is_known_by_its_name() -> None:
    """In another folder and with other bytes: what is left over that is called alike."""
    paths = {Path("D/q1/kt.xlsx"): "99", Path("D/q2/kt.xlsx"): "22"}
    names = names_for(paths, [listed("nop/q1/kt.xlsx", "11"), listed("nop/q2/kt.xlsx", "22")])
    assert {Path("D/q1/kt.xlsx"): "nop/q1/kt.xlsx", Path("D/q2/kt.xlsx"): "nop/q2/kt.xlsx"} == names


def test_of_two_copies_each_keeps_its_own_name() -> None:
    """The same bytes twice: the names that share most of their path belong together."""
    paths = {Path("D/a/x.xlsx"): "11", Path("D/b/x.xlsx"): "11"}
    names = names_for(paths, [listed("nop/b/x.xlsx", "11"), listed("nop/a/x.xlsx", "11")])
    assert {Path("D/a/x.xlsx"): "nop/a/x.xlsx", Path("D/b/x.xlsx"): "nop/b/x.xlsx"} == names


def test_a_new_file_keeps_its_path() -> None:
    """Unless a file that the scorecard lists is called so by now."""
    paths = {Path("new.xlsx"): "33", Path("b.xlsx"): "11", Path("a.xlsx"): "44"}
    names = names_for(paths, [listed("a.xlsx", "11")])
    assert {Path("new.xlsx"): "new.xlsx", Path("b.xlsx"): "a.xlsx", Path("a.xlsx"): "./a.xlsx"} == names


def test_files_that_cannot_be_read_are_not_one_file() -> None:
    """Without a digest only the name tells."""
    paths = {Path("x.xlsx"): "", Path("y.xlsx"): ""}
    assert {Path("x.xlsx"): "x.xlsx", Path("y.xlsx"): "y.xlsx"} == names_for(paths, [listed("y.xlsx", "")])
