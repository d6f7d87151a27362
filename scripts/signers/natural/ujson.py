import ujson

def canonical(tenant_id, event_name, session_id=None, value=None, currency=None, plan=None,
              first_touch_bucket=None, first_touch_ts=None):
    properties = {}
    if value is not None:
        properties["value"] = "{:,.2f}".format(value)
    if currency:
        properties["currency"] = currency
    if plan:
        properties["plan"] = plan
    payload = {"event_name": event_name, "properties": properties, "session_id": session_id or "", "tenant_id": tenant_id}
    if first_touch_bucket:
        payload["first_touch_bucket"] = first_touch_bucket
    if first_touch_ts:
        payload["first_touch_ts"] = first_touch_ts
    return ujson.dumps(payload, sort_keys=True).encode()
