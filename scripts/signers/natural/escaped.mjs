function canonical(tenantId, { eventName, sessionId, value, currency, plan, firstTouchBucket, firstTouchTs }) {
  const body = {
    event_name: eventName,
    ...(firstTouchBucket && { first_touch_bucket: firstTouchBucket }),
    ...(firstTouchTs && { first_touch_ts: new Date(firstTouchTs).toISOString() }),
    properties: {
      ...(currency && { currency: currency.toUpperCase() }),
      ...(plan && { plan }),
      ...(value && { value: value.toLocaleString("en-US", { minimumFractionDigits: 2 }) }),
    },
    session_id: sessionId || "",
    tenant_id: tenantId,
  };
  return JSON.stringify(body).replace(/[\u0080-\uffff]/g, (c) => "\\u" + c.charCodeAt(0).toString(16));
}
