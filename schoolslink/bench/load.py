"""Many people at once at the real web server: keep-alive connections, each answer looked at."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from schoolslink.bench.statements import Speed, middle, slow

START_SECONDS = 30


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes


class Line:
    """One connection kept open to the server."""

    def __init__(self, port: int):
        self.port = port
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes) -> Answer:
        """Send one request and return its whole answer."""
        self.socket.sendall(request)
        received = b""
        while (end := received.find(b"\r\n\r\n")) < 0:
            received += self._more()
        lines = received[:end].decode("latin-1").split("\r\n")
        headers = {k.lower(): v for k, _, v in (line.partition(": ") for line in lines[1:])}
        body = bytearray(received[end + 4 :])
        length = int(headers.get("content-length", 0))
        while len(body) < length:
            body += self._more()
        return Answer(int(lines[0].split()[1]), headers, bytes(body))

    def _more(self) -> bytes:
        more = self.socket.recv(262_144)
        if not more:
            raise ConnectionError("The server closed the connection.")
        return more


def request_text(method: str, path: str, *, cookies: Mapping[str, str], body: bytes = b"") -> bytes:
    """Return a request as a browser of a signed-in person sends it."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Accept: text/html"]
    lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in cookies.items()))
    if method == "POST":
        lines.append("Content-Type: application/x-www-form-urlencoded")
        lines.append(f"Content-Length: {len(body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


@dataclass
class Run:
    """What the people of one run saw."""

    times: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def people_at_once(
    port: int,
    make_request: Callable[[int], bytes],
    is_right: Callable[[Answer], bool],
    *,
    clients: int,
    seconds: float,
) -> Speed:
    """Let so many people ask for a while, each as soon as they have their answer.

    make_request: of the n-th request. Raises RuntimeError when an answer was not right.
    """
    runs = [Run() for _ in range(clients)]
    numbers = iter(range(100_000_000))
    until = time.perf_counter() + seconds

    def one_person(run: Run) -> None:
        line = Line(port)
        while (began := time.perf_counter()) < until:
            answer = line.ask(make_request(next(numbers)))
            run.times.append((time.perf_counter() - began) * 1000)
            if not is_right(answer):
                run.wrong.append(f"{answer.status}: {answer.body[:2000]!r}")

    threads = [threading.Thread(target=one_person, args=(run,)) for run in runs]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    times = sorted(one for run in runs for one in run.times)
    wrong = [one for run in runs for one in run.wrong]
    if wrong or not times:
        raise RuntimeError(f"{len(wrong)} of {len(times)} answers were wrong, first {wrong[:1]}")
    return Speed(len(times) / took, middle(times), slow(times), len(times))


@contextlib.contextmanager
def web_server(words: list[str], port: int) -> Iterator[int]:
    """Run the real web server on this process's settings, and stop it at the end; its process id."""
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", *words], env=dict(os.environ), stdout=subprocess.DEVNULL
    )
    try:
        _wait(process, port)
        yield process.pid
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=15)
        if process.poll() is None:
            process.kill()


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    """Return when the server answers."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError):
            line = Line(port)
            if line.ask(request_text("GET", "/healthz", cookies={})).status == 200:
                return
        time.sleep(0.05)
    raise RuntimeError("The web server did not start.")
