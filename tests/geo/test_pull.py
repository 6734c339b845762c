"""Downloads from a real server on this machine, with made-up files and with the real ones."""

import hashlib
import io
import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from geo.catalog import Dataset, Reading, catalog
from geo.downloads import state
from geo.errors import GeoError
from geo.progress import progress_bars
from geo.pull import HURRIED, Pulled, pull
from geo.transfer import Patience
from tests.serving import Answer, FileServer, Proxy, running

QUICK = Patience(pause=0, tries=3)
# several times the 64 KiB that the client reads at once
TOWNS = b"".join(b"town %06d\n" % n for n in range(30_000))
RIVERS = b"".join(b"river %05d\n" % n for n in range(20_000))
PROXY_VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXY_VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def server() -> Iterator[FileServer]:
    with running(FileServer({"towns.csv": TOWNS, "rivers.csv": RIVERS})) as server:
        yield server


@pytest.fixture
def mirror() -> Iterator[FileServer]:
    with running(FileServer({"towns.csv": TOWNS})) as server:
        yield server


@pytest.fixture
def closed_port() -> Iterator[str]:
    """Address of a port at which nobody listens."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{held.getsockname()[1]}"


@pytest.fixture
def mute_port() -> Iterator[socket.socket]:
    """A port that takes every connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


def dataset(name: str, content: bytes, *hosts: str) -> Dataset:
    return Dataset(
        id=name.partition(".")[0],
        title_th="ข้อมูลสมมุติ",
        title_en="Made up",
        publisher_th="การทดสอบ",
        publisher_en="A test",
        publication="None",
        page="https://example.org",
        period="2026",
        licence="None",
        kind="download",
        role="tambon_table",
        file=name,
        bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        addresses=tuple(f"{host}/{name}" for host in hosts),
        read=Reading(rows=1),
    )


def towns(*hosts: str) -> Dataset:
    return dataset("towns.csv", TOWNS, *hosts)


def rivers(*hosts: str) -> Dataset:
    return dataset("rivers.csv", RIVERS, *hosts)


def visible(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != ".lock")


# ── a file that arrives ───────────────────────────────────────────────────────────────────────────


def test_file_arrives_whole_under_its_name(server: FileServer, tmp_path: Path) -> None:
    wanted = towns(server.url)
    folder = tmp_path / "data" / "downloads"
    assert pull([wanted], folder, patience=QUICK) == [
        Pulled(wanted, folder / "towns.csv", f"{server.url}/towns.csv")
    ]
    assert (folder / "towns.csv").read_bytes() == TOWNS
    assert visible(folder) == ["towns.csv"]


def test_results_stand_in_the_order_asked_for(server: FileServer, tmp_path: Path) -> None:
    pulled = pull([towns(server.url), rivers(server.url)], tmp_path, patience=QUICK)
    assert [p.dataset.id for p in pulled] == ["towns", "rivers"]
    assert visible(tmp_path) == ["rivers.csv", "towns.csv"]


def test_redirect_is_followed(server: FileServer, mirror: FileServer, tmp_path: Path) -> None:
    server.answers.append(Answer(location=f"{mirror.url}/towns.csv"))
    pull([towns(server.url)], tmp_path, patience=QUICK)
    assert (tmp_path / "towns.csv").read_bytes() == TOWNS


def test_file_that_is_here_and_right_is_not_asked_for(server: FileServer, tmp_path: Path) -> None:
    (tmp_path / "towns.csv").write_bytes(TOWNS)
    (pulled,) = pull([towns(server.url)], tmp_path, patience=QUICK)
    assert pulled.origin is None
    assert server.asked == []


def test_damaged_file_is_replaced(server: FileServer, tmp_path: Path) -> None:
    (tmp_path / "towns.csv").write_bytes(TOWNS.swapcase())
    pull([towns(server.url)], tmp_path, patience=QUICK)
    assert (tmp_path / "towns.csv").read_bytes() == TOWNS


def test_progress_grows_to_the_size_in_the_catalogue(server: FileServer, tmp_path: Path) -> None:
    told: list[tuple[str, int]] = []
    pull(
        [towns(server.url)],
        tmp_path,
        progress=lambda d, done: told.append((d.id, done)),
        patience=QUICK,
    )
    assert told == sorted(told)
    assert told[-1] == ("towns", len(TOWNS))
    assert len(told) > 1


def test_bars_show_each_file_and_its_size(server: FileServer, tmp_path: Path) -> None:
    page = io.StringIO()
    with progress_bars(Console(file=page, width=120)) as progress:
        pull([towns(server.url), rivers(server.url)], tmp_path, progress=progress, patience=QUICK)
    assert re.search(r"towns\.csv .*360\.0/360\.0 kB", page.getvalue())
    assert re.search(r"rivers\.csv .*240\.0/240\.0 kB", page.getvalue())


# ── a transfer that breaks ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("cut", [1, 65_536, 100_000, len(TOWNS) - 1])
def test_broken_transfer_asks_only_for_the_rest(
    server: FileServer, tmp_path: Path, cut: int
) -> None:
    server.answers.append(Answer(cut_after=cut))
    pull([towns(server.url)], tmp_path, patience=QUICK)
    first, second = server.asked
    assert "range" not in first.headers
    assert second.headers["range"] == f"bytes={cut}-"
    assert second.headers["if-range"] == f'"{hashlib.sha256(TOWNS).hexdigest()}"'
    assert (first.sent, second.sent) == ([cut], [len(TOWNS) - cut])
    assert (tmp_path / "towns.csv").read_bytes() == TOWNS


def test_weak_etag_is_not_used_to_resume(server: FileServer, tmp_path: Path) -> None:
    server.answers.append(Answer(cut_after=1000, weak_etag=True))
    pull([towns(server.url)], tmp_path, patience=QUICK)
    assert "range" in server.asked[1].headers
    assert "if-range" not in server.asked[1].headers


@pytest.mark.parametrize(
    "odd",
    [Answer(ignores_range=True), Answer(wrong_range=True), Answer(status=416), Answer(status=503)],
    ids=["200", "wrong range", "416", "503"],
)
def test_odd_answer_to_a_range_still_ends_in_the_right_file(
    server: FileServer, tmp_path: Path, odd: Answer
) -> None:
    server.answers.extend([Answer(cut_after=1000), odd])
    pull([towns(server.url)], tmp_path, patience=QUICK)
    assert (tmp_path / "towns.csv").read_bytes() == TOWNS
    assert visible(tmp_path) == ["towns.csv"]


@pytest.mark.parametrize(
    ("odd", "reason"),
    [
        (Answer(wrong_range=True), "sent another part than was asked for"),
        (Answer(status=416), "answered 416"),
    ],
    ids=["wrong range", "416"],
)
def test_part_that_the_server_will_not_continue_is_not_kept(
    server: FileServer, tmp_path: Path, odd: Answer, reason: str
) -> None:
    server.answers.extend([Answer(cut_after=1000), odd])
    with pytest.raises(GeoError, match=f"gave up after 2 tries: {reason}"):
        pull([towns(server.url)], tmp_path, patience=Patience(pause=0, tries=2))
    assert visible(tmp_path) == []


def test_file_that_changes_between_two_tries_is_taken_from_the_start(
    server: FileServer, tmp_path: Path
) -> None:
    # the older edition breaks off; its etag is not the newer one's, so the server sends all of it
    server.answers.append(Answer(body=RIVERS, cut_after=1000))
    pull([towns(server.url)], tmp_path, patience=QUICK)
    assert server.asked[1].sent == [len(TOWNS)]
    assert (tmp_path / "towns.csv").read_bytes() == TOWNS


def test_address_is_left_after_a_bounded_number_of_tries(
    server: FileServer, tmp_path: Path
) -> None:
    server.answers.extend([Answer(cut_after=100)] * 10)
    with pytest.raises(GeoError, match=r"towns\.csv: gave up after 3 tries: broke off"):
        pull([towns(server.url)], tmp_path, patience=QUICK)
    assert len(server.asked) == 3
    # each try went on where the one before broke off
    assert (tmp_path / "towns.csv.part").read_bytes() == TOWNS[:300]


def test_mirror_goes_on_where_the_first_address_broke_off(
    server: FileServer, mirror: FileServer, tmp_path: Path
) -> None:
    server.answers.extend([Answer(cut_after=1000), *[Answer(status=500)] * 2])
    (pulled,) = pull([towns(server.url, mirror.url)], tmp_path, patience=QUICK)
    assert pulled.origin == f"{mirror.url}/towns.csv"
    assert mirror.asked[0].headers["range"] == "bytes=1000-"
    # another host's etag means nothing here
    assert "if-range" not in mirror.asked[0].headers
    assert (tmp_path / "towns.csv").read_bytes() == TOWNS


def test_next_run_goes_on_from_an_interrupted_one(server: FileServer, tmp_path: Path) -> None:
    def interrupt(_: Dataset, done: int) -> None:
        if done > 100_000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pull([towns(server.url)], tmp_path, progress=interrupt, patience=QUICK)
    assert visible(tmp_path) == ["towns.csv.part"]
    begun = (tmp_path / "towns.csv.part").stat().st_size
    assert 0 < begun < len(TOWNS)

    pull([towns(server.url)], tmp_path, patience=QUICK)
    assert server.asked[-1].headers["range"] == f"bytes={begun}-"
    assert server.asked[-1].sent == [len(TOWNS) - begun]
    assert (tmp_path / "towns.csv").read_bytes() == TOWNS
    assert visible(tmp_path) == ["towns.csv"]


def test_whole_part_needs_no_request(server: FileServer, tmp_path: Path) -> None:
    (tmp_path / "towns.csv.part").write_bytes(TOWNS)
    pull([towns(server.url)], tmp_path, patience=QUICK)
    assert server.asked == []
    assert visible(tmp_path) == ["towns.csv"]


@pytest.mark.parametrize(
    "part",
    [RIVERS[:1000], TOWNS.swapcase(), TOWNS + b"more"],
    ids=["another file's beginning", "as long but another", "too long"],
)
def test_part_that_does_not_fit_is_thrown_away(
    server: FileServer, tmp_path: Path, part: bytes
) -> None:
    (tmp_path / "towns.csv.part").write_bytes(part)
    pull([towns(server.url)], tmp_path, patience=QUICK)
    assert (tmp_path / "towns.csv").read_bytes() == TOWNS
    assert visible(tmp_path) == ["towns.csv"]


# ── a file that is not the right one ──────────────────────────────────────────────────────────────


def test_wrong_bytes_keep_nothing_and_say_what_was_expected_and_found(
    server: FileServer, tmp_path: Path
) -> None:
    wrong = TOWNS.swapcase()
    server.files["towns.csv"] = wrong
    with pytest.raises(GeoError) as raised:
        pull([towns(server.url)], tmp_path, patience=QUICK)
    message = str(raised.value)
    assert "towns (towns.csv)" in message
    assert f"expected 360,000 bytes with sha256 {hashlib.sha256(TOWNS).hexdigest()}" in message
    assert (
        f"{server.url}/towns.csv: found 360,000 bytes "
        f"with sha256 {hashlib.sha256(wrong).hexdigest()}"
    ) in message
    assert "Try again" in message
    assert visible(tmp_path) == []
    # a second look at the same address would give the same
    assert len(server.asked) == 1


def test_short_file_keeps_nothing(server: FileServer, tmp_path: Path) -> None:
    server.files["towns.csv"] = TOWNS[:-1]
    with pytest.raises(GeoError, match="found 359,999 bytes"):
        pull([towns(server.url)], tmp_path, patience=QUICK)
    assert visible(tmp_path) == []


def test_too_long_answer_is_left_at_once(server: FileServer, tmp_path: Path) -> None:
    server.files["towns.csv"] = TOWNS * 100
    told: list[int] = []
    with pytest.raises(GeoError, match="found more than 360,000 bytes"):
        pull(
            [towns(server.url)],
            tmp_path,
            progress=lambda _, done: told.append(done),
            patience=QUICK,
        )
    assert max(told) <= len(TOWNS)
    assert visible(tmp_path) == []


def test_wrong_bytes_at_one_address_do_not_hide_the_right_ones_at_the_next(
    server: FileServer, mirror: FileServer, tmp_path: Path
) -> None:
    server.files["towns.csv"] = TOWNS.swapcase()
    (pulled,) = pull([towns(server.url, mirror.url)], tmp_path, patience=QUICK)
    assert pulled.origin == f"{mirror.url}/towns.csv"
    assert (tmp_path / "towns.csv").read_bytes() == TOWNS


def test_wrong_bytes_leave_an_older_file_as_it_was(server: FileServer, tmp_path: Path) -> None:
    (tmp_path / "towns.csv").write_bytes(b"older")
    server.files["towns.csv"] = TOWNS.swapcase()
    with pytest.raises(GeoError, match="not what the catalogue expects"):
        pull([towns(server.url)], tmp_path, patience=QUICK)
    assert (tmp_path / "towns.csv").read_bytes() == b"older"


def test_compression_that_was_not_asked_for_is_refused(server: FileServer, tmp_path: Path) -> None:
    server.answers.append(Answer(compressed=True))
    with pytest.raises(GeoError, match="compression"):
        pull([towns(server.url)], tmp_path, patience=QUICK)
    assert server.asked[0].headers["accept-encoding"] == "identity"
    assert visible(tmp_path) == []


# ── a server that does not answer ─────────────────────────────────────────────────────────────────


def test_refused_port_gives_way_to_the_mirror(
    closed_port: str, mirror: FileServer, tmp_path: Path
) -> None:
    (pulled,) = pull([towns(closed_port, mirror.url)], tmp_path, patience=QUICK)
    assert pulled.origin == f"{mirror.url}/towns.csv"


def test_mute_server_gives_way_to_the_mirror(
    mute_port: socket.socket, mirror: FileServer, tmp_path: Path
) -> None:
    mute = f"http://127.0.0.1:{mute_port.getsockname()[1]}"
    (pulled,) = pull([towns(mute, mirror.url)], tmp_path, patience=Patience(silence=1))
    assert pulled.origin == f"{mirror.url}/towns.csv"


def test_mute_server_is_waited_for_once(mute_port: socket.socket, tmp_path: Path) -> None:
    mute = f"http://127.0.0.1:{mute_port.getsockname()[1]}"
    with pytest.raises(GeoError) as raised:
        pull([towns(mute), rivers(mute)], tmp_path, patience=Patience(silence=0.2))
    assert str(raised.value).count("connected, but no answer within 0.2 s") == 2
    mute_port.settimeout(1)
    mute_port.accept()[0].close()
    mute_port.setblocking(False)
    with pytest.raises(BlockingIOError):
        mute_port.accept()


def test_host_that_takes_no_connection_is_left_after_the_time_to_connect(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        # with its queue full, a port lets further callers wait
        waiting = [socket.socket() for _ in range(4)]
        for caller in waiting:
            caller.setblocking(False)
            caller.connect_ex(full.getsockname())
        host = f"http://127.0.0.1:{full.getsockname()[1]}"
        with pytest.raises(GeoError, match=r"no connection within 0\.2 s"):
            pull([towns(host)], tmp_path, patience=Patience(connect=0.2))
        for caller in waiting:
            caller.close()


def test_name_that_nobody_resolves_is_left_after_the_time_to_connect(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    over, answered, asked = threading.Event(), threading.Event(), []

    def silent_name_server(*_: object, **__: object) -> None:
        asked.append(threading.current_thread())
        over.wait(timeout=60)
        answered.set()
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", silent_name_server)
    host = "http://publisher.example"
    with pytest.raises(GeoError) as raised:
        pull([towns(host), rivers(host)], tmp_path, patience=Patience(connect=0.2))
    # the pull ended before the name server gave up, and asked it once for both files
    assert not answered.is_set()
    over.set()
    assert str(raised.value).count("no connection within 0.2 s") == 2
    assert len(asked) == 1
    # the program too may end before it
    assert asked[0].daemon


def test_name_that_does_not_exist_gives_way_to_the_mirror(
    monkeypatch: pytest.MonkeyPatch, mirror: FileServer, tmp_path: Path
) -> None:
    system = socket.getaddrinfo

    def no_such_name(host: object, *rest: object, **hints: object) -> object:
        if host in ("publisher.example", b"publisher.example"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return system(host, *rest, **hints)

    monkeypatch.setattr(socket, "getaddrinfo", no_such_name)
    with pytest.raises(GeoError, match=r"no connection: .*Name or service not known"):
        pull([towns("http://publisher.example")], tmp_path, patience=QUICK)
    wanted = towns("http://publisher.example", mirror.url)
    (pulled,) = pull([wanted], tmp_path, patience=QUICK)
    assert pulled.origin == f"{mirror.url}/towns.csv"


def test_in_a_hurry_nothing_is_waited_for_longer_than_five_seconds_or_tried_again(
    server: FileServer, tmp_path: Path
) -> None:
    assert (HURRIED.connect, HURRIED.silence) == (5, 5)
    server.answers.append(Answer(cut_after=1000))
    with pytest.raises(GeoError, match="gave up after 1 tries"):
        pull([towns(server.url)], tmp_path, patience=HURRIED)
    assert len(server.asked) == 1


def test_server_that_falls_silent_midway_is_resumed_from(
    server: FileServer, tmp_path: Path
) -> None:
    # it promises the whole file, gives a piece and keeps the line open
    with socket.create_server(("127.0.0.1", 0)) as falls_silent:

        def give_a_piece() -> None:
            line, _ = falls_silent.accept()
            line.recv(65_536)
            line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 360000\r\n\r\n" + TOWNS[:5000])
            over.wait(timeout=30)
            line.close()

        over = threading.Event()
        thread = threading.Thread(target=give_a_piece)
        thread.start()
        host = f"http://127.0.0.1:{falls_silent.getsockname()[1]}"
        pull([towns(host, server.url)], tmp_path, patience=Patience(silence=0.5, tries=1, pause=0))
        over.set()
        thread.join()
    assert server.asked[0].headers["range"] == "bytes=5000-"
    assert (tmp_path / "towns.csv").read_bytes() == TOWNS


def test_no_answer_names_every_address_with_its_reason_and_the_way_out(
    server: FileServer, closed_port: str, tmp_path: Path
) -> None:
    wanted = dataset("villages.csv", TOWNS, closed_port, server.url)
    with pytest.raises(GeoError) as raised:
        pull([wanted], tmp_path, patience=QUICK)
    message = str(raised.value)
    assert f"{closed_port}/villages.csv: no connection" in message
    assert f"{server.url}/villages.csv: answered 404 Not Found" in message
    assert "HTTPS_PROXY" in message
    assert "--from DIR" in message
    assert visible(tmp_path) == []


def test_one_failure_does_not_lose_the_others(server: FileServer, tmp_path: Path) -> None:
    lost = dataset("villages.csv", TOWNS, server.url)
    wrong = dataset("rivers.csv", TOWNS, server.url)
    with pytest.raises(GeoError) as raised:
        pull([lost, wrong, towns(server.url)], tmp_path, patience=QUICK)
    assert visible(tmp_path) == ["towns.csv"]
    message = str(raised.value)
    assert "villages.csv: answered 404" in message
    assert "rivers.csv: found 240,000 bytes" in message
    assert "towns" not in message


@pytest.mark.parametrize("address", ["file:///etc/hostname", "ftp://127.0.0.1/x", "towns.csv"])
def test_only_web_addresses_are_asked(tmp_path: Path, address: str) -> None:
    wanted = towns("http://127.0.0.1").model_copy(update={"addresses": (address,)})
    with pytest.raises(GeoError, match="only http:// and https:// are allowed"):
        pull([wanted], tmp_path, patience=QUICK)


def test_redirect_to_another_protocol_is_refused(server: FileServer, tmp_path: Path) -> None:
    server.answers.append(Answer(location="ftp://127.0.0.1/towns.csv"))
    with pytest.raises(GeoError, match="'ftp://'"):
        pull([towns(server.url)], tmp_path, patience=QUICK)


def test_redirect_in_a_circle_is_left(server: FileServer, tmp_path: Path) -> None:
    server.answers.extend([Answer(location=f"{server.url}/towns.csv")] * 50)
    with pytest.raises(GeoError, match="redirects"):
        pull([towns(server.url)], tmp_path, patience=QUICK)


# ── a proxy ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
def test_proxy_of_the_environment_is_used(
    server: FileServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    with running(Proxy(server)) as proxy:
        monkeypatch.setenv(variable, proxy.url)
        pull([towns("http://publisher.invalid")], tmp_path, patience=QUICK)
        assert proxy.asked == ["GET http://publisher.invalid/towns.csv"]
    assert (tmp_path / "towns.csv").read_bytes() == TOWNS


def test_host_in_no_proxy_is_asked_directly(
    server: FileServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(Proxy(server)) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        pull([towns(server.url)], tmp_path, patience=QUICK)
        assert proxy.asked == []
    assert len(server.asked) == 1


def test_proxy_that_refuses_a_tunnel_is_named_as_the_reason(
    server: FileServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(Proxy(server)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        with pytest.raises(GeoError, match="the proxy refused: 403"):
            pull([towns("https://publisher.invalid")], tmp_path, patience=QUICK)
        assert proxy.asked == ["CONNECT publisher.invalid:443"]


def test_proxy_that_makes_no_sense_is_said(
    server: FileServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "gopher://127.0.0.1:70")
    with pytest.raises(GeoError, match=r"The proxy that the environment names.*gopher"):
        pull([towns(server.url)], tmp_path, patience=QUICK)


# ── two at once ───────────────────────────────────────────────────────────────────────────────────


def test_two_pulls_at_once_fetch_once_and_agree(server: FileServer, tmp_path: Path) -> None:
    go_on = threading.Event()
    server.answers.append(Answer(wait_for=go_on))
    results: list[list[Pulled]] = []

    def run() -> None:
        results.append(pull([towns(server.url)], tmp_path, patience=QUICK))

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    go_on.set()
    for thread in threads:
        thread.join()
    assert sorted(str(p.origin) for (p,) in results) == ["None", f"{server.url}/towns.csv"]
    assert len(server.asked) == 1
    assert visible(tmp_path) == ["towns.csv"]


def test_pull_that_never_gets_its_turn_says_so(server: FileServer, tmp_path: Path) -> None:
    go_on = threading.Event()
    server.answers.append(Answer(wait_for=go_on))
    first = threading.Thread(target=pull, args=([towns(server.url)], tmp_path))
    first.start()
    while not server.asked:
        first.join(timeout=0.01)
    try:
        with pytest.raises(GeoError, match="Another pull has been at work"):
            pull([towns(server.url)], tmp_path, patience=Patience(turn=0.1))
    finally:
        go_on.set()
        first.join()
    assert (tmp_path / "towns.csv").read_bytes() == TOWNS


# ── from a folder ─────────────────────────────────────────────────────────────────────────────────


def test_folder_is_taken_instead_of_the_network(server: FileServer, tmp_path: Path) -> None:
    given, folder = tmp_path / "given", tmp_path / "downloads"
    given.mkdir()
    (given / "towns.csv").write_bytes(TOWNS)
    (pulled,) = pull([towns(server.url)], folder, source=given)
    assert pulled.origin == str(given / "towns.csv")
    assert (folder / "towns.csv").read_bytes() == TOWNS
    assert visible(folder) == ["towns.csv"]
    assert server.asked == []


def test_copy_clears_away_what_a_broken_download_left(tmp_path: Path) -> None:
    given, folder = tmp_path / "given", tmp_path / "downloads"
    given.mkdir()
    folder.mkdir()
    (given / "towns.csv").write_bytes(TOWNS)
    (folder / "towns.csv.part").write_bytes(TOWNS[:1000])
    pull([towns("http://publisher.invalid")], folder, source=given)
    assert visible(folder) == ["towns.csv"]


def test_damaged_and_missing_files_of_a_folder_are_named_and_the_rest_is_copied(
    tmp_path: Path,
) -> None:
    given, folder = tmp_path / "given", tmp_path / "downloads"
    given.mkdir()
    (given / "towns.csv").write_bytes(TOWNS)
    (given / "rivers.csv").write_bytes(RIVERS[:-1])
    host = "http://publisher.invalid"
    lost = dataset("villages.csv", b"v", host)
    with pytest.raises(GeoError) as raised:
        pull([rivers(host), lost, towns(host)], folder, source=given)
    message = str(raised.value)
    assert f'expected "{given / "rivers.csv"}": 240,000 bytes' in message
    assert f"found 239,999 bytes with sha256 {hashlib.sha256(RIVERS[:-1]).hexdigest()}" in message
    assert f'expected "{given / "villages.csv"}": 1 bytes' in message
    assert "found no file" in message
    assert visible(folder) == ["towns.csv"]


def test_folder_that_is_not_there_is_said_before_anything_is_done(tmp_path: Path) -> None:
    with pytest.raises(GeoError, match=r"no folder .*nowhere"):
        pull([towns("http://publisher.invalid")], tmp_path / "d", source=tmp_path / "nowhere")
    assert not (tmp_path / "d").exists()


# ── what must not be pulled, and where it must not go ─────────────────────────────────────────────


@pytest.mark.parametrize("name", ["../towns.csv", "/etc/towns.csv", "a/towns.csv", "..", "."])
def test_file_stays_in_the_folder(server: FileServer, tmp_path: Path, name: str) -> None:
    # past the catalogue's own check, as a careless caller might
    wanted = towns(server.url).model_copy(update={"file": name})
    with pytest.raises(GeoError, match="plain file name"):
        pull([towns(server.url), wanted], tmp_path / "downloads", patience=QUICK)
    assert list(tmp_path.iterdir()) == []
    assert server.asked == []


def test_dataset_that_comes_with_phuenthi_is_not_fetched(
    server: FileServer, tmp_path: Path
) -> None:
    with pytest.raises(GeoError, match='"nso_lfs" comes with Phuenthi'):
        pull([towns(server.url), catalog().get("nso_lfs")], tmp_path, patience=QUICK)
    assert server.asked == []


def test_folder_that_cannot_be_made_is_said(server: FileServer, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(GeoError, match=r"cannot be written to.*PHUENTHI_DATA"):
        pull([towns(server.url)], tmp_path / "file" / "downloads", patience=QUICK)


def test_place_that_is_taken_by_a_folder_is_said(server: FileServer, tmp_path: Path) -> None:
    (tmp_path / "towns.csv").mkdir()
    with pytest.raises(GeoError, match=r"could not be read or written:\n  towns"):
        pull([towns(server.url), rivers(server.url)], tmp_path, patience=QUICK)
    assert (tmp_path / "rivers.csv").read_bytes() == RIVERS


# ── what is on this machine ───────────────────────────────────────────────────────────────────────


def test_state_tells_present_absent_damaged_and_shipped(tmp_path: Path) -> None:
    wanted = towns("http://publisher.invalid")
    assert state(wanted, tmp_path / "nowhere") == "absent"
    assert state(wanted, tmp_path) == "absent"
    (tmp_path / "towns.csv").write_bytes(TOWNS[:-1])
    assert state(wanted, tmp_path) == "damaged"
    (tmp_path / "towns.csv").write_bytes(TOWNS.swapcase())
    assert state(wanted, tmp_path) == "damaged"
    (tmp_path / "towns.csv").write_bytes(TOWNS)
    assert state(wanted, tmp_path) == "present"


def test_every_dataset_of_the_catalogue_has_a_state(tmp_path: Path) -> None:
    for known in catalog().dataset:
        expected = "absent" if known.kind == "download" else "shipped"
        assert state(known, tmp_path) == expected


# ── the real files ────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def publisher(upstream: Path) -> Iterator[FileServer]:
    """Serves the real files, as their publishers do."""
    files = {d.file: (upstream / d.file).read_bytes() for d in catalog().downloads() if d.file}
    with running(FileServer(files)) as server:
        yield server


def real(publisher: FileServer) -> list[Dataset]:
    return [
        d.model_copy(update={"addresses": (f"{publisher.url}/{d.file}",)})
        for d in catalog().downloads()
    ]


def test_real_files_have_the_catalogues_checksums(publisher: FileServer, tmp_path: Path) -> None:
    datasets = real(publisher)
    pulled = pull(datasets, tmp_path, patience=QUICK)
    assert [p.dataset for p in pulled] == datasets
    assert all(state(d, tmp_path) == "present" for d in datasets)
    for name, content in publisher.files.items():
        assert (tmp_path / name).read_bytes() == content


def test_real_files_arrive_over_a_line_that_breaks(publisher: FileServer, tmp_path: Path) -> None:
    datasets = real(publisher)
    # every file breaks off twice; each try is told apart by its range
    publisher.answers.extend(
        [Answer(cut_after=700_000), Answer(cut_after=700_000), Answer()] * len(datasets)
    )
    pull(datasets, tmp_path, patience=QUICK)
    assert [a.headers.get("range") for a in publisher.asked] == [
        None,
        "bytes=700000-",
        "bytes=1400000-",
    ] * len(datasets)
    assert sum(sum(a.sent) for a in publisher.asked) == sum(map(len, publisher.files.values()))
    assert all(state(d, tmp_path) == "present" for d in datasets)


def test_real_file_with_one_wrong_bit_is_not_kept(publisher: FileServer, tmp_path: Path) -> None:
    boundaries = next(d for d in real(publisher) if d.role == "boundaries")
    wrong = bytearray(publisher.files[str(boundaries.file)])
    wrong[len(wrong) // 2] ^= 1
    publisher.files[str(boundaries.file)] = bytes(wrong)
    with pytest.raises(GeoError) as raised:
        pull([boundaries], tmp_path, patience=QUICK)
    assert str(boundaries.sha256) in str(raised.value)
    assert hashlib.sha256(wrong).hexdigest() in str(raised.value)
    assert visible(tmp_path) == []


def test_real_files_are_copied_from_their_folder(upstream: Path, tmp_path: Path) -> None:
    pull(catalog().downloads(), tmp_path, source=upstream)
    assert all(state(d, tmp_path) == "present" for d in catalog().downloads())
    # the folder may be one that nobody may write to; its copies are not
    assert all((tmp_path / str(d.file)).stat().st_mode & 0o200 for d in catalog().downloads())
