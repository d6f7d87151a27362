import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf16"
)

func canonical(tenantID, eventName, sessionID string, value *float64, currency, plan *string, bucket, ts string) ([]byte, error) {
	var properties []string
	if currency != nil {
		properties = append(properties, `"currency":`+quoted(*currency))
	}
	if plan != nil {
		properties = append(properties, `"plan":`+quoted(*plan))
	}
	if value != nil {
		if !(*value >= 0 && *value <= 10000) || math.Signbit(*value) || math.Round(*value*100)/100 != *value {
			return nil, errors.New("value must be 0 to 10000 with at most two decimals")
		}
		properties = append(properties, `"value":`+quoted(strconv.FormatFloat(*value, 'f', 2, 64)))
	}
	signed := `{"event_name":` + quoted(eventName)
	if bucket != "" {
		signed += `,"first_touch_bucket":` + quoted(bucket)
	}
	if ts != "" {
		signed += `,"first_touch_ts":` + quoted(ts)
	}
	signed += `,"properties":{` + strings.Join(properties, ",") + `},"session_id":` + quoted(sessionID)
	return []byte(signed + `,"tenant_id":` + quoted(tenantID) + "}"), nil
}

// encoding/json escapes <, > and &, and cannot write ASCII.
func quoted(text string) string {
	short := map[rune]string{'"': `\"`, '\\': `\\`, '\b': `\b`, '\t': `\t`, '\n': `\n`, '\f': `\f`, '\r': `\r`}
	var b strings.Builder
	for _, r := range text {
		if escape, ok := short[r]; ok {
			b.WriteString(escape)
		} else if r >= ' ' && r <= '~' {
			b.WriteRune(r)
		} else {
			for _, unit := range utf16.Encode([]rune{r}) {
				fmt.Fprintf(&b, `\u%04x`, unit)
			}
		}
	}
	return `"` + b.String() + `"`
}
