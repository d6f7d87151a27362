// Glue between a Go SDK and Goalpost: adapter protocol, version 1.
//
// Standard library only; Go 1.18 and later. Plugging in an SDK, in a folder of its own in your module:
//
//	// main.go, beside goalpost_adapter.go
//	package main
//
//	import "example.com/acme"
//
//	func main() {
//		Serve(Adapter{
//			Name: "acme-sdk",
//			Sign: func(goal Goal, tenantID, secret string) (Signed, error) {
//				signature, err := acme.New(tenantID, secret).Sign(goal.EventName, goal.SessionID, goal.Value)
//				return Signed{Signature: signature}, err
//			},
//			Refusals: []error{acme.ErrInvalid},
//		})
//	}
//
// Then: go build -o acme-adapter . && goalpost check -- ./acme-adapter
package main

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"math/big"
	"os"
	"regexp"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
)

// A Goal is what the caller passed; nil is what was not passed, or null. A goal that does not fit these
// fields is answered with `unsupported` before Sign or Send see it, unless the adapter is Untyped.
type Goal struct {
	EventName        string
	SessionID        *string
	Value            *float64
	Currency         *string
	Plan             *string
	FirstTouchBucket *string
	FirstTouchTS     *string

	// Raw is the whole goal as it arrived, for an SDK that takes properties as a map. What was not passed is
	// not in it. An integer is an int64 (*big.Int beyond its range), any other number a float64.
	Raw map[string]any
}

// Signed is the header's value and, if the SDK shows them, the bytes it covers: then a drift is shown in bytes.
type Signed struct {
	Signature string
	Canonical []byte
}

// An Adapter plugs an SDK in. Sign, Send and Verify are each optional.
type Adapter struct {
	Name    string
	Version string

	// Untyped: the SDK takes maps; read Goal.Raw.
	Untyped bool

	// Refusals are what the SDK returns to reject a goal on purpose, as errors.Is finds them.
	Refusals []error

	// Sign returns one of the Refusals, or Refuse(err), for a goal that the SDK rejects, and Unsupported for one
	// that Go cannot express. Any other error, and a panic, counts as broken.
	Sign func(goal Goal, tenantID, secret string) (Signed, error)

	// Send has the SDK POST the goal, with its own HTTP client, to
	// endpoint + "/api/v1/track/pixel/goal?domain=" + domain, and returns the status of the answer.
	Send func(goal Goal, endpoint, domain, tenantID, secret string) (status int, err error)

	// Verify is the server: what does it answer at that moment (now is ISO 8601 text)?
	Verify func(request Request, tenant Tenant, now string) (Answer, error)
}

// A Request is what the server got. Header values are bytes.
type Request struct {
	Method, Target string
	Headers        [][2]string
	Body           []byte
}

// A Tenant is the only one that the server knows.
type Tenant struct {
	Domain   string `json:"domain"`
	TenantID string `json:"tenant_id"`
	Secret   string `json:"secret"`
}

// An Answer has a "status" and, where known, "ranked", "first_touch_bucket", "lag_seconds" and "body".
type Answer map[string]any

// Refused says that the SDK rejected the goal, on purpose.
type Refused struct{ error }

// Refuse marks an error as a refusal; nil stays nil.
func Refuse(err error) error {
	if err == nil {
		return nil
	}
	return Refused{err}
}

// Unsupported says that this language, or the types of the SDK, cannot express the goal.
type Unsupported string

func (why Unsupported) Error() string { return string(why) }

// Serve answers requests on stdin until it ends. What the SDK prints goes to stderr, so that it cannot be
// taken for a reply.
func Serve(adapter Adapter) {
	replies := bufio.NewWriter(os.Stdout)
	os.Stdout = os.Stderr
	lines := bufio.NewReaderSize(os.Stdin, 1<<16)
	for {
		line, err := lines.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			reply, broken := json.Marshal(adapter.answer(line))
			if broken != nil {
				reply, _ = json.Marshal(members{"id": nil, "error": broken.Error()})
			}
			replies.Write(append(reply, '\n'))
		}
		if err != nil || lines.Buffered() == 0 {
			replies.Flush()
		}
		if err == io.EOF {
			return
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "stdin:", err)
			os.Exit(1)
		}
	}
}

type members map[string]any

type request struct {
	ID       any             `json:"id"`
	Op       string          `json:"op"`
	TenantID string          `json:"tenant_id"`
	Secret   string          `json:"secret"`
	Endpoint string          `json:"endpoint"`
	Domain   string          `json:"domain"`
	Goal     any             `json:"goal"`
	Goals    *[]any          `json:"goals"`
	Now      string          `json:"now"`
	Tenant   Tenant          `json:"tenant"`
	Request  json.RawMessage `json:"request"`
}

func (a Adapter) answer(line []byte) members {
	asked, err := read(line)
	if err != nil {
		return members{"id": asked.ID, "error": "not a request: " + err.Error()}
	}
	var reply members
	switch {
	case asked.Op == "hello":
		return a.hello()
	case asked.Op == "sign" && a.Sign != nil && asked.Goals != nil:
		outcomes := make([]any, 0, len(*asked.Goals))
		for _, goal := range *asked.Goals {
			outcomes = append(outcomes, brief(a.signed(goal, asked)))
		}
		reply = members{"outcomes": outcomes}
	case asked.Op == "sign" && a.Sign != nil:
		reply = a.signed(asked.Goal, asked)
	case asked.Op == "send" && a.Send != nil:
		reply = a.sent(asked)
	case asked.Op == "verify" && a.Verify != nil:
		reply = a.verified(asked)
	default:
		reply = members{"unsupported": "no such op: " + asked.Op}
	}
	reply["id"] = asked.ID
	return reply
}

func (a Adapter) hello() members {
	ops := []string{}
	if a.Sign != nil {
		ops = append(ops, "sign")
	}
	if a.Send != nil {
		ops = append(ops, "send")
	}
	if a.Verify != nil {
		ops = append(ops, "verify")
	}
	return members{
		"protocol": 1,
		"name":     a.Name,
		"version":  a.Version,
		"runtime":  "Go " + strings.TrimPrefix(runtime.Version(), "go"),
		"ops":      ops,
		"features": []string{"batch", "non_finite"},
		"window":   64,
	}
}

// outcome is what act returns, or how it failed, as the members of a reply.
func (a Adapter) outcome(act func() (members, error)) (reply members) {
	defer func() {
		if panicked := recover(); panicked != nil {
			reply = members{"error": fmt.Sprintf("panic: %v\n%.2000s", panicked, debug.Stack())}
		}
	}()
	reply, err := act()
	var refused Refused
	var unsupported Unsupported
	switch {
	case errors.As(err, &unsupported):
		return members{"unsupported": unsupported.Error()}
	case errors.As(err, &refused), isAny(err, a.Refusals):
		return members{"refused": err.Error()}
	case err != nil:
		return members{"error": err.Error()}
	}
	return reply
}

func isAny(err error, kinds []error) bool {
	for _, kind := range kinds {
		if errors.Is(err, kind) {
			return true
		}
	}
	return false
}

func (a Adapter) signed(raw any, asked request) members {
	return a.outcome(func() (members, error) {
		goal, err := a.goal(raw)
		if err != nil {
			return nil, err
		}
		signed, err := a.Sign(goal, asked.TenantID, asked.Secret)
		if err != nil {
			return nil, err
		}
		reply := members{"signature": signed.Signature}
		if signed.Canonical != nil {
			reply["canonical"] = hex.EncodeToString(signed.Canonical)
		}
		return reply, nil
	})
}

// In a batch a signature stands alone; Goalpost asks again for the bytes where it needs them.
func brief(one members) any {
	if signature, ok := one["signature"]; ok {
		return signature
	}
	return one
}

func (a Adapter) sent(asked request) members {
	return a.outcome(func() (members, error) {
		goal, err := a.goal(asked.Goal)
		if err != nil {
			return nil, err
		}
		status, err := a.Send(goal, asked.Endpoint, asked.Domain, asked.TenantID, asked.Secret)
		return members{"status": status}, err
	})
}

func (a Adapter) verified(asked request) members {
	return a.outcome(func() (members, error) {
		var raw struct {
			Method, Target, Body string
			Headers              [][2]string
		}
		if err := json.Unmarshal(asked.Request, &raw); err != nil {
			return nil, err
		}
		body, err := hex.DecodeString(raw.Body)
		if err != nil {
			return nil, err
		}
		for i := range raw.Headers {
			raw.Headers[i][1] = latin1(raw.Headers[i][1])
		}
		answer, err := a.Verify(Request{raw.Method, raw.Target, raw.Headers, body}, asked.Tenant, asked.Now)
		return members(answer), err
	})
}

// latin1 returns bytes that were written as the code points 0 to 255.
func latin1(text string) string {
	var written []byte
	for _, r := range text {
		written = append(written, byte(r))
	}
	return string(written)
}

// halfMark stands for half a surrogate pair, for which encoding/json would silently read U+FFFD.
const halfMark = "\U0010fffe"

var escape = regexp.MustCompile(`\\(?:u[dD][89abAB]..\\u[dD][c-fC-F]..|u[dD][89a-fA-F]..|.)`)

func read(line []byte) (asked request, err error) {
	if bytes.Contains(line, []byte(`\ud`)) || bytes.Contains(line, []byte(`\uD`)) {
		line = escape.ReplaceAllFunc(line, func(found []byte) []byte {
			if len(found) == 6 {
				return []byte(halfMark)
			}
			return found
		})
	}
	reader := json.NewDecoder(bytes.NewReader(line))
	reader.UseNumber()
	err = reader.Decode(&asked)
	return asked, err
}

func (a Adapter) goal(raw any) (Goal, error) {
	settled, err := settle(raw)
	if err != nil {
		return Goal{}, err
	}
	fields, ok := settled.(map[string]any)
	if !ok {
		return Goal{}, Unsupported("a goal that is no object")
	}
	if a.Untyped {
		return Goal{Raw: fields}, nil
	}
	return typed(fields)
}

// typed fits a goal into the fields. Each reason is one of a few texts, since Goalpost counts by them.
func typed(fields map[string]any) (goal Goal, err error) {
	goal.Raw = fields
	name, ok := fields["event_name"].(string)
	if !ok {
		return goal, Unsupported("event_name is not text")
	}
	goal.EventName = name
	texts := map[string]**string{
		"session_id": &goal.SessionID, "first_touch_bucket": &goal.FirstTouchBucket, "first_touch_ts": &goal.FirstTouchTS,
	}
	for field, target := range texts {
		if err := setText(target, fields[field], field); err != nil {
			return goal, err
		}
	}
	properties, ok := fields["properties"].(map[string]any)
	if !ok && fields["properties"] != nil {
		return goal, Unsupported("properties are no object")
	}
	for name, value := range properties {
		switch name {
		case "value":
			err = setNumber(&goal.Value, value)
		case "currency":
			err = setText(&goal.Currency, value, name)
		case "plan":
			err = setText(&goal.Plan, value, name)
		default:
			err = Unsupported("a property that has no field")
		}
		if err != nil {
			return goal, err
		}
	}
	return goal, nil
}

func setText(target **string, value any, field string) error {
	if value == nil {
		return nil
	}
	text, ok := value.(string)
	if !ok {
		return Unsupported(field + " is not text")
	}
	*target = &text
	return nil
}

func setNumber(target **float64, value any) error {
	var number float64
	switch value := value.(type) {
	case nil:
		return nil
	case float64:
		number = value
	case int64:
		number = float64(value)
	case *big.Int:
		number, _ = new(big.Float).SetInt(value).Float64()
	default:
		return Unsupported("value is not a number")
	}
	*target = &number
	return nil
}

// settle turns what the JSON reader left into Go values: numbers, and what JSON cannot carry.
func settle(value any) (any, error) {
	var err error
	switch value := value.(type) {
	case string:
		if strings.Contains(value, halfMark) {
			return nil, Unsupported("half a surrogate pair in a text")
		}
	case json.Number:
		return number(string(value))
	case []any:
		for i := range value {
			if value[i], err = settle(value[i]); err != nil {
				return nil, err
			}
		}
	case map[string]any:
		if text, ok := value["$number"].(string); ok && len(value) == 1 {
			return number(text)
		}
		for key := range value {
			if strings.Contains(key, halfMark) {
				return nil, Unsupported("half a surrogate pair in a key")
			}
			if value[key], err = settle(value[key]); err != nil {
				return nil, err
			}
		}
	}
	return value, nil
}

func number(text string) (any, error) {
	if !strings.ContainsAny(text, ".eEIN") {
		if small, err := strconv.ParseInt(text, 10, 64); err == nil {
			return small, nil
		}
		if large, ok := new(big.Int).SetString(text, 10); ok {
			return large, nil
		}
	}
	number, err := strconv.ParseFloat(text, 64)
	if err != nil && !math.IsInf(number, 0) {
		return nil, Unsupported("no number: " + text)
	}
	return number, nil
}
