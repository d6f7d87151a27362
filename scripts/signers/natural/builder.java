static String canonical(String tenantId, String eventName, String sessionId, Double value, String currency,
        String plan, String bucket, String ts) {
    StringBuilder sb = new StringBuilder("{");
    sb.append("\"event_name\":\"").append(escape(eventName)).append("\",");
    if (bucket != null && !bucket.isBlank()) sb.append("\"first_touch_bucket\":\"").append(escape(bucket)).append("\",");
    if (ts != null && !ts.isBlank()) sb.append("\"first_touch_ts\":\"").append(escape(ts)).append("\",");
    sb.append("\"properties\":{");
    if (currency != null) sb.append("\"currency\":\"").append(escape(currency)).append("\",");
    if (plan != null) sb.append("\"plan\":\"").append(escape(plan)).append("\",");
    if (value != null) sb.append("\"value\":\"").append(String.format("%.2f", value)).append("\",");
    if (sb.charAt(sb.length() - 1) == ',') sb.setLength(sb.length() - 1);
    sb.append("},\"session_id\":\"").append(sessionId == null ? "" : escape(sessionId));
    return sb.append("\",\"tenant_id\":\"").append(tenantId).append("\"}").toString();
}

private static String escape(String s) {
    return s.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t");
}
