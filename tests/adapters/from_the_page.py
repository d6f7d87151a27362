"""An adapter written from docs/reference/adapter-protocol.md alone, without the glue, and with ways to misbehave.

The mode is the first argument; without one it is a good adapter.
"""

import hashlib
import hmac
import json
import os
import subprocess
import sys
import time

MODE = sys.argv[1] if len(sys.argv) > 1 else "good"
ARGUMENT = sys.argv[2] if len(sys.argv) > 2 else ""
answered = 0


def write(text):
    sys.stdout.write(text)
    sys.stdout.flush()


def canonical(tenant_id, goal):
    properties = dict(goal.get("properties") or {})
    if properties.get("value") is not None:
        properties["value"] = "%.2f" % float(properties["value"])
    signed = {
        "tenant_id": tenant_id,
        "event_name": goal["event_name"],
        "session_id": goal.get("session_id") or "",
        "properties": properties,
    }
    for key in ("first_touch_bucket", "first_touch_ts"):
        if goal.get(key):
            signed[key] = goal[key]
    separators = (", ", ": ") if MODE == "blanks" else (",", ":")
    return json.dumps(signed, sort_keys=True, separators=separators).encode()


def sign(request, goal):
    try:
        message = canonical(request["tenant_id"], goal)
        key = bytes.fromhex(request["secret"])
    except (ValueError, TypeError, OverflowError) as error:
        return {"refused": str(error)}
    if MODE == "secret_as_text":
        key = request["secret"].encode()
    if MODE == "unknown" and b"purchase" in message:
        message = message.replace(b"purchase", b"esahcrup")
    if MODE == "five_mistakes":
        # No tenant, raw text, blanks, an amount as a number, a newline.
        payload = {name: value for name, value in json.loads(message).items() if name != "tenant_id"}
        if "value" in payload["properties"]:
            payload["properties"]["value"] = float(payload["properties"]["value"])
        message = (json.dumps(payload, ensure_ascii=False) + "\n").encode("utf-8", "surrogatepass")
    if MODE == "signature_only":
        return {"signature": hmac.new(key, message, hashlib.sha256).hexdigest()}
    signature = hmac.new(key, message, hashlib.sha256).hexdigest()
    if MODE == "upper_case":
        signature = signature.upper()
    if MODE == "disagrees":
        message += b" "
    return {"signature": signature, "canonical": message.hex()}


def hello():
    if MODE == "escapes":
        return {"protocol": 1, "name": "\x1b[2Jpage\nconforms\u202e", "ops": ["sign"]}
    if MODE == "other_protocol":
        return {"protocol": 7, "name": "x", "ops": ["sign"]}
    features = ["batch"] if MODE in ("batch_only", "batch_short") else []
    ops = {"no_ops": [], "other_ops": ["refund"]}.get(MODE, ["sign"])
    window = 64
    if MODE == "strict":
        window = 1
    if MODE == "window_zero":
        window = 0
    return {"protocol": 1, "name": "page", "ops": ops, "features": features, "window": window}


def answer(line):
    global answered
    request = json.loads(line)
    if request["op"] == "hello":
        if MODE == "hello_garbage":
            write("Welcome to ACME SDK 3.1\n")
        write(json.dumps(hello()) + "\n")
        return
    answered += 1
    identity = request["id"]
    if "goals" in request:
        outcomes = [sign(request, goal) for goal in request["goals"]]
        outcomes = [o.get("signature", o) for o in outcomes]
        if MODE == "batch_only":
            outcomes[0] = "0" * 64
        if MODE == "batch_short":
            outcomes.pop()
        write(json.dumps({"id": identity, "outcomes": outcomes}) + "\n")
        return
    goal = request["goal"]
    reply = dict(sign(request, goal), id=identity)
    if MODE == "refuse_all":
        reply = {"id": identity, "refused": "not today"}
    elif MODE == "unsupported_all":
        reply = {"id": identity, "unsupported": "cannot"}
    elif MODE == "unsupported_many":
        # Forty reasons, one after the other.
        reason = "why-" + "abcdefgh"[answered % 8] + "abcde"[answered // 8 % 5]
        reply = {"id": identity, "unsupported": reason}
    elif MODE == "die_and_refuse" and goal["event_name"] == "\U0001f600":
        sys.exit(3)
    elif MODE == "die_and_refuse" and goal["event_name"] == "\x7f":
        reply = {"id": identity, "refused": "no such event"}
    elif MODE == "key_twice":
        write('{"id":"%s","signature":"00",%s\n' % (identity, json.dumps(reply)[1:]))
        return
    elif MODE == "error" and goal["event_name"] == "purchase":
        reply = {"id": identity, "error": "Traceback\nKeyError: 'x'"}
    elif MODE == "die_at" and answered == int(ARGUMENT):
        sys.stderr.write("fatal: out of luck\n")
        sys.stderr.flush()
        os.kill(os.getpid(), 9)
    elif MODE == "die_on" and goal["event_name"] == ARGUMENT:
        sys.exit(3)
    elif MODE == "hang_on" and goal["event_name"] == ARGUMENT:
        time.sleep(3600)
    elif MODE in ("garbage", "one_at_a_time") and answered == 400:
        write("DEBUG signing purchase\n")
    elif MODE == "garbage_always":
        write("DEBUG signing %s\n" % goal["event_name"])
    elif MODE == "half_line" and answered == 400:
        write('{"id":"')
        sys.exit(0)
    elif MODE == "long_line" and answered == 400:
        write("x" * (3 << 20))
    elif MODE == "twice":
        write(json.dumps(reply) + "\n")
    elif MODE == "null_outcome":
        reply = {"id": identity, "signature": None, "refused": None}
    elif MODE == "flood_stderr":
        sys.stderr.write("noise " * 2000 + "\n")
    elif MODE == "flood_stdout" and answered == 400:
        while True:
            write("{}\n" * 1000)
    text = json.dumps(reply)
    if MODE == "crlf":
        text = "\n   \n" + text + "\r"
    write(text + "\n")


def main():
    if MODE == "one_at_a_time":
        # Like a server that binds a port: a second one cannot start while the first one lives.
        try:
            lock = os.open(ARGUMENT, os.O_CREAT | os.O_EXCL)
        except FileExistsError:
            sys.exit("already running")
        import atexit
        import signal

        atexit.register(os.unlink, ARGUMENT)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    if MODE == "exit_at_once":
        sys.stderr.write("ImportError: no module named acme\n")
        sys.exit(1)
    if MODE == "hang":
        time.sleep(3600)
    if MODE == "ignores_everything":
        import signal

        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if MODE in ("grandchild", "ignores_everything"):
        child = subprocess.Popen(["sleep", "3600"])
        with open(ARGUMENT, "w") as file:
            file.write("%d %d" % (os.getpid(), child.pid))
    if MODE == "out_of_order":
        lines = iter(sys.stdin.readline, "")
        answer(next(lines))
        for first in lines:
            second = next(lines, None)
            if second:
                answer(second)
            answer(first)
        return
    for line in iter(sys.stdin.readline, ""):
        answer(line)
    if MODE in ("stays", "ignores_everything"):
        time.sleep(3600)


main()
