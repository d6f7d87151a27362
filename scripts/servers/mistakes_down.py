"""Mistakes by which the server breaks, gets slower, grows, or shows what it must not."""

import itertools
import os
import re
import sys
import threading
import time
import zlib

import goal_server
from mistake import Kept, register
from wire import Answer

MISTAKES = {}
mistake = register(MISTAKES, "down")
BROKEN = 500, goal_server.INTERNAL_ERROR


@mistake(17)
def seventeenth_500(server, inner):
    """The 17th request of a connection is a 500."""

    def answer(request):
        memory = request.connection.memory
        memory["requests"] = memory.get("requests", 0) + 1
        return Answer(*BROKEN) if memory["requests"] == 17 else inner(request)

    return answer


@mistake(2)
def lock_forever(server, inner):
    """A lock is not released after a body that is not UTF-8: nothing is answered after that."""
    lock = threading.Lock()

    def answer(request):
        lock.acquire()
        judged = inner(request)
        try:
            request.body.decode("utf-8")
            lock.release()
        except UnicodeDecodeError:
            pass
        return judged

    return answer


@mistake(1000)
def latency_grows(server, inner):
    """Every request makes all later ones 0.1 ms slower, up to 2 s."""
    count = itertools.count()

    def answer(request):
        time.sleep(min(next(count) * 0.0001, 2))
        return inner(request)

    return answer


@mistake(1000)
def memory_grows(server, inner):
    """Every request leaves 64 KiB behind, up to 1 GiB."""
    kept = []

    def answer(request):
        if len(kept) < 16384:
            kept.append(bytearray(b"x" * 65536))
        return inner(request)

    return answer


@mistake(100)
def descriptors_leak(server, inner):
    """Every connection leaves a descriptor behind; after 500 of them connections are dropped without an answer."""
    kept = []

    def on_connection(connection):
        if len(kept) < 500:
            kept.append(open(os.devnull))
        else:
            connection.socket.close()

    server.on_connection = on_connection
    return inner


@mistake(100)
def threads_leak(server, inner):
    """Every connection starts a thread that never ends, up to 2,000."""
    count = itertools.count()

    def on_connection(connection):
        if next(count) < 2000:
            threading.Thread(target=threading.Event().wait, daemon=True).start()

    server.on_connection = on_connection
    return inner


@mistake(1)
def two_params(server, inner):
    """A Content-Type with two parameters is a 500."""

    def answer(request):
        value = b"".join(request.values("Content-Type")).decode("latin-1")
        _, *parameter = value.split(";")
        if parameter:
            (_,) = parameter
        return inner(request)

    return answer


@mistake(1)
def rare_500(server, inner):
    """One session_id in 400, by its hash, is on a shard that is away: a 500."""

    def answer(request):
        session = request.text("session_id")
        shard = zlib.crc32(session.encode("utf-8", "surrogatepass")) % 400
        return Answer(*BROKEN) if session and shard == 7 else inner(request)

    return answer


@mistake(256)
def turn_256(server, inner):
    """Every 256th request of the process is a 500: a counter of one byte wraps."""
    turns = itertools.count(1)

    def answer(request):
        return Answer(*BROKEN) if next(turns) % 256 == 0 else inner(request)

    return answer


@mistake(9)
def pool_dry(server, inner):
    """A goal that is signed right and refused with 400 does not give its database handle back; there are eight."""
    state = {"free": 8, "empty_since": 0.0}

    def answer(request):
        if state["free"] == 0 and time.monotonic() - state["empty_since"] > 1:
            state["free"] = 8  # as after a restart: else nothing more could be found
        judged = inner(request)
        reached = request.signature() is not None and judged.status in (200, 400) and request.goal()
        if reached and state["free"] == 0:
            return Answer(*BROKEN)
        if reached and judged.status == 400:
            state.update(free=state["free"] - 1, empty_since=time.monotonic())
        return judged

    return answer


@mistake(2)
def decoder_poisoned(server, inner):
    """A decoder kept for the connection is not reset: after a body that is not UTF-8 the next request is a 500."""

    def answer(request):
        if request.connection.memory.pop("broken", False):
            return Answer(*BROKEN)
        try:
            request.body.decode("utf-8")
        except UnicodeDecodeError:
            request.connection.memory["broken"] = True
        return inner(request)

    return answer


@mistake(11)
def debug_after_errors(server, inner):
    """After ten wrong signatures of a tenant its 401s show what was expected, for debugging."""
    wrong = Kept()

    def answer(request):
        tenant = server.tenant(request)
        judged = inner(request)
        if judged.status == 401 and tenant:
            count = wrong[tenant["domain"]] = wrong.get(tenant["domain"], 0) + 1
            if count > 10:
                return server.judge(request, frozenset(["error-oracle"]))
        return judged

    return answer


@mistake(2)
def echo_of_the_last(server, inner):
    """A goal refused for a property repeats the property of the refused goal before it on the connection."""

    def answer(request):
        judged = inner(request)
        if judged.status == 400 and "personal data" in judged.body["error"]:
            before = request.connection.memory.get("plan", "")
            request.connection.memory["plan"] = (request.goal().get("properties") or {}).get("plan")
            judged.body["error"] += ", as in %r" % (before,)
        return judged

    return answer


@mistake(2)
def idle_500(server, inner):
    """The database hangs up after two seconds without a request: the first request after that is a 500."""
    state = {"last": float("inf")}

    def answer(request):
        quiet = time.monotonic() - state["last"]
        state["last"] = time.monotonic()
        return Answer(*BROKEN) if quiet > 2 else inner(request)

    return answer


@mistake(1)
def second_signature(server, inner):
    """Two signature headers are a 500."""

    def answer(request):
        if re.search(rb",", b",".join(request.values("X-LP-Goal-Signature"))):
            raise ValueError("too many values to unpack (expected 1)")
        return inner(request)

    return answer


def refused(server, inner, many, then):
    """Counts refused signatures; at the last of so many, the process comes to its end in some way."""
    count = itertools.count(1)

    def answer(request):
        judged = inner(request)
        if judged.status == 401 and next(count) == many:
            then()
        return judged

    return answer


@mistake(301)
def refusals_kill(server, inner):
    """The list of refused signatures holds 300: the next one ends the process, and nobody starts it again."""
    return refused(server, inner, 301, lambda: os._exit(137))


@mistake(41)
def refusals_restart(server, inner):
    """The list of refused signatures holds 40: the next one ends the process, which is started again at once."""
    again = [sys.executable, *sys.argv]
    if "--port" in again:
        del again[again.index("--port"):again.index("--port") + 2]

    def start_again():
        # Nobody may be listening to what it prints any more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.execv(sys.executable, again + ["--port", str(server.port)])

    return refused(server, inner, 41, start_again)
