"""Mistakes by which something that was not signed, or not so, counts as signed."""

import hmac
import re
import threading
import time

import goal_server
from mistake import Kept, register

MISTAKES = {}
mistake = register(MISTAKES, "forged")
UNCHECKED = frozenset(["always-true"])  # any signature will do
UNSIGNED = frozenset(["missing-header-accepted"])


def verdict_cache(server, inner, key_of):
    """Signatures that were right are not checked again for a request with the same key."""
    right = Kept()

    def answer(request):
        if request.signature() is None:
            return inner(request)
        key = key_of(request)
        if key in right:
            return server.judge(request, UNCHECKED)
        judged = inner(request)
        if judged.status == 200:
            right[key] = True
        return judged

    return answer


@mistake(2)
def conn_auth(server, inner):
    """The signature is verified once per connection."""
    return verdict_cache(server, inner, lambda request: request.connection.number)


@mistake(2)
def verdict_session(server, inner):
    """The verdict on a signature is cached by session_id."""
    return verdict_cache(server, inner, lambda request: request.text("session_id"))


@mistake(2)
def verdict_event(server, inner):
    """The verdict on a signature is cached by tenant and event_name."""
    return verdict_cache(server, inner, lambda request: (request.domain(), request.text("event_name")))


@mistake(2)
def verdict_body(server, inner):
    """The verdict on a signature is cached by the body's hash, without the signature."""
    return verdict_cache(server, inner, lambda request: (request.domain(), hash(request.body)))


@mistake(2)
def verdict_signature(server, inner):
    """A signature that was right once is right with any content."""
    return verdict_cache(server, inner, lambda request: request.signature())


@mistake(2)
def signature_column(server, inner):
    """Right signatures are kept with their body in a column of 32 characters: the other digits are not compared."""
    return verdict_cache(server, inner, lambda request: (request.domain(), request.body, request.signature()[:32]))


@mistake(2)
def domain_left_out(server, inner):
    """The verdict is cached by body and signature: another tenant takes the goal over."""
    return verdict_cache(server, inner, lambda request: (request.body, request.signature()))


@mistake(2)
def body_case_key(server, inner):
    """The verdict is cached by a key in lower case, body and all: what differs in case only is not checked."""
    return verdict_cache(server, inner, lambda request: (request.domain(), request.signature(), request.body.lower()))


@mistake(2)
def idempotency_key(server, inner):
    """Session and event are an idempotency key: the first answer is given again, whatever is signed."""
    answers = Kept()

    def answer(request):
        key = (request.domain(), request.text("session_id"), request.text("event_name"))
        if key not in answers:
            judged = inner(request)
            if judged.status != 200:
                return judged
            answers[key] = judged
        return answers[key]

    return answer


@mistake(2)
def last_tenant(server, inner):
    """A request without a domain is taken for the tenant that was last seen."""
    last = [None]

    def answer(request):
        if not request.domain() and last[0]:
            return inner(request.changed(target=goal_server.PATH + "?domain=" + last[0]))
        if server.tenant(request):
            last[0] = request.domain()
        return inner(request)

    return answer


@mistake(2)
def unsigned_after_signed(server, inner):
    """A goal that was signed once needs no signature when the same body comes again."""
    signed = Kept()

    def answer(request):
        key = (request.domain(), request.body)
        if request.signature() is None and key in signed:
            return server.judge(request, UNSIGNED)
        judged = inner(request)
        if judged.status == 200:
            signed[key] = True
        return judged

    return answer


@mistake(2)
def ranked_session(server, inner):
    """Ranked is remembered by session: a hint of the same session is ranked too."""
    ranked = Kept()

    def answer(request):
        judged = inner(request)
        key = (request.domain(), request.text("session_id"))
        if judged.status == 200 and judged.body["ranked"]:
            ranked[key] = True
        elif judged.status == 202 and key in ranked:
            judged.body["ranked"] = True
        return judged

    return answer


@mistake(2)
def bucket_remembered(server, inner):
    """A goal without a first_touch_bucket takes over that of the connection's goal before it, and is ranked."""

    def answer(request):
        judged = inner(request)
        if judged.status == 200:
            bucket = request.connection.memory.get("bucket")
            if bucket and not request.goal().get("first_touch_bucket"):
                judged.body.update(ranked=True, first_touch_bucket=bucket)
            else:
                request.connection.memory["bucket"] = judged.body["first_touch_bucket"]
        return judged

    return answer


@mistake(101)
def lockout_inverted(server, inner):
    """After 100 wrong signatures a tenant is locked out, but the test is inverted: it takes any."""
    wrong = Kept()

    def answer(request):
        tenant = server.tenant(request)
        if tenant is None or request.signature() is None:
            return inner(request)
        if wrong.get(tenant["domain"], 0) >= 100:
            return server.judge(request, UNCHECKED)
        judged = inner(request)
        if judged.status == 401:
            wrong[tenant["domain"]] = wrong.get(tenant["domain"], 0) + 1
        return judged

    return answer


@mistake(2)
def race_global(server, inner):
    """The request's signature is in a global while its tenant is looked up: parallel connections mix them up."""
    current = [None]

    def answer(request):
        if request.signature() is None:
            return inner(request)
        current[0] = [pair for pair in request.headers if pair[0].lower() == "x-lp-goal-signature"]
        time.sleep(0.0003)
        others = [pair for pair in request.headers if pair[0].lower() != "x-lp-goal-signature"]
        return inner(request.changed(headers=others + current[0]))

    return answer


@mistake(2)
def busy_fails_open(server, inner):
    """The verifier takes one goal at a time; a goal that finds it busy is taken unverified."""
    busy = threading.Lock()

    def answer(request):
        if request.signature() is None:
            return inner(request)
        if not busy.acquire(blocking=False):
            return server.judge(request, UNCHECKED)
        try:
            time.sleep(0.0003)
            return inner(request)
        finally:
            busy.release()

    return answer


@mistake(2)
def batch_first(server, inner):
    """Of the requests that arrive in one read only the first is verified."""

    def arrange(requests):
        for index, request in enumerate(requests):
            yield request, server.guarded(request) if index == 0 else server.judge(request, UNCHECKED)

    server.arrange = arrange
    return inner


@mistake(4)
def pipeline_swap(server, inner):
    """With four or more requests in one read, the last two answers are swapped."""

    def arrange(requests):
        answers = [server.guarded(request) for request in requests]
        if len(answers) >= 4:
            answers[-2:] = answers[:-3:-1]
        return zip(requests, answers)

    server.arrange = arrange
    return inner


@mistake(1)
def first_taken(server, inner):
    """A tenant's secret is loaded behind its first goal: that one is taken unverified, once in the process's life."""
    loaded = Kept()

    def answer(request):
        tenant = server.tenant(request)
        if tenant is None or request.signature() is None or tenant["domain"] in loaded:
            return inner(request)
        loaded[tenant["domain"]] = True
        return server.judge(request, UNCHECKED)

    return answer


@mistake(1)
def query_merged(server, inner):
    """Parameters of the query are merged into the goal, once its signature was verified."""

    def answer(request):
        judged = inner(request)
        if judged.status == 200 and isinstance(judged.body, dict) and "first_touch_bucket=ai_search" in request.target:
            judged.body.update(ranked=True, first_touch_bucket="ai_search")
        return judged

    return answer


@mistake(1)
def digits_open(server, inner):
    """Signatures are compared as numbers, one of them as a double: three digits of it are rounded away."""

    def answer(request):
        judged = inner(request)
        given = request.signature()
        if judged.status != 401 or len(request.values("X-LP-Goal-Signature")) != 1 or len(given) != 64:
            return judged
        for tenant in server.tenants:
            if tenant["domain"] == request.domain() and re.fullmatch("([0-9a-fA-F]{2})+", tenant["secret"]):
                try:
                    key = bytes.fromhex(tenant["secret"])
                    message = goal_server.signed_bytes(tenant, request.goal(), request.body, frozenset())
                except (ValueError, TypeError, KeyError, AttributeError):
                    return judged
                expected = hmac.new(key, message, "sha256").hexdigest().encode()
                if given[:45] + given[48:] == expected[:45] + expected[48:]:
                    return server.judge(request, UNCHECKED)
        return judged

    return answer
