import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Says what the Java glue handed over, and answers in every way it can. The event_name says how. */
public final class Glue {
    public static void main(String[] args) throws Exception {
        new GoalpostAdapter("glue")
                .sign((goal, tenantId, secret) -> sign(goal))
                .send((goal, endpoint, domain, tenantId, secret) -> {
                    if (goal.eventName().equals("refuse")) {
                        throw new GoalpostAdapter.Refused("on purpose");
                    }
                    return 202;
                })
                .verify((request, tenant, now) -> Map.of("status", 200, "body",
                        hex(request.headers.get(0)[1].getBytes(StandardCharsets.ISO_8859_1)) + " " + hex(request.body)
                                + " " + tenant.get("domain")))
                .refusals(IllegalArgumentException.class)
                .serve();
    }

    private static GoalpostAdapter.Signed sign(GoalpostAdapter.Goal goal) {
        System.out.println("noise on stdout");
        switch (goal.eventName()) {
            case "refuse":
                throw new GoalpostAdapter.Refused("on purpose");
            case "listed":
                throw new IllegalArgumentException("listed");
            case "unsupported":
                throw new GoalpostAdapter.Unsupported("cannot");
            case "break":
                throw new StackOverflowError("broke");
            case "number":
                Object value = ((Map<?, ?>) goal.raw().get("properties")).get("value");
                return new GoalpostAdapter.Signed(
                        (value instanceof Long ? "integer " : "double ") + value.toString().charAt(0));
            default:
                // Any charset would replace half of a surrogate pair, so by hand.
                var units = ByteBuffer.allocate(2 * goal.eventName().length());
                for (char unit : goal.eventName().toCharArray()) {
                    units.putChar(unit);
                }
                return new GoalpostAdapter.Signed("signature", units.array());
        }
    }

    private static String hex(byte[] bytes) {
        var hex = new StringBuilder();
        for (byte b : bytes) {
            hex.append(String.format("%02x", b));
        }
        return hex.toString();
    }
}
