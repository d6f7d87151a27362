#!/usr/bin/env python3
"""Runs a Python validator over the verify vectors, without Goalpost. Start here, then swap `answer`."""

import datetime
import glob
import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "servers"))

import goal_server  # noqa: E402

# The formats that are known here, by what a file asks for.
FORMATS = {"verify": 3, "verify-sequence": 1}


def answer(request, tenants, now):
    """The server under test: a status, and what it tells of an accepted goal."""
    moment = datetime.datetime.strptime(now, "%Y-%m-%dT%H:%M:%SZ")
    return goal_server.decide(request, tenants, moment.replace(tzinfo=datetime.timezone.utc))


def passes(test, status):
    """Whether a status is demanded; `2xx` stands for every status of its class."""
    if 200 <= status < 300:
        return "2xx" in test["status"] or "202" in test["status"]
    return str(status) in test["status"] or "%dxx" % (status // 100) in test["status"]


def advised(test, status):
    """Whether a status that passes is one that is advised; if not, it is worth a note."""
    return 200 <= status < 300 or status in test["advised"]


def judge(test, status, told, unauthorized):
    """None, or what is wrong. `unauthorized` holds the text of the first 401."""
    if not passes(test, status):
        return "answered %s, expected %s" % (status, " or ".join(test["status"]))
    if status >= 300:
        if status == 401 and told != unauthorized.setdefault("first", told):
            return "this 401 reads differently from others"
        return "a refused goal is ranked" if told.get("ranked") else None
    if "202" in test["status"]:
        if status == 200 and told.get("ranked") is not False:
            return "a hint is taken as signed"
        return "a hint is ranked" if told.get("ranked") else None
    if "ranked" in test:
        if told.get("ranked", test["ranked"]) != test["ranked"]:
            return "ranked is %s" % told["ranked"]
        for key in ("first_touch_bucket", "lag_seconds"):
            if key in told and told[key] not in test[key]:
                return "%s is %r, expected one of %r" % (key, told[key], test[key])
    return None


def as_sent(request):
    """A request with its headers and body as bytes."""
    headers = [(name, value.encode("latin-1")) for name, value in request["headers"]]
    return dict(request, headers=headers, body=bytes.fromhex(request["body"]))


def tests_of(vectors):
    """Each test of a file: its id, the tenants that the server knows, and its steps, each with its moment."""
    for group in vectors["groups"]:
        # A single request is a sequence of one; its group is its only tenant.
        tenants = group.get("tenants") or [{key: group[key] for key in ("domain", "tenant_id", "secret")}]
        for test in group["tests"]:
            yield test["id"], tenants, test["now"], test.get("steps") or [test]


def run(steps, tenants, now, unauthorized, taken):
    """What is wrong with the answers to a test's requests, or None; and whether one is worth a note.

    A server in another process also needs the connections, the pauses and the sending at once that a step or its
    test names; this one is a function.
    """
    note = None
    for number, step in enumerate(steps, 1):
        request = as_sent(step["request"])
        signature = [value for name, value in request["headers"] if name.lower() == "x-lp-goal-signature"]
        for _ in range(step.get("repeat", 1)):
            status, told = answer(request, tenants, now)
            if status == 409 and signature and signature[0] in taken:
                continue  # this very signature was accepted before
            fault = judge(step, status, told, unauthorized)
            if fault:
                return (fault if len(steps) == 1 else "request %d: %s" % (number, fault)), None
            if 200 <= status < 300 and signature:
                taken.add(signature[0])
            if not advised(step, status):
                note = "answered %s, advised %s" % (status, step["advised"])
    return None, note


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else os.path.join(HERE, "..", "vectors")
    tests = failed = notes = 0
    unauthorized, taken = {}, set()
    for path in sorted(glob.glob(os.path.join(folder, "verify_*.json"))):
        if path.endswith(".schema.json"):
            continue
        with open(path, encoding="ascii") as file:
            vectors = json.load(file)
        if vectors["format"] != FORMATS.get(vectors["op"]):
            sys.exit("%s: format %s is not known here" % (path, vectors["format"]))
        for name, tenants, now, steps in tests_of(vectors):
            fault, note = run(steps, tenants, now, unauthorized, taken)
            tests += 1
            if fault:
                failed += 1
                print("%s: %s" % (name, fault))
            elif note:
                notes += 1
                print("note: %s: %s" % (name, note))
    print("%d vectors, %d failed, %d notes" % (tests, failed, notes))
    sys.exit(1 if failed or not tests else 0)


if __name__ == "__main__":
    main()
