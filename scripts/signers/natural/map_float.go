import "encoding/json"

func canonical(tenantID, eventName, sessionID string, value *float64, currency, plan *string, bucket, ts string) ([]byte, error) {
	properties := map[string]any{}
	if value != nil {
		properties["value"] = *value
	}
	if currency != nil {
		properties["currency"] = currency
	}
	if plan != nil {
		properties["plan"] = plan
	}
	signed := map[string]any{
		"tenant_id":  tenantID,
		"event_name": eventName,
		"session_id": sessionID,
		"properties": properties,
	}
	if bucket != "" {
		signed["first_touch_bucket"] = bucket
	}
	if ts != "" {
		signed["first_touch_ts"] = ts
	}
	return json.Marshal(signed)
}
