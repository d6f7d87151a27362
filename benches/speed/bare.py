"""The documented Python signer in a bare loop: nanoseconds a goal, the best of three rounds."""

import os
import sys
import time

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(here, "..", "..", "scripts", "adapters"))

import goalpost_adapter
import python_documented

with open(sys.argv[1], "rb") as file:
    requests = [goalpost_adapter.read(line) for line in file]
goals = [(request["goal"], request["tenant_id"], request["secret"]) for request in requests]

best = float("inf")
for _ in range(3):
    start = time.perf_counter()
    for goal, tenant_id, secret in goals:
        try:
            python_documented.sign(goal, tenant_id, secret)
        except (ValueError, TypeError, OverflowError):
            pass
    best = min(best, time.perf_counter() - start)
print(best / len(goals) * 1e9)
