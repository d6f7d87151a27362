"""What the shop's and the payment provider's HTTP servers have in common."""

import html
import http.server
import json
import pathlib
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
MAX_BODY = 16 * 1024  # bytes


class BadRequest(Exception):
    """A request that cannot be served; the text is for the client."""


class Handler(http.server.BaseHTTPRequestHandler):
    """Finds the method for a request in `routes`: {(method, path): name of the method}."""

    routes = {}
    timeout = 10  # seconds without a byte, then the connection is closed

    def do_GET(self):
        self._serve("GET")

    def do_POST(self):
        self._serve("POST")

    def _serve(self, method):
        # A page from elsewhere may have pointed a name of its own at this machine.
        host = self.headers.get("Host", "").partition(":")[0]
        if host not in ("127.0.0.1", "localhost"):
            return self.answer(403, "this server is for 127.0.0.1 and localhost only\n")
        url = urllib.parse.urlsplit(self.path)
        route = self.routes.get((method, url.path))
        if route is None:
            return self.answer(404, "no such page\n")
        try:
            self.query = self._fields(url.query)
            getattr(self, route)()
        except BadRequest as error:
            self.answer(400, f"{error}\n")

    def body(self):
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit() and len(length) < 10):
            raise BadRequest("the request needs a Content-Length")
        if int(length) > MAX_BODY:
            raise BadRequest(f"the body is larger than {MAX_BODY} bytes")
        return self.rfile.read(int(length))

    def form(self):
        try:
            return self._fields(self.body().decode())
        except UnicodeDecodeError:
            raise BadRequest("the form is not UTF-8") from None

    def json(self):
        return parse_json(self.body())

    @staticmethod
    def _fields(text):
        try:
            return dict(urllib.parse.parse_qsl(text, max_num_fields=20))
        except ValueError:
            raise BadRequest("too many fields") from None

    def answer(self, status, body, content_type="text/plain; charset=utf-8", **headers):
        body = body if isinstance(body, bytes) else body.encode()
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        # Pages load their own files only, and no page elsewhere learns what is in their addresses.
        self.send_header("Content-Security-Policy", "default-src 'self'")
        self.send_header("Referrer-Policy", "strict-origin-when-cross-origin")
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def answer_json(self, status, value):
        self.answer(status, json.dumps(value), "application/json")

    def page(self, title, body, footer, **data):
        """A page; `data` becomes data attributes of the body, which scripts read."""
        attributes = "".join(
            f' data-{name}="{html.escape(value)}"' for name, value in data.items() if value
        )
        self.answer(200, PAGE.format(
            title=html.escape(title), attributes=attributes, body=body, footer=footer,
        ), "text/html; charset=utf-8")

    def style(self):
        self.file("text/css; charset=utf-8")

    def file(self, content_type):
        """A file of this folder; its name is the path of a route."""
        name = urllib.parse.urlsplit(self.path).path[1:]
        self.answer(200, (HERE / name).read_bytes(), content_type)

    def log_message(self, *_):
        """Requests are not logged: their addresses carry first touches."""


def parse_json(body):
    """A JSON object, or BadRequest."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise BadRequest("the body is not valid JSON") from None
    if not isinstance(value, dict):
        raise BadRequest("the body must be a JSON object")
    return value


def server(handler, port):
    """A server on the loopback interface; port 0 selects a free one."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    return server


PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="stylesheet" href="/shop.css">
</head>
<body{attributes}>
<h1>{title}</h1>
{body}
<footer>{footer}</footer>
</body>
</html>
"""
