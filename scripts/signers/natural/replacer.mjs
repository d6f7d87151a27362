function canonical(tenantId, { eventName, sessionId, value, currency, plan, firstTouchBucket, firstTouchTs }) {
  const payload = {
    tenant_id: tenantId,
    event_name: eventName,
    session_id: sessionId || "",
    properties: { value: value?.toFixed(2), currency, plan },
    first_touch_bucket: firstTouchBucket || undefined,
    first_touch_ts: firstTouchTs || undefined,
  };
  return JSON.stringify(payload, Object.keys(payload).sort());
}
