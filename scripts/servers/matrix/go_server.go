// Go's net/http and encoding/json, with nothing else.
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"math"
	"mime"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	path    = "/api/v1/track/pixel/goal"
	maxBody = 65536
	oldest  = 180 * 24 * time.Hour
)

type tenant struct {
	Domain   string `json:"domain"`
	TenantID string `json:"tenant_id"`
	Secret   string `json:"secret"`
	key      []byte
}

// refused is a status and a fixed text that repeats nothing of the request.
type refused struct {
	status int
	text   string
}

func (r refused) Error() string { return r.text }

var tenants = map[string]*tenant{}

func readTenants() error {
	data, err := os.ReadFile(os.Getenv("TENANTS_JSON"))
	if err != nil {
		return err
	}
	var list []*tenant
	if err := json.Unmarshal(data, &list); err != nil {
		return err
	}
	for _, t := range list {
		key, err := hex.DecodeString(t.Secret)
		if err != nil || len(key) == 0 {
			log.Printf("the secret of %q is not usable", t.Domain)
			key = nil
		}
		t.key = key
		tenants[strings.ToLower(t.Domain)] = t
	}
	return nil
}

var escape = regexp.MustCompile(`(?i)\\(?:ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}|u(d[89a-f][0-9a-f]{2})|.)`)

// parse reads the body into a map: keys of a struct would match in any case. encoding/json replaces what is not UTF-8,
// and half a surrogate pair, so both are refused here.
func parse(body []byte) (map[string]any, error) {
	bad := refused{400, "the body is not JSON"}
	if !utf8.Valid(body) {
		return nil, bad
	}
	for _, match := range escape.FindAllSubmatch(body, -1) {
		if match[1] != nil {
			return nil, bad
		}
	}
	decoder := json.NewDecoder(strings.NewReader(string(body)))
	decoder.UseNumber()
	var goal map[string]any
	if err := decoder.Decode(&goal); err != nil || goal == nil {
		return nil, bad
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, bad
	}
	return goal, nil
}

// text is a member that is text, or an empty text where it is absent or null.
func text(goal map[string]any, key string) (string, error) {
	switch value := goal[key].(type) {
	case nil:
		return "", nil
	case string:
		return value, nil
	}
	return "", refused{400, key + " must be text"}
}

// quoted is a text as JSON in ASCII; encoding/json would escape <, > and & too, and leave the rest as it is.
func quoted(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r >= ' ' && r <= '~':
			b.WriteRune(r)
		case strings.ContainsRune("\b\t\n\f\r", r):
			b.WriteByte('\\')
			b.WriteByte("btn?fr"[r-'\b'])
		case r > 0xffff:
			fmt.Fprintf(&b, `\u%04x\u%04x`, 0xd800+(r-0x10000)>>10, 0xdc00+(r-0x10000)&0x3ff)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// shape says what a goal's members are, and refuses what is of another type.
type shape struct {
	event, session, bucket, touched string
	properties                      map[string]any
	amount                          float64
}

func read(goal map[string]any) (s shape, err error) {
	if _, ok := goal["event_name"].(string); !ok {
		return s, refused{400, "event_name must be text"}
	}
	for key, at := range map[string]*string{
		"event_name": &s.event, "session_id": &s.session, "first_touch_bucket": &s.bucket, "first_touch_ts": &s.touched,
	} {
		if *at, err = text(goal, key); err != nil {
			return s, err
		}
	}
	properties, ok := goal["properties"].(map[string]any)
	if !ok && goal["properties"] != nil {
		return s, refused{400, "properties must be an object"}
	}
	s.properties = properties
	for key, value := range properties {
		if key != "value" && key != "currency" && key != "plan" {
			return s, refused{400, "there are other properties than value, currency and plan"}
		}
		if key != "value" {
			if _, err = text(properties, key); err != nil {
				return s, err
			}
		} else if value != nil {
			number, ok := value.(json.Number)
			if !ok {
				return s, refused{400, "value must be a number"}
			}
			s.amount, err = strconv.ParseFloat(number.String(), 64)
			if err != nil || math.Signbit(s.amount) || s.amount > 10000 {
				return s, refused{400, "value must be from 0 to 10000"}
			}
		}
	}
	return s, nil
}

// canonical is what the tenant must have signed: sorted keys, no blanks.
func canonical(t *tenant, s shape) string {
	members := []string{`"event_name":` + quoted(s.event)}
	if s.bucket != "" {
		members = append(members, `"first_touch_bucket":`+quoted(s.bucket))
	}
	if s.touched != "" {
		members = append(members, `"first_touch_ts":`+quoted(s.touched))
	}
	var inner []string
	for _, key := range []string{"currency", "plan", "value"} {
		value, there := s.properties[key]
		switch value := value.(type) {
		case string:
			inner = append(inner, quoted(key)+":"+quoted(value))
		case json.Number:
			inner = append(inner, fmt.Sprintf(`"value":"%.2f"`, s.amount))
		default:
			if there {
				inner = append(inner, quoted(key)+":null")
			}
		}
	}
	members = append(members, `"properties":{`+strings.Join(inner, ",")+"}",
		`"session_id":`+quoted(s.session), `"tenant_id":`+quoted(t.TenantID))
	return "{" + strings.Join(members, ",") + "}"
}

func verify(t *tenant, signatures []string, s shape) bool {
	if t.key == nil || len(signatures) != 1 {
		return false
	}
	mac := hmac.New(sha256.New, t.key)
	mac.Write([]byte(canonical(t, s)))
	return hmac.Equal([]byte(signatures[0]), []byte(hex.EncodeToString(mac.Sum(nil))))
}

var (
	email    = regexp.MustCompile("[\\w.!#$%&'*+/=?^`{|}~-]@(?:[A-Za-z0-9-]+\\.)+[A-Za-z]{2,}")
	plus     = regexp.MustCompile(`^\+(?:[0-9]|\([ .()-]*[0-9])(?:[ .()-]*[0-9]){7,14}`)
	american = regexp.MustCompile(`^(?:1[ .-])?(?:\([0-9]{3}\)[ .-]?|[0-9]{3}[ .-])[0-9]{3}[ .-][0-9]{4}`)
	social   = regexp.MustCompile(`^[0-9]{3}-[0-9]{2}-[0-9]{4}`)
	impossib = regexp.MustCompile(`^(?:000|666|9)|-00-|-0000`)
	two      = regexp.MustCompile(`^[0-9]+(?:\.[0-9]{1,2})?$`)
	currency = regexp.MustCompile(`^[A-Z]{3}$`)
	instant  = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?` +
		`(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])$`)
	glued = regexp.MustCompile(`[A-Za-z0-9]$`)
	joins = regexp.MustCompile(`[A-Za-z0-9]$|[0-9][.-]$`)
	goes  = regexp.MustCompile(`^[A-Za-z0-9]|^[.-][0-9]`)
)

// personal tells whether a text holds an e-mail address, a phone number or a US social security number. Go's regular
// expressions have no look-around, so what is before and after a number is looked at by itself.
func personal(s string) bool {
	if email.MatchString(s) {
		return true
	}
	for at := range s {
		before, rest := s[:at], s[at:]
		// A trailing digit too many: sixteen digits are not a phone number.
		if m := plus.FindString(rest); m != "" && !glued.MatchString(before) {
			if after := rest[len(m):]; after == "" || after[0] < '0' || after[0] > '9' {
				return true
			}
		}
		if joins.MatchString(before) {
			continue
		}
		if m := american.FindString(rest); m != "" && !goes.MatchString(rest[len(m):]) {
			return true
		}
		if m := social.FindString(rest); m != "" && !impossib.MatchString(m) && !goes.MatchString(rest[len(m):]) {
			return true
		}
	}
	return false
}

func judge(s shape) error {
	if length := utf8.RuneCountInString(s.event); length < 1 || length > 100 {
		return refused{400, "event_name must have 1 to 100 characters"}
	}
	for _, key := range []string{"currency", "plan"} {
		if value, ok := s.properties[key].(string); ok && personal(value) {
			return refused{400, "properties must not hold personal data"}
		}
	}
	// The shortest text that reads back as this double.
	if !two.MatchString(strconv.FormatFloat(s.amount, 'f', -1, 64)) {
		return refused{400, "value must have at most two decimals"}
	}
	if value, ok := s.properties["currency"].(string); ok && !currency.MatchString(value) {
		return refused{400, "currency must be three capital letters"}
	}
	if value, ok := s.properties["plan"].(string); ok && utf8.RuneCountInString(value) > 50 {
		return refused{400, "plan must have at most 50 characters"}
	}
	return nil
}

// lag is the whole seconds since a first touch; nil where it is not an instant, or not within the last 180 days.
func lag(touched string) *int64 {
	at, err := time.Parse(time.RFC3339Nano, touched)
	if err != nil || !instant.MatchString(touched) {
		return nil
	}
	since := time.Since(at)
	if since < 0 || since > oldest {
		return nil
	}
	seconds := int64(since / time.Second)
	return &seconds
}

func accept(w http.ResponseWriter, r *http.Request) (int, any, error) {
	if r.Method != http.MethodPost {
		return 0, nil, refused{405, "only POST is allowed"}
	}
	kind, parameters, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	charset := parameters["charset"]
	if err != nil || kind != "application/json" || (charset != "" && !strings.EqualFold(charset, "utf-8")) {
		return 0, nil, refused{415, "the content type must be application/json"}
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		return 0, nil, refused{413, "the body is over 64 KiB, or ends early"}
	}
	goal, err := parse(body)
	if err != nil {
		return 0, nil, err
	}
	s, err := read(goal)
	if err != nil {
		return 0, nil, err
	}
	domains := r.URL.Query()["domain"]
	if len(domains) != 1 {
		return 0, nil, refused{400, "one domain is needed"}
	}
	t, ok := tenants[asciiLower(domains[0])]
	if !ok {
		return 0, nil, refused{404, "unknown domain"}
	}
	signatures, signed := r.Header["X-Lp-Goal-Signature"]
	if signed && !verify(t, signatures, s) {
		return 0, nil, refused{401, "invalid signature"}
	}
	if err := judge(s); err != nil {
		return 0, nil, err
	}
	if !signed {
		return 202, map[string]any{"status": 202, "ranked": false}, nil
	}
	answer := map[string]any{"status": 200, "ranked": false, "first_touch_bucket": nil, "lag_seconds": nil}
	if s.bucket == "ai_search" {
		answer["ranked"], answer["first_touch_bucket"], answer["lag_seconds"] = true, "ai_search", lag(s.touched)
	}
	return 200, answer, nil
}

// asciiLower leaves other characters alone: the Kelvin sign would become a k.
func asciiLower(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}

func handle(w http.ResponseWriter, r *http.Request) {
	status, answer, err := accept(w, r)
	var refusal refused
	if errors.As(err, &refusal) {
		status, answer = refusal.status, map[string]any{"error": refusal.text}
	}
	data, err := json.Marshal(answer)
	if err != nil {
		status, data = 500, []byte(`{"error":"internal error"}`)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(data)
}

func main() {
	if err := readTenants(); err != nil {
		log.Fatal(err)
	}
	http.HandleFunc(path, handle)
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}
