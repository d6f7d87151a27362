using System;

/// <summary>A signer as a backend developer writes it, and its adapter.</summary>
static class Natural
{
    // goalpost:canonical
    static string Canonical(string tenantId, string eventName, string sessionId, decimal? value, string currency,
        string plan, string bucket, string ts)
    {
        Func<string, string> quoted = text => "\"" + text.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"";
        var properties = new System.Collections.Generic.List<string>();
        if (currency != null) properties.Add("\"currency\":" + quoted(currency));
        if (plan != null) properties.Add("\"plan\":" + quoted(plan));
        if (value != null) properties.Add("\"value\":" + quoted(value.Value.ToString()));
        var signed = "{\"event_name\":" + quoted(eventName);
        if (bucket != null) signed += ",\"first_touch_bucket\":" + quoted(bucket);
        if (ts != null) signed += ",\"first_touch_ts\":" + quoted(ts);
        signed += ",\"properties\":{" + string.Join(",", properties) + "},\"session_id\":" + quoted(sessionId ?? "");
        return signed + ",\"tenant_id\":" + quoted(tenantId) + "}";
    }
    // goalpost:end

    // goalpost:signature
    static string Signature(string secret, string canonical)
    {
        using (var hmac = new System.Security.Cryptography.HMACSHA256(System.Text.Encoding.UTF8.GetBytes(secret)))
        {
            var mac = hmac.ComputeHash(System.Text.Encoding.UTF8.GetBytes(canonical));
            return BitConverter.ToString(mac).Replace("-", "");
        }
    }
    // goalpost:end

    static void Main()
    {
        new Goalpost.Adapter("natural")
        {
            Sign = (goal, tenantId, secret) =>
            {
                var signed = Canonical(tenantId, goal.EventName, goal.SessionId, goal.Amount, goal.Currency, goal.Plan,
                    goal.FirstTouchBucket, goal.FirstTouchTs);
                return new Goalpost.Signed(Signature(secret, signed), System.Text.Encoding.UTF8.GetBytes(signed));
            },
            Refusals = new[] { typeof(ArgumentException) },
        }.Serve();
    }
}
