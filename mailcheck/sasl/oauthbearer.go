package sasl

import (
	"strconv"
	"strings"
)

// saslname escapes what separates the fields of a GS2 header (RFC 5801 section 4).
var saslname = strings.NewReplacer("=", "=3D", ",", "=2C")

// newOAUTHBEARER is OAUTHBEARER (RFC 7628 section 3.1): the GS2 header without
// channel binding, then host, port and token, each ended by ^A. A fault is
// answered by a single ^A (section 3.2.3).
func newOAUTHBEARER(c Credentials) (Client, error) {
	t, err := token(c)
	if err != nil {
		return nil, err
	}
	fields := []string{"n,a=" + saslname.Replace(c.Username) + ","}
	if c.Host != "" {
		fields = append(fields, "host="+c.Host)
	}
	if c.Port > 0 {
		fields = append(fields, "port="+strconv.Itoa(c.Port))
	}
	fields = append(fields, "auth=Bearer "+t)
	return &bearer{name: "OAUTHBEARER", message: strings.Join(fields, "\x01") + "\x01\x01", dummy: []byte{1}}, nil
}
