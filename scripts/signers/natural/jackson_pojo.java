@com.fasterxml.jackson.annotation.JsonInclude(com.fasterxml.jackson.annotation.JsonInclude.Include.NON_EMPTY)
@com.fasterxml.jackson.annotation.JsonPropertyOrder(alphabetic = true)
static class Payload {
    public String event_name, first_touch_bucket, first_touch_ts, session_id, tenant_id;
    public Properties properties = new Properties();
}

@com.fasterxml.jackson.annotation.JsonInclude(com.fasterxml.jackson.annotation.JsonInclude.Include.NON_NULL)
@com.fasterxml.jackson.annotation.JsonPropertyOrder(alphabetic = true)
static class Properties {
    public String currency, plan, value;
}

private static final com.fasterxml.jackson.databind.ObjectMapper MAPPER = new com.fasterxml.jackson.databind.ObjectMapper()
        .configure(com.fasterxml.jackson.core.json.JsonWriteFeature.ESCAPE_NON_ASCII.mappedFeature(), true);

static String canonical(String tenantId, String eventName, String sessionId, Double value, String currency,
        String plan, String bucket, String ts) throws Exception {
    var payload = new Payload();
    payload.tenant_id = tenantId;
    payload.event_name = eventName;
    payload.session_id = sessionId == null ? "" : sessionId;
    payload.first_touch_bucket = bucket;
    payload.first_touch_ts = ts;
    payload.properties.currency = currency;
    payload.properties.plan = plan;
    if (value != null) payload.properties.value = String.format("%.2f", value);
    return MAPPER.writeValueAsString(payload);
}
