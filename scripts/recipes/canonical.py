import json, math

def canonical(tenant_id, event_name, session_id=None, value=None, currency=None, plan=None,
              first_touch_bucket=None, first_touch_ts=None):
    for text in (event_name, session_id or "", currency or "", plan or "", first_touch_bucket or "", first_touch_ts or ""):
        if not isinstance(text, str):
            raise TypeError("only value is no text")
    properties = {"currency": currency, "plan": plan}
    if value is not None:
        if type(value) not in (int, float) or not 0 <= value <= 10000 or math.copysign(1, value) < 0 \
                or round(value, 2) != value:
            raise ValueError("value must be 0 to 10000 with at most two decimals")
        properties["value"] = f"{value:.2f}"
    signed = {
        "event_name": event_name,
        "properties": {name: member for name, member in properties.items() if member is not None},
        "session_id": session_id or "",
        "tenant_id": tenant_id,
    }
    if first_touch_bucket:
        signed["first_touch_bucket"] = first_touch_bucket
    if first_touch_ts:
        signed["first_touch_ts"] = first_touch_ts
    return json.dumps(signed, sort_keys=True, separators=(",", ":")).encode()
