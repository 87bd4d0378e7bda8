"""Returns on a store: found and read through a real web server, and every way in which that fails."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import copytree

import fsspec
import pytest

from cchc_kpi import pipeline
from cchc_kpi.findings import Finding
from cchc_kpi.pipeline.crew import Processes
from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.arrivals import Arrival, find_returns, read_arrival
from cchc_kpi.returns.limits import MAX_FILE_BYTES
from cchc_kpi.returns.remote import read_remote
from cchc_kpi.returns.sources import Remote, display_path, is_remote
from forms_for_tests import told
from program import EXAMPLES, run

QUARTER = [f"{office}-2026-Q1.xlsx" for office in ("dvci", "kt", "ttpvhcc", "vhxh", "vp")]


class Handler(SimpleHTTPRequestHandler):
    """Serves a folder, keeps one file to itself, and writes no log."""

    def do_GET(self) -> None:
        if "secret" in self.path:
            self.send_error(403)
        else:
            super().do_GET()

    def do_HEAD(self) -> None:
        if "secret" in self.path:
            self.send_error(403)
        else:
            super().do_HEAD()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        pass


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the server serves: the examples, and a file larger than any return."""
    place = tmp_path_factory.mktemp("store")
    for name in ("2026-Q1", "2026-Q2"):
        copytree(EXAMPLES / name, place / name)
    with (place / "huge.xlsx").open("wb") as file:
        file.truncate(MAX_FILE_BYTES + 1)
    return place


@pytest.fixture(scope="module")
def store(folder: Path) -> Iterator[str]:
    """The address of a web server that serves the folder."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def names(*arguments: str) -> list[str]:
    """Return the names of the files that arguments lead to."""
    return [source.name for source in find_returns(arguments)[0]]


@pytest.mark.parametrize("argument", ["2026-Q1", "2026-Q1/", "2026-Q1/*.xlsx"])
def test_a_folder_and_a_pattern_lead_to_the_workbooks_inside(store: str, argument: str) -> None:
    """A folder on a store is searched as one of this computer is, and a pattern expanded."""
    assert names(f"{store}/{argument}") == QUARTER


def test_folders_are_searched_recursively(store: str) -> None:
    """The quarters below the server's root are found, five forms and four, and the file that is no return."""
    assert len(names(store + "/")) == 5 + 4 + 1


def test_a_file_is_what_it_is_on_the_disk(store: str, folder: Path) -> None:
    """The bytes and their digest are those of the file that the server serves."""
    path = folder / "2026-Q1" / "kt-2026-Q1.xlsx"
    assert read_arrival(path) == read_arrival(Remote(f"{store}/2026-Q1/kt-2026-Q1.xlsx"))


def test_scores_are_those_of_the_same_files_on_the_disk(store: str) -> None:
    """The results say the same, but for where the files lie."""
    here = run("score", "examples/2026-Q1", "--format", "json")
    there = run("score", f"{store}/2026-Q1", "--format", "json")
    assert there.out.replace(f"{store}/2026-Q1", "examples/2026-Q1") == here.out
    assert (here.status, there.status) == (0, 0)


def test_processes_read_from_a_store_as_this_one_does(store: str, plan: Plan) -> None:
    """Whoever reads opens the address itself."""
    alone = pipeline.read_batch([store + "/2026-Q1"], plan)
    together = pipeline.read_batch([store + "/2026-Q1"], plan, crew=Processes(2, fewest_files=1))
    assert alone == together


@pytest.mark.parametrize(
    ("name", "code"),
    [("2026-Q1/none.xlsx", "F01"), ("2026-Q9", "F01"), ("huge.xlsx", "F08"), ("secret.xlsx", "F12")],
)
def test_what_cannot_be_had_is_one_finding(store: str, plan: Plan, name: str, code: str) -> None:
    """No such file, no such folder, larger than any return, and forbidden: each is told as that."""
    assert told(pipeline.read_batch([f"{store}/{name}"], plan).all_findings) == [code]


def test_a_folder_without_workbooks_is_told(store: str, folder: Path) -> None:
    """A mistyped folder is no silence."""
    (folder / "empty").mkdir(exist_ok=True)
    assert told(find_returns([f"{store}/empty/*.xlsx"])[1]) == ["F02"]


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("http://127.0.0.1:9/2026-Q1/kt.xlsx", "Connect"),
        ("gopher://kho/kt.xlsx", "gopher"),
        ("https://[kho/kt.xlsx", "Invalid"),
    ],
)
def test_a_store_that_cannot_be_reached_is_one_finding(url: str, word: str, plan: Plan) -> None:
    """A server that is not there, a kind of store that is not known, an address that is none."""
    batch = pipeline.read_batch([url], plan)
    assert told(batch.all_findings) == ["F12"]
    assert word in batch.all_findings[0].message()


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://ke-toan:mat-khau@kho/kt.xlsx", "https://ke-toan@kho/kt.xlsx"),
        ("https://ke-toan:12345@kho/kt.xlsx", "https://ke-toan@kho/kt.xlsx"),
        ("https://ke-toan:mat/khau@kho/kt.xlsx", "https://ke-toan@kho/kt.xlsx"),
        ("https://kho:8080/a@b/kt.xlsx", "https://kho:8080/a@b/kt.xlsx"),
        ("https://kho/kt.xlsx?sig=mat-khau", "https://kho/kt.xlsx?01114d88"),
        ("abfs://q1@kho.example/kt.xlsx", "abfs://q1@kho.example/kt.xlsx"),
    ],
)
def test_what_opens_a_store_is_not_shown(url: str, shown: str) -> None:
    """Passwords, and what follows a question mark: outputs go from desk to desk. A container is no login."""
    assert display_path(Remote(url)) == shown


@pytest.mark.parametrize(
    "name", ["none.xlsx", "secret.xlsx", "x y.xlsx?sig=mat-khau", "none.xlsx?sig=mat-khau"]
)
def test_what_goes_wrong_shows_no_secret_either(store: str, name: str) -> None:
    """A library's own words may quote the address."""
    found = read_remote(Remote(f"{store.replace('//', '//ke-toan:mat-khau@')}/2026-Q1/{name}"))
    assert isinstance(found, Finding)
    assert "mat-khau" not in found.message() + found.fix()


def test_two_containers_with_a_file_of_one_name_are_two_files() -> None:
    """Nothing is lost because two addresses look alike."""
    urls = ["abfs://q1@kho.example/kt.xlsx", "abfs://q2@kho.example/kt.xlsx", "https://kho/kt.xlsx?v=1"]
    sources, findings = find_returns([*urls, "https://kho/kt.xlsx?v=2"])
    assert (len({display_path(source) for source in sources}), findings) == (4, [])


def test_a_store_that_keeps_the_host_out_of_its_paths_is_searched_too(folder: Path) -> None:
    """The address of a file found is the argument's, and what the store knows it by."""
    fsspec.filesystem("memory").put(str(folder / "2026-Q1"), "/may-chu/2026-Q1", recursive=True)
    assert names("memory://may-chu/2026-Q1") == QUARTER
    sources, _ = find_returns(["memory://may-chu/2026-Q1/*.xlsx"])
    assert all(isinstance(read_arrival(source), Arrival) for source in sources)


def test_one_file_by_two_arguments_is_read_once(store: str) -> None:
    """A file named and met again in its folder is one file."""
    assert names(store + "/2026-Q1", store + "/2026-Q1/kt-2026-Q1.xlsx") == QUARTER


def test_a_file_of_this_computer_may_be_named_by_a_url() -> None:
    """What fsspec reads is read, file:// included."""
    arrival = read_arrival(Remote((EXAMPLES / "2026-Q1" / "kt-2026-Q1.xlsx").as_uri()))
    assert isinstance(arrival, Arrival)


@pytest.mark.parametrize(
    "path", ["C:\\bao-cao\\kt.xlsx", "C:/bao-cao", "kt.xlsx", "//may-chu/kho/kt.xlsx", "a:b"]
)
def test_a_path_is_no_url(path: str) -> None:
    """A drive of Windows and a share are places of this computer."""
    assert not is_remote(path)


@pytest.fixture(scope="module")
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A server of Amazon's protocol with the bucket `bao-cao`, by what tells the program where it is."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    where = {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": "ke-toan",
        "AWS_SECRET_ACCESS_KEY": "mat-khau",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        cwd=tmp_path_factory.mktemp("moto"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        subprocess.run(
            [sys.executable, "-c", _FILL, str(EXAMPLES / "2026-Q1")],
            env={**os.environ, **where},
            check=True,
            timeout=60,
        )
        yield where
    finally:
        server.kill()
        server.wait()


_FILL = """
import sys, time
import s3fs
store = s3fs.S3FileSystem()
for _ in range(100):
    try:
        store.mkdir("bao-cao")
        break
    except Exception:
        time.sleep(0.2)
store.put(sys.argv[1], "bao-cao/2026-Q1", recursive=True)
"""


def test_a_bucket_is_scored_as_a_folder_is(bucket: dict[str, str]) -> None:
    """s3:// leads to the same results, by whatever number of processes."""
    here = run("score", "examples/2026-Q1", "--format", "json")
    there = run("score", "s3://bao-cao/2026-Q1", "--format", "json", "--jobs", "2", **bucket)
    assert there.out.replace("s3://bao-cao/2026-Q1", "examples/2026-Q1") == here.out
    assert there.status == 0


def test_a_bucket_that_is_not_there_is_one_finding(bucket: dict[str, str]) -> None:
    """A mistyped bucket: the address is told, and nothing else."""
    done = run("validate", "s3://khong-co/2026-Q1", "--format", "json", **bucket)
    assert [finding["file"] for finding in done.json["findings"]] == ["s3://khong-co/2026-Q1"]
    assert done.status == 2


class Grudging(SimpleHTTPRequestHandler):
    """Serves a folder, but lists one of those inside for nobody, and breaks off over another."""

    def do_GET(self) -> None:
        if "/06529" in self.path:
            self.send_error(403)
        elif "/06530" in self.path:
            self.close_connection = True
        else:
            super().do_GET()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        pass


@pytest.mark.parametrize("argument", ["", "/*/*.xlsx", "/**/*.xlsx"])
def test_a_folder_that_cannot_be_listed_is_told_and_the_others_are_searched(
    tmp_path: Path, argument: str
) -> None:
    """Nothing is lost in silence, and one folder costs no other."""
    for code in ("06541", "06529", "06530"):
        copytree(EXAMPLES / "2026-Q1", tmp_path / code)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Grudging, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    try:
        sources, findings = find_returns([address + argument])
    finally:
        server.shutdown()
        server.server_close()
    assert [display_path(source) for source in sources] == [f"{address}/06541/{name}" for name in QUARTER]
    assert sorted((f.code, f.place.file) for f in findings) == [
        ("F12", f"{address}/06529"),
        ("F12", f"{address}/06530"),
    ]


def test_the_kind_of_an_address_has_no_letter_case(store: str) -> None:
    """HTTP:// is http://, as somebody types it who has Caps Lock on."""
    assert names(store.replace("http", "HTTP") + "/2026-Q1") == QUARTER


def test_a_name_with_brackets_is_a_file_before_it_is_a_pattern(store: str, folder: Path) -> None:
    """Windows calls a second download "kt [1].xlsx"."""
    (folder / "kt [1].xlsx").write_bytes((folder / "2026-Q1" / "kt-2026-Q1.xlsx").read_bytes())
    assert names(f"{store}/kt [1].xlsx") == ["kt [1].xlsx"]
    (folder / "kt [1].xlsx").unlink()
