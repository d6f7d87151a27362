using System;

/// <summary>The verified C# signer under test: what an author writes beside the glue.</summary>
static class CsharpAdapter
{
    static void Main()
    {
        new Goalpost.Adapter("csharp-signer")
        {
            Version = "1",
            Sign = (goal, tenantId, secret) =>
            {
                var pixel = new LoudPixel("", tenantId, secret);
                return new Goalpost.Signed(pixel.Sign(From(goal)), pixel.Canonical(From(goal)));
            },
            Send = (goal, endpoint, domain, tenantId, secret) =>
                new LoudPixel(domain, tenantId, secret, endpoint).TrackConversionAsync(From(goal)).GetAwaiter().GetResult(),
            Refusals = new[] { typeof(ArgumentException) },
        }.Serve();
    }

    static Conversion From(Goalpost.Goal goal)
    {
        return new Conversion
        {
            EventName = goal.EventName,
            SessionId = goal.SessionId,
            Value = goal.Amount,
            Currency = goal.Currency,
            Plan = goal.Plan,
            FirstTouchBucket = goal.FirstTouchBucket,
            FirstTouchTs = goal.FirstTouchTs,
        };
    }
}
