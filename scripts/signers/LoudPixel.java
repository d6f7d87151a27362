import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.StringJoiner;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs conversions and sends them to LoudPixel. Java 17 and later, no dependencies.
 *
 * <pre>{@code
 * var pixel = new LoudPixel("yoursite.com", "your-tenant-uuid", System.getenv("LP_PIXEL_SECRET"));
 * pixel.trackConversion(new LoudPixel.Conversion(
 *         "purchase", "s-1", new BigDecimal("99.00"), "EUR", "Team", "ai_search", null));
 * }</pre>
 */
public final class LoudPixel {
    /** What is null is not passed. An empty plan is sent and signed; an empty session or first touch is none. */
    public record Conversion(
            String eventName,
            String sessionId,
            BigDecimal value,
            String currency,
            String plan,
            String firstTouchBucket,
            String firstTouchTs) {

        private static final BigDecimal MOST = new BigDecimal(10_000);

        public Conversion {
            if (eventName == null) {
                throw new IllegalArgumentException("eventName is missing");
            }
            if (value != null) {
                // The server answers 400 to anything else.
                if (value.signum() < 0 || value.compareTo(MOST) > 0) {
                    throw new IllegalArgumentException("value must be 0 to 10000");
                }
                value = value.setScale(2, RoundingMode.UNNECESSARY); // throws at a third decimal
            }
        }
    }

    // One for all: it holds a pool of connections and a thread.
    private static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private final URI uri;
    private final String tenantId;
    private final SecretKeySpec key;

    /** The secret is hex, as the dashboard shows it; an empty one is an IllegalArgumentException, too. */
    public LoudPixel(String domain, String tenantId, String secret) {
        this(domain, tenantId, secret, "https://loudpixel.ai");
    }

    public LoudPixel(String domain, String tenantId, String secret, String endpoint) {
        this.uri = URI.create(endpoint + "/api/v1/track/pixel/goal?domain="
                + URLEncoder.encode(domain, StandardCharsets.UTF_8));
        this.tenantId = tenantId;
        this.key = new SecretKeySpec(HexFormat.of().parseHex(secret), "HmacSHA256");
    }

    /** Sends a conversion. Returns the HTTP status: 200 accepted, 400 contents, 401 signature. */
    public int trackConversion(Conversion conversion) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(5))
                .header("Content-Type", "application/json")
                .header("X-LP-Goal-Signature", sign(conversion))
                .POST(HttpRequest.BodyPublishers.ofString(json(conversion, false)))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    /** The value of the header X-LP-Goal-Signature. */
    public String sign(Conversion conversion) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(canonical(conversion)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every Java has HmacSHA256
        }
    }

    /** The signed bytes. */
    public byte[] canonical(Conversion conversion) {
        return json(conversion, true).getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * What is signed, and what is sent, from one place, so that the two cannot disagree. A JSON library would
     * write é as it is, or in capital digits, and the amount with as many decimals as it likes.
     */
    private String json(Conversion c, boolean signed) {
        // Keys in ascending order.
        var properties = new StringJoiner(",", "{", "}");
        if (c.currency() != null) properties.add("\"currency\":" + quote(c.currency()));
        if (c.plan() != null) properties.add("\"plan\":" + quote(c.plan()));
        if (c.value() != null) {
            String amount = c.value().toPlainString();
            properties.add("\"value\":" + (signed ? quote(amount) : amount)); // a number in the body
        }
        var goal = new StringJoiner(",", "{", "}");
        goal.add("\"event_name\":" + quote(c.eventName()));
        if (isPassed(c.firstTouchBucket())) goal.add("\"first_touch_bucket\":" + quote(c.firstTouchBucket()));
        if (isPassed(c.firstTouchTs())) goal.add("\"first_touch_ts\":" + quote(c.firstTouchTs()));
        goal.add("\"properties\":" + properties);
        goal.add("\"session_id\":" + quote(c.sessionId() == null ? "" : c.sessionId()));
        if (signed) goal.add("\"tenant_id\":" + quote(tenantId)); // the server knows it from the domain
        return goal.toString();
    }

    private static boolean isPassed(String firstTouch) {
        return firstTouch != null && !firstTouch.isEmpty();
    }

    /** A JSON string in ASCII: a char is a UTF-16 unit, and so is an escape. */
    private static String quote(String text) {
        var quoted = new StringBuilder("\"");
        for (char unit : text.toCharArray()) {
            switch (unit) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\b' -> quoted.append("\\b");
                case '\t' -> quoted.append("\\t");
                case '\n' -> quoted.append("\\n");
                case '\f' -> quoted.append("\\f");
                case '\r' -> quoted.append("\\r");
                default -> {
                    if (unit >= ' ' && unit <= '~') {
                        quoted.append(unit);
                    } else {
                        quoted.append(String.format("\\u%04x", (int) unit));
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }
}
