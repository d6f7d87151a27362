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


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else os.path.join(HERE, "..", "vectors")
    tests = failed = notes = 0
    unauthorized = {}
    for path in sorted(glob.glob(os.path.join(folder, "verify_*.json"))):
        with open(path, encoding="ascii") as file:
            vectors = json.load(file)
        if vectors["format"] != 3:
            sys.exit("%s: format %s is not known here" % (path, vectors["format"]))
        for group in vectors["groups"]:
            tenant = {key: group[key] for key in ("domain", "tenant_id", "secret")}
            for test in group["tests"]:
                request = dict(test["request"])
                request["headers"] = [(k, v.encode("latin-1")) for k, v in request["headers"]]
                request["body"] = bytes.fromhex(request["body"])
                status, told = answer(request, tenant, test["now"])
                fault = judge(test, status, told, unauthorized)
                tests += 1
                if fault:
                    failed += 1
                    print("%s: %s" % (test["id"], fault))
                elif not advised(test, status):
                    notes += 1
                    print("note: %s: answered %s, advised %s" % (test["id"], status, test["advised"]))
    print("%d vectors, %d failed, %d notes" % (tests, failed, notes))
    sys.exit(1 if failed or not tests else 0)


if __name__ == "__main__":
    main()
