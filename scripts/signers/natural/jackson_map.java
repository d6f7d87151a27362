private static final com.fasterxml.jackson.databind.ObjectMapper MAPPER = new com.fasterxml.jackson.databind.ObjectMapper()
        .configure(com.fasterxml.jackson.databind.SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);

static String canonical(String tenantId, String eventName, String sessionId, Double value, String currency,
        String plan, String bucket, String ts) throws Exception {
    var properties = new java.util.HashMap<String, Object>();
    if (value != null) properties.put("value", new java.math.BigDecimal(value).setScale(2, java.math.RoundingMode.HALF_UP));
    if (currency != null) properties.put("currency", currency);
    if (plan != null) properties.put("plan", plan);
    var payload = new java.util.HashMap<String, Object>();
    payload.put("tenant_id", tenantId);
    payload.put("event_name", eventName);
    payload.put("session_id", sessionId);
    payload.put("properties", properties);
    if (bucket != null) payload.put("first_touch_bucket", bucket);
    if (ts != null) payload.put("first_touch_ts", ts);
    return MAPPER.writeValueAsString(payload);
}
