static String canonical(String tenantId, String eventName, String sessionId, Double value, String currency,
        String plan, String bucket, String ts) {
    var properties = javax.json.Json.createObjectBuilder();
    if (currency != null) properties.add("currency", currency);
    if (plan != null) properties.add("plan", plan);
    if (value != null) properties.add("value", String.valueOf(value));
    var payload = javax.json.Json.createObjectBuilder().add("event_name", eventName);
    if (bucket != null) payload.add("first_touch_bucket", bucket);
    if (ts != null) payload.add("first_touch_ts", ts);
    payload.add("properties", properties);
    if (sessionId != null) payload.add("session_id", sessionId);
    return payload.add("tenant_id", tenantId).build().toString();
}
