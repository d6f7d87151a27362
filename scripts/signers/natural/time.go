import (
	"encoding/json"
	"fmt"
	"time"
)

func canonical(tenantID, eventName, sessionID string, value *float64, currency, plan *string, bucket, ts string) ([]byte, error) {
	properties := map[string]any{}
	if value != nil && *value != 0 {
		properties["value"] = fmt.Sprintf("%.2f", *value)
	}
	if currency != nil && *currency != "" {
		properties["currency"] = *currency
	}
	if plan != nil && *plan != "" {
		properties["plan"] = *plan
	}
	payload := map[string]any{"event_name": eventName, "session_id": sessionID, "tenant_id": tenantID, "properties": properties}
	if bucket != "" {
		payload["first_touch_bucket"] = bucket
	}
	if ts != "" {
		at, err := time.Parse(time.RFC3339, ts)
		if err != nil {
			return nil, err
		}
		payload["first_touch_ts"] = at.Format(time.RFC3339)
	}
	return json.Marshal(payload)
}
