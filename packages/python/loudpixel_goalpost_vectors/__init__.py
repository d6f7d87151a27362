"""Golden vectors for LoudPixel's signed goal events, as data.

    from loudpixel_goalpost_vectors import fault, sign_tests

    for test in sign_tests():
        assert fault(test, sign) is None, test.id

`sign(goal, tenant_id, secret)` is the signer under test: it returns the value of the header X-LP-Goal-Signature, or
raises to refuse.
"""

import json
from pathlib import Path
from typing import Any, Callable, Dict, FrozenSet, Iterator, List, NamedTuple, Optional, Tuple, Type

__all__ = ["FOLDER", "Output", "SignTest", "VerifyTest", "fault", "load", "sign_tests", "smoke", "verify_tests"]

#: The folder of the JSON files, byte for byte those of the Goalpost repository.
FOLDER = Path(__file__).resolve().parent / "vectors"

_FORMATS = {"sign": 1, "verify": 3}


class Output(NamedTuple):
    """What a signer may produce."""

    canonical: bytes  #: the signed bytes
    signature: str  #: 64 lower-case hex digits


class SignTest(NamedTuple):
    """A goal, and what a signer must make of it."""

    id: str  #: never changes its meaning
    comment: str
    flags: Tuple[str, ...]
    requirements: Tuple[str, ...]
    tenant_id: str
    secret: str  #: hex text as a dashboard shows it; some tests have text that is not a secret
    goal: Dict[str, Any]  #: a key that is absent was not passed; NaN and infinities are floats
    result: str  #: `valid`: sign exactly this; `invalid`: refuse; `acceptable`: refuse, or sign one of `outputs`
    outputs: Tuple[Output, ...]  #: empty if `invalid`


class VerifyTest(NamedTuple):
    """A request, and what a server must make of it."""

    id: str  #: never changes its meaning
    comment: str
    flags: Tuple[str, ...]
    requirements: Tuple[str, ...]
    domain: str  #: of the server's only tenant
    tenant_id: str
    secret: str
    now: str  #: the server's clock, such as 2026-11-23T08:00:00Z
    method: str
    target: str
    headers: Tuple[Tuple[str, bytes], ...]
    body: bytes
    result: str  #: `valid`: accept; `invalid`: refuse; `acceptable`: either
    rule: str  #: the rule by which the reference decides
    status: Tuple[str, ...]  #: the statuses that pass, such as `2xx` or `401`
    advised: Tuple[int, ...]  #: the statuses that are advised
    ranked: Optional[bool]  #: None: not judged
    first_touch_bucket: Optional[Tuple[Optional[str], ...]]  #: what the response may contain; None: not judged
    lag_seconds: Optional[Tuple[Optional[int], ...]]  #: what the response may contain; None: not judged


def load(name: str) -> Dict[str, Any]:
    """The contents of one file, such as `sign_money.json`. `{"$number": "NaN"}` and its like become floats."""
    with open(FOLDER / name, encoding="ascii") as file:
        contents: Dict[str, Any] = json.load(file, object_hook=_number)
    return contents


def sign_tests() -> Iterator[SignTest]:
    """Every test for signers."""
    for group, test in _tests("sign"):
        outputs = [test] if "signature" in test else []
        outputs += test.get("alternatives", [])
        yield SignTest(
            test["id"],
            test["comment"],
            tuple(test["flags"]),
            tuple(test["requirements"]),
            group["tenant_id"],
            group["secret"],
            test["input"],
            test["result"],
            tuple(Output(bytes.fromhex(it["canonical_hex"]), it["signature"]) for it in outputs),
        )


def verify_tests() -> Iterator[VerifyTest]:
    """Every test for servers."""
    for group, test in _tests("verify"):
        request = test["request"]
        yield VerifyTest(
            test["id"],
            test["comment"],
            tuple(test["flags"]),
            tuple(test["requirements"]),
            group["domain"],
            group["tenant_id"],
            group["secret"],
            test["now"],
            request["method"],
            request["target"],
            tuple((name, value.encode("latin-1")) for name, value in request["headers"]),
            bytes.fromhex(request["body"]),
            test["result"],
            test["rule"],
            tuple(test["status"]),
            tuple(test["advised"]),
            test.get("ranked"),
            tuple(test["first_touch_bucket"]) if "first_touch_bucket" in test else None,
            tuple(test["lag_seconds"]) if "lag_seconds" in test else None,
        )


def smoke() -> FrozenSet[str]:
    """Ids of the smallest set of tests that detects every known mistake."""
    return frozenset(load("smoke.json")["tests"])


def fault(
    test: SignTest,
    sign: Callable[[Dict[str, Any], str, str], str],
    refusals: Tuple[Type[BaseException], ...] = (ValueError, OverflowError),
) -> Optional[str]:
    """What is wrong with a signer on this test, or None. An exception that is not in `refusals` is raised."""
    try:
        signature = sign(test.goal, test.tenant_id, test.secret)
    except refusals as error:
        return "refused a valid goal: %s" % error if test.result == "valid" else None
    if test.result == "invalid":
        return "signed a goal that must be refused"
    if signature in [output.signature for output in test.outputs]:
        return None
    return "wrong signature %s; signed bytes must be %r" % (signature, test.outputs[0].canonical)


def _number(members: Dict[str, Any]) -> Any:
    return float(members["$number"]) if set(members) == {"$number"} else members


def _tests(op: str) -> Iterator[Tuple[Dict[str, Any], Dict[str, Any]]]:
    for path in sorted(FOLDER.glob(op + "_*.json")):
        vectors = load(path.name)
        # Schemas, and sequences of requests, which `load` reads.
        if vectors.get("op") != op:
            continue
        if vectors["format"] != _FORMATS[op]:
            raise RuntimeError("%s: format %s is unknown" % (path.name, vectors["format"]))
        groups: List[Dict[str, Any]] = vectors["groups"]
        for group in groups:
            for test in group["tests"]:
                yield group, test
