/** The verified Java signer under test: what an author writes beside the glue. */
public final class JavaAdapter {
    public static void main(String[] args) throws Exception {
        new GoalpostAdapter("java-signer")
                .version("1")
                .sign((goal, tenantId, secret) -> {
                    var pixel = new LoudPixel("", tenantId, secret);
                    var conversion = conversion(goal);
                    return new GoalpostAdapter.Signed(pixel.sign(conversion), pixel.canonical(conversion));
                })
                .send((goal, endpoint, domain, tenantId, secret) ->
                        new LoudPixel(domain, tenantId, secret, endpoint).trackConversion(conversion(goal)))
                .refusals(IllegalArgumentException.class, ArithmeticException.class)
                .serve();
    }

    private static LoudPixel.Conversion conversion(GoalpostAdapter.Goal goal) {
        return new LoudPixel.Conversion(goal.eventName(), goal.sessionId(), goal.amount(), goal.currency(),
                goal.plan(), goal.firstTouchBucket(), goal.firstTouchTs());
    }
}
