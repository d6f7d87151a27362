static String canonical(String tenantId, String eventName, String sessionId, Double value, String currency,
        String plan, String bucket, String ts) {
    var properties = new java.util.StringJoiner(",", "{", "}");
    if (currency != null) properties.add("\"currency\":" + quoted(currency));
    if (plan != null) properties.add("\"plan\":" + quoted(plan));
    if (value != null) {
        if (!(value >= 0 && value <= 10000) || 1 / value < 0) {
            throw new IllegalArgumentException("value must be 0 to 10000 with at most two decimals");
        }
        var amount = java.math.BigDecimal.valueOf(value).setScale(2, java.math.RoundingMode.UNNECESSARY); // or throws
        properties.add("\"value\":" + quoted(amount.toPlainString()));
    }
    var signed = new java.util.StringJoiner(",", "{", "}").add("\"event_name\":" + quoted(eventName));
    if (bucket != null && !bucket.isEmpty()) signed.add("\"first_touch_bucket\":" + quoted(bucket));
    if (ts != null && !ts.isEmpty()) signed.add("\"first_touch_ts\":" + quoted(ts));
    signed.add("\"properties\":" + properties).add("\"session_id\":" + quoted(sessionId == null ? "" : sessionId));
    return signed.add("\"tenant_id\":" + quoted(tenantId)).toString();
}

static String quoted(String text) {
    var quoted = new StringBuilder("\"");
    for (char unit : text.toCharArray()) {
        int at = "\"\\\b\t\n\f\r".indexOf(unit);
        if (at >= 0) quoted.append('\\').append("\"\\btnfr".charAt(at));
        else if (unit >= ' ' && unit <= '~') quoted.append(unit);
        else quoted.append(String.format("\\u%04x", (int) unit));
    }
    return quoted.append('"').toString();
}
