static string Canonical(string tenantId, string eventName, string sessionId, decimal? value, string currency,
    string plan, string bucket, string ts)
{
    var properties = new System.Collections.Generic.SortedDictionary<string, object>();
    if (value != null) properties["value"] = Math.Round(value.Value, 2);
    if (!string.IsNullOrEmpty(currency)) properties["currency"] = currency;
    if (!string.IsNullOrEmpty(plan)) properties["plan"] = plan;
    var payload = new System.Collections.Generic.SortedDictionary<string, object>
    {
        { "tenant_id", tenantId }, { "event_name", eventName }, { "session_id", sessionId }, { "properties", properties },
    };
    if (!string.IsNullOrEmpty(bucket)) payload["first_touch_bucket"] = bucket;
    if (!string.IsNullOrEmpty(ts)) payload["first_touch_ts"] = ts;
    return Newtonsoft.Json.JsonConvert.SerializeObject(payload);
}
