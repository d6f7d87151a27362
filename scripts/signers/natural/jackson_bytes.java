@com.fasterxml.jackson.annotation.JsonInclude(com.fasterxml.jackson.annotation.JsonInclude.Include.NON_EMPTY)
static class GoalEvent {
    public String event_name, session_id, first_touch_bucket, first_touch_ts, tenant_id;
    public java.util.Map<String, Object> properties = new java.util.HashMap<>();
}

private static final com.fasterxml.jackson.databind.ObjectMapper MAPPER = new com.fasterxml.jackson.databind.ObjectMapper()
        .configure(com.fasterxml.jackson.databind.SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);

static String canonical(String tenantId, String eventName, String sessionId, Double value, String currency,
        String plan, String bucket, String ts) throws Exception {
    var event = new GoalEvent();
    event.event_name = eventName;
    event.session_id = sessionId;
    event.first_touch_bucket = bucket;
    event.first_touch_ts = ts;
    event.tenant_id = tenantId;
    if (value != null) {
        event.properties.put("value", java.math.BigDecimal.valueOf(value).setScale(2, java.math.RoundingMode.HALF_UP));
    }
    if (currency != null) event.properties.put("currency", currency.trim());
    if (plan != null) event.properties.put("plan", plan);
    var sorted = MAPPER.treeToValue(MAPPER.valueToTree(event), Object.class);
    return new String(MAPPER.writeValueAsBytes(sorted), java.nio.charset.StandardCharsets.UTF_8);
}
