static String canonical(String tenantId, String eventName, String sessionId, Double value, String currency,
        String plan, String bucket, String ts) {
    var properties = new org.json.JSONObject();
    if (value != null) properties.put("value", new java.text.DecimalFormat("#.##").format(value));
    properties.put("currency", currency);
    properties.put("plan", plan);
    return new org.json.JSONObject()
            .put("tenant_id", tenantId)
            .put("event_name", eventName)
            .put("session_id", sessionId == null ? "" : sessionId)
            .put("properties", properties)
            .put("first_touch_bucket", bucket)
            .put("first_touch_ts", ts)
            .toString();
}
