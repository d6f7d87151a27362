private static readonly System.Text.Json.JsonSerializerOptions Options = new System.Text.Json.JsonSerializerOptions
{
    Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    IgnoreNullValues = true,
};

static string Canonical(string tenantId, string eventName, string sessionId, decimal? value, string currency,
    string plan, string bucket, string ts)
{
    var properties = new System.Collections.Generic.SortedDictionary<string, object>();
    if (value != null) properties["value"] = value;
    if (currency != null) properties["currency"] = currency;
    if (plan != null) properties["plan"] = plan;
    var payload = new System.Collections.Generic.SortedDictionary<string, object>
    {
        { "tenant_id", tenantId }, { "event_name", eventName }, { "session_id", sessionId }, { "properties", properties },
        { "first_touch_bucket", bucket }, { "first_touch_ts", ts },
    };
    return System.Text.Json.JsonSerializer.Serialize(payload, Options);
}
