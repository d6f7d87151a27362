function canonical(tenantId, { eventName, sessionId, value, currency, plan, firstTouchBucket, firstTouchTs }) {
  for (const text of [eventName, sessionId ?? "", currency ?? "", plan ?? "", firstTouchBucket ?? "", firstTouchTs ?? ""]) {
    if (typeof text !== "string") throw new TypeError("only value is no text");
  }
  const properties = {};
  if (currency != null) properties.currency = currency;
  if (plan != null) properties.plan = plan;
  if (value != null) {
    const isMoney = typeof value === "number" && value >= 0 && value <= 10000 && !Object.is(value, -0);
    if (!isMoney || Number(value.toFixed(2)) !== value) {
      throw new RangeError("value must be 0 to 10000 with at most two decimals");
    }
    properties.value = value.toFixed(2);
  }
  const signed = { event_name: eventName };
  if (firstTouchBucket) signed.first_touch_bucket = firstTouchBucket;
  if (firstTouchTs) signed.first_touch_ts = firstTouchTs;
  Object.assign(signed, { properties, session_id: sessionId ?? "", tenant_id: tenantId });
  const escape = (unit) => "\\u" + unit.charCodeAt(0).toString(16).padStart(4, "0");
  return JSON.stringify(signed).replace(/[\u007f-\uffff]/g, escape);
}
