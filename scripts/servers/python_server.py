"""The validator behind a real HTTP server, on the loopback interface only.

    python3 scripts/servers/python_server.py --tenant-file tenant.toml [--port 0] [--mistake NAME]...

It prints `listening on http://127.0.0.1:PORT` when it is ready. Standard library only; Python 3.8 and
later.
"""

import argparse
import datetime
import http.server
import json
import re
import signal
import socket
import sys
import time
import traceback

import goal_server


class Handler(http.server.BaseHTTPRequestHandler):
    """Reads a request, has it decided, writes the answer."""

    protocol_version = "HTTP/1.1"
    server_version = "goal-server"
    sys_version = ""
    timeout = 10  # seconds that a client may be silent
    disable_nagle_algorithm = True
    wbufsize = -1  # one write an answer

    def __getattr__(self, name):
        """http.server looks for a method named after the verb; all of them are handled alike."""
        if name.startswith("do_"):
            return self.handle_request
        raise AttributeError(name)

    def handle_request(self):
        """Answers one request."""
        # A line that is no header ends the headers for http.server; one after it may be the signature.
        if self.headers.defects:
            return self.reply(400, {"error": "malformed headers"}, close=True)
        length = self.body_length()
        if length is None:
            return None
        body = self.rfile.read(min(length, goal_server.MAX_BODY + 1))
        if len(body) < min(length, goal_server.MAX_BODY + 1):
            return self.reply(400, {"error": "the body is incomplete"}, close=True)
        request = {
            "method": self.command,
            # Not self.path: http.server tidies that up.
            "target": self.requestline.split()[1],
            "headers": [(name, value.encode("latin-1")) for name, value in self.headers.items()],
            "body": body,
        }
        now = datetime.datetime.now(datetime.timezone.utc)
        try:
            status, answer = goal_server.decide(request, self.server.tenants, now, self.server.mistakes)
        except Exception as error:
            report("".join(traceback.format_exception_only(type(error), error)).strip())
            status, answer = 500, goal_server.INTERNAL_ERROR
        return self.reply(status, answer, close=len(body) < length or len(body) > goal_server.MAX_BODY)

    def body_length(self):
        """How long the body is; None where that was wrong, and was answered."""
        lengths = [value.strip(" \t") for value in self.headers.get_all("Content-Length", [])]
        if "Transfer-Encoding" in self.headers or (not lengths and self.command == "POST"):
            return self.reply(411, {"error": "a Content-Length is needed"}, close=True)
        if not lengths:
            return 0
        if len(set(lengths)) > 1 or not re.fullmatch("[0-9]{1,18}", lengths[0]):
            return self.reply(400, {"error": "malformed Content-Length"}, close=True)
        return int(lengths[0])

    def reply(self, status, answer, close=False):
        """Writes an answer."""
        body = json.dumps(answer).encode("ascii")
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if status == 405:
            self.send_header("Allow", "POST")
        if close:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        self.wfile.flush()
        if close:
            self.hang_up()

    def hang_up(self):
        """Lets a client that is still sending read the answer: closing at once would reset it."""
        try:
            self.connection.shutdown(socket.SHUT_WR)
            deadline = time.monotonic() + 2
            while time.monotonic() < deadline:
                self.connection.settimeout(max(0.01, deadline - time.monotonic()))
                if not self.rfile.read1(65536):
                    break
        except OSError:
            pass

    def send_error(self, code, message=None, explain=None):
        """What http.server finds wrong by itself; its own answer would be a page that quotes the request."""
        self.request_version = self.protocol_version  # until it is known, no status line would be sent
        self.reply(code, {"error": "malformed request"}, close=True)

    def handle_expect_100(self):
        """Sends the go-ahead at once: the client waits for it."""
        go_ahead = super().handle_expect_100()
        self.wfile.flush()
        return go_ahead

    def log_message(self, *args):
        """No access log."""


class Server(http.server.ThreadingHTTPServer):
    """A thread a connection."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port, tenants, mistakes):
        super().__init__(("127.0.0.1", port), Handler)
        self.tenants = tenants
        self.mistakes = mistakes

    def handle_error(self, request, client_address):
        """A client that left is no news."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


def report(text):
    """A line for whoever runs the server."""
    print(text, file=sys.stderr, flush=True)


def read_tenants(path):
    """The tenants in a file: TOML, but only `[[tenant]]` tables of three strings.

    Python has a TOML reader since 3.11 only. What is wrong is told by line; no value is ever repeated.
    """
    tenants = []
    with open(path, encoding="utf-8", newline="\n") as file:
        lines = file.read().split("\n")
    for at, line in enumerate(lines, 1):
        where = "%s:%d: " % (path, at)
        line = line.strip(" \t\r")
        if not line or line.startswith("#"):
            continue
        if re.fullmatch(r"\[\[[ \t]*tenant[ \t]*\]\][ \t]*(#.*)?", line):
            tenants.append({})
            continue
        entry = re.fullmatch(r'(domain|tenant_id|secret)[ \t]*=[ \t]*"((?:[^"\\]|\\.)*)"[ \t]*(#.*)?', line)
        if not entry or not tenants:
            raise ValueError(where + "expected [[tenant]], then domain, tenant_id and secret as \"text\"")
        key, text = entry[1], unescape(entry[2])
        if text is None:
            raise ValueError(where + 'a control character, or another escape than \\" \\\\ \\uXXXX')
        if key in tenants[-1]:
            raise ValueError(where + key + " is there twice")
        tenants[-1][key] = text
    for index, tenant in enumerate(tenants, 1):
        if len(tenant) != 3:
            raise ValueError("%s: tenant %d needs domain, tenant_id and secret" % (path, index))
    if not tenants:
        raise ValueError("%s: no [[tenant]]" % path)
    if len({goal_server.ascii_lower(tenant["domain"]) for tenant in tenants}) != len(tenants):
        raise ValueError("%s: two tenants have one domain" % path)
    return tenants


def unescape(text):
    """The text that a TOML string spells, or None."""
    if re.search("[\x00-\x08\x0a-\x1f\x7f]", text):
        return None
    if not re.fullmatch(r'(?:[^\\]|\\["\\]|\\u(?![Dd][89A-Fa-f])[0-9A-Fa-f]{4})*', text):
        return None
    return re.sub(r'\\(?:u(.{4})|(.))', lambda match: match[2] or chr(int(match[1], 16)), text)


def main():
    """Runs until a signal ends it."""
    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
    parser = argparse.ArgumentParser(description="Serves LoudPixel's goal endpoint on 127.0.0.1.")
    parser.add_argument("--tenant-file", required=True, metavar="FILE", help="[[tenant]] tables, in TOML")
    parser.add_argument("--port", type=int, default=0, help="0, the default, takes a free one")
    parser.add_argument("--mistake", action="append", default=[], choices=sorted(goal_server.MISTAKES),
                        metavar="NAME", help="switch a known bug on; may be repeated")
    options = parser.parse_args()
    try:
        tenants = read_tenants(options.tenant_file)
        server = Server(options.port, tenants, frozenset(options.mistake))
    except (OSError, OverflowError, ValueError) as error:
        sys.exit("python_server: %s" % error)
    for tenant in tenants:
        if goal_server.decode_secret(tenant["secret"], frozenset()) is None:
            report("the secret of %s is not usable: its signed goals get a 401" % ascii(tenant["domain"]))
    with server:
        print("listening on http://127.0.0.1:%d" % server.server_port, flush=True)
        server.serve_forever()


def leave(*_):
    """Ends the main thread; the others are daemons."""
    sys.exit(0)


if __name__ == "__main__":
    main()
