private sealed class Properties
{
    [System.Text.Json.Serialization.JsonPropertyName("currency")] public string Currency { get; set; }
    [System.Text.Json.Serialization.JsonPropertyName("plan")] public string Plan { get; set; }
    [System.Text.Json.Serialization.JsonPropertyName("value")] public string Value { get; set; }
}

private sealed class Payload
{
    [System.Text.Json.Serialization.JsonPropertyName("event_name")] public string EventName { get; set; }
    [System.Text.Json.Serialization.JsonPropertyName("first_touch_bucket")] public string FirstTouchBucket { get; set; }
    [System.Text.Json.Serialization.JsonPropertyName("first_touch_ts")] public string FirstTouchTs { get; set; }
    [System.Text.Json.Serialization.JsonPropertyName("properties")] public Properties Properties { get; set; }
    [System.Text.Json.Serialization.JsonPropertyName("session_id")] public string SessionId { get; set; }
    [System.Text.Json.Serialization.JsonPropertyName("tenant_id")] public string TenantId { get; set; }
}

static string Canonical(string tenantId, string eventName, string sessionId, decimal? value, string currency,
    string plan, string bucket, string ts)
{
    return System.Text.Json.JsonSerializer.Serialize(new Payload
    {
        EventName = eventName,
        FirstTouchBucket = bucket,
        FirstTouchTs = ts,
        Properties = new Properties { Currency = currency, Plan = plan, Value = value?.ToString("F2") },
        SessionId = sessionId ?? "",
        TenantId = tenantId,
    }, new System.Text.Json.JsonSerializerOptions { IgnoreNullValues = true });
}
