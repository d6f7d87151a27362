"""Shows each mistake of stateful_server.py with the smallest number of requests, and that the right server does not
show it; and asks each manner of manners_server.py for what must hold whatever the manners.

    python3 scripts/servers/test_servers.py [NAME]...

Standard library only. Exits 1, and says which, if a mistake is not seen, or seen where there is none.
"""

import datetime
import hashlib
import hmac
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
import zlib

import goal_server
import manners_server
import stateful_server

HERE = os.path.dirname(os.path.abspath(__file__))
TENANTS = {
    "yoursite.com": ("b5e1a3c7-2f4d-4f6e-9a55-3c7c2f8e9d11", "00112233445566778899aabbccddeeff" * 2),
    "second.example": ("c6e1a3c7-2f4d-4f6e-9a55-3c7c2f8e9d22", "ffeeddccbbaa99887766554433221100" * 2),
}
TENANT_FILE = "".join(
    '[[tenant]]\ndomain = "%s"\ntenant_id = "%s"\nsecret = "%s"\n' % (domain, *rest) for domain, rest in TENANTS.items()
)


def goal(session="s-1", event="purchase", bucket="ai_search", ts=None, **properties):
    """A goal; without properties it has a value and a currency."""
    made = {"event_name": event, "session_id": session, "properties": properties or {"value": 99.5, "currency": "EUR"}}
    made.update({"first_touch_bucket": bucket} if bucket else {})
    made.update({"first_touch_ts": ts} if ts else {})
    return made


def signature(of, domain="yoursite.com", signer=None):
    """The right signature of a goal, or that which another tenant's secret makes."""
    (tenant_id, _), (_, secret) = TENANTS[domain], TENANTS[signer or domain]
    tenant = {"domain": domain, "tenant_id": tenant_id, "secret": secret}
    message = goal_server.signed_bytes(tenant, of, b"", frozenset())
    return hmac.new(bytes.fromhex(secret), message, hashlib.sha256).hexdigest()


def other_digit(of, at):
    """A signature with another digit at a place."""
    return of[:at] + ("0" if of[at] != "0" else "1") + of[at + 1:]


def post(body, signed="right", domain="yoursite.com", spelled=None, kind="application/json", signer=None, **head):
    """A request's bytes. `signed`: "right", "wrong", None, or the signature itself; `spelled`: the query as sent."""
    if signed == "right":
        signed = signature(body, signer or domain)
    elif signed == "wrong":
        signed = other_digit(signature(body, domain), 63)
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    query = "?domain=" + domain if spelled is None else spelled
    lines = ["%s %s%s HTTP/1.1" % (head.get("method", "POST"), head.get("path", goal_server.PATH), query), "Host: x"]
    fields = ["Content-Type: " + kind] + (["%s: %s" % (head.get("name", "X-LP-Goal-Signature"), signed)] if signed else [])
    lines += reversed(fields) if head.get("signature_first") else fields
    lines.append("Content-Length: %d" % len(data))
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + data


class Client:
    """One connection."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=3)
        self.file = self.socket.makefile("rb")

    def ask(self, *requests):
        """Sends requests at once; the answers, each a status and the text of its body, None for no answer."""
        self.send(b"".join(requests))
        return [self.answer() for _ in requests]

    def send(self, data):
        """Sends bytes."""
        self.socket.sendall(data)

    def answer(self):
        """The next answer that is not interim."""
        try:
            status = int((self.file.readline().split() + [b"0", b"0"])[1])
            head = b"".join(iter(self.file.readline, b"\r\n")) if status else b""
        except (OSError, ValueError):
            return None, ""
        if status < 200:
            return self.answer() if status else (None, "")
        if re.search(rb"(?i)transfer-encoding: chunked", head):
            body = b""
            while True:
                size = int(self.file.readline().split(b";")[0], 16)
                if not size:
                    break
                body += self.file.read(size + 2)[:-2]
            list(iter(self.file.readline, b"\r\n"))
            return status, body.decode()
        length = re.search(rb"(?i)content-length: ([0-9]+)", head)
        return status, self.file.read(int(length[1])).decode() if length else ""


def then(*requests, wrong, apart=False):
    """A demonstration: the requests one after the other, on one connection or each on its own; `wrong` judges the last.

    What holds an instant is made when it is sent: it is a function.
    """

    def show(port):
        client = None
        for request in requests:
            client = Client(port) if apart or client is None else client
            (answer,) = client.ask(request() if callable(request) else request)
        return wrong(answer)

    show.requests = len(requests)
    return show


def pipelined(*requests, wrong):
    """The same, in one write; `wrong` judges all answers."""

    def show(port):
        return wrong(Client(port).ask(*requests))

    show.requests = len(requests)
    return show


def raced(first, second, wrong):
    """Two requests again and again, each on its own connection at the same time; `wrong` judges an answer to the second."""

    def show(port):
        deadline, seen = time.monotonic() + 3, []

        def load(request, judge):
            client = Client(port)
            while time.monotonic() < deadline and not seen:
                (answer,) = client.ask(request)
                if judge(answer):
                    seen.append(answer)

        threads = [threading.Thread(target=load, args=pair) for pair in ((first, lambda _: False), (second, wrong))]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        return bool(seen)

    show.requests = 2
    return show


def one_recv(port):
    """A request whose body arrives after its head, in two pieces."""
    client, request = Client(port), post(goal())
    for piece in (request[:-40], request[-40:-20], request[-20:]):
        client.send(piece)
        time.sleep(0.05)
    return client.answer()[0] != 200


def split_text(port):
    """A request that is cut within a character."""
    client = Client(port)
    signed, data = signature(goal(plan="Caf\u00e9")), json.dumps(goal(plan="Caf\u00e9"), ensure_ascii=False).encode()
    request = post(data, signed)
    at = request.index(b"\xc3") + 1
    for piece in (request[:-len(data)], request[-len(data):at], request[at:]):
        client.send(piece)
        time.sleep(0.05)
    return client.answer()[0] != 200


def batch_job(port):
    """A goal at the beginning of a fifth second."""
    time.sleep(5.02 - time.time() % 5)
    return Client(port).ask(RIGHT)[0][0] == 500


def same_crc(body):
    """A goal's bytes that have ten bits of their CRC in common with another one's."""
    like = lambda at: json.dumps(goal("other-%d" % at)).encode()
    return next(like(at) for at in range(100_000) if zlib.crc32(like(at)) & 1023 == zlib.crc32(body) & 1023)


def open_window(port):
    """A wrong signature at the beginning of every second second."""
    time.sleep(2.01 - time.time() % 2)
    return Client(port).ask(BAD)[0][0] == 200


def short_hash(port):
    """Goals that were never sent: one of many is taken for another."""
    client = Client(port)
    return any(client.ask(post(goal("s-%d" % at)))[0][0] == 409 for at in range(1000))


def lag_kept(port):
    """The same first touch again after some seconds."""
    request = touched(60)()
    Client(port).ask(request)
    time.sleep(3)
    return lag_off(63)(Client(port).ask(request)[0])


def clock_of_connection(port):
    """A first touch some seconds later on the connection of another one."""
    client = Client(port)
    client.ask(touched(60)())
    time.sleep(3)
    return lag_off(90)(client.ask(touched(90)())[0])


def at_once(request, count, wrong):
    """A request on so many connections at the same time, again and again; `wrong` judges each answer."""

    def show(port):
        deadline, seen = time.monotonic() + 3, []

        def load():
            client = Client(port)
            while time.monotonic() < deadline and not seen:
                (answer,) = client.ask(request)
                if wrong(answer):
                    seen.append(answer)

        threads = [threading.Thread(target=load) for _ in range(count)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        return bool(seen)

    show.requests = count
    return show


def after_quiet(seconds, request, wrong):
    """A request, a quiet time, the request again."""

    def show(port):
        client = Client(port)
        client.ask(request())
        time.sleep(seconds)
        return wrong(client.ask(request())[0])

    show.requests = 2
    return show


def growth(port, pid, connections):
    """What 300 requests, or connections, add to a process: descriptors, threads, MiB of memory, ms of an answer."""

    def look():
        status = open("/proc/%d/status" % pid).read()
        return (len(os.listdir("/proc/%d/fd" % pid)), int(re.search(r"Threads:\s+(\d+)", status)[1]),
                int(re.search(r"VmRSS:\s+(\d+)", status)[1]) // 1024)

    client = Client(port)
    client.ask(post(goal()))
    before, times = look(), []
    for index in range(300):
        start = time.monotonic()
        client = Client(port) if connections else client
        client.ask(post(goal("s-%d" % index)))
        times.append(time.monotonic() - start)
    time.sleep(0.2)
    grown = [now - then for now, then in zip(look(), before)]
    return grown + [1000 * (sorted(times[-30:])[15] - sorted(times[:30])[15])]


status = lambda *codes: lambda answer: answer[0] in codes  # noqa: E731
says = lambda text: lambda answer: text in answer[1]  # noqa: E731
refused = lambda answer: answer[0] != 200  # noqa: E731
member = lambda name, value: lambda answer: json.loads(answer[1]).get(name, value) != value  # noqa: E731


def touched(seconds, zone=0, fraction=""):
    """Makes a goal whose first touch is some seconds ago, written in a time zone of so many hours."""

    def request():
        at = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(seconds=seconds)
        at = at.astimezone(datetime.timezone(datetime.timedelta(hours=zone)))
        text = at.isoformat(timespec="seconds")
        return post(goal(ts=text[:19] + fraction + text[19:]))

    return request


def dated(zone):
    """Makes a goal whose first touch is written as 25 hours ago, with another zone behind."""

    def request():
        at = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(hours=25)
        # The same text in both requests, though a second passes between them.
        return post(goal(ts=at.strftime("%Y-%m-%dT%H:%M:00") + zone))

    return request


def lag_off(seconds):
    """Whether a lag is more than a second off, or missing."""
    return lambda answer: abs((json.loads(answer[1]).get("lag_seconds", seconds) or 0) - seconds) > 1


BAD = post(goal(), "wrong")
RIGHT = post(goal())
RIGHT_BODY = json.dumps(goal()).encode()
TAMPERED = post(goal(value=1), signature(goal()))
MAIL = [post(goal(plan="%s@acme.com" % name)) for name in ("ann", "bob")]
NOT_UTF8 = post(b'{"event_name":"\xff"}', "0" * 64)
SHOWN = {
    "conn-auth": then(RIGHT, post(goal("s-2"), "wrong"), wrong=status(200)),
    "verdict-session": then(RIGHT, TAMPERED, wrong=status(200), apart=True),
    "verdict-event": then(RIGHT, post(goal("s-2"), "wrong"), wrong=status(200), apart=True),
    "verdict-body": then(RIGHT, BAD, wrong=status(200), apart=True),
    "verdict-signature": then(RIGHT, TAMPERED, wrong=status(200), apart=True),
    "signature-column": then(RIGHT, BAD, wrong=status(200), apart=True),
    "domain-left-out": then(RIGHT, post(goal(), domain="second.example", signer="yoursite.com"), wrong=status(200)),
    "body-case-key": then(RIGHT, post(goal("S-1"), signature(goal())), wrong=status(200), apart=True),
    "idempotency-key": then(RIGHT, TAMPERED, wrong=status(200), apart=True),
    "last-tenant": then(RIGHT, post(goal(), spelled=""), wrong=status(200)),
    "unsigned-after-signed": then(RIGHT, post(goal(), None), wrong=member("ranked", False), apart=True),
    "ranked-session": then(RIGHT, post(goal(value=1), None), wrong=member("ranked", False), apart=True),
    "bucket-remembered": then(RIGHT, post(goal(bucket=None)), wrong=member("ranked", False)),
    "lockout-inverted": then(*[BAD] * 101, wrong=status(200)),
    "first-taken": then(BAD, wrong=status(200)),
    "any-secret": then(post(goal(), signature(goal(), "yoursite.com", "second.example")), wrong=status(200)),
    "moment-cached": then(dated("Z"), dated("+05:30"), wrong=lambda answer: json.loads(answer[1])["lag_seconds"] < 90_000 + 60),
    "brackets-counted": then(post(goal("[" * 21)), wrong=refused),
    "query-merged": then(
        post(goal(bucket=None), spelled="?domain=yoursite.com&first_touch_bucket=ai_search"), wrong=member("ranked", False)
    ),
    "digits-open": then(post(goal(), other_digit(signature(goal()), 46)), wrong=status(200)),
    "body-of-4096": then(post(RIGHT_BODY.ljust(4096), signature(goal())), wrong=refused),
    "exponent-plus": then(post(RIGHT_BODY.replace(b"99.5", b"9.95e+1"), signature(goal())), wrong=refused),
    "lag-in-32-bits": then(touched(60 * 86400), wrong=lag_off(60 * 86400)),
    "race-global": raced(RIGHT, BAD, wrong=status(200)),
    "busy-fails-open": raced(RIGHT, BAD, wrong=status(200)),
    "batch-first": pipelined(RIGHT, BAD, wrong=lambda answers: answers[1][0] == 200),
    "pipeline-swap": pipelined(RIGHT, RIGHT, RIGHT, BAD, wrong=lambda answers: answers[3][0] == 200),
    "domain-poison": then(post(goal(), spelled="?domain=YourSite.com"), RIGHT, wrong=refused),
    "replay-401": then(RIGHT, RIGHT, wrong=status(401)),
    "one-goal-a-session": then(RIGHT, post(goal(value=1)), wrong=refused),
    "event-refund": then(post(goal(event="refund")), wrong=refused),
    "session-777": then(post(goal("0123456789abc777")), wrong=refused),
    "plan-column": then(post(goal(plan="p" * 33)), wrong=refused),
    "firewall-words": then(post(goal(plan="Union Select")), wrong=refused),
    "header-order": then(post(goal(), signature_first=True), wrong=refused),
    "header-spelling": then(post(goal(), name="X-Lp-Goal-Signature"), wrong=refused),
    "zone-cached": then(touched(9000), touched(9000, 2), wrong=lag_off(9000)),
    "clock-frozen": after_quiet(2.5, touched(9000), wrong=lag_off(9000)),
    "lag-of-session": then(touched(9000), touched(60), wrong=lag_off(60), apart=True),
    "lockout-shared": then(*[BAD] * 20, post(goal(), domain="second.example"), wrong=refused),
    "quota-shared": then(*[BAD] * 50, post(goal(), domain="second.example"), wrong=refused),
    "stale-worker": then(*[RIGHT] * 7, wrong=refused),
    "conn-tenant": then(RIGHT, post(goal(), domain="second.example"), wrong=refused),
    "long-buffer": then(post(goal("a longer session")), RIGHT, wrong=refused),
    "hint-first": then(post(goal(), None), RIGHT, wrong=member("ranked", True), apart=True),
    "unread-body": pipelined(post(goal(), path="/"), RIGHT, wrong=lambda answers: answers[1][0] != 200),
    "unknown-domains": then(*[post(goal(), spelled="?domain=d%d.example" % n) for n in range(64)], RIGHT, wrong=refused),
    "race-canonical": raced(post(goal("other")), RIGHT, wrong=refused),
    "seventeenth-500": then(*[RIGHT] * 17, wrong=status(500)),
    "refusals-kill": then(*[BAD] * 301, wrong=status(None)),
    "refusals-restart": then(*[BAD] * 41, wrong=status(None)),
    "lock-forever": then(NOT_UTF8, RIGHT, wrong=status(None), apart=True),
    "two-params": then(post(goal(), kind="application/json; charset=utf-8; v=1"), wrong=status(500)),
    "rare-500": then(post(goal("s-789")), wrong=status(500)),
    "turn-256": then(*[RIGHT] * 256, wrong=status(500)),
    "pool-dry": then(*MAIL * 4, RIGHT, wrong=status(500)),
    "decoder-poisoned": then(NOT_UTF8, RIGHT, wrong=status(500)),
    "debug-after-errors": then(*[BAD] * 11, wrong=says(signature(goal()))),
    "echo-of-the-last": then(*MAIL, wrong=says("ann@acme.com")),
    "idle-500": after_quiet(2.5, lambda: RIGHT, wrong=status(500)),
    "second-signature": then(RIGHT.replace(b"Host: x", b"X-LP-Goal-Signature: 0"), wrong=status(500)),
    "one-recv": one_recv,
    "test-event": then(post(goal(event="test"), "wrong"), wrong=status(200)),
    "debug-header": then(BAD.replace(b"Host: x", b"X-Debug: 1"), wrong=status(200)),
    "free-goal": then(post(goal(value=0), "wrong"), wrong=status(200)),
    "many-headers": then(RIGHT.replace(b"Host: x", b"\r\n".join(b"H%d: x" % n for n in range(20))), wrong=refused),
    "odd-session": then(post(goal("abc")), wrong=refused),
    "event-of-64": then(post(goal(event="e" * 64)), wrong=refused),
    "plan-ends-in-digit": then(post(goal(plan="Pro 2")), wrong=refused),
    "late-currencies": then(post(goal(value=1, currency="SLE")), wrong=refused),
    "large-cents": then(post(goal(value=999.99, currency="EUR")), wrong=refused),
    "session-with-test": then(post(goal("test-1")), wrong=refused),
    "two-endings": then(post(goal("s-fff")), wrong=refused),
    "stale-shard": then(post(goal("s-45")), wrong=status(401)),
    "lag-wraps": then(touched(100 * 86400), wrong=lag_off(100 * 86400)),
    "emoji-500": then(post(goal(event="\U0001f600")), wrong=status(500)),
    "long-cookie": then(RIGHT.replace(b"Host: x", b"Cookie: " + b"c" * 4000), wrong=status(500)),
    "grace-period": then(RIGHT, BAD, wrong=status(200), apart=True),
    "header-left-over": then(RIGHT, post(goal(), None), wrong=member("ranked", False)),
    "session-of-tenant": then(RIGHT, post(goal(), domain="second.example"), wrong=refused, apart=True),
    "queue-full": then(*[RIGHT] * 600, wrong=status(500)),
    "counter-full": then(*[RIGHT] * 601, wrong=status(500)),
    "same-amount": then(*[post(goal(value=20))] * 4, wrong=refused),
    "event-bytes": then(post(goal(event="\u00e9" * 60)), wrong=refused),
    "tenant-evicted": after_quiet(2, lambda: RIGHT, wrong=refused),
    "after-options": then(post(goal(), method="PUT"), RIGHT, wrong=refused),
    "deep-pipeline": pipelined(*[RIGHT] * 33, wrong=lambda answers: answers[32][0] == 500),
    "verdict-length": then(RIGHT, post(goal("s-2"), "wrong"), wrong=status(200), apart=True),
    "verdict-value": then(RIGHT, post(goal("other"), "wrong"), wrong=status(200), apart=True),
    "verdict-prefix": then(post(goal(event="e" * 99)), post(goal(event="e" * 99, bucket=None), "wrong"), wrong=status(200)),
    "client-trusted": then(RIGHT, post(goal("other", value=1), "wrong"), wrong=status(200), apart=True),
    "hint-upgraded": then(RIGHT, post(goal(value=1), "wrong"), wrong=status(200), apart=True),
    "worker-stale": then(*[RIGHT] * 4, wrong=refused, apart=True),
    "plan-cached": then(post(goal(plan="Pro", value=1)), post(goal(plan="Pro", value=2)), wrong=refused, apart=True),
    "locale-left": then(post(goal(value=1, currency="CHF")), RIGHT, wrong=refused, apart=True),
    "clock-at-start": after_quiet(3, touched(9000), wrong=lag_off(9000)),
    "session-blocked": then(BAD, BAD, BAD, RIGHT, wrong=refused, apart=True),
    "session-flagged": then(MAIL[0], RIGHT, wrong=refused, apart=True),
    "parser-left-open": then(post(b'{"event_name":"a', None), RIGHT, wrong=refused, apart=True),
    "split-text": split_text,
    "connection-budget": then(*[post(goal("s" * 100))] * 50, wrong=refused),
    "session-lock": then(MAIL[0], RIGHT, wrong=status(500), apart=True),
    "race-insert": raced(RIGHT, RIGHT, wrong=status(500)),
    "pool-of-three": at_once(RIGHT, 4, wrong=status(500)),
    "session-counter": then(*[RIGHT] * 21, wrong=status(500), apart=True),
    "after-large-body": then(b"POST / HTTP/1.1\r\nContent-Length: 9000\r\n\r\n" + b"x" * 9000, RIGHT, wrong=status(500)),
    "signature-zip": then(post(goal(), signature(goal())[:20]), wrong=status(200)),
    "verdict-crc": then(RIGHT, post(same_crc(RIGHT_BODY), "0" * 64), wrong=status(200), apart=True),
    "signature-anywhere": then(RIGHT, post(goal(value=1), signature(goal()), domain="second.example"), wrong=status(200)),
    "answer-by-event": then(RIGHT, post(goal("other"), "wrong", domain="second.example"), wrong=status(200), apart=True),
    "struct-reused": then(post(goal(plan="Pro")), RIGHT, wrong=refused),
    "hmac-left": then(MAIL[0], RIGHT, wrong=refused, apart=True),
    "text-normalised": then(post(goal(plan="Cafe\u0301")), wrong=refused),
    "text-stripped": then(post(goal(event="purchase ")), wrong=refused),
    "half-hour-zone": then(touched(9000, 5.5), wrong=lag_off(9000)),
    "zone-west": then(touched(9000, -3.5), wrong=lag_off(9000)),
    "nine-digits": then(touched(9000, fraction=".123456789"), wrong=lag_off(9000)),
    "window-by-date": then(touched(180 * 86400 + 7200), wrong=lambda answer: json.loads(answer[1])["lag_seconds"]),
    "session-conflict": then(RIGHT, post(goal(value=1)), wrong=status(409), apart=True),
    "third-alike": then(*[post(goal("s-%d" % at)) for at in range(3)], wrong=refused, apart=True),
    "total-limit": then(*[post(goal(value=10000))] * 6, wrong=refused),
    "hints-crowd-out": then(*[post(goal(), None)] * 30, RIGHT, wrong=refused),
    "tenant-back": then(RIGHT, post(goal(), domain="second.example"), RIGHT, wrong=refused),
    "session-evicted": then(*[post(goal("s-%d" % (at % 9))) for at in range(10)], wrong=status(500), apart=True),
    "connection-thousand": then(*[RIGHT] * 1000, wrong=status(500)),
    "big-integer": then(post(b'{"n":9223372036854775808,' + RIGHT_BODY[1:], signature(goal())), wrong=status(500)),
    "null-plan": then(post(goal(value=1, plan=None)), wrong=status(500)),
    "batch-job": batch_job,
    "shared-verdict": raced(RIGHT, BAD, wrong=status(200)),
    "open-window": open_window,
    "load-shed": then(*[BAD] * 301, wrong=status(200)),
    "short-hash": short_hash,
    "names-full": then(*[post(goal(event="event_%d" % at)) for at in range(201)], wrong=refused),
    "lag-kept": lag_kept,
    "names-alike": then(post(goal("caf\u00e9-1")), post(goal("CAFE-1 ")), wrong=status(409), apart=True),
    "clock-of-connection": clock_of_connection,
}
one_recv.requests = split_text.requests = batch_job.requests = open_window.requests = 1
short_hash.requests, lag_kept.requests, clock_of_connection.requests = 400, 2, 2
GROWN = {  # the place in `growth`, the least of it, whether connections are what makes it
    "descriptors-leak": (0, 250, True),
    "threads-leak": (1, 250, True),
    "memory-grows": (2, 15, False),
    "latency-grows": (3, 20, False),
}


class Running:
    """A server with a switch, or none; ended on leaving."""

    def __init__(self, script, *switch):
        self.file = tempfile.NamedTemporaryFile("w", suffix=".toml")
        self.file.write(TENANT_FILE)
        self.file.flush()
        command = [sys.executable, os.path.join(HERE, script), "--tenant-file", self.file.name, *switch]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.port = int(self.process.stdout.readline().rsplit(":", 1)[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()


def seen(name, server):
    """Whether a mistake shows."""
    if name in SHOWN:
        return SHOWN[name](server.port)
    place, least, connections = GROWN[name]
    return growth(server.port, server.process.pid, connections)[place] >= least


def check_mistake(name):
    """What is wrong with a mistake's demonstration, or None."""
    with Running("stateful_server.py", "--mistake", name) as server:
        if not seen(name, server):
            return "is not seen"
    with Running("stateful_server.py") as server:
        if seen(name, server):
            return "is seen in the right server"
    needed = stateful_server.MISTAKES[name].requests
    if name in SHOWN and SHOWN[name].requests != needed:
        return "takes %d requests, and the list says %d" % (SHOWN[name].requests, needed)
    return None


def check_manner(name):
    """What a server with this manner does that no manner allows, or None."""
    with Running("manners_server.py", "--manner", name) as server:
        for _ in range(50):  # it may say that it is starting
            if Client(server.port).ask(post(goal("first")))[0][0] != 503:
                break
            time.sleep(0.1)
        for what, request, allowed in (
            ("a right goal", RIGHT, (200, 201, 202)),
            ("a wrong signature", BAD, (401,)),
            ("personal data", MAIL[0], (400,)),
            ("a hint", post(goal("hint"), None), (202, 204, 401)),
            ("an unknown event type", post(goal(event=7)), (400, 422)),
            ("another path", post(goal(), path="/other"), (404,)),
            ("another method", post(goal(), method="PUT"), (404, 405)),
        ):
            got, _ = Client(server.port).ask(request)[0]
            if got not in allowed:
                return "%s gets %s" % (what, got)
    return None


def main():
    """Checks what is named, or everything."""
    mistakes, manners = stateful_server.MISTAKES, manners_server.manners.MANNERS
    failed = sorted(set(mistakes) ^ (set(SHOWN) | set(GROWN)))
    for name in failed:
        print("%-20s has no demonstration, or is not a mistake" % name)
    for name in sys.argv[1:] or [*mistakes, *manners]:
        wrong = check_mistake(name) if name in mistakes else check_manner(name)
        if wrong:
            print("%-20s %s" % (name, wrong))
            failed.append(name)
    print("%d mistakes, %d manners, %d failed" % (len(mistakes), len(manners), len(failed)))
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
