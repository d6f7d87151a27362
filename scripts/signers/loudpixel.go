// Package loudpixel signs conversions and sends them to LoudPixel. Go 1.18 and later, standard library only.
//
//	pixel, err := loudpixel.New("yoursite.com", "your-tenant-uuid", os.Getenv("LP_PIXEL_SECRET"))
//	value, currency := 99.0, "EUR"
//	status, err := pixel.TrackConversion(ctx, loudpixel.Conversion{
//		EventName: "purchase", SessionID: "s-1", Value: &value, Currency: &currency,
//	})
package loudpixel

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

// ErrInvalid is in every error about a conversion or a secret that cannot be signed.
var ErrInvalid = errors.New("invalid")

// A Conversion is one goal event. Value, Currency and Plan are pointers, as 0 and "" are values that are
// sent and signed; an empty SessionID or first touch is the same as none.
type Conversion struct {
	EventName        string
	SessionID        string
	Value            *float64 // 0 to 10000, at most two decimals
	Currency         *string
	Plan             *string
	FirstTouchBucket string
	FirstTouchTS     string
}

// A Client signs for one tenant.
type Client struct {
	Endpoint string // "https://loudpixel.ai" unless changed
	HTTP     *http.Client

	domain, tenantID string
	key              []byte
}

// New takes the secret as the dashboard shows it.
func New(domain, tenantID, secret string) (*Client, error) {
	key, err := hex.DecodeString(secret)
	if err != nil {
		return nil, fmt.Errorf("%w pixel secret: %v", ErrInvalid, err)
	}
	if len(key) == 0 {
		return nil, fmt.Errorf("%w pixel secret: empty", ErrInvalid)
	}
	return &Client{
		Endpoint: "https://loudpixel.ai",
		HTTP:     &http.Client{Timeout: 5 * time.Second},
		domain:   domain,
		tenantID: tenantID,
		key:      key,
	}, nil
}

// TrackConversion sends a conversion and returns the HTTP status: 200 accepted, 400 contents, 401 signature.
func (c *Client) TrackConversion(ctx context.Context, conversion Conversion) (int, error) {
	signature, err := c.Sign(conversion)
	if err != nil {
		return 0, err
	}
	target := c.Endpoint + "/api/v1/track/pixel/goal?domain=" + url.QueryEscape(c.domain)
	body := bytes.NewReader(c.encode(conversion, false))
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, target, body)
	if err != nil {
		return 0, err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("X-LP-Goal-Signature", signature)
	response, err := c.HTTP.Do(request)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body) // so that the connection is used again
	return response.StatusCode, err
}

// Sign returns the value of the header X-LP-Goal-Signature.
func (c *Client) Sign(conversion Conversion) (string, error) {
	canonical, err := c.Canonical(conversion)
	if err != nil {
		return "", err
	}
	mac := hmac.New(sha256.New, c.key)
	mac.Write(canonical)
	return hex.EncodeToString(mac.Sum(nil)), nil
}

// Canonical returns the signed bytes, or why the server would refuse the conversion.
func (c *Client) Canonical(conversion Conversion) ([]byte, error) {
	if v := conversion.Value; v != nil {
		// `!` catches NaN, too. A negative zero has a sign that no amount has.
		if !(*v >= 0 && *v <= 10000) || math.Signbit(*v) || math.Round(*v*100)/100 != *v {
			return nil, fmt.Errorf("%w value: must be 0 to 10000 with at most two decimals", ErrInvalid)
		}
	}
	for _, text := range []*string{&conversion.EventName, &conversion.SessionID, conversion.Currency,
		conversion.Plan, &conversion.FirstTouchBucket, &conversion.FirstTouchTS} {
		if text != nil && !utf8.ValidString(*text) {
			return nil, fmt.Errorf("%w text: not UTF-8", ErrInvalid)
		}
	}
	return c.encode(conversion, true), nil
}

// encode writes what is signed, and what is sent, so that the two cannot disagree. encoding/json would
// escape <, > and &, leave é bare, and drop an amount of 0 with omitempty.
func (c *Client) encode(conversion Conversion, signed bool) []byte {
	// Keys in ascending order.
	members := []string{`"event_name":` + quote(conversion.EventName)}
	if conversion.FirstTouchBucket != "" {
		members = append(members, `"first_touch_bucket":`+quote(conversion.FirstTouchBucket))
	}
	if conversion.FirstTouchTS != "" {
		members = append(members, `"first_touch_ts":`+quote(conversion.FirstTouchTS))
	}
	var properties []string
	if conversion.Currency != nil {
		properties = append(properties, `"currency":`+quote(*conversion.Currency))
	}
	if conversion.Plan != nil {
		properties = append(properties, `"plan":`+quote(*conversion.Plan))
	}
	if conversion.Value != nil {
		amount := strconv.FormatFloat(*conversion.Value, 'f', 2, 64)
		if signed { // text there, a number in the body
			amount = quote(amount)
		}
		properties = append(properties, `"value":`+amount)
	}
	members = append(members,
		`"properties":{`+strings.Join(properties, ",")+`}`,
		`"session_id":`+quote(conversion.SessionID))
	if signed { // the server adds it from the tenant that it knows
		members = append(members, `"tenant_id":`+quote(c.tenantID))
	}
	return []byte("{" + strings.Join(members, ",") + "}")
}

var short = map[rune]string{
	'"': `\"`, '\\': `\\`, '\b': `\b`, '\t': `\t`, '\n': `\n`, '\f': `\f`, '\r': `\r`,
}

// quote writes a JSON string in ASCII.
func quote(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch escape, isShort := short[r]; {
		case isShort:
			b.WriteString(escape)
		case r >= ' ' && r <= '~':
			b.WriteRune(r)
		case r <= 0xffff:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(&b, `\u%04x\u%04x`, high, low)
		}
	}
	b.WriteByte('"')
	return b.String()
}
