"""The verified Bash signer under test. Bash reads no JSON, so the glue is Python's; one Bash does all the work."""

import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "adapters"))

from goalpost_adapter import Refused, Unsupported, serve

# Reads NUL-terminated words up to an empty one: the variables, `--`, the function and its arguments.
LOOP = r"""
source "$1"
while words=(); while IFS= read -r -d '' word && [[ -n $word ]]; do words+=("$word"); done; ((${#words[@]})); do
  while [[ ${words[0]} != -- ]]; do declare "${words[0]}"; words=("${words[@]:1}"); done
  if said=$("${words[@]:1}" 2>&1); then echo "ok $said"; else echo "refused ${said//$'\n'/ }"; fi
done
"""
bash = subprocess.Popen(
    ["bash", "-c", LOOP, "bash", os.path.join(HERE, "..", "loudpixel.sh")],
    stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=dict(os.environ, no_proxy="127.0.0.1"))


def sign(goal, tenant_id, secret):
    given = arguments(goal)
    variables = ["LP_TENANT_ID=" + tenant_id, "LP_PIXEL_SECRET=" + secret]
    canonical = call(variables, "lp_canonical", given)
    return call(variables, "lp_sign", given), canonical.encode("ascii")


def send(goal, endpoint, domain, tenant_id, secret):
    variables = ["LP_ENDPOINT=" + endpoint, "LP_DOMAIN=" + domain,
                 "LP_TENANT_ID=" + tenant_id, "LP_PIXEL_SECRET=" + secret]
    return int(call(variables, "track_conversion", arguments(goal)))


def call(variables, function, given):
    words = variables + ["--", function] + given + [""]
    text = "".join(word + "\0" for word in words)
    if text.count("\0") != len(words):
        raise Unsupported("Bash cannot hold NUL")
    try:
        bash.stdin.write(text.encode("utf-8"))
    except UnicodeEncodeError:
        raise Unsupported("Bash cannot hold half a surrogate pair") from None
    bash.stdin.flush()
    outcome, _, said = bash.stdout.readline().decode("utf-8").rstrip("\n").partition(" ")
    if outcome != "ok":
        raise Refused(said)
    return said


def arguments(goal):
    """name=value, with the properties among the fields; null is not passed."""
    fields = dict(goal)
    properties = fields.pop("properties", None) or {}
    if not isinstance(properties, dict) or set(properties) - {"value", "currency", "plan"}:
        raise Unsupported("properties other than value, currency and plan")
    value = properties.pop("value", None)
    if isinstance(value, bool) or not isinstance(value, (int, float, type(None))):
        raise Unsupported("value is not a number")
    fields.update(properties)
    if any(not isinstance(text, (str, type(None))) for text in fields.values()):
        raise Unsupported("a field is not text")
    given = ["%s=%s" % field for field in fields.items() if field[1] is not None]
    return given if value is None else given + ["value=%r" % value]


version = subprocess.check_output(["bash", "-c", "echo ${BASH_VERSION%%(*}"]).decode().strip()
serve("bash-signer", sign=sign, send=send, version="1", runtime="Bash " + version)
