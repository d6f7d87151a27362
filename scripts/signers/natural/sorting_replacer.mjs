const sorted = (key, value) =>
  value && typeof value === "object" && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => a.localeCompare(b)))
    : value;

function canonical(tenantId, { eventName, sessionId, value, currency, plan, firstTouchBucket, firstTouchTs }) {
  const properties = {};
  if (value !== undefined) properties.value = (Math.round(value * 100) / 100).toFixed(2);
  if (currency !== undefined) properties.currency = currency;
  if (plan !== undefined) properties.plan = plan;
  const payload = { tenant_id: tenantId, event_name: eventName, session_id: sessionId ?? "", properties };
  if (firstTouchBucket !== undefined) payload.first_touch_bucket = firstTouchBucket;
  if (firstTouchTs !== undefined) payload.first_touch_ts = firstTouchTs;
  return JSON.stringify(payload, sorted);
}
