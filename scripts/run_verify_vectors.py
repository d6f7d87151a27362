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


def answer(request, tenant, now):
    """The server under test: a status, and what it tells of an accepted goal."""
    moment = datetime.datetime.strptime(now, "%Y-%m-%dT%H:%M:%SZ")
    return goal_server.decide(request, [tenant], moment.replace(tzinfo=datetime.timezone.utc))


def judge(test, status, told, unauthorized):
    """None, or what is wrong. `unauthorized` holds the text of the first 401."""
    accepted = 200 <= status < 300
    is_hint = 202 in test["status"] and 200 not in test["status"]
    if is_hint and status == 200:
        return None if told.get("ranked") is False else "a hint is taken as signed"
    if is_hint and accepted:
        return "a hint is ranked" if told.get("ranked") else None
    if status not in test["status"] and not (accepted and 200 in test["status"]):
        return "answered %s, expected %s" % (status, test["status"])
    if not accepted:
        if status == 401 and told != unauthorized.setdefault("first", told):
            return "this 401 reads differently from others"
        return "a refused goal is ranked" if told.get("ranked") else None
    if "ranked" in test:
        if told.get("ranked", test["ranked"]) != test["ranked"]:
            return "ranked is %s" % told["ranked"]
        for key in ("first_touch_bucket", "lag_seconds"):
            if key in told and told[key] not in test[key]:
                return "%s is %r, expected one of %r" % (key, told[key], test[key])
    return None


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else os.path.join(HERE, "..", "vectors")
    tests = failed = 0
    unauthorized = {}
    for path in sorted(glob.glob(os.path.join(folder, "verify_*.json"))):
        with open(path, encoding="ascii") as file:
            vectors = json.load(file)
        if vectors["format"] != 2:
            sys.exit("%s: format %s is not known here" % (path, vectors["format"]))
        for group in vectors["groups"]:
            tenant = {key: group[key] for key in ("domain", "tenant_id", "secret")}
            for test in group["tests"]:
                request = dict(test["request"])
                request["headers"] = [(k, v.encode("latin-1")) for k, v in request["headers"]]
                request["body"] = bytes.fromhex(request["body"])
                fault = judge(test, *answer(request, tenant, test["now"]), unauthorized)
                tests += 1
                if fault:
                    failed += 1
                    print("%s: %s" % (test["id"], fault))
    print("%d vectors, %d failed" % (tests, failed))
    sys.exit(1 if failed or not tests else 0)


if __name__ == "__main__":
    main()
