"""Chromium without a screen, driven over its developer tools. Python 3.8 or later, standard library only."""

import base64
import json
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time

PATIENCE = 60  # seconds until a page must be there


class DevTools:
    """A connection to Chromium's developer tools: a WebSocket client, as far as they need one."""

    def __init__(self, url):
        host, port, path = re.fullmatch(r"ws://([^:/]+):(\d+)(/.*)", url).groups()
        self._socket = socket.create_connection((host, int(port)), PATIENCE)
        self._file = self._socket.makefile("rb")
        self._calls = 0
        key = base64.b64encode(os.urandom(16)).decode()
        self._socket.sendall((
            f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
        ).encode())
        if b" 101 " not in self._file.readline():
            sys.exit("Chromium refused the connection")
        while self._file.readline() != b"\r\n":
            pass

    def call(self, method, **params):
        self._calls += 1
        self._send(json.dumps({"id": self._calls, "method": method, "params": params}).encode())
        while True:
            message = json.loads(self._receive())
            if message.get("id") == self._calls:
                return message.get("result")  # None if the page went while it was asked

    def _send(self, data):
        # A client masks what it sends; a mask of zeros leaves it readable.
        self._socket.sendall(b"\x81" + struct.pack(">BQ", 0xFF, len(data)) + bytes(4) + data)

    def _receive(self):
        text = b""
        while True:
            first, length = self._file.read(2)
            if length == 126:
                length, = struct.unpack(">H", self._file.read(2))
            elif length == 127:
                length, = struct.unpack(">Q", self._file.read(8))
            text += self._file.read(length)
            if first & 0x80:
                return text


class Browser:
    def __init__(self):
        self._profile = tempfile.mkdtemp(prefix="record-shop-")
        self._process = subprocess.Popen(
            ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
             "--disable-background-networking", "--remote-debugging-port=0", f"--user-data-dir={self._profile}"],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )
        url = next(line.split()[-1] for line in self._process.stderr if line.startswith("DevTools listening on"))
        page = DevTools(url).call("Target.createTarget", url="about:blank")["targetId"]
        self._page = DevTools(f"{url.split('/devtools/')[0]}/devtools/page/{page}")

    def go(self, url):
        self._page.call("Page.navigate", url=url)

    def click(self, selector):
        self.until(f"document.querySelector('{selector}') && document.readyState === 'complete'")
        self._page.call("Runtime.evaluate", expression=f"document.querySelector('{selector}').click()")

    def until(self, condition):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            answer = self._page.call("Runtime.evaluate", expression=f"!!({condition})")
            if answer and answer["result"].get("value") is True:
                return
            time.sleep(0.05)
        sys.exit(f"never true: {condition}")

    def call(self, method, **params):
        return self._page.call(method, **params)

    def evaluate(self, expression):
        answer = self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            sys.exit(f"{expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def picture(self, path, width, height):
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self._page.call("Emulation.setDeviceMetricsOverride", **size)
        data = base64.b64decode(self._page.call("Page.captureScreenshot", format="png")["data"])
        path.write_bytes(data)
        print(f"{path.name}: {len(data)} bytes")

    def close(self):
        self._process.terminate()
        self._process.wait()
        shutil.rmtree(self._profile, ignore_errors=True)
