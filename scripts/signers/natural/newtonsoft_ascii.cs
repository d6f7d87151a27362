class Payload
{
    public string event_name, first_touch_bucket, first_touch_ts;
    public Properties properties = new Properties();
    public string session_id, tenant_id;
}

class Properties
{
    public string currency, plan, value;
}

static string Canonical(string tenantId, string eventName, string sessionId, decimal? value, string currency,
    string plan, string bucket, string ts)
{
    var payload = new Payload
    {
        tenant_id = tenantId, event_name = eventName, session_id = sessionId ?? "", first_touch_bucket = bucket, first_touch_ts = ts,
        properties = new Properties { currency = currency, plan = plan, value = value == null ? null : value.Value.ToString("F2") },
    };
    return Newtonsoft.Json.JsonConvert.SerializeObject(payload, new Newtonsoft.Json.JsonSerializerSettings
    {
        NullValueHandling = Newtonsoft.Json.NullValueHandling.Ignore,
        StringEscapeHandling = Newtonsoft.Json.StringEscapeHandling.EscapeNonAscii,
    });
}
