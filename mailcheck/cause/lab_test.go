package cause

import (
	"encoding/json"
	"io"
	"os"
	"testing"
)

// heard is a reply as the lab's misconfigured Postfix and Dovecot gave it, with
// what else the ladder knew.
type heard struct {
	ID        string `json:"id"`
	Stage     string `json:"stage"`
	Raw       string `json:"raw"`
	Cause     string `json:"cause"`
	TLS       bool   `json:"tls"`
	Security  string `json:"security"`
	Mechanism string `json:"mechanism"`
	Offered   bool   `json:"auth_offered"`
	Source    string `json:"source"`
}

func (h heard) evidence() Evidence {
	code, enhanced, text := Reply(h.Raw)
	e := Evidence{Stage: h.Stage, Code: code, Enhanced: enhanced, Text: text, TLS: h.TLS, Security: h.Security, Mechanism: h.Mechanism}
	if h.Offered {
		e.Facts = map[string]string{FactAuth: "true"}
	}
	return e
}

// TestHeard: every reply of the lab leads to its cause, by one rule, and
// nothing else is called certain. So does the same reply when it is pasted.
func TestHeard(t *testing.T) {
	data, err := os.ReadFile("testdata/replies_lab.json")
	if err != nil {
		t.Fatal(err)
	}
	var list []heard
	if err := json.Unmarshal(data, &list); err != nil || len(list) < 40 {
		t.Fatalf("%d replies, %v", len(list), err)
	}
	for _, h := range list {
		got := Diagnose(h.evidence())
		if len(got) == 0 || got[0].Cause != h.Cause || h.Source == "" {
			t.Errorf("%s (%s): want %s, got %v\n\t%s", h.ID, h.Stage, h.Cause, got, h.Raw)
		}
		if rules := matching(look(h.evidence())); len(rules) > 1 {
			t.Errorf("%s: %d rules of equal rank", h.ID, len(rules))
		}
		pasted := Diagnose(Evidence{Stage: h.Stage, Text: h.Raw})
		if len(pasted) == 0 || (pasted[0].Confidence == Certain && pasted[0].Cause != h.Cause) {
			t.Errorf("%s pasted: want %s, got %v", h.ID, h.Cause, pasted)
		}
	}
}

// TestCutAfterTLS: Postfix that cannot reach Dovecot dies at the second EHLO.
// Where TLS was spoken from the first byte, the greeting is all that went well.
func TestCutAfterTLS(t *testing.T) {
	for security, want := range map[string]string{"starttls": "session.unavailable", "tls": "net.dropped", "none": "net.dropped"} {
		e := Evidence{Stage: "smtp.caps", Err: io.EOF, TLS: security != "none", Security: security}
		if got := Diagnose(e); len(got) < 2 || got[0].Cause != want || got[0].Confidence == Certain {
			t.Errorf("%s: want %s, got %v", security, want, got)
		}
	}
}
