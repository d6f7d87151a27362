import orjson

def canonical(tenant_id, event_name, session_id=None, value=None, currency=None, plan=None,
              first_touch_bucket=None, first_touch_ts=None):
    properties = {"value": value, "currency": currency, "plan": plan}
    payload = {
        "tenant_id": tenant_id,
        "event_name": event_name,
        "session_id": session_id or "",
        "properties": {k: v for k, v in properties.items() if v is not None},
        "first_touch_bucket": first_touch_bucket,
        "first_touch_ts": first_touch_ts,
    }
    return orjson.dumps({k: v for k, v in payload.items() if v is not None}, option=orjson.OPT_SORT_KEYS)
