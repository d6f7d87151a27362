"""A signer as a backend developer writes it, with its adapter."""

import goalpost_adapter


# goalpost:canonical
import json

def canonical(tenant_id, event_name, session_id=None, value=None, currency=None, plan=None,
              first_touch_bucket=None, first_touch_ts=None):
    properties = {}
    if value:
        properties["value"] = str(round(value, 2))
    if currency:
        properties["currency"] = currency
    if plan:
        properties["plan"] = plan
    signed = {"event_name": event_name, "properties": properties, "session_id": session_id, "tenant_id": tenant_id}
    if first_touch_bucket:
        signed["first_touch_bucket"] = first_touch_bucket
    if first_touch_ts:
        signed["first_touch_ts"] = first_touch_ts
    return json.dumps(signed, sort_keys=True, ensure_ascii=False).encode("utf-8", "surrogatepass")
# goalpost:end


# goalpost:signature
import hashlib, hmac

def signature(secret, canonical):
    return hmac.new(secret.encode(), canonical, hashlib.sha256).hexdigest()
# goalpost:end


def sign(goal, tenant_id, secret):
    fields = dict(goal)
    properties = fields.pop("properties", None) or {}
    signed = canonical(tenant_id, **fields, **properties)
    return signature(secret, signed), signed


goalpost_adapter.serve("natural", sign=sign, refusals=(TypeError, ValueError, OverflowError))
