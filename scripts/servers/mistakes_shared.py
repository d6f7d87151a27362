"""Mistakes by what is shared, kept or reused: workers, pools, caches, locks, counters, parsers, the process itself."""

import threading
import time

import goal_server
from mistake import Kept, register
from mistakes_by_value import property_of
from mistakes_forged import UNCHECKED, verdict_cache
from mistakes_lost import refusal
from wire import Answer

MISTAKES = {}
forged, lost, down = (register(MISTAKES, weight) for weight in ("forged", "lost", "down"))
BROKEN = 500, goal_server.INTERNAL_ERROR


@forged(2)
def verdict_length(server, inner):
    """The verdict on a signature is cached by tenant and Content-Length."""
    return verdict_cache(server, inner, lambda request: (request.domain(), len(request.body)))


@forged(2)
def verdict_value(server, inner):
    """The verdict on a signature is cached by tenant and value."""
    return verdict_cache(server, inner, lambda request: (request.domain(), str(property_of(request, "value"))))


@forged(2)
def verdict_prefix(server, inner):
    """The verdict is cached by the first 120 bytes of the body: what comes after them is not verified again."""
    return verdict_cache(server, inner, lambda request: (request.domain(), request.body[:120]))


@forged(2)
def client_trusted(server, inner):
    """After a first right signature the process trusts every client: none is verified any more."""
    return verdict_cache(server, inner, lambda request: None)


@forged(2)
def hint_upgraded(server, inner):
    """A session that was signed once is taken for signed, whatever its later goals have for a signature."""
    signed = Kept()

    def answer(request):
        key = (request.domain(), request.text("session_id"))
        judged = inner(request)
        if judged.status == 200:
            signed[key] = True
        elif judged.status == 401 and key in signed:
            return server.judge(request, UNCHECKED)
        return judged

    return answer


@lost(4)
def worker_stale(server, inner):
    """Connections go to four workers in turn, one of which does not know the secrets."""

    def answer(request):
        judged = inner(request)
        stale = request.connection.number % 4 == 3 and judged.status == 200
        return refusal(401, goal_server.UNAUTHORIZED) if stale else judged

    return answer


@lost(2)
def plan_cached(server, inner):
    """A plan's price is kept when it is first seen, and goes into what is verified from then on."""
    prices = Kept()

    def answer(request):
        judged = inner(request)
        plan = property_of(request, "plan")
        if judged.status == 200 and isinstance(plan, str) and plan:
            key, price = (request.domain(), plan), property_of(request, "value")
            if prices.setdefault(key, price) != price:
                return refusal(401, goal_server.UNAUTHORIZED)
        return judged

    return answer


@lost(2)
def locale_left(server, inner):
    """A goal in CHF sets the process's locale: the next goal's cents are written with a comma."""
    state = {"comma": False}

    def answer(request):
        judged = inner(request)
        if judged.status != 200:
            return judged
        comma, state["comma"] = state["comma"], property_of(request, "currency") == "CHF"
        value = property_of(request, "value")
        return refusal(401, goal_server.UNAUTHORIZED) if comma and value is not None else judged

    return answer


@lost(2)
def clock_at_start(server, inner):
    """The present moment is a default argument: it is read once, when the process begins."""
    started = server.clock()
    server.clock = lambda: started
    return inner


@lost(4)
def session_blocked(server, inner):
    """After three wrong signatures a session is blocked for its tenant, whose goals are lost."""
    wrong = Kept()

    def answer(request):
        key = (request.domain(), request.text("session_id"))
        judged = inner(request)
        if judged.status == 401 and key[1]:
            wrong[key] = wrong.get(key, 0) + 1
        blocked = judged.status == 200 and wrong.get(key, 0) >= 3
        return refusal(403, "blocked") if blocked else judged

    return answer


@lost(2)
def session_flagged(server, inner):
    """A session that sent personal data once is flagged: its later goals are refused."""
    flagged = Kept()

    def answer(request):
        key = (request.domain(), request.text("session_id"))
        judged = inner(request)
        if judged.status == 400 and "personal data" in str(judged.body):
            flagged[key] = True
        return refusal(403, "flagged") if judged.status == 200 and key in flagged else judged

    return answer


@lost(2)
def parser_left_open(server, inner):
    """One parser serves the process: after a body that ends within a text the next body is read as its rest."""
    state = {"open": False}

    def answer(request):
        was_open, state["open"] = state["open"], request.body.count(b'"') % 2 == 1
        return refusal(400, "the body is not acceptable JSON") if was_open else inner(request)

    return answer


@lost(1)
def split_text(server, inner):
    """A body is decoded piece by piece as it is read: a character that is cut in two becomes two others."""

    def body_of(connection, request, start, length):
        pieces, have = [], bytes(connection.buffer[start:start + length])
        del connection.buffer[:start + len(have)]
        pieces.append(have)
        while sum(map(len, pieces)) < length:
            if not connection.more():
                break
            piece = bytes(connection.buffer[:length - sum(map(len, pieces))])
            del connection.buffer[:len(piece)]
            pieces.append(piece)
        if any(b"\x80" <= piece[:1] < b"\xc0" for piece in pieces[1:]):
            request.body = "".join(piece.decode("utf-8", "replace") for piece in pieces).encode("utf-8")
        else:
            request.body = b"".join(pieces)
        return request

    server.body_of = body_of
    return inner


@lost(50)
def connection_budget(server, inner):
    """A connection has a budget of 10,000 bytes of bodies; what comes after that is refused as too large."""

    def answer(request):
        memory = request.connection.memory
        memory["read"] = memory.get("read", 0) + len(request.body)
        return refusal(413, "too large") if memory["read"] > 10_000 else inner(request)

    return answer


@down(2)
def session_lock(server, inner):
    """The lock of a session is not released if its goal is refused: the next goal of the session is a 500 after 50 ms."""
    locked = Kept()

    def answer(request):
        key = request.text("session_id")
        if key and key in locked:
            time.sleep(0.05)
            return Answer(*BROKEN)
        judged = inner(request)
        if key and judged.status == 400:
            locked[key] = True
        return judged

    return answer


@down(2)
def race_insert(server, inner):
    """Two goals of one session at the same moment: the second insert breaks on the unique key."""
    current = {}

    def answer(request):
        judged = inner(request)
        key = request.text("session_id")
        if judged.status != 200 or not key:
            return judged
        if key in current:
            return Answer(*BROKEN)
        current[key] = True
        time.sleep(0.0005)
        current.pop(key, None)
        return judged

    return answer


@down(4)
def pool_of_three(server, inner):
    """There are three database handles: the fourth goal at the same moment is a 500."""
    free = threading.BoundedSemaphore(3)

    def answer(request):
        if request.signature() is None:
            return inner(request)
        if not free.acquire(blocking=False):
            return Answer(*BROKEN)
        try:
            time.sleep(0.0005)
            return inner(request)
        finally:
            free.release()

    return answer


@down(21)
def session_counter(server, inner):
    """The goals of a session are counted in a small column: the 21st is a 500."""
    counts = Kept()

    def answer(request):
        judged = inner(request)
        key = (request.domain(), request.text("session_id"))
        if judged.status == 200 and key[1]:
            counts[key] = counts.get(key, 0) + 1
            if counts[key] > 20:
                return Answer(*BROKEN)
        return judged

    return answer
