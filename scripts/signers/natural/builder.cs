static string Canonical(string tenantId, string eventName, string sessionId, decimal? value, string currency,
    string plan, string bucket, string ts)
{
    var sb = new System.Text.StringBuilder();
    sb.AppendFormat("{{\"event_name\":\"{0}\",", Escape(eventName));
    if (bucket != null) sb.AppendFormat("\"first_touch_bucket\":\"{0}\",", Escape(bucket));
    if (ts != null) sb.AppendFormat("\"first_touch_ts\":\"{0}\",", Escape(ts));
    sb.Append("\"properties\":{");
    if (currency != null) sb.AppendFormat("\"currency\":\"{0}\",", Escape(currency));
    if (plan != null) sb.AppendFormat("\"plan\":\"{0}\",", Escape(plan));
    if (value != null) sb.AppendFormat("\"value\":\"{0:0.00}\"", value);
    if (sb[sb.Length - 1] == ',') sb.Length--;
    sb.AppendFormat("}},\"session_id\":\"{0}\",\"tenant_id\":\"{1}\"}}", Escape(sessionId ?? ""), tenantId);
    return sb.ToString();
}

static string Escape(string text)
{
    var sb = new System.Text.StringBuilder();
    foreach (char c in text)
    {
        if (c == '"' || c == '\\') sb.Append('\\').Append(c);
        else if (c < 32 || c > 127) sb.AppendFormat("\\u{0:X4}", (int)c);
        else sb.Append(c);
    }
    return sb.ToString();
}
