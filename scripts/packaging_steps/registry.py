"""A registry on this machine, so that npm installs the packages as it will from the real one."""

import base64
import hashlib
import http.server
import json
import tarfile
import threading
import urllib.parse


class Registry:
    """Serves packed packages; used with `with`, which gives its URL."""

    def __init__(self, packed):
        self.files = {file.name: file for file in packed}
        self.manifests = {}
        for file in packed:
            with tarfile.open(file) as archive:
                manifest = json.load(archive.extractfile("package/package.json"))
            self.manifests[manifest["name"]] = (manifest, file)

    def document(self, name, url):
        """What a registry says of a package with one version."""
        manifest, file = self.manifests[name]
        digest = base64.b64encode(hashlib.sha512(file.read_bytes()).digest()).decode()
        dist = {"tarball": url + file.name, "integrity": "sha512-" + digest}
        version = manifest["version"]
        versions = {version: {**manifest, "dist": dist}}
        return {"name": name, "dist-tags": {"latest": version}, "versions": versions}

    def __enter__(self):
        registry = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                name = urllib.parse.unquote(self.path.lstrip("/"))
                if name in registry.files:
                    return self.reply(200, registry.files[name].read_bytes())
                if name in registry.manifests:
                    return self.reply(200, json.dumps(registry.document(name, registry.url)).encode())
                return self.reply(404, b'{"error":"not found"}')

            def reply(self, status, body):
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = "http://127.0.0.1:%d/" % self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self.url

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
