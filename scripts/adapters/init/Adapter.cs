using System;

/// <summary>Connects the SDK of this project to Goalpost. GoalpostAdapter.cs is the protocol; leave it as it is.</summary>
static class Adapter
{
    static void Main()
    {
        new Goalpost.Adapter("{{name}}")
        {
            Sign = Sign,
            // The types that the SDK throws to reject a goal:
            // Refusals = new[] { typeof(ArgumentException) },
        }.Serve();
    }

    static Goalpost.Signed Sign(Goalpost.Goal goal, string tenantId, string secret)
    {
        // Call your SDK here and return the value of the header X-LP-Goal-Signature, such as:
        //
        //     return new Goalpost.Signed(new Shop(tenantId, secret).Sign(goal.EventName, goal.SessionId, goal.Amount,
        //         goal.Currency, goal.Plan, goal.FirstTouchBucket, goal.FirstTouchTs));
        //
        // With the signed bytes beside it, the report shows where they differ: new Goalpost.Signed(signature, bytes)
        throw new NotImplementedException("no call to your SDK yet: edit {{here}}");
    }
}
