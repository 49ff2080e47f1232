package oauth

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"todoku/store"
)

// TestNothingPrintsASecret, in whatever way a log or a panic prints it.
func TestNothingPrintsASecret(t *testing.T) {
	secret := store.NewSecret("client-secret")
	c := Client{ID: "1", Secret: secret}
	tok := store.Token{Access: store.NewSecret("access-secret"), Refresh: store.NewSecret("refresh-secret")}
	key := account{ID: "robot@example.org", Key: store.NewSecret("client-secret")}
	for _, v := range []any{c, &c, tok, &tok, []store.Token{tok}, map[string]Client{"a": c}, key, &key, struct{ c Client }{c}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			noSecrets(t, fmt.Sprintf(verb, v))
			if s := fmt.Sprintf(verb, v); strings.Contains(s, fmt.Sprintf("%x", "client-secret")) {
				t.Errorf("%s: %s", verb, s)
			}
		}
	}
	for _, v := range []any{tok, &tok, key} {
		data, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		noSecrets(t, string(data))
	}
	c.HTTP, c.Now, c.Sleep = nil, nil, nil
	if data, err := json.Marshal(c.Secret); err != nil || strings.Contains(string(data), "client-secret") {
		t.Errorf("%s %v", data, err)
	}
}
