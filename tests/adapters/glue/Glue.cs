using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

/// <summary>Says what the C# glue handed over, and answers in every way it can. The event_name says how.</summary>
static class Glue
{
    static void Main()
    {
        new Goalpost.Adapter("glue")
        {
            Sign = (goal, tenantId, secret) => Sign(goal),
            Send = (goal, endpoint, domain, tenantId, secret) =>
            {
                if (goal.EventName == "refuse") throw new Goalpost.Refused("on purpose");
                return 202;
            },
            Verify = (request, tenant, now) => new Dictionary<string, object>
            {
                ["status"] = 200,
                ["body"] = Hex(request.Headers[0].Value.Select(unit => (byte)unit)) + " " + Hex(request.Body) + " " + tenant["domain"],
            },
            Refusals = new[] { typeof(ArgumentException) },
        }.Serve();
    }

    static Goalpost.Signed Sign(Goalpost.Goal goal)
    {
        Console.WriteLine("noise on stdout");
        switch (goal.EventName)
        {
            case "refuse": throw new Goalpost.Refused("on purpose");
            case "listed": throw new ArgumentOutOfRangeException("listed");
            case "unsupported": throw new Goalpost.Unsupported("cannot");
            case "break": throw new AggregateException(new InvalidOperationException("broke"));
            case "number":
                var value = ((Dictionary<string, object>)goal.Raw["properties"])["value"];
                // .NET before 3.0 does not show the sign of a zero.
                var sign = value is double && 1 / (double)value < 0 ? "-" : value.ToString().Substring(0, 1);
                return new Goalpost.Signed((value is long ? "integer " : "double ") + sign);
            default:
                // Halves of surrogate pairs are U+FFFD in UTF-8, so as UTF-16.
                return new Goalpost.Signed("signature", goal.EventName.SelectMany(unit => new[] { (byte)(unit >> 8), (byte)unit }).ToArray());
        }
    }

    static string Hex(IEnumerable<byte> bytes) => string.Concat(bytes.Select(b => b.ToString("x2")));
}
