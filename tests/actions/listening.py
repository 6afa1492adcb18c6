"""A real web server for the tests, in a thread, that is told of events as another system would be."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Listener:
    """What came: headers and body of each. `answers` are the statuses to give, and then 204 for ever."""

    def __init__(self, *answers: int) -> None:
        self.came: list[tuple[dict[str, str], bytes]] = []
        self.answers = list(answers)
        self.elsewhere = ""
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                listener.came.append(({name.lower(): value for name, value in self.headers.items()}, body))
                status = listener.answers.pop(0) if listener.answers else 204
                self.send_response(status)
                if 300 <= status < 400:
                    self.send_header("Location", listener.elsewhere)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Nothing to say."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)

    def __enter__(self) -> Listener:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.server.server_port}/kept?from=kept"

    def bodies(self) -> list[Any]:
        """What was said."""
        return [json.loads(body) for _, body in self.came]

    def all_signed(self, secret: str) -> bool:
        """Whether every one is signed as Standard Webhooks has it; worked out afresh, by nothing of ours."""
        key = base64.b64decode(secret.split("_", 1)[1])
        for headers, body in self.came:
            told = b".".join([headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body])
            wanted = base64.b64encode(hmac.new(key, told, hashlib.sha256).digest()).decode()
            if headers["webhook-signature"] != f"v1,{wanted}":
                return False
        return bool(self.came)
