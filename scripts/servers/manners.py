"""Manners of servers that are right all the same: what the protocol leaves open, or says nothing of."""

import datetime
import gzip
import itertools
import re
import threading
import time

import goal_server
import wire
from mistake import Kept
from wire import Answer

MANNERS = {}


def manner(put_into):
    """Files a function under its own name, without the `m_` and with dashes for underscores."""
    MANNERS[put_into.__name__[2:].replace("_", "-")] = put_into
    return put_into


def changed_refusal(inner, old, new):
    """Another status for a refusal: `old` tells from the answer which ones."""

    def answer(request):
        judged = inner(request)
        if old(judged):
            judged.status = new
        return judged

    return answer


# Other statuses


@manner
def m_422(server, inner):
    """422 in place of 400 for types and contents, personal data aside."""
    return changed_refusal(inner, lambda a: a.status == 400 and "personal data" not in a.body["error"], 422)


@manner
def m_404_for_405(server, inner):
    """404 in place of 405."""
    return changed_refusal(inner, lambda a: a.status == 405, 404)


@manner
def m_403_domain(server, inner):
    """403 for an unknown domain."""
    return changed_refusal(inner, lambda a: a.status == 404 and a.body["error"] == "unknown domain", 403)


@manner
def m_201(server, inner):
    """201 for a signed goal."""
    return changed_refusal(inner, lambda a: a.status == 200, 201)


@manner
def m_204_hints(server, inner):
    """204 without a body for a hint."""

    def answer(request):
        judged = inner(request)
        return Answer(204, b"") if judged.status == 202 else judged

    return answer


@manner
def m_no_hints(server, inner):
    """401 for whatever has no signature."""

    def answer(request):
        judged = inner(request)
        if request.signature() is None and judged.status in (202, 400):
            return Answer(401, {"error": goal_server.UNAUTHORIZED})
        return judged

    return answer


@manner
def m_409_replay(server, inner):
    """409 for a signed goal that was accepted before."""
    seen = Kept()

    def answer(request):
        judged = inner(request)
        if judged.status == 200:
            key = (request.domain().lower(), request.signature().lower())
            if key in seen:
                return Answer(409, {"error": "this goal was taken already"})
            seen[key] = True
        return judged

    return answer


@manner
def m_contents_first(server, inner):
    """The contents are judged before the signature: 400 where both are wrong."""

    def answer(request):
        judged = inner(request)
        if judged.status == 401 and request.goal():
            try:
                goal_server.judge_contents(request.goal(), frozenset())
            except goal_server.Refusal as refusal:
                return Answer(refusal.status, {"error": refusal.text})
        return judged

    return answer


# Paths and sizes


def with_target(inner, pattern, to):
    """Rewrites the path before it is looked at."""
    return lambda request: inner(request.changed(target=re.sub(pattern, to, request.target, count=1)))


@manner
def m_merge_slash(server, inner):
    """// is merged, and a trailing slash dropped."""

    def answer(request):
        path, mark, query = request.target.partition("?")
        path = re.sub("//+", "/", path)
        return inner(request.changed(target=(path.rstrip("/") or "/") + mark + query))

    return answer


@manner
def m_redirect_slash(server, inner):
    """A trailing slash is redirected with 308."""

    def answer(request):
        path, mark, query = request.target.partition("?")
        if path == goal_server.PATH + "/":
            return Answer(308, b"", [("Location", goal_server.PATH + mark + query)])
        return inner(request)

    return answer


@manner
def m_any_case_path(server, inner):
    """The path may be in any case."""
    return with_target(inner, "(?i)^" + re.escape(goal_server.PATH) + r"(?=\?|\Z)", goal_server.PATH)


@manner
def m_16k(server, inner):
    """At most 16 KiB of body and 16 levels."""

    def answer(request):
        if len(request.body) > 16384:
            return Answer(413, {"error": "the body is over 16 KiB"})
        try:
            deep = goal_server.nesting(request.body.decode("utf-8")) > 16
        except UnicodeDecodeError:
            deep = False
        return Answer(400, {"error": "nested too deep"}) if deep else inner(request)

    return answer


@manner
def m_4k_headers(server, inner):
    """At most 4 KiB of header fields, and 50 of them: else 431."""

    def answer(request):
        size = sum(len(name) + len(value) for name, value in request.headers)
        if size > 4096 or len(request.headers) > 50:
            return Answer(431, {"error": "the header fields are too large"})
        return inner(request)

    return answer


# Readings of the goal


@manner
def m_last_key_wins(server, inner):
    """The last of several equal keys counts, for the signature and for everything else."""
    return lambda request: server.judge(request, frozenset(["duplicate-keys-last-wins"]))


@manner
def m_capitals(server, inner):
    """The signature may be in capitals."""
    return lambda request: server.judge(request, frozenset(["uppercase-hex-accepted"]))


@manner
def m_no_null(server, inner):
    """A property that is null is refused."""

    def answer(request):
        judged = inner(request)
        properties = request.goal().get("properties")
        if judged.status in (200, 202) and isinstance(properties, dict) and None in properties.values():
            return Answer(400, {"error": "a property must not be null"})
        return judged

    return answer


@manner
def m_no_other_keys(server, inner):
    """Keys beside the goal's own are refused."""
    known = {"event_name", "session_id", "properties", "first_touch_bucket", "first_touch_ts"}

    def answer(request):
        judged = inner(request)
        if judged.status in (200, 202) and not set(request.goal()) <= known:
            return Answer(400, {"error": "there are other keys than a goal has"})
        return judged

    return answer


# Answers


@manner
def m_extra_members(server, inner):
    """Answers have members of their own: an id, a time, a list."""

    def answer(request):
        judged = inner(request)
        judged.body.update(service="goals", warnings=[], ok=judged.status < 300)
        if judged.status < 300:  # every 401 reads the same
            judged.body.update(id="%016x" % time.time_ns(), received_at=int(time.time()))
        return judged

    return answer


@manner
def m_no_body(server, inner):
    """Answers have no body."""

    def answer(request):
        judged = inner(request)
        judged.body = b""
        return judged

    return answer


@manner
def m_html_404(server, inner):
    """404 and 405 are pages of HTML."""

    def answer(request):
        judged = inner(request)
        if judged.status in (404, 405):
            judged.headers.append(("Content-Type", "text/html; charset=utf-8"))
            judged.body = b"<!doctype html><title>Not found</title><h1>Not found</h1>"
        return judged

    return answer


@manner
def m_chunked_answers(server, inner):
    """Answers are chunked, a piece of seven bytes at a time, and have a trailer."""

    def encode(request, answer, close):
        body = wire.payload(answer)
        answer.headers.append(("Transfer-Encoding", "chunked"))
        pieces = [body[at:at + 7] for at in range(0, len(body), 7)]
        coded = b"".join(b"%x;n=1\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\nX-Trailer: 1\r\n\r\n"
        return wire.encode(request, answer, close, coded)

    server.encode = encode
    return inner


@manner
def m_lower_case_status(server, inner):
    """The text after the status is in lower case, and so are the names of headers; there are more of those."""

    def encode(request, answer, close):
        answer.headers += [("Set-Cookie", "a=1; Path=/"), ("X-Request-Id", "1"), ("Set-Cookie", "b=2"), ("X-Empty", "")]
        head, _, body = wire.encode(request, answer, close).partition(b"\r\n\r\n")
        return head.lower().replace(b"http/1.1", b"HTTP/1.1", 1) + b"\r\n\r\n" + body

    server.encode = encode
    return inner


@manner
def m_no_reason(server, inner):
    """There is no text after the status."""
    server.encode = lambda request, answer, close: wire.encode(request, answer, close, phrase=lambda status: "")
    return inner


@manner
def m_100_continue(server, inner):
    """Every answer comes after a 100 Continue, asked for or not."""
    server.encode = lambda *arguments: b"HTTP/1.1 100 Continue\r\n\r\n" + wire.encode(*arguments)
    return inner


@manner
def m_103_hints(server, inner):
    """Every answer comes after a 103 with a header."""
    server.encode = lambda *arguments: b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + wire.encode(*arguments)
    return inner


# Connections and speed


@manner
def m_429(server, inner, most=200):
    """429 with Retry-After above 200 requests a second."""
    state = {"second": 0, "count": 0}
    guard = threading.Lock()

    def answer(request):
        with guard:
            now = int(time.monotonic())
            if now != state["second"]:
                state.update(second=now, count=0)
            state["count"] += 1
            if state["count"] > most:
                return Answer(429, {"error": "too many requests"}, [("Retry-After", "1")])
        return inner(request)

    return answer


@manner
def m_slow(server, inner):
    """100 ms per answer, one after the other on a connection."""

    def answer(request):
        time.sleep(0.1)
        return inner(request)

    return answer


@manner
def m_one_at_a_time(server, inner):
    """One request at a time over all connections, a millisecond each."""
    turn = threading.Lock()

    def answer(request):
        with turn:
            time.sleep(0.001)
            return inner(request)

    return answer


@manner
def m_no_pipeline_break(server, inner):
    """Who sends a request before the answer to the last one gets the first answer; then the connection breaks."""

    in_turn = server.arrange

    def first_only(requests):
        if len(requests) < 2:
            return in_turn(requests)
        request = requests[0]
        broken = server.guarded(request)
        broken.close = True
        return [(request, broken)]

    server.arrange = first_only
    server.encode = lambda request, answer, close: wire.encode(request, answer, close and request is None)
    return inner


def closing(inner, count):
    """Every connection ends with its answer of this number, which says so."""

    def answer(request):
        memory = request.connection.memory
        memory["answers"] = memory.get("answers", 0) + 1
        judged = inner(request)
        judged.close = memory["answers"] >= count
        return judged

    return answer


@manner
def m_close_after_7(server, inner):
    """A connection is closed with its seventh answer, which says so."""
    return closing(inner, 7)


@manner
def m_close_after_100(server, inner):
    """A connection is closed with its hundredth answer, which says so."""
    return closing(inner, 100)


@manner
def m_close_each(server, inner):
    """Every answer closes its connection, and says so."""

    def answer(request):
        judged = inner(request)
        judged.close = True
        return judged

    return answer


@manner
def m_close_after_refusal(server, inner):
    """A refusal for the body (400, 413, 415) closes the connection, without a word of it."""

    def answer(request):
        judged = inner(request)
        judged.close = judged.status in (400, 413, 415)
        return judged

    server.encode = lambda request, answer, close: wire.encode(request, answer, False)
    return answer


@manner
def m_pieces(server, inner):
    """The first 200 bytes of whatever is sent leave one by one."""

    def on_connection(connection):
        def send(data):
            for at in range(min(200, len(data))):
                connection.socket.sendall(data[at:at + 1])
            connection.socket.sendall(data[200:])

        connection.send = send

    server.on_connection = on_connection
    return inner


@manner
def m_idle_2s(server, inner):
    """A connection on which nothing comes for two seconds is closed without a word."""
    server.silence = 2
    return inner


@manner
def m_worker_recycled(server, inner):
    """After 700 requests the worker is replaced: its connections are closed after their next answer, without a word."""
    turns = itertools.count()

    def answer(request):
        worker = next(turns) // 700
        judged = inner(request)
        judged.close = request.connection.memory.setdefault("worker", worker) != worker
        return judged

    server.encode = lambda request, answer, close: wire.encode(request, answer, False)
    return answer


@manner
def m_six_connections(server, inner):
    """Six connections are served; another one waits until one of them ends."""
    free = threading.BoundedSemaphore(6)

    def answer(request):
        if "served" not in request.connection.memory:
            free.acquire()
            request.connection.memory["served"] = True
        return inner(request)

    def on_connection(connection):
        serve = connection.serve

        def served():
            try:
                serve()
            finally:
                if connection.memory.pop("served", False):
                    free.release()

        connection.serve = served

    server.on_connection = on_connection
    return answer


@manner
def m_seventh_503(server, inner):
    """Six connections are served; another one gets 503 with Retry-After, and is closed."""
    open_connections, guard = [0], threading.Lock()

    def answer(request):
        if request.connection.memory["place"] <= 6:
            return inner(request)
        return Answer(503, {"error": "busy"}, [("Retry-After", "1")], close=True)

    def on_connection(connection):
        serve = connection.serve
        with guard:
            open_connections[0] += 1
            connection.memory["place"] = open_connections[0]

        def served():
            try:
                serve()
            finally:
                with guard:
                    open_connections[0] -= 1

        connection.serve = served

    server.on_connection = on_connection
    return answer


@manner
def m_http_1_0(server, inner):
    """Answers are HTTP/1.0, and each closes its connection."""
    server.encode = lambda request, answer, close: wire.encode(request, answer, close).replace(b"1.1", b"1.0", 1)
    return m_close_each(server, inner)


@manner
def m_html_refusals(server, inner):
    """Every refusal is a page of HTML, the same one for each status."""

    def answer(request):
        judged = inner(request)
        if judged.status >= 400:
            judged.headers.append(("Content-Type", "text/html; charset=utf-8"))
            judged.body = b"<!doctype html><title>Refused</title><h1>%d</h1>" % judged.status
        return judged

    return answer


@manner
def m_clock_ahead(server, inner):
    """The server's clock is two seconds ahead."""
    clock = server.clock
    server.clock = lambda: clock() + datetime.timedelta(seconds=2)
    return inner


# Now and then


def every(inner, count, otherwise):
    """Every so many requests something else happens: `otherwise` gets the request, and answers it."""
    turns = itertools.count(1)
    return lambda request: otherwise(request) if next(turns) % count == 0 else inner(request)


@manner
def m_busy_now_and_then(server, inner):
    """Every 500th request gets 503 with Retry-After."""
    return every(inner, 500, lambda request: Answer(503, {"error": "try again"}, [("Retry-After", "1")]))


@manner
def m_collects_garbage(server, inner):
    """Every 97th answer takes 120 ms."""

    def late(request):
        time.sleep(0.12)
        return inner(request)

    return every(inner, 97, late)


@manner
def m_warms_up(server, inner):
    """For the first three seconds every answer takes 20 ms."""
    begun = time.monotonic()

    def answer(request):
        if time.monotonic() - begun < 3:
            time.sleep(0.02)
        return inner(request)

    return answer


@manner
def m_traced(server, inner):
    """Every answer has an id of its own, a cookie, and the time that it took, in headers."""
    turns = itertools.count(1)

    def answer(request):
        judged, turn = inner(request), next(turns)
        judged.headers += [("X-Request-Id", "%08x" % turn), ("Set-Cookie", "s=%d; Path=/" % turn)]
        judged.headers += [("Server-Timing", "app;dur=%d" % (turn % 7))]
        return judged

    return answer


@manner
def m_large_answers(server, inner):
    """Answers have 20 KB of blanks before their JSON."""

    def answer(request):
        judged = inner(request)
        judged.body = b" " * 20000 + wire.payload(judged)
        return judged

    return answer


# What large installations do


@manner
def m_gzip_answers(server, inner):
    """Answers are compressed for who accepts that."""

    def encode(request, answer, close):
        accepted = request is not None and b"gzip" in b",".join(request.values("Accept-Encoding"))
        if not accepted or not wire.payload(answer):
            return wire.encode(request, answer, close)
        answer.headers += [("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding"), ("Content-Type", "application/json")]
        return wire.encode(request, answer, close, gzip.compress(wire.payload(answer)))

    server.encode = encode
    return inner


@manner
def m_problem_json(server, inner):
    """A refusal is application/problem+json, with a type, a title, the status and an id of its own; a 401 has no id."""
    turns = itertools.count(1)

    def answer(request):
        judged = inner(request)
        if judged.status >= 400:
            text = judged.body["error"]
            judged.body = {"type": "about:blank", "title": "Refused", "status": judged.status, "detail": text}
            judged.body.update({} if judged.status == 401 else {"instance": "/errors/%d" % next(turns)})
            judged.headers.append(("Content-Type", "application/problem+json"))
        return judged

    return answer


@manner
def m_accepted_later(server, inner):
    """What is accepted is put into a queue: 202 without any effect, signed or not."""

    def answer(request):
        judged = inner(request)
        return Answer(202, {"queued": True}) if judged.status in (200, 202) else judged

    return answer


@manner
def m_starts_late(server, inner):
    """For the first two seconds everything gets 503 with Retry-After: the server is starting."""
    begun = time.monotonic()

    def answer(request):
        if time.monotonic() - begun < 2:
            return Answer(503, {"error": "starting"}, [("Retry-After", "1")])
        return inner(request)

    return answer


@manner
def m_challenges(server, inner):
    """Every 401 has a WWW-Authenticate with a nonce of its own."""
    turns = itertools.count(1)

    def answer(request):
        judged = inner(request)
        if judged.status == 401:
            judged.headers.append(("WWW-Authenticate", 'LP-Goal realm="goals", nonce="%016x"' % (next(turns) * 2654435761)))
        return judged

    return answer


@manner
def m_tarpit(server, inner):
    """A wrong signature is answered after 40 ms."""

    def answer(request):
        judged = inner(request)
        if judged.status == 401:
            time.sleep(0.04)
        return judged

    return answer


@manner
def m_lag_as_double(server, inner):
    """A lag is written with a decimal: 9000.0."""

    def answer(request):
        judged = inner(request)
        if judged.status == 200 and judged.body["lag_seconds"] is not None:
            judged.body["lag_seconds"] = float(judged.body["lag_seconds"])
        return judged

    return answer


@manner
def m_clock_behind(server, inner):
    """The server's clock is two seconds behind."""
    clock = server.clock
    server.clock = lambda: clock() - datetime.timedelta(seconds=2)
    return inner


@manner
def m_jitter(server, inner):
    """Answers take from no time to 15 ms, each another."""
    turns = itertools.count(1)

    def answer(request):
        time.sleep(next(turns) * 7919 % 16 / 1000)
        return inner(request)

    return answer


@manner
def m_429_without_time(server, inner):
    """429 above 300 requests a second, which does not say how long to wait."""
    limited = m_429(server, inner, 300)

    def answer(request):
        judged = limited(request)
        judged.headers = [] if judged.status == 429 else judged.headers
        return judged

    return answer


@manner
def m_session_of_a_day(server, inner):
    """The same goal of a session is 409 when it comes again, however it is spelled."""
    seen = Kept()

    def answer(request):
        judged = inner(request)
        if judged.status == 200:
            key = request.domain().lower(), repr(sorted(request.goal().items(), key=str))
            if key in seen:
                return Answer(409, {"error": "this goal was taken already"})
            seen[key] = True
        return judged

    return answer
