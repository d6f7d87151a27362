// Connects the SDK of this module to Goalpost. The other file in this folder is the protocol; leave it as it is.
package main

import "errors"

func main() {
	Serve(Adapter{
		Name: "{{name}}",
		Sign: func(goal Goal, tenantID, secret string) (Signed, error) {
			// Call your SDK here and return the value of the header X-LP-Goal-Signature, such as:
			//
			//	signature, err := shop.New(tenantID, secret).Sign(goal.EventName, goal.SessionID, goal.Value, goal.Currency,
			//		goal.Plan, goal.FirstTouchBucket, goal.FirstTouchTS)
			//	return Signed{Signature: signature}, err
			//
			// Fields are nil where nothing was passed. With the signed bytes beside it, the report shows where they
			// differ: Signed{signature, canonical}
			return Signed{}, errors.New("no call to your SDK yet: edit {{here}}")
		},
		// The errors with which the SDK rejects a goal; Refuse(err) makes one of any error:
		// Refusals: []error{shop.ErrInvalid},
	})
}
