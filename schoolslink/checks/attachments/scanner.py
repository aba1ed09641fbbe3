"""A stand-in for clamd: speaks its INSTREAM on a socket, and finds one pattern alone."""

from __future__ import annotations

import contextlib
import socketserver
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

from schoolslink.checks.attachments.eicar import pattern


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        """Take one stream, block by block, and say what is in it."""
        if self.rfile.read(10) != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        content = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        found = pattern() in content
        self.wfile.write(b"stream: Eicar-Test FOUND\0" if found else b"stream: OK\0")


@contextlib.contextmanager
def stub_scanner(path: Path) -> Iterator[str]:
    """Let the stand-in listen for a while; return its socket's path."""
    with socketserver.ThreadingUnixStreamServer(str(path), _Talk) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield str(path)
        finally:
            server.shutdown()
            thread.join()
