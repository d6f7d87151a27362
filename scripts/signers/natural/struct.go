import (
	"encoding/json"
	"fmt"
)

type properties struct {
	Currency string `json:"currency,omitempty"`
	Plan     string `json:"plan,omitempty"`
	Value    string `json:"value,omitempty"`
}

type payload struct {
	EventName        string     `json:"event_name"`
	FirstTouchBucket string     `json:"first_touch_bucket,omitempty"`
	FirstTouchTS     string     `json:"first_touch_ts,omitempty"`
	Properties       properties `json:"properties"`
	SessionID        string     `json:"session_id,omitempty"`
	TenantID         string     `json:"tenant_id"`
}

func canonical(tenantID, eventName, sessionID string, value *float64, currency, plan *string, bucket, ts string) ([]byte, error) {
	p := payload{EventName: eventName, FirstTouchBucket: bucket, FirstTouchTS: ts, SessionID: sessionID, TenantID: tenantID}
	if value != nil {
		p.Properties.Value = fmt.Sprintf("%.2f", *value)
	}
	if currency != nil {
		p.Properties.Currency = *currency
	}
	if plan != nil {
		p.Properties.Plan = *plan
	}
	return json.Marshal(p)
}
