"""The HTTP side of the Runtime API."""

import base64
import json
import socket
import socketserver
from http.server import BaseHTTPRequestHandler

from seatwright_executor import report
from seatwright_executor.event import Answer

# The most that Lambda takes as an answer to a synchronous call, in bytes.
LARGEST_ANSWER = 6 * 1024 * 1024 + 100

_PREFIX = "/2018-06-01/runtime/"


class Server(socketserver.ThreadingTCPServer):
    """Listens on a free port of the loopback."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True

    def __init__(self, api):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.api = api

    def handle_error(self, request, client_address):
        """A program that dies in the middle of a request is nothing to tell of here: its end is reported elsewhere."""

    def stop(self):
        """Ends serve_forever and closes the port; takes up to half a second."""
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one write
    disable_nagle_algorithm = True

    def log_message(self, *args):
        pass

    def do_GET(self):
        if self.path != _PREFIX + "invocation/next":
            return self._reply(404)
        event = self.server.api.next_event(self._gone)
        if event is None:
            self.close_connection = True
            return None
        return self._reply(
            200,
            event.payload,
            {
                "Content-Type": "application/json",
                "Lambda-Runtime-Aws-Request-Id": event.request_id,
                "Lambda-Runtime-Deadline-Ms": str(event.deadline),
                "Lambda-Runtime-Invoked-Function-Arn": event.function_arn,
                "Lambda-Runtime-Trace-Id": event.trace,
            },
        )

    def _gone(self):
        """Whether the program has closed its end, which it does when it dies while waiting."""
        try:
            return self.connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
        except BlockingIOError:
            return False
        except OSError:
            return True

    def do_POST(self):
        body, trailer = self._body()
        if self.path == _PREFIX + "init/error":
            kind = self.headers.get("Lambda-Runtime-Function-Error-Type", "Runtime.Unknown")
            self.server.api.end(Answer(body or b"", True, kind))
            return self._reply(202, b'{"status":"OK"}')
        place = self.path.removeprefix(_PREFIX + "invocation/").split("/")
        if len(place) != 2 or place[1] not in ("response", "error"):
            return self._reply(404)
        if body is None:
            return self._too_large(place[0])
        answer = Answer(body, True) if place[1] == "error" else _of_response(body, trailer)
        if not self.server.api.answer(place[0], answer):
            return self._reply(400, report.error("InvalidRequestID", "Invalid request ID"))
        return self._reply(202, b'{"status":"OK"}')

    def _too_large(self, request_id):
        kind = "Function.ResponseSizeTooLarge"
        text = f"Response payload size exceeded maximum allowed payload size ({LARGEST_ANSWER} bytes)."
        body = report.error(kind, text)
        self.server.api.answer(request_id, Answer(body, True, kind))
        self._reply(413, body)

    def _reply(self, status, body=b"", headers=None):
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _body(self):
        """Reads the whole body; gives None for one that is too large. The trailer of a chunked one comes with it."""
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            return self._chunks()
        left, kept = int(self.headers.get("Content-Length") or 0), bytearray()
        fits = left <= LARGEST_ANSWER
        while left > 0:
            part = self.rfile.read(min(left, 1 << 16))
            if not part:
                raise ConnectionError("body ended early")
            left -= len(part)
            if fits:
                kept += part
        return (bytes(kept) if fits else None), {}

    def _chunks(self):
        kept, fits = bytearray(), True
        while size := int(self._line().split(b";")[0], 16):
            part = self.rfile.read(size)
            if len(part) != size:
                raise ConnectionError("body ended early")
            self._line()
            fits = fits and len(kept) + size <= LARGEST_ANSWER
            if fits:
                kept += part
        trailer = {}
        while line := self._line().strip():
            name, _, value = line.decode("latin-1").partition(":")
            trailer[name.strip().lower()] = value.strip()
        return (bytes(kept) if fits else None), trailer

    def _line(self):
        line = self.rfile.readline(1 << 16)
        if not line.endswith(b"\n"):
            raise ConnectionError("body ended early")
        return line


def _of_response(body, trailer):
    """A streamed answer may turn out to have failed after it began: the error then comes in the trailer."""
    kind = trailer.get("lambda-runtime-function-error-type")
    if not kind:
        return Answer(body)
    text = base64.b64decode(trailer.get("lambda-runtime-function-error-body", ""))
    try:
        json.loads(text)
    except ValueError:
        text = report.error(kind, text.decode(errors="replace"))
    return Answer(text, True)
