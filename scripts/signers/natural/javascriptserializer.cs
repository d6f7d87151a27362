static string Canonical(string tenantId, string eventName, string sessionId, decimal? value, string currency,
    string plan, string bucket, string ts)
{
    var properties = new System.Collections.Generic.Dictionary<string, object>();
    if (currency != null) properties["currency"] = currency;
    if (plan != null) properties["plan"] = plan;
    if (value != null) properties["value"] = value.Value.ToString("0.00");
    var payload = new System.Collections.Generic.Dictionary<string, object>();
    payload["event_name"] = eventName;
    if (!string.IsNullOrWhiteSpace(bucket)) payload["first_touch_bucket"] = bucket;
    if (!string.IsNullOrWhiteSpace(ts)) payload["first_touch_ts"] = ts;
    payload["properties"] = properties;
    payload["session_id"] = sessionId ?? string.Empty;
    payload["tenant_id"] = tenantId;
    return new System.Web.Script.Serialization.JavaScriptSerializer().Serialize(payload);
}
