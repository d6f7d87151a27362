"""Connects the SDK in this folder's parent to Goalpost. goalpost_adapter.py is the protocol; leave it as it is."""

import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path += [ROOT, os.path.join(ROOT, "src")]

import goalpost_adapter


def sign(goal, tenant_id, secret):
    # Call your SDK here and return the value of the header X-LP-Goal-Signature, such as:
    #
    #     fields = dict(goal)
    #     properties = fields.pop("properties", None) or {}
    #     return shop.Client(tenant_id, secret).signature(**fields, **properties)
    #
    # With the signed bytes beside it, the report shows where they differ: return signature, canonical
    raise NotImplementedError("no call to your SDK yet: edit {{here}}")


# refusals are the exceptions with which the SDK rejects a goal, such as (ValueError, TypeError).
goalpost_adapter.serve("{{name}}", sign=sign, refusals=())
