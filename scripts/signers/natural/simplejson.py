from decimal import Decimal

import simplejson

def canonical(tenant_id, event_name, session_id=None, value=None, currency=None, plan=None,
              first_touch_bucket=None, first_touch_ts=None):
    properties = {}
    if value is not None:
        properties["value"] = Decimal(str(value)).quantize(Decimal("0.01"))
    if currency is not None:
        properties["currency"] = currency
    if plan is not None:
        properties["plan"] = plan
    payload = {"tenant_id": tenant_id, "event_name": event_name, "session_id": session_id or "", "properties": properties}
    if first_touch_bucket:
        payload["first_touch_bucket"] = first_touch_bucket
    if first_touch_ts:
        payload["first_touch_ts"] = first_touch_ts
    return simplejson.dumps(payload, sort_keys=True, separators=(",", ":"), use_decimal=True).encode()
