static String signature(String secret, String canonical) throws java.security.GeneralSecurityException {
    byte[] key = java.util.HexFormat.of().parseHex(secret);
    var mac = javax.crypto.Mac.getInstance("HmacSHA256");
    mac.init(new javax.crypto.spec.SecretKeySpec(key, "HmacSHA256"));
    return java.util.HexFormat.of().formatHex(mac.doFinal(canonical.getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
}
