"""A line between the app and its PostgreSQL that can be cut at a moment of our choice."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Line:
    """Passes on what both sides say, each connection in threads of its own."""

    def __init__(self, server: int) -> None:
        self._server = server
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._words = self._after = b""
        self._before = True
        self.cuts = 0
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    def cut_at(self, words: bytes, *, before: bool, after: bytes = b"") -> None:
        """Cut the line once, when the app says these words: before they are passed on, or when they are answered.

        :param before: False: the server does as it is told, and its answer is lost.
        :param after: only on a connection on which this was said before.
        """
        self._before, self._after, self._words = before, after, words

    def close(self) -> None:
        """No more connections."""
        self._listening.shutdown(socket.SHUT_RDWR)
        self._accepting.join()

    def _accept(self) -> None:
        with self._listening, suppress(OSError):
            while True:
                app, _ = self._listening.accept()
                threading.Thread(target=self._connect, args=(app,), daemon=True).start()

    def _connect(self, app: socket.socket) -> None:
        """Pass on in both directions, until one side goes away."""
        with app, suppress(OSError), socket.create_connection(("127.0.0.1", self._server)) as server:
            lost = threading.Event()
            back = threading.Thread(target=self._pass, args=(server, app, False, lost), daemon=True)
            back.start()
            self._pass(app, server, True, lost)
            back.join()

    def _pass(self, source: socket.socket, target: socket.socket, is_app: bool, lost: threading.Event) -> None:
        is_meant = False
        with suppress(OSError):
            while said := source.recv(1 << 16):
                is_meant = is_meant or (bool(self._words) and self._after in said)
                if is_app and is_meant and self._words and self._words in said:
                    self._words = b""
                    self.cuts += 1
                    if self._before:
                        break
                    lost.set()
                elif not is_app and lost.is_set():
                    break
                target.sendall(said)
        for one in (source, target):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


@contextmanager
def line_to(server: int) -> Iterator[Line]:
    """A line to the server at a port."""
    line = Line(server)
    try:
        yield line
    finally:
        line.close()
