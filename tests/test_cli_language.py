"""The command line's own words: help and usage errors in the language that was asked for."""

from __future__ import annotations

import pytest

from cchc_kpi.cli_language import startup_language, usage_error_text
from program import QUARTER, run


@pytest.mark.parametrize(
    ("arguments", "variable", "expected"),
    [
        ([], None, "vi"),
        (["score", "--lang", "en"], None, "en"),
        (["score", "--lang=en"], None, "en"),
        (["--lang", "vi"], "en", "vi"),
        (["--lang"], None, "vi"),
        ([], "en", "en"),
        ([], "EN", "en"),
        ([], " en_GB.UTF-8 ", "en"),
        ([], "fr", "vi"),
        ([], "", "vi"),
        (["score", "en"], None, "vi"),
    ],
)
def test_the_language_is_known_before_anything_is_parsed(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], variable: str | None, expected: str
) -> None:
    """`--lang` comes first, then the environment in any letters, then Vietnamese."""
    monkeypatch.setattr("sys.argv", ["cchc-kpi", *arguments])
    if variable is None:
        monkeypatch.delenv("CCHC_KPI_LANG", raising=False)
    else:
        monkeypatch.setenv("CCHC_KPI_LANG", variable)
    assert expected == startup_language()


@pytest.mark.parametrize(
    ("english", "vietnamese"),
    [
        ("Missing argument 'RETURNS...'.", "Lỗi: Thiếu tham số RETURNS."),
        ("Missing command.", "Lỗi: Thiếu lệnh."),
        ("No such command 'scor'.", "Lỗi: Không có lệnh 'scor'."),
        ("No such option: --formt", "Lỗi: Không có tùy chọn --formt."),
        ("Option '--format' requires an argument.", "Lỗi: Tùy chọn --format cần một giá trị."),
        ("Got unexpected extra argument (x)", "Lỗi: Thừa tham số: x."),
        (
            "Invalid value for '--format': Value error, 'xml' is not one of 'table', 'json'.",
            "Lỗi: --format không nhận 'xml'; chọn một trong 'table', 'json'.",
        ),
        ("Usage: cchc-kpi", "Usage: cchc-kpi"),
        ("Cách dùng: cchc-kpi", "Cách dùng: cchc-kpi"),
        ("Something new in Typer", "Lỗi: Something new in Typer"),
    ],
)
def test_usage_errors_are_told_in_vietnamese(
    monkeypatch: pytest.MonkeyPatch, english: str, vietnamese: str
) -> None:
    """Typer's English is said in Vietnamese; help is no error; unknown words stay as they are."""
    monkeypatch.setattr("sys.argv", ["cchc-kpi"])
    monkeypatch.delenv("CCHC_KPI_LANG", raising=False)
    assert vietnamese == usage_error_text(english)


@pytest.mark.parametrize(
    ("arguments", "environment"),
    [(["score", "--lang", "en"], {}), (["score", "--lang=en"], {}), (["score"], {"CCHC_KPI_LANG": "en"})],
)
def test_usage_errors_are_told_in_english_on_request(
    arguments: list[str], environment: dict[str, str]
) -> None:
    """A wrong call cannot be parsed, and yet its `--lang en` is heeded."""
    done = run(*arguments, **environment)
    assert (2, "Error: Missing argument 'RETURNS...'.") == (done.status, done.err.strip())


@pytest.mark.parametrize("variable", ["EN", "En", " en ", "en_US.UTF-8"])
def test_the_variable_may_be_written_in_any_letters(variable: str) -> None:
    """CCHC_KPI_LANG=EN is English, as it stands in many a Windows set-up; it is no wrong usage."""
    done = run("rule", "C01", CCHC_KPI_LANG=variable)
    assert (0, True) == (done.status, done.out.startswith("C01  Part greater than its whole"))


def test_a_language_that_is_not_spoken_is_vietnamese_in_the_variable_and_an_error_in_the_option() -> None:
    """Near miss: a variable set for other programs stops nothing; an option was meant for this one."""
    assert (0, True) == (
        (done := run("rule", "C01", CCHC_KPI_LANG="fr")).status,
        "Phần lớn hơn tổng" in done.out,
    )
    done = run("rule", "C01", "--lang", "fr")
    assert (2, "Lỗi: --lang không nhận 'fr'; chọn một trong 'vi', 'en'.") == (done.status, done.err.strip())


def test_a_format_that_is_none_is_refused_in_words_that_read_well() -> None:
    """Which option, what it was given, what it takes; in either language, no word of the library."""
    done = run("score", QUARTER, "--format", "xml")
    expected = "Lỗi: --format không nhận 'xml'; chọn một trong 'table', 'json', 'csv'."
    assert (2, expected) == (done.status, done.err.strip())
    english = run("score", QUARTER, "--format", "xml", "--lang", "en")
    expected = "Error: Invalid value for '--format': 'xml' is not one of 'table', 'json', 'csv'."
    assert (2, expected) == (english.status, english.err.strip())


@pytest.mark.parametrize("arguments", [[], ["plan"]])
@pytest.mark.parametrize(("lang", "opening"), [("vi", "Cách dùng:"), ("en", "Usage:")])
def test_help_that_silence_calls_for_is_no_error(arguments: list[str], lang: str, opening: str) -> None:
    """Without arguments the help stands alone, with no "Lỗi:" before it."""
    done = run(*arguments, CCHC_KPI_LANG=lang)
    text = done.out + done.err
    assert (True, False, False) == (text.startswith(opening), "Lỗi" in text, "Error" in text)


def test_help_is_no_error_either() -> None:
    """Near miss: --help goes to standard output and ends in 0."""
    done = run("--help")
    assert (0, True, "") == (done.status, done.out.startswith("Cách dùng:"), done.err)
