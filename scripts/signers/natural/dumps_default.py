import json

def canonical(tenant_id, event_name, session_id=None, value=None, currency=None, plan=None,
              first_touch_bucket=None, first_touch_ts=None):
    payload = {
        "tenant_id": tenant_id,
        "event_name": event_name,
        "session_id": session_id or "",
        "properties": {"value": "%.2f" % value if value else None, "currency": currency, "plan": plan},
    }
    if first_touch_bucket:
        payload["first_touch_bucket"] = first_touch_bucket
    if first_touch_ts:
        payload["first_touch_ts"] = first_touch_ts
    return json.dumps(payload, sort_keys=True).encode("utf-8")
