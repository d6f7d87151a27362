/** Connects the SDK of this project to Goalpost. GoalpostAdapter.java is the protocol; leave it as it is. */
public class Adapter {
    public static void main(String[] args) throws Exception {
        new GoalpostAdapter("{{name}}")
                .sign(Adapter::sign)
                // The classes that the SDK throws to reject a goal:
                // .refusals(IllegalArgumentException.class)
                .serve();
    }

    private static GoalpostAdapter.Signed sign(GoalpostAdapter.Goal goal, String tenantId, String secret) {
        // Call your SDK here and return the value of the header X-LP-Goal-Signature, such as:
        //
        //     return new GoalpostAdapter.Signed(new Shop(tenantId, secret).sign(goal.eventName(), goal.sessionId(),
        //             goal.amount(), goal.currency(), goal.plan(), goal.firstTouchBucket(), goal.firstTouchTs()));
        //
        // With the signed bytes beside it, the report shows where they differ: new GoalpostAdapter.Signed(signature, bytes)
        throw new UnsupportedOperationException("no call to your SDK yet: edit {{here}}");
    }
}
