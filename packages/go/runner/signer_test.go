// Tests a signer with the golden vectors: go test. Write your own `sign`.
package signer

import (
	"testing"

	vectors "github.com/loudpixel/goalpost/packages/go"
)

func TestVectors(t *testing.T) {
	tests, err := vectors.SignTests()
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range tests {
		if fault := test.Fault(sign); fault != "" {
			t.Errorf("%s: %s", test.ID, fault)
		}
	}
}
