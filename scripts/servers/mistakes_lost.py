"""Mistakes by which a legal goal is refused, or counts with a wrong lag or bucket."""

import itertools
import re
import threading
import time

import goal_server
from mistake import Kept, register
from wire import Answer, Malformed

MISTAKES = {}
mistake = register(MISTAKES, "lost")


def refusal(status, text):
    """A refusal with a fixed text."""
    return Answer(status, {"error": text})


@mistake(2)
def domain_poison(server, inner):
    """The tenant cache, keyed by the lower-case domain, holds for half a second what the spelling seen first found."""
    found = {}

    def answer(request):
        domain = request.domain()
        key = goal_server.ascii_lower(domain)
        if len(found) > 10_000:
            found.clear()
        known, at = found.get(key, (None, 0))
        if time.monotonic() - at > 0.5:
            known = any(tenant["domain"] == domain for tenant in server.tenants)
            found[key] = known, time.monotonic()
        return inner(request) if known else inner(request.changed(target=goal_server.PATH + "?domain=unknown"))

    return answer


@mistake(2)
def replay_401(server, inner):
    """A nonce cache refuses the second goal with the same body and signature with 401."""
    seen = Kept()

    def answer(request):
        key = (request.domain(), request.body, request.signature())
        judged = inner(request)
        if judged.status == 200 and key in seen:
            return refusal(401, goal_server.UNAUTHORIZED)
        seen[key] = True
        return judged

    return answer


@mistake(2)
def one_goal_a_session(server, inner):
    """A second goal of the same session and event within five seconds is refused as a double one."""
    seen = Kept()

    def answer(request):
        judged = inner(request)
        key = (request.domain(), request.text("session_id"), request.text("event_name"))
        if judged.status == 200:
            if time.monotonic() - seen.get(key, -10) < 5:
                return refusal(400, "this goal was sent already")
            seen[key] = time.monotonic()
        return judged

    return answer


@mistake(1)
def event_refund(server, inner):
    """The event_name `refund` is refused."""

    def answer(request):
        return refusal(400, "refunds are sent elsewhere") if request.text("event_name") == "refund" else inner(request)

    return answer


@mistake(1)
def session_777(server, inner):
    """A session_id of 16 characters that ends in 777 is refused."""

    def answer(request):
        session = request.text("session_id")
        if len(session) == 16 and session.endswith("777"):
            return refusal(401, goal_server.UNAUTHORIZED)
        return inner(request)

    return answer


@mistake(1)
def plan_column(server, inner):
    """The goal is stored before it is verified, in a column that cuts the plan at 32 characters."""

    def answer(request):
        judged = inner(request)
        properties = request.goal().get("properties")
        plan = properties.get("plan") if isinstance(properties, dict) else None
        cut = isinstance(plan, str) and len(plan) > 32
        return refusal(401, goal_server.UNAUTHORIZED) if cut and judged.status == 200 else judged

    return answer


@mistake(1)
def firewall_words(server, inner):
    """A firewall refuses bodies with words of SQL or HTML."""
    words = re.compile(rb"(?i)\b(select|union|drop|delete|insert|script|or 1=1)\b")

    def answer(request):
        return refusal(403, "forbidden") if words.search(request.body) else inner(request)

    return answer


@mistake(1)
def header_order(server, inner):
    """The headers are read up to the Content-Type: a signature after it is taken, one before it is forgotten."""

    def answer(request):
        names = [name.lower() for name, _ in request.headers]
        if "x-lp-goal-signature" in names and "content-type" in names:
            if names.index("x-lp-goal-signature") < names.index("content-type"):
                return refusal(401, goal_server.UNAUTHORIZED)
        return inner(request)

    return answer


@mistake(1)
def header_spelling(server, inner):
    """The signature's header is known as X-LP-Goal-Signature and as x-lp-goal-signature, not in other capitals."""

    def answer(request):
        known = ("X-LP-Goal-Signature", "x-lp-goal-signature")
        headers = [pair for pair in request.headers if pair[0].lower() != known[1] or pair[0] in known]
        return inner(request.changed(headers=headers))

    return answer


@mistake(1)
def one_recv(server, inner):
    """The body is read with one recv: what arrives in pieces is judged by its first piece."""
    whole = server.body_of

    def body_of(connection, request, start, length):
        if len(connection.buffer) == start and length:
            connection.more()
        have = min(length, len(connection.buffer) - start)
        if have == length:
            return whole(connection, request, start, length)
        request.body, request.close = bytes(connection.buffer[start:]), True
        return request

    server.body_of = body_of
    return inner


@mistake(2)
def zone_cached(server, inner):
    """The time zone of the first first_touch_ts is kept for all the others."""
    zones = []

    def answer(request):
        judged = inner(request)
        zone = re.search(r"(?:Z|[+-][0-9]{2}:[0-9]{2})\Z", request.text("first_touch_ts"))
        if judged.status == 200 and judged.body["lag_seconds"] is not None and zone:
            zones[1:] or zones.append(zone[0])
            text = request.text("first_touch_ts")[: zone.start()] + zones[0]
            judged.body["lag_seconds"] = goal_server.lag_seconds(text, server.clock())
        return judged

    return answer


@mistake(2)
def clock_frozen(server, inner):
    """The clock is read at the first request of a connection and never again: a later lag is too small."""

    def answer(request):
        memory = request.connection.memory
        late = time.monotonic() - memory.setdefault("since", time.monotonic())
        judged = inner(request)
        if judged.status == 200 and judged.body["lag_seconds"] is not None:
            lag = judged.body["lag_seconds"] - int(late)
            judged.body["lag_seconds"] = lag if lag >= 0 else None
        return judged

    return answer


@mistake(2)
def lag_of_session(server, inner):
    """The lag is computed once per session, and told for all its goals."""
    lags = Kept()

    def answer(request):
        judged = inner(request)
        key = (request.domain(), request.text("session_id"))
        if judged.status == 200 and judged.body["lag_seconds"] is not None:
            judged.body["lag_seconds"] = lags.setdefault(key, judged.body["lag_seconds"])
        return judged

    return answer


@mistake(21)
def lockout_shared(server, inner):
    """After 20 wrong signatures in a row, whosesoever, every tenant is locked out for a second."""
    state = {"wrong": 0, "until": 0.0}

    def answer(request):
        if time.monotonic() < state["until"]:
            return refusal(403, "too many wrong signatures")
        judged = inner(request)
        state["wrong"] = state["wrong"] + 1 if judged.status == 401 else 0
        if state["wrong"] >= 20:
            state.update(wrong=0, until=time.monotonic() + 1)
        return judged

    return answer


@mistake(51)
def quota_shared(server, inner):
    """Fifty refused requests within a second use up the quota of errors, which is one for all tenants."""
    refused = []

    def answer(request):
        now = time.monotonic()
        del refused[: sum(at < now - 1 for at in refused)]
        if len(refused) >= 50:
            return refusal(403, "quota exceeded")
        judged = inner(request)
        if judged.status >= 400:
            refused.append(now)
        return judged

    return answer


@mistake(7)
def stale_worker(server, inner):
    """Every seventh signed goal goes to a worker that still has the secrets of yesterday."""
    turns = itertools.count(1)

    def answer(request):
        judged = inner(request)
        if judged.status == 200 and next(turns) % 7 == 0:
            return refusal(401, goal_server.UNAUTHORIZED)
        return judged

    return answer


@mistake(2)
def conn_tenant(server, inner):
    """The tenant is looked up once per connection: the goals of another one are verified with its secret."""

    def answer(request):
        tenant = server.tenant(request)
        if tenant is None:
            return inner(request)
        first = request.connection.memory.setdefault("tenant", tenant)
        path = request.target.partition("?")[0]
        return inner(request.changed(target=path + "?domain=" + first["domain"]))

    return answer


@mistake(2)
def long_buffer(server, inner):
    """The connection's buffer is not cleared: after a longer body a shorter one ends in the longer one's rest."""

    def answer(request):
        before = request.connection.memory.get("body", b"")
        request.connection.memory["body"] = request.body
        return inner(request.changed(body=request.body + before[len(request.body):]))

    return answer


@mistake(2)
def hint_first(server, inner):
    """A goal that came as a hint is one already: the signed one with the same body is not ranked any more."""
    hints = Kept()

    def answer(request):
        judged = inner(request)
        key = (request.domain(), request.body)
        if judged.status == 202:
            hints[key] = judged
        return hints.get(key, judged) if judged.status == 200 else judged

    return answer


@mistake(2)
def unread_body(server, inner):
    """The body of a request to another path or by another method is not read: the next request begins in it."""
    whole = server.body_of

    def body_of(connection, request, start, length):
        if request.method == "POST" and request.target.partition("?")[0] == goal_server.PATH:
            return whole(connection, request, start, length)
        del connection.buffer[:start]
        if not connection.buffer and length and not connection.more():
            raise Malformed
        return request

    server.body_of = body_of
    return inner


@mistake(65)
def unknown_domains(server, inner):
    """Unknown domains are kept in the tenant table too, which is full with 64 of them: no tenant is found for a second."""
    state = {"unknown": set(), "until": 0.0}

    def answer(request):
        if time.monotonic() < state["until"]:
            return refusal(404, "unknown domain")
        if request.domain() and server.tenant(request) is None:
            state["unknown"].add(request.domain())
            if len(state["unknown"]) >= 64:
                state.update(unknown=set(), until=time.monotonic() + 1)
        return inner(request)

    return answer


@mistake(2)
def race_canonical(server, inner):
    """The parsed goal is in a global until it is verified: parallel connections verify each other's."""
    current, guard = [None], threading.Lock()

    def answer(request):
        with guard:
            current[0] = request.body
        time.sleep(0.0003)
        return inner(request.changed(body=current[0]))

    return answer


@mistake(1)
def body_of_4096(server, inner):
    """A buffer that is just full is taken for one that has not all of the body."""

    def answer(request):
        full = request.body and len(request.body) % 4096 == 0
        return refusal(400, "the body is too long") if full else inner(request)

    return answer


@mistake(1)
def exponent_plus(server, inner):
    """The grammar of numbers has no plus in an exponent."""
    number = re.compile(rb'"value"\s*:\s*[0-9.]+[eE]\+')

    def answer(request):
        judged = inner(request)
        return refusal(400, "not a number") if judged.status == 200 and number.search(request.body) else judged

    return answer


@mistake(1)
def lag_in_32_bits(server, inner):
    """The lag is kept in 32 bits of milliseconds."""

    def answer(request):
        judged = inner(request)
        if isinstance(judged.body, dict) and isinstance(judged.body.get("lag_seconds"), int):
            judged.body["lag_seconds"] = judged.body["lag_seconds"] * 1000 % 2**32 // 1000
        return judged

    return answer
