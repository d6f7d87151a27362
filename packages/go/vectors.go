// Package goalpostvectors has the golden vectors for LoudPixel's signed goal events, as data.
//
//	tests, err := goalpostvectors.SignTests()
//	for _, test := range tests {
//		if fault := test.Fault(sign); fault != "" {
//			t.Errorf("%s: %s", test.ID, fault)
//		}
//	}
package goalpostvectors

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
)

// Files are the JSON files, in the folder vectors, byte for byte those of the Goalpost repository.
//
//go:embed vectors/*.json
var Files embed.FS

// An Output is what a signer may produce.
type Output struct {
	Canonical string `json:"canonical"` // the signed bytes: printable ASCII
	Signature string `json:"signature"` // 64 lower-case hex digits
}

// A SignTest is a goal, and what a signer must make of it.
type SignTest struct {
	ID           string   `json:"id"` // never changes its meaning
	Comment      string   `json:"comment"`
	Flags        []string `json:"flags"`
	Requirements []string `json:"requirements"`
	TenantID     string   `json:"-"`
	Secret       string   `json:"-"` // hex text as a dashboard shows it; some tests have text that is not a secret

	// Goal is JSON, with the text of its numbers as in the file. A key that is absent was not passed.
	// {"$number":"NaN"} and its like are numbers that JSON does not have.
	Goal json.RawMessage `json:"input"`
	// Result is "valid" (sign exactly this), "invalid" (refuse) or "acceptable" (refuse, or sign one of Outputs).
	Result string `json:"result"`
	// Outputs is empty if Result is "invalid".
	Outputs []Output `json:"-"`
}

// A VerifyTest is a request, and what a server must make of it.
type VerifyTest struct {
	ID           string   `json:"id"` // never changes its meaning
	Comment      string   `json:"comment"`
	Flags        []string `json:"flags"`
	Requirements []string `json:"requirements"`
	Domain       string   `json:"-"` // of the server's only tenant
	TenantID     string   `json:"-"`
	Secret       string   `json:"-"`
	Now          string   `json:"now"` // the server's clock, such as 2026-11-23T08:00:00Z
	Request      Request  `json:"request"`
	Result       string   `json:"result"`  // "valid" (accept), "invalid" (refuse) or "acceptable" (either)
	Rule         string   `json:"rule"`    // the rule by which the reference decides
	Status       []string `json:"status"`  // the statuses that pass, such as "2xx" or "401"
	Advised      []int    `json:"advised"` // the statuses that are advised

	// What the response to an accepted goal may contain; nil if it is not judged.
	Ranked           *bool     `json:"ranked"`
	FirstTouchBucket []*string `json:"first_touch_bucket"`
	LagSeconds       []*int64  `json:"lag_seconds"`
}

// A Request is an HTTP request as it arrives.
type Request struct {
	Method  string      `json:"method"`
	Target  string      `json:"target"`
	Headers [][2]string `json:"headers"` // values are bytes, written as the code points 0 to 255
	Body    string      `json:"body"`    // in hex
}

// A Signer returns the value of the header X-LP-Goal-Signature, or an error to refuse the goal.
type Signer func(goal json.RawMessage, tenantID, secret string) (string, error)

// Fault says what is wrong with a signer on this test; empty if nothing is.
func (test SignTest) Fault(sign Signer) string {
	signature, err := sign(test.Goal, test.TenantID, test.Secret)
	switch {
	case err != nil && test.Result == "valid":
		return fmt.Sprintf("refused a valid goal: %v", err)
	case err != nil:
		return ""
	case test.Result == "invalid":
		return "signed a goal that must be refused"
	}
	for _, output := range test.Outputs {
		if output.Signature == signature {
			return ""
		}
	}
	return fmt.Sprintf("wrong signature %s; signed bytes must be %s", signature, test.Outputs[0].Canonical)
}

// SignTests returns every test for signers.
func SignTests() ([]SignTest, error) {
	type group struct {
		TenantID string `json:"tenant_id"`
		Secret   string `json:"secret"`
		Tests    []struct {
			SignTest
			Output
			Alternatives []Output `json:"alternatives"`
		} `json:"tests"`
	}
	var tests []SignTest
	err := each("sign", 1, func(group group) {
		for _, read := range group.Tests {
			test := read.SignTest
			test.TenantID, test.Secret = group.TenantID, group.Secret
			if read.Signature != "" {
				test.Outputs = []Output{read.Output}
			}
			test.Outputs = append(test.Outputs, read.Alternatives...)
			tests = append(tests, test)
		}
	})
	return tests, err
}

// VerifyTests returns every test for servers.
func VerifyTests() ([]VerifyTest, error) {
	type group struct {
		Domain   string       `json:"domain"`
		TenantID string       `json:"tenant_id"`
		Secret   string       `json:"secret"`
		Tests    []VerifyTest `json:"tests"`
	}
	var tests []VerifyTest
	err := each("verify", 3, func(group group) {
		for _, test := range group.Tests {
			test.Domain, test.TenantID, test.Secret = group.Domain, group.TenantID, group.Secret
			tests = append(tests, test)
		}
	})
	return tests, err
}

// Smoke returns the ids of the smallest set of tests that detects every known mistake.
func Smoke() ([]string, error) {
	var smoke struct {
		Tests []string `json:"tests"`
	}
	text, err := Files.ReadFile("vectors/smoke.json")
	if err == nil {
		err = json.Unmarshal(text, &smoke)
	}
	return smoke.Tests, err
}

// each calls take with every group of the files of an op.
func each[Group any](op string, format int, take func(Group)) error {
	names, err := fs.Glob(Files, "vectors/"+op+"_*.json")
	if err != nil {
		return err
	}
	for _, name := range names {
		var vectors struct {
			Op     string          `json:"op"`
			Format int             `json:"format"`
			Groups json.RawMessage `json:"groups"`
		}
		var groups []Group
		text, err := Files.ReadFile(name)
		if err != nil {
			return err
		}
		if err := json.Unmarshal(text, &vectors); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		// Schemas, and sequences of requests, which Files has.
		if vectors.Op != op {
			continue
		}
		if vectors.Format != format {
			return fmt.Errorf("%s: format %d is unknown", name, vectors.Format)
		}
		if err := json.Unmarshal(vectors.Groups, &groups); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		for _, group := range groups {
			take(group)
		}
	}
	return nil
}
