// A signer as a backend developer writes it, with its adapter.
package main

func main() {
	Serve(Adapter{
		Name: "natural",
		Sign: func(goal Goal, tenantID, secret string) (Signed, error) {
			text := func(passed *string) string {
				if passed == nil {
					return ""
				}
				return *passed
			}
			signed, err := canonical(tenantID, goal.EventName, text(goal.SessionID), goal.Value, goal.Currency, goal.Plan,
				text(goal.FirstTouchBucket), text(goal.FirstTouchTS))
			if err != nil {
				return Signed{}, Refuse(err)
			}
			value, err := signature(secret, signed)
			return Signed{Signature: value, Canonical: signed}, Refuse(err)
		},
	})
}
