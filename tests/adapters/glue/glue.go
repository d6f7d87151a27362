// Says what the Go glue handed over, and answers in every way it can. The event_name says how.
package main

import (
	"encoding/hex"
	"errors"
	"fmt"
)

var errListed = errors.New("listed")

func main() {
	Serve(Adapter{
		Name:     "glue",
		Untyped:  true,
		Refusals: []error{errListed},
		Sign: func(goal Goal, tenantID, secret string) (Signed, error) {
			fmt.Println("noise on stdout")
			switch event := goal.Raw["event_name"].(string); event {
			case "refuse":
				return Signed{}, Refuse(errors.New("on purpose"))
			case "listed":
				return Signed{}, fmt.Errorf("this is %w", errListed)
			case "unsupported":
				return Signed{}, Unsupported("cannot")
			case "break":
				panic("broke")
			case "number":
				switch value := goal.Raw["properties"].(map[string]any)["value"].(type) {
				case int64:
					return Signed{Signature: "integer " + fmt.Sprint(value)[:1]}, nil
				case float64:
					return Signed{Signature: "double " + fmt.Sprint(value)[:1]}, nil
				}
				return Signed{}, errors.New("no number")
			default:
				return Signed{"signature", []byte(event)}, nil
			}
		},
		Send: func(goal Goal, endpoint, domain, tenantID, secret string) (int, error) {
			if goal.Raw["event_name"] == "refuse" {
				return 0, Refuse(errors.New("on purpose"))
			}
			return 202, nil
		},
		Verify: func(request Request, tenant Tenant, now string) (Answer, error) {
			header := hex.EncodeToString([]byte(request.Headers[0][1]))
			return Answer{"status": 200, "body": fmt.Sprintf("%s %x %s", header, request.Body, tenant.Domain)}, nil
		},
	})
}
