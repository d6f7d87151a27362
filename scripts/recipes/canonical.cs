static string Canonical(string tenantId, string eventName, string sessionId, decimal? value, string currency,
    string plan, string bucket, string ts)
{
    var properties = new System.Collections.Generic.List<string>();
    if (currency != null) properties.Add("\"currency\":" + Quoted(currency));
    if (plan != null) properties.Add("\"plan\":" + Quoted(plan));
    if (value != null)
    {
        if (value < 0 || value > 10000 || value % 0.01m != 0)
            throw new System.ArgumentException("value must be 0 to 10000 with at most two decimals");
        var amount = value.Value.ToString("F2", System.Globalization.CultureInfo.InvariantCulture);
        properties.Add("\"value\":" + Quoted(amount));
    }
    var signed = "{\"event_name\":" + Quoted(eventName);
    if (!string.IsNullOrEmpty(bucket)) signed += ",\"first_touch_bucket\":" + Quoted(bucket);
    if (!string.IsNullOrEmpty(ts)) signed += ",\"first_touch_ts\":" + Quoted(ts);
    signed += ",\"properties\":{" + string.Join(",", properties) + "},\"session_id\":" + Quoted(sessionId ?? "");
    return signed + ",\"tenant_id\":" + Quoted(tenantId) + "}";
}

static string Quoted(string text)
{
    var quoted = new System.Text.StringBuilder("\"");
    foreach (var unit in text)
    {
        var at = "\"\\\b\t\n\f\r".IndexOf(unit);
        if (at >= 0) quoted.Append('\\').Append("\"\\btnfr"[at]);
        else if (unit >= ' ' && unit <= '~') quoted.Append(unit);
        else quoted.Append("\\u").Append(((int)unit).ToString("x4"));
    }
    return quoted.Append('"').ToString();
}
