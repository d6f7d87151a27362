#!/usr/bin/env python3
"""The server in scripts/servers with one oddity: what `goalpost check --url` must see.

    odd_server.py TENANT_FILE MODE [--tls CERT KEY | --unix PATH] [--log FILE]
"""

import os
import socket
import ssl
import sys
import threading
import time
import types

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
sys.path.insert(0, os.path.join(ROOT, "scripts", "servers"))

import python_server  # noqa: E402

SEEN = threading.Lock()
STATE = {"active": 0, "count": 0, "log": None}
GATES = {
    "basic": (401, [("WWW-Authenticate", 'Basic realm="staging"')]),
    "login": (302, [("Location", "https://login.example/?next=x")]),
    "proxy-login": (407, [("Proxy-Authenticate", "Basic")]),
    "bad-gateway": (502, []),
}
RAW = {
    "huge": b"HTTP/1.1 400 Bad\r\nContent-Length: 9000000\r\n\r\n" + b"x" * 2000000,
    "interim": b"HTTP/1.1 100 Continue\r\n\r\n" * 1000,
    "not-http": b"ERR 400\r\n\r\n",
}


def over_the_limit():
    """Every 150th request: a limit that does not depend on how fast this machine is."""
    with SEEN:
        STATE["count"] += 1
        return STATE["count"] % 150 == 0


class Handler(python_server.Handler):
    mode = ""
    served = 0

    def handle_request(self):
        self.served += 1
        mistakes = set()
        if self.mode == "take-all" or (self.mode == "connection-auth" and self.served > 1):
            mistakes = {"always-true"}
        self.server = types.SimpleNamespace(tenants=self.server.tenants, mistakes=mistakes)
        if STATE["log"]:
            with SEEN:
                print(self.headers.get("X-Request-Id"), file=STATE["log"], flush=True)
        self.preset = None
        if self.mode in GATES:
            self.preset = GATES[self.mode]
        elif self.mode == "token" and self.headers.get("Authorization") != "Bearer t0ken":
            self.preset = (403, [])
        elif self.mode == "429" and over_the_limit():
            self.preset = (429, [("Retry-After", "1")])
        elif self.mode == "company":
            with SEEN:
                STATE["active"] += 1
            time.sleep(0.03)
            with SEEN:
                alone = STATE["active"] == 1
                STATE["active"] -= 1
            if not alone:
                self.preset = (500, [])
        return super().handle_request()

    def end_headers(self):
        for name, value in self.preset[1] if self.preset else ():
            self.send_header(name, value)
        super().end_headers()

    def reply(self, status, answer, close=False):
        if self.preset:
            return super().reply(self.preset[0], {"error": "no"}, close)
        error = str(answer.get("error", ""))
        is_pii = "personal data" in error
        if is_pii and self.mode in RAW:
            self.wfile.write(RAW[self.mode])
            self.wfile.flush()
            return self.hang_up()
        if self.mode == "422" and status == 400 and not is_pii:
            status = 422
        if self.mode == "range-500" and "from 0 to 10000" in error:
            status = 500
        return super().reply(status, answer, close)


class Server(python_server.Server):
    context = None

    def finish_request(self, request, address):
        # In its own thread: a handshake must not keep others waiting.
        if self.context:
            request = self.context.wrap_socket(request, server_side=True)
        super().finish_request(request, address)

    def handle_error(self, request, address):
        """A client that left is no news."""


def on_unix(path, tenants):
    """The same server on a Unix socket."""
    class UnixServer(Server):
        address_family = socket.AF_UNIX

        def __init__(self):
            self.tenants, self.mistakes = tenants, set()
            python_server.http.server.HTTPServer.__init__(self, path, Handler)

        def server_bind(self):
            self.socket.bind(path)
            self.server_name, self.server_port = "localhost", 0

        def get_request(self):
            return self.socket.accept()[0], ("unix", 0)

    Handler.disable_nagle_algorithm = False
    return UnixServer()


def main():
    tenants, mode, *rest = sys.argv[1:]
    Handler.mode = mode
    tenants = python_server.read_tenants(tenants)
    if "--log" in rest:
        STATE["log"] = open(rest[rest.index("--log") + 1], "w")
    if "--unix" in rest:
        path = rest[rest.index("--unix") + 1]
        server, url = on_unix(path, tenants), "unix:" + path
    else:
        server = Server(0, tenants, set())
        server.RequestHandlerClass = Handler
        url = "http://127.0.0.1:%d" % server.server_port
    if "--tls" in rest:
        at = rest.index("--tls")
        server.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.context.load_cert_chain(rest[at + 1], rest[at + 2])
        url = url.replace("http:", "https:")
    print("listening on", url, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
