import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Glue between a Java SDK and Goalpost: adapter protocol, version 1.
 *
 * <p>No dependencies; Java 11 and later. Plugging in an SDK:
 *
 * <pre>{@code
 * // AcmeAdapter.java, beside GoalpostAdapter.java
 * public class AcmeAdapter {
 *     public static void main(String[] args) throws Exception {
 *         new GoalpostAdapter("acme-sdk")
 *                 .sign((goal, tenantId, secret) -> new GoalpostAdapter.Signed(
 *                         new Acme(tenantId, secret).sign(goal.eventName(), goal.sessionId(), goal.value())))
 *                 .serve();
 *     }
 * }
 * }</pre>
 *
 * <p>Then: {@code javac -d out *.java && goalpost check -- java -cp out AcmeAdapter}
 *
 * <p>A {@link Refused} is thrown for a goal that the SDK rejects on purpose, an {@link Unsupported} for one that Java
 * cannot express. Anything else that is thrown counts as broken, unless its class is among the refusals.
 */
public final class GoalpostAdapter {
    /** The SDK rejected the goal, on purpose. */
    @SuppressWarnings("serial")
    public static class Refused extends RuntimeException {
        public Refused(String why) {
            super(why);
        }
    }

    /** The goal cannot be expressed in this language, or with the types of the SDK. */
    @SuppressWarnings("serial")
    public static class Unsupported extends RuntimeException {
        public Unsupported(String why) {
            super(why);
        }
    }

    /** The header's value and, if the SDK shows them, the bytes it covers: then a drift is shown in bytes. */
    public static final class Signed {
        final String signature;
        final byte[] canonical;

        public Signed(String signature, byte[] canonical) {
            this.signature = signature;
            this.canonical = canonical;
        }

        public Signed(String signature) {
            this(signature, null);
        }
    }

    /** Signs a goal; the secret is as the dashboard shows it. */
    public interface Sign {
        Signed sign(Goal goal, String tenantId, String secret) throws Exception;
    }

    /**
     * Has the SDK POST the goal, with its own HTTP client, to
     * {@code endpoint + "/api/v1/track/pixel/goal?domain=" + domain}, and returns the status of the answer.
     */
    public interface Send {
        int send(Goal goal, String endpoint, String domain, String tenantId, String secret) throws Exception;
    }

    /**
     * Is the server. Returns a map with {@code status} and, where known, {@code ranked},
     * {@code first_touch_bucket}, {@code lag_seconds} and {@code body}, the text of the answer.
     */
    public interface Verify {
        Map<String, Object> verify(Request request, Map<String, Object> tenant, String now) throws Exception;
    }

    /** What the server got. {@code headers} holds names and values; the chars of a value are bytes. */
    public static final class Request {
        public final String method;
        public final String target;
        public final List<String[]> headers = new ArrayList<>();
        public final byte[] body;

        Request(Map<String, Object> raw) {
            method = (String) raw.get("method");
            target = (String) raw.get("target");
            for (Object header : (List<?>) raw.get("headers")) {
                headers.add(((List<?>) header).toArray(new String[0]));
            }
            String hex = (String) raw.get("body");
            body = new byte[hex.length() / 2];
            for (int i = 0; i < body.length; i++) {
                body[i] = (byte) Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16);
            }
        }
    }

    /**
     * What the caller passed. {@link #raw} is all of it, for an SDK that takes maps: what was not passed is not in
     * it, an integer is a Long (a BigInteger beyond its range), any other number a Double. The other
     * methods are for an SDK with typed parameters: null is what was not passed, or null; each throws
     * Unsupported when the goal as a whole does not fit them, so an adapter need not check anything.
     */
    public static final class Goal {
        private final Map<String, Object> fields;
        private boolean fits;

        Goal(Object fields) {
            if (!(fields instanceof Map)) {
                throw new Unsupported("a goal that is no object");
            }
            this.fields = object(fields);
        }

        public Map<String, Object> raw() {
            return fields;
        }

        public String eventName() {
            return text("event_name");
        }

        public String sessionId() {
            return text("session_id");
        }

        public String firstTouchBucket() {
            return text("first_touch_bucket");
        }

        public String firstTouchTs() {
            return text("first_touch_ts");
        }

        public String currency() {
            return (String) property("currency");
        }

        public String plan() {
            return (String) property("plan");
        }

        public Double value() {
            Number value = (Number) property("value");
            return value == null ? null : value.doubleValue();
        }

        /** The value as the decimal that it looks like. */
        public BigDecimal amount() {
            Double value = value();
            if (value == null) {
                return null;
            }
            if (value.isNaN() || value.isInfinite() || value.equals(-0.0)) {
                throw new Unsupported("BigDecimal has no NaN, no infinity and no negative zero");
            }
            return BigDecimal.valueOf(value);
        }

        private String text(String field) {
            fit();
            return (String) fields.get(field);
        }

        private Object property(String name) {
            fit();
            return fields.get("properties") == null ? null : object(fields.get("properties")).get(name);
        }

        // Each reason is one of a few texts, since Goalpost counts by them.
        private void fit() {
            if (fits) {
                return;
            }
            require(fields.get("event_name") instanceof String, "event_name is not text");
            for (String field : List.of("session_id", "first_touch_bucket", "first_touch_ts")) {
                Object value = fields.get(field);
                require(value == null || value instanceof String, field + " is not text");
            }
            Object properties = fields.get("properties");
            require(properties == null || properties instanceof Map, "properties are no object");
            for (Map.Entry<String, Object> property : object(properties == null ? Map.of() : properties).entrySet()) {
                String name = property.getKey();
                Object value = property.getValue();
                if (name.equals("value")) {
                    require(value == null || value instanceof Number, "value is not a number");
                } else {
                    require(name.equals("currency") || name.equals("plan"), "a property that has no parameter");
                    require(value == null || value instanceof String, name + " is not text");
                }
            }
            fits = true;
        }

        private static void require(boolean holds, String otherwise) {
            if (!holds) {
                throw new Unsupported(otherwise);
            }
        }
    }

    private final String name;
    private String version = "";
    private Sign sign;
    private Send send;
    private Verify verify;
    private final List<Class<?>> refusals = new ArrayList<>(List.of(Refused.class));

    public GoalpostAdapter(String name) {
        this.name = name;
    }

    public GoalpostAdapter version(String version) {
        this.version = version;
        return this;
    }

    public GoalpostAdapter sign(Sign sign) {
        this.sign = sign;
        return this;
    }

    public GoalpostAdapter send(Send send) {
        this.send = send;
        return this;
    }

    public GoalpostAdapter verify(Verify verify) {
        this.verify = verify;
        return this;
    }

    /** What the SDK throws to reject a goal on purpose. */
    public GoalpostAdapter refusals(Class<?>... classes) {
        refusals.addAll(List.of(classes));
        return this;
    }

    /** Answers requests on stdin until it ends. What the SDK prints goes to stderr. */
    public void serve() throws IOException {
        OutputStream replies = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out));
        System.setOut(System.err);
        InputStream in = new BufferedInputStream(System.in, 1 << 16);
        var line = new ByteArrayOutputStream();
        for (int next = 0; next >= 0; ) {
            next = in.read();
            if (next >= 0 && next != '\n') {
                line.write(next);
                continue;
            }
            // Requests are ASCII by contract.
            String text = line.toString(StandardCharsets.ISO_8859_1);
            line.reset();
            if (!text.isBlank()) {
                replies.write((Json.write(answer(text)) + "\n").getBytes(StandardCharsets.US_ASCII));
            }
            if (next < 0 || in.available() == 0) {
                replies.flush();
            }
        }
    }

    private interface Act {
        Map<String, Object> run() throws Exception;
    }

    private Map<String, Object> answer(String line) {
        var reply = new LinkedHashMap<String, Object>();
        reply.put("id", null);
        Map<String, Object> request;
        try {
            request = object(Json.read(line));
            if (request == null) {
                throw new IllegalArgumentException("null");
            }
        } catch (RuntimeException e) {
            reply.put("error", "not a request: " + e.getMessage());
            return reply;
        }
        reply.put("id", request.get("id"));
        String op = String.valueOf(request.get("op"));
        if (op.equals("hello")) {
            return hello();
        }
        if (op.equals("sign") && sign != null && request.containsKey("goals")) {
            reply.putAll(outcome(() -> Map.of("outcomes", batch(request))));
        } else if (op.equals("sign") && sign != null) {
            reply.putAll(outcome(() -> signed(request.get("goal"), request)));
        } else if (op.equals("send") && send != null) {
            reply.putAll(outcome(() -> Map.of("status", send.send(new Goal(request.get("goal")), (String) request.get("endpoint"),
                    (String) request.get("domain"), (String) request.get("tenant_id"), (String) request.get("secret")))));
        } else if (op.equals("verify") && verify != null) {
            reply.putAll(outcome(() -> verify.verify(
                    new Request(object(request.get("request"))), object(request.get("tenant")), (String) request.get("now"))));
        } else {
            reply.put("unsupported", "no such op: " + op);
        }
        return reply;
    }

    private Map<String, Object> hello() {
        var ops = new ArrayList<String>();
        if (sign != null) ops.add("sign");
        if (send != null) ops.add("send");
        if (verify != null) ops.add("verify");
        return Map.of("protocol", 1, "name", name, "version", version,
                "runtime", "Java " + System.getProperty("java.version"), "ops", ops,
                "features", List.of("batch", "lone_surrogates", "non_finite"), "window", 64);
    }

    private Map<String, Object> signed(Object goal, Map<String, Object> request) throws Exception {
        Signed signed = sign.sign(new Goal(goal), (String) request.get("tenant_id"), (String) request.get("secret"));
        var reply = new LinkedHashMap<String, Object>();
        reply.put("signature", signed.signature);
        if (signed.canonical != null) {
            var hex = new StringBuilder();
            for (byte b : signed.canonical) {
                hex.append(Character.forDigit(b >> 4 & 15, 16)).append(Character.forDigit(b & 15, 16));
            }
            reply.put("canonical", hex.toString());
        }
        return reply;
    }

    // In a batch a signature stands alone; Goalpost asks again for the bytes where it needs them.
    private List<Object> batch(Map<String, Object> request) {
        var outcomes = new ArrayList<Object>();
        for (Object goal : (List<?>) request.get("goals")) {
            Map<String, Object> one = outcome(() -> signed(goal, request));
            outcomes.add(one.getOrDefault("signature", one));
        }
        return outcomes;
    }

    /** What an act returns, or what it threw, as the members of a reply. */
    private Map<String, Object> outcome(Act act) {
        try {
            return act.run();
        } catch (Unsupported e) {
            return Map.of("unsupported", e.getMessage());
        } catch (Throwable e) {
            if (refusals.stream().anyMatch(kind -> kind.isInstance(e))) {
                return Map.of("refused", e.toString());
            }
            var trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            return Map.of("error", trace.toString().substring(0, Math.min(2000, trace.toString().length())));
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }

    /** JSON with what this protocol needs: numbers that stay apart, and halves of surrogate pairs. */
    static final class Json {
        private static final int DEEPEST = 500;
        private final String text;
        private int at;

        private Json(String text) {
            this.text = text;
        }

        static Object read(String text) {
            var json = new Json(text);
            Object value = json.value(0);
            json.blanks();
            if (json.at < text.length()) {
                throw json.wrong();
            }
            return value;
        }

        private Object value(int depth) {
            if (depth > DEEPEST) {
                throw wrong();
            }
            blanks();
            switch (peek()) {
                case '{':
                    return map(depth);
                case '[':
                    return list(depth);
                case '"':
                    return string();
                case 't':
                    return word("true", true);
                case 'f':
                    return word("false", false);
                case 'n':
                    return word("null", null);
                default:
                    return number();
            }
        }

        private Object map(int depth) {
            var members = new LinkedHashMap<String, Object>();
            if (opensEmpty('}')) {
                return members;
            }
            do {
                blanks();
                String key = string();
                blanks();
                expect(':');
                members.put(key, value(depth + 1));
            } while (goesOn('}'));
            // The spelling of a number that JSON does not have.
            if (members.size() == 1 && members.get("$number") instanceof String) {
                return Double.valueOf((String) members.get("$number"));
            }
            return members;
        }

        private List<Object> list(int depth) {
            var items = new ArrayList<>();
            if (opensEmpty(']')) {
                return items;
            }
            do {
                items.add(value(depth + 1));
            } while (goesOn(']'));
            return items;
        }

        private boolean opensEmpty(char close) {
            at++;
            blanks();
            if (peek() != close) {
                return false;
            }
            at++;
            return true;
        }

        private boolean goesOn(char close) {
            blanks();
            if (peek() == ',') {
                at++;
                return true;
            }
            expect(close);
            return false;
        }

        private String string() {
            expect('"');
            var found = new StringBuilder();
            for (; peek() != '"'; at++) {
                char next = text.charAt(at);
                if (next < ' ') {
                    throw wrong();
                }
                if (next != '\\') {
                    found.append(next);
                    continue;
                }
                at++;
                int plain = "\"\\/bfnrt".indexOf(peek());
                if (plain >= 0) {
                    found.append("\"\\/\b\f\n\r\t".charAt(plain));
                } else if (peek() == 'u' && at + 4 < text.length()) {
                    found.append((char) Integer.parseInt(text.substring(at + 1, at + 5), 16));
                    at += 4;
                } else {
                    throw wrong();
                }
            }
            at++;
            return found.toString();
        }

        private Number number() {
            int start = at;
            while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            String found = text.substring(start, at);
            if (!found.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?")) {
                throw wrong();
            }
            if (!found.matches("-?[0-9]+")) {
                return Double.valueOf(found);
            }
            var integer = new BigInteger(found);
            return integer.bitLength() < 64 ? (Number) integer.longValue() : integer;
        }

        private Object word(String word, Object value) {
            if (!text.startsWith(word, at)) {
                throw wrong();
            }
            at += word.length();
            return value;
        }

        private void expect(char wanted) {
            if (peek() != wanted) {
                throw wrong();
            }
            at++;
        }

        private char peek() {
            return at < text.length() ? text.charAt(at) : 0;
        }

        private void blanks() {
            while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
        }

        private IllegalArgumentException wrong() {
            return new IllegalArgumentException("not JSON at character " + at);
        }

        /** In ASCII. */
        static String write(Object value) {
            var json = new StringBuilder();
            write(json, value);
            return json.toString();
        }

        private static void write(StringBuilder json, Object value) {
            if (value instanceof Map) {
                char before = '{';
                for (Map.Entry<?, ?> member : ((Map<?, ?>) value).entrySet()) {
                    quote(json.append(before), String.valueOf(member.getKey()));
                    write(json.append(':'), member.getValue());
                    before = ',';
                }
                json.append(before == '{' ? "{}" : "}");
            } else if (value instanceof List) {
                char before = '[';
                for (Object item : (List<?>) value) {
                    write(json.append(before), item);
                    before = ',';
                }
                json.append(before == '[' ? "[]" : "]");
            } else if (value == null || value instanceof Number || value instanceof Boolean) {
                json.append(value);
            } else {
                quote(json, value.toString());
            }
        }

        private static void quote(StringBuilder json, String text) {
            json.append('"');
            for (char unit : text.toCharArray()) {
                if (unit >= ' ' && unit <= '~' && unit != '"' && unit != '\\') {
                    json.append(unit);
                } else {
                    json.append(String.format("\\u%04x", (int) unit));
                }
            }
            json.append('"');
        }
    }
}
