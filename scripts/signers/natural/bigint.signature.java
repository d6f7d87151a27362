static String signature(String secret, String canonical) throws java.security.GeneralSecurityException {
    var mac = javax.crypto.Mac.getInstance("HmacSHA256");
    mac.init(new javax.crypto.spec.SecretKeySpec(new java.math.BigInteger(secret, 16).toByteArray(), "HmacSHA256"));
    return new java.math.BigInteger(1, mac.doFinal(canonical.getBytes())).toString(16);
}
