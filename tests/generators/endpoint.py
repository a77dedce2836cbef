"""A real HTTP server that speaks OpenAI's protocol, and does what servers do on bad days."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

__all__ = ["GOOD", "KEY", "Act", "Endpoint", "completion", "failure"]

KEY = "sk-test-1234567890-very-secret"


@dataclass(frozen=True)
class Act:
    """What the server does with one request."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    sleep_s: float = 0
    cut_at: int | None = None
    hang_up: bool = False


def completion(
    content: str | None,
    *,
    finish: str = "stop",
    refusal: str | None = None,
    usage: tuple[int, int] | None = (100, 10),
) -> Act:
    """Return a well-formed chat completion with the given text; ``usage`` is tokens read and written."""
    message = {"role": "assistant", "content": content, "refusal": refusal}
    body: dict[str, Any] = {
        "id": "c",
        "object": "chat.completion",
        "created": 0,
        "model": "m",
        "choices": [{"index": 0, "message": message, "finish_reason": finish}],
    }
    if usage is not None:
        body["usage"] = dict(zip(("prompt_tokens", "completion_tokens"), usage, strict=True))
    return Act(body=json.dumps(body).encode())


def failure(status: int, message: str = "no", **headers: str) -> Act:
    """Return an error response in OpenAI's form."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Act(status, json.dumps({"error": {"message": message, "type": "t", "code": None}}).encode(), named)


GOOD = completion('{"governing_law": "Delaware", "parties": ["Acme Inc.", "Beta LLC"]}')


class Endpoint:
    """A server that answers from a script: a list of acts, or a function of the request's body."""

    def __init__(self) -> None:
        self.script: list[Act] | Callable[[dict[str, Any]], Act] = []
        self.requests: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.times: list[float] = []
        self.underway = self.most_underway = 0
        self._lock = threading.Lock()
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                endpoint.paths.append(self.path)
                act = endpoint.next_act(body)
                time.sleep(act.sleep_s)
                endpoint.done()
                if act.hang_up or not endpoint.is_up:
                    self.close_connection = True
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                try:
                    self.send_response(act.status)
                    for name, value in act.headers.items():
                        self.send_header(name, value)
                    self.send_header("Content-Type", "application/json")
                    self.send_header("Content-Length", str(len(act.body)))
                    self.end_headers()
                    self.wfile.write(act.body[: act.cut_at])
                except OSError:
                    return  # the client went away, as some tests want
                self.close_connection = act.cut_at is not None

            def log_message(self, *_: object) -> None:
                """Keep quiet."""

        self._handler = Handler
        self._server: ThreadingHTTPServer | None = None
        self._port = 0
        self.start()
        self.url = f"http://127.0.0.1:{self._port}/v1"

    def __enter__(self) -> Self:
        """Return the endpoint, which is up."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self.stop()

    def start(self) -> None:
        """Begin to listen, where it listened before."""
        self._server = ThreadingHTTPServer(("127.0.0.1", self._port), self._handler)
        self._server.daemon_threads = True
        self._port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def stop(self) -> None:
        """Listen no more: connections are refused."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    @property
    def is_up(self) -> bool:
        """Whether it listens."""
        return self._server is not None

    def next_act(self, body: dict[str, Any]) -> Act:
        """Note a request and return what to do with it; the last act of a list is repeated."""
        with self._lock:
            self.requests.append(body)
            self.times.append(time.monotonic())
            self.underway += 1
            self.most_underway = max(self.most_underway, self.underway)
            if callable(self.script):
                return self.script(body)
            return self.script.pop(0) if len(self.script) > 1 else self.script[0]

    def done(self) -> None:
        """Note that a request is about to be answered."""
        with self._lock:
            self.underway -= 1
