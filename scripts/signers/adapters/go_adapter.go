// The verified Go signer under test: what an author writes beside the glue.
package main

import (
	"context"

	"signers/loudpixel"
)

func main() {
	Serve(Adapter{
		Name:    "go-signer",
		Version: "1",
		Sign: func(goal Goal, tenantID, secret string) (Signed, error) {
			pixel, err := loudpixel.New("", tenantID, secret)
			if err != nil {
				return Signed{}, err
			}
			canonical, err := pixel.Canonical(conversion(goal))
			if err != nil {
				return Signed{}, err
			}
			signature, err := pixel.Sign(conversion(goal))
			return Signed{signature, canonical}, err
		},
		Send: func(goal Goal, endpoint, domain, tenantID, secret string) (int, error) {
			pixel, err := loudpixel.New(domain, tenantID, secret)
			if err != nil {
				return 0, err
			}
			pixel.Endpoint = endpoint
			return pixel.TrackConversion(context.Background(), conversion(goal))
		},
		Refusals: []error{loudpixel.ErrInvalid},
	})
}

func conversion(goal Goal) loudpixel.Conversion {
	return loudpixel.Conversion{
		EventName:        goal.EventName,
		SessionID:        text(goal.SessionID),
		Value:            goal.Value,
		Currency:         goal.Currency,
		Plan:             goal.Plan,
		FirstTouchBucket: text(goal.FirstTouchBucket),
		FirstTouchTS:     text(goal.FirstTouchTS),
	}
}

func text(given *string) string {
	if given == nil {
		return ""
	}
	return *given
}
