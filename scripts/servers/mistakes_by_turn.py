"""More mistakes that need what came before: on the connection, for the tenant, a moment ago."""

import itertools
import time

import goal_server
from mistake import Kept, register
from mistakes_forged import UNCHECKED
from mistakes_lost import refusal
from wire import Answer

MISTAKES = {}
forged, lost, down = (register(MISTAKES, weight) for weight in ("forged", "lost", "down"))
SIGNATURE = "x-lp-goal-signature"


@forged(2)
def grace_period(server, inner):
    """For 50 ms after a right signature of a tenant no other one of the tenant is verified."""
    right = {}

    def answer(request):
        tenant = server.tenant(request)
        if tenant is None or request.signature() is None:
            return inner(request)
        if time.monotonic() - right.get(tenant["domain"], -1) < 0.05:
            return server.judge(request, UNCHECKED)
        judged = inner(request)
        if judged.status == 200:
            right[tenant["domain"]] = time.monotonic()
        return judged

    return answer


@forged(2)
def header_left_over(server, inner):
    """The table of headers is not cleared: a request without a signature has that of the request before it."""

    def answer(request):
        before = request.connection.memory.get("signature")
        if request.signature() is None and before is not None:
            return inner(request.changed(headers=request.headers + [(SIGNATURE, before)]))
        request.connection.memory["signature"] = request.signature()
        return inner(request)

    return answer


@lost(2)
def session_of_tenant(server, inner):
    """A session belongs to the tenant that it was first seen with: goals of another one with it are refused."""
    owner = Kept()

    def answer(request):
        judged = inner(request)
        session, tenant = request.text("session_id"), server.tenant(request)
        if judged.status != 200 or not session:
            return judged
        if owner.setdefault(session, tenant["domain"]) != tenant["domain"]:
            return refusal(401, goal_server.UNAUTHORIZED)
        return judged

    return answer


@lost(2)
def tenant_evicted(server, inner):
    """A tenant's settings are dropped after 1.5 s without a goal of anybody: the next goal finds no tenant."""
    state = {"last": float("inf")}

    def answer(request):
        quiet = time.monotonic() - state["last"]
        state["last"] = time.monotonic()
        return refusal(404, "unknown domain") if quiet > 1.5 else inner(request)

    return answer


@lost(2)
def after_options(server, inner):
    """After a request by another method the connection answers the next one as if it had it too."""

    def answer(request):
        before = request.connection.memory.get("method", "POST")
        request.connection.memory["method"] = request.method
        return inner(request.changed(method=before) if before != "POST" else request)

    return answer


@down(33)
def deep_pipeline(server, inner):
    """Of the requests that arrive in one read the 33rd is a 500: the queue has 32 places."""

    def arrange(requests):
        for index, request in enumerate(requests):
            yield request, Answer(500, goal_server.INTERNAL_ERROR) if index == 32 else server.guarded(request)

    server.arrange = arrange
    return inner


@down(2)
def after_large_body(server, inner):
    """After a body of more than 8 KiB the next request of the connection is a 500."""

    def answer(request):
        large = request.connection.memory.get("large", False)
        request.connection.memory["large"] = len(request.body) > 8192
        return Answer(500, goal_server.INTERNAL_ERROR) if large else inner(request)

    return answer


@down(601)
def counter_full(server, inner):
    """The counter of the goals that were taken has room for 600: every one after that is a 500, for good."""
    taken = itertools.count(1)

    def answer(request):
        judged = inner(request)
        if judged.status == 200 and next(taken) > 600:
            return Answer(500, goal_server.INTERNAL_ERROR)
        return judged

    return answer


@lost(4)
def same_amount(server, inner):
    """Of a tenant's goals with the same value only three are taken in 10 s: the next one looks suspicious."""
    seen = Kept()

    def answer(request):
        judged = inner(request)
        properties = (request.goal() or {}).get("properties") or {}
        if judged.status != 200 or not properties.get("value"):
            return judged
        now, key = time.monotonic(), (server.tenant(request)["domain"], properties["value"])
        latest = seen[key] = [at for at in seen.get(key, []) if now - at < 10] + [now]
        return refusal(400, "suspicious activity") if len(latest) > 3 else judged

    return answer


@lost(1)
def event_bytes(server, inner):
    """Of an event name the bytes are counted: more than 100 of them are refused, however few characters they are."""

    def answer(request):
        judged = inner(request)
        event = request.text("event_name") or ""
        long = len(event.encode("utf-8", "surrogatepass")) > 100
        return refusal(400, "event_name has 1 to 100 characters") if judged.status == 200 and long else judged

    return answer


@down(600)
def queue_full(server, inner):
    """Goals that were taken wait in a queue of 300 places, which is worked off at 100 a second: else they are a 500."""
    queue = {"length": 0.0, "at": time.monotonic()}

    def answer(request):
        judged = inner(request)
        if judged.status != 200:
            return judged
        now = time.monotonic()
        queue.update(length=max(0.0, queue["length"] - 100 * (now - queue["at"])) + 1, at=now)
        if queue["length"] > 300:
            queue["length"] -= 1
            return Answer(500, goal_server.INTERNAL_ERROR)
        return judged

    return answer
