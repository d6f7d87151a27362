"""A small HTTP/1.1 server on 127.0.0.1 whose every step can be replaced: what stateful_server.py and manners_server.py
stand on.

A thread a connection, keep-alive, pipelining. What a mistake or a manner replaces is an attribute of `Server`:
`answer` (a request to an answer), `arrange` (the requests of one read to answers, in order), `encode` (an answer to
bytes), `body_of` (how a body is read), `on_connection` (called with each new connection). Standard library only; Python 3.8 and later.
"""

import datetime
import http
import itertools
import json
import re
import socket
import sys
import threading
import time
import traceback

import goal_server

MAX_HEAD = 65536
SILENCE = 10  # seconds that a client may be silent, unless a manner says otherwise
REQUEST_LINE = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+) ([!-~\x80-\xff]+) HTTP/1\.([01])")
HEADER = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\0-\x08\x0a-\x1f\x7f]*?)[ \t]*")


class Malformed(Exception):
    """Bytes that are not a request: answered once, then the connection is closed."""

    def __init__(self, status=400):
        super().__init__(status)
        self.status = status


class Request:
    """A request as `goal_server.decide` takes it, and where it came from."""

    def __init__(self, method, target, headers, http_1_0, connection):
        self.method, self.target, self.headers = method, target, headers
        self.connection = connection
        self.body = b""
        self.cut = False  # whether the body was too long to be read whole
        wish = b",".join(self.values("Connection")).lower()
        self.close = b"close" in wish or http_1_0

    def values(self, name):
        """The values of a header, in order."""
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def __getitem__(self, name):
        return getattr(self, name)

    def changed(self, **members):
        """A copy with other members."""
        copy = object.__new__(Request)
        copy.__dict__.update(self.__dict__, **members)
        return copy

    def goal(self):
        """What the body holds, if it is an object; else an empty one. For the code that remembers, not for the judge."""
        try:
            goal = json.loads(self.body)
        except (ValueError, RecursionError):
            return {}
        return goal if isinstance(goal, dict) else {}

    def text(self, field):
        """A member of the goal, if it is text; else an empty text."""
        value = self.goal().get(field)
        return value if isinstance(value, str) else ""

    def domain(self):
        """The query's domain as it is spelled, or an empty text."""
        found = re.search(r"[?&]domain=([^&]*)", self.target)
        return found[1] if found else ""

    def signature(self):
        """The first signature, or None."""
        values = self.values("X-LP-Goal-Signature")
        return values[0] if values else None


class Answer:
    """A status, a body (bytes, or what becomes JSON), headers. `close` ends the connection after it."""

    def __init__(self, status, body, headers=(), close=False):
        self.status, self.body, self.headers, self.close = status, body, list(headers), close


class Connection:
    """One client. `memory` is for mistakes that remember something of the connection."""

    def __init__(self, server, sock):
        self.server, self.socket = server, sock
        self.number = next(server.numbers)
        self.buffer = bytearray()
        self.memory = {}
        self.send = sock.sendall

    def serve(self):
        """Answers requests until one side has had enough."""
        try:
            self.socket.settimeout(self.server.silence)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while self.batch():
                pass
        except OSError:
            pass  # a client that left, or said nothing for too long
        finally:
            self.socket.close()

    def batch(self):
        """Answers what is there; whether to go on."""
        requests, malformed = [], None
        try:
            while True:
                request = self.next_request(wait=not requests)
                if request is None:
                    break
                requests.append(request)
                if request.close or request.cut:
                    break
        except Malformed as error:
            malformed = error
        if not requests and not malformed:
            return False
        out, flushed = bytearray(), time.monotonic()
        for request, answer in self.server.arrange(requests):
            close = answer.close or request.close or request.cut
            out += self.server.encode(request, answer, close)
            if close:
                return self.hang_up(out)
            if len(out) > 65536 or time.monotonic() - flushed > 0.005:
                self.send(out)
                out, flushed = bytearray(), time.monotonic()
        if malformed:
            answer = Answer(malformed.status, {"error": "malformed request"})
            return self.hang_up(out + self.server.encode(None, answer, True))
        self.send(out)
        return True

    def hang_up(self, out):
        """Sends the last bytes, and lets a client that is still sending read them: closing at once would reset it."""
        self.send(out)
        self.socket.shutdown(socket.SHUT_WR)
        deadline = time.monotonic() + 2
        while time.monotonic() < deadline:
            self.socket.settimeout(max(0.01, deadline - time.monotonic()))
            if not self.socket.recv(65536):
                break
        return False

    def more(self):
        """Reads what has come; False at the end."""
        data = self.socket.recv(262144)
        self.buffer += data
        return bool(data)

    def next_request(self, wait):
        """The next request; None at the end of the stream, or (without `wait`) where it is not there whole."""
        while True:
            while self.buffer[:2] == b"\r\n":
                del self.buffer[:2]
            end = self.buffer.find(b"\r\n\r\n")
            if end >= 0:
                break
            if len(self.buffer) > MAX_HEAD:
                raise Malformed(431)
            if re.search(rb"(?<!\r)\n", self.buffer):
                raise Malformed
            if not wait or not self.more():
                return None
        if end > MAX_HEAD:
            raise Malformed(431)
        request = self.read_head(bytes(self.buffer[:end]))
        length = self.length(request)
        needed = end + 4 + min(length, goal_server.MAX_BODY + 1)
        if len(self.buffer) < needed:
            if not wait:
                return None
            if b"100-continue" in b",".join(request.values("Expect")).lower():
                self.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        return self.server.body_of(self, request, end + 4, length)

    def read_head(self, head):
        """The request line and the headers."""
        first, *lines = head.split(b"\r\n")
        line = REQUEST_LINE.fullmatch(first)
        headers = [HEADER.fullmatch(line) for line in lines]
        if not line or not all(headers) or len(headers) > 200:
            raise Malformed(431 if len(headers) > 200 else 400)
        headers = [(header[1].decode("ascii"), header[2]) for header in headers]
        method, target = line[1].decode("ascii"), line[2].decode("latin-1")
        return Request(method, target, headers, line[3] == b"0", self)

    def length(self, request):
        """How long the body is, in bytes."""
        lengths = request.values("Content-Length")
        if request.values("Transfer-Encoding"):
            raise Malformed(411)
        if len(set(lengths)) > 1 or not all(re.fullmatch(rb"[0-9]{1,18}", value) for value in lengths):
            raise Malformed
        return int(lengths[0]) if lengths else 0


def read_whole(connection, request, start, length):
    """Reads the body to its end, or to one byte over the limit, and takes the request out of the buffer."""
    end = start + min(length, goal_server.MAX_BODY + 1)
    while len(connection.buffer) < end:
        if not connection.more():
            raise Malformed
    request.body = bytes(connection.buffer[start:end])
    request.cut = length > goal_server.MAX_BODY
    del connection.buffer[:end]
    return request


class Server:
    """The right server. What is wrong with it, or odd, is put in place of its attributes."""

    def __init__(self, tenants):
        self.tenants = tenants
        self.numbers = itertools.count()
        self.answer = self.judge
        self.arrange = self.in_order
        self.encode = encode
        self.body_of = read_whole
        self.silence = SILENCE
        self.port = None
        self.on_connection = lambda connection: None

    def clock(self):
        """Now."""
        return datetime.datetime.now(datetime.timezone.utc)

    def judge(self, request, mistakes=frozenset(), tenants=None):
        """The right answer; `mistakes` are those of goal_server.py."""
        status, body = goal_server.decide(request, tenants or self.tenants, self.clock(), mistakes)
        return Answer(status, body, [("Allow", "POST")] if status == 405 else [])

    def tenant(self, request):
        """The tenant whose domain the request spells, or None."""
        domain = goal_server.ascii_lower(request.domain())
        return next((t for t in self.tenants if goal_server.ascii_lower(t["domain"]) == domain), None)

    def in_order(self, requests):
        """Answers one by one; an exception is a 500, as with any framework."""
        for request in requests:
            yield request, self.guarded(request)

    def guarded(self, request):
        """The answer, or a 500."""
        try:
            return self.answer(request)
        except Exception as error:
            text = "".join(traceback.format_exception_only(type(error), error)).strip()
            print(text, file=sys.stderr, flush=True)
            return Answer(500, goal_server.INTERNAL_ERROR)

    def listen(self, port):
        """Serves until the process ends; prints where, once it can be reached."""
        with socket.create_server(("127.0.0.1", port), backlog=256) as listener:
            self.port = listener.getsockname()[1]
            print("listening on http://127.0.0.1:%d" % self.port, flush=True)
            while True:
                sock, _ = listener.accept()
                connection = Connection(self, sock)
                self.on_connection(connection)
                threading.Thread(target=connection.serve, daemon=True).start()


def reason(status):
    """The text after the status."""
    return http.HTTPStatus(status).phrase


def payload(answer):
    """An answer's body as bytes."""
    return answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode("ascii")


def encode(request, answer, close, body=None, phrase=reason):
    """An answer as bytes. `request` is None where there was none to read."""
    body = payload(answer) if body is None else body
    head = ["HTTP/1.1 %d %s" % (answer.status, phrase(answer.status))]
    named = {name.lower() for name, _ in answer.headers}
    if "content-type" not in named and body:
        head.append("Content-Type: application/json")
    if "transfer-encoding" not in named and answer.status != 204:
        head.append("Content-Length: %d" % len(body))
    head += ["%s: %s" % pair for pair in answer.headers]
    if close:
        head.append("Connection: close")
    if request is not None and request.method == "HEAD":
        body = b""
    return "\r\n".join(head).encode("latin-1") + b"\r\n\r\n" + body
