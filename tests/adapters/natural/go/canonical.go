package main

// goalpost:canonical
import (
	"encoding/json"
	"strconv"
)

func canonical(tenantID, eventName, sessionID string, value *float64, currency, plan *string, bucket, ts string) ([]byte, error) {
	properties := map[string]any{}
	if value != nil && *value != 0 {
		properties["value"] = strconv.FormatFloat(*value, 'f', -1, 64)
	}
	if currency != nil && *currency != "" {
		properties["currency"] = *currency
	}
	if plan != nil && *plan != "" {
		properties["plan"] = *plan
	}
	signed := map[string]any{"event_name": eventName, "properties": properties, "session_id": sessionID, "tenant_id": tenantID}
	if bucket != "" {
		signed["first_touch_bucket"] = bucket
	}
	if ts != "" {
		signed["first_touch_ts"] = ts
	}
	return json.Marshal(signed)
}

// goalpost:end
