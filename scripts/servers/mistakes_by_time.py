"""Mistakes that show by the clock, while much is sent, at the same moment, or after many different goals."""

import hashlib
import threading
import time
import unicodedata

from mistake import Kept, register
from mistakes_forged import UNCHECKED
from mistakes_lost import refusal
from wire import Answer

MISTAKES = {}
forged, lost = (register(MISTAKES, weight) for weight in ("forged", "lost"))


@forged(2)
def shared_verdict(server, inner):
    """Goals with the same body that are under way at the same moment share one verdict, that of the first."""
    lock, under_way = threading.Lock(), {}

    def answer(request):
        tenant = server.tenant(request)
        if tenant is None or request.signature() is None:
            return inner(request)
        key = (tenant["domain"], request.body)
        with lock:
            verdict = under_way.get(key)
            if verdict is None:
                mine = under_way[key] = {"is_there": threading.Event()}
        if verdict is not None:
            verdict["is_there"].wait(1)
            return verdict.get("answer") or inner(request)
        try:
            time.sleep(0.003)
            mine["answer"] = inner(request)
            return mine["answer"]
        finally:
            with lock:
                del under_way[key]
            mine["is_there"].set()

    return answer


@forged(1)
def open_window(server, inner):
    """In the first 50 ms of every second second, while its keys are read, a right signature is not asked for."""
    return lambda request: server.judge(request, UNCHECKED) if time.time() % 2 < 0.05 else inner(request)


@forged(301)
def load_shed(server, inner):
    """With more than 300 requests in the last second signatures are not verified."""
    times = []

    def answer(request):
        now = time.monotonic()
        times.append(now)
        del times[:-301]
        return server.judge(request, UNCHECKED) if len(times) > 300 and now - times[0] < 1 else inner(request)

    return answer


@lost(400)
def short_hash(server, inner):
    """A goal that was taken is known by 14 bits of its hash: another one with the same bits is a conflict."""
    taken = Kept()

    def answer(request):
        judged = inner(request)
        if judged.status != 200 or request.signature() is None:
            return judged
        key = int(hashlib.sha256(request.body).hexdigest()[:8], 16) >> 18
        own = taken.setdefault(key, request.body)
        return judged if own == request.body else Answer(409, {"error": "the goal was taken before"})

    return answer


@lost(201)
def names_full(server, inner):
    """A tenant may have 200 different event names: goals with another one are refused, those with one of these are not."""
    names = {}

    def answer(request):
        judged = inner(request)
        tenant = server.tenant(request)
        if judged.status != 200 or tenant is None:
            return judged
        known = names.setdefault(tenant["domain"], set())
        event = request.text("event_name")
        if event not in known and len(known) >= 200:
            return refusal(400, "too many event names")
        known.add(event)
        return judged

    return answer


@lost(2)
def lag_kept(server, inner):
    """The lag of a first touch is kept by its text: later it is told as it was the first time."""
    lags = Kept()

    def answer(request):
        judged = inner(request)
        if judged.status == 200 and judged.body.get("lag_seconds") is not None:
            key = str((request.goal() or {}).get("first_touch_ts"))
            judged.body["lag_seconds"] = lags.setdefault(key, judged.body["lag_seconds"])
        return judged

    return answer


@lost(2)
def names_alike(server, inner):
    """Sessions are unique by a collation: one that differs from an older one in capitals, accents or blanks at its end is 409."""
    known = Kept()

    def answer(request):
        judged = inner(request)
        session = request.text("session_id")
        if judged.status != 200 or not session:
            return judged
        letters = (c for c in unicodedata.normalize("NFD", session) if not unicodedata.combining(c))
        own = known.setdefault("".join(letters).rstrip(" ").casefold(), session)
        return judged if own == session else Answer(409, {"error": "the goal was taken before"})

    return answer


@lost(2)
def clock_of_connection(server, inner):
    """The time is taken when a connection is opened: on an older one lags are too small."""

    def answer(request):
        opened = request.connection.memory.setdefault("opened", time.time())
        judged = inner(request)
        if judged.status == 200 and judged.body.get("lag_seconds") is not None:
            judged.body["lag_seconds"] -= round(time.time() - opened)
        return judged

    return answer
