/** A signer as a backend developer writes it, with Gson, and its adapter. */
public class Natural {
    // goalpost:canonical
    static String canonical(String tenantId, String eventName, String sessionId, Double value, String currency,
            String plan, String bucket, String ts) {
        var properties = new java.util.TreeMap<String, Object>();
        if (value != null) properties.put("value", String.format("%.2f", value));
        if (currency != null) properties.put("currency", currency);
        if (plan != null) properties.put("plan", plan);
        var signed = new java.util.TreeMap<String, Object>();
        signed.put("event_name", eventName);
        signed.put("properties", properties);
        signed.put("session_id", sessionId == null ? "" : sessionId);
        signed.put("tenant_id", tenantId);
        if (bucket != null) signed.put("first_touch_bucket", bucket);
        if (ts != null) signed.put("first_touch_ts", ts);
        return new com.google.gson.Gson().toJson(signed);
    }
    // goalpost:end

    // goalpost:signature
    static String signature(String secret, String canonical) throws java.security.GeneralSecurityException {
        var mac = javax.crypto.Mac.getInstance("HmacSHA256");
        mac.init(new javax.crypto.spec.SecretKeySpec(secret.getBytes(), "HmacSHA256"));
        return java.util.HexFormat.of().formatHex(mac.doFinal(canonical.getBytes()));
    }
    // goalpost:end

    public static void main(String[] args) throws Exception {
        new GoalpostAdapter("natural")
                .sign((goal, tenantId, secret) -> {
                    var signed = canonical(tenantId, goal.eventName(), goal.sessionId(), goal.value(), goal.currency(),
                            goal.plan(), goal.firstTouchBucket(), goal.firstTouchTs());
                    return new GoalpostAdapter.Signed(signature(secret, signed),
                            signed.getBytes(java.nio.charset.StandardCharsets.UTF_8));
                })
                .refusals(IllegalArgumentException.class, ArithmeticException.class)
                .serve();
    }
}
