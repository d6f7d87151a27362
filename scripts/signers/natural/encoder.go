import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
)

func canonical(tenantID, eventName, sessionID string, value *float64, currency, plan *string, bucket, ts string) ([]byte, error) {
	properties := map[string]string{}
	if value != nil {
		properties["value"] = strconv.FormatFloat(math.Round(*value*100)/100, 'f', 2, 64)
	}
	if currency != nil {
		properties["currency"] = *currency
	}
	if plan != nil {
		properties["plan"] = *plan
	}
	signed := map[string]any{"event_name": eventName, "properties": properties, "session_id": sessionID, "tenant_id": tenantID}
	if bucket != "" {
		signed["first_touch_bucket"] = bucket
		signed["first_touch_ts"] = ts
	}
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	err := enc.Encode(signed)
	return buf.Bytes(), err
}
