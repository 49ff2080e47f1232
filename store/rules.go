package store

import (
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// rule judges a value as text; it is not asked about empty ones. says is as much
// of it as JSON Schema can say: it never refuses what judge takes.
type rule struct {
	judge func(value string) *Problem
	says  map[string]any
}

// any tells whether there is a rule at all.
func (r rule) any() bool { return r.judge != nil }

// ruleOf is the rule of a key beyond its type and CheckLine.
func ruleOf(key string) rule {
	switch key {
	case "schema":
		return rule{schemaRule, map[string]any{"const": Schema}}
	case "name":
		return rule{CheckName, map[string]any{"pattern": namePattern, "maxLength": maxName}}
	case "server_type":
		return oneOf(ServerTypes[:])
	case "application":
		return oneOf(Applications[:])
	case "sender.address", "trial.recipient":
		return rule{CheckAddress, map[string]any{"pattern": "^.+@[^@]+$", "maxLength": maxMailbox}}
	case "smtp.host", "pop_before_smtp.host", "receive.host":
		return rule{CheckHost, map[string]any{"pattern": hostPattern}}
	case "smtp.helo":
		return rule{heloRule, map[string]any{"pattern": hostPattern}}
	case "smtp.auth.method":
		return oneOf(Methods[:])
	case "receive.protocol":
		return oneOf(Protocols[:])
	case "receive.auth":
		return oneOf(ReceiveAuths[:])
	case "receive.keep_days":
		return between(0, 3650)
	case "pop_before_smtp.wait":
		return lasting(0, 10*time.Second)
	case "oauth.flow":
		return oneOf(Flows[:])
	case "oauth.client_secret_expires":
		return rule{dateRule, map[string]any{"pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}}
	}
	return ruleOfLast(key)
}

// ruleOfLast judges by the last part of the key, for what several tables have.
func ruleOfLast(key string) rule {
	switch key[strings.LastIndexByte(key, '.')+1:] {
	case "port":
		return between(1, 65535)
	case "security":
		return oneOf(Securities[:])
	case "timeout":
		return lasting(time.Second, 10*time.Minute)
	case "from":
		return oneOf(SecretPlaces[:])
	case "issuer", "authorize_url", "token_url", "device_url", "base_url":
		return urlRule(true)
	case "redirect_uri":
		return urlRule(false) // the application's own address; RFC 8252 section 7.3 wants http on loopback
	}
	return rule{}
}

// Patterns, in what all dialects of regular expressions have in common: no
// classes of Unicode, so beyond ASCII a name may be anything.
const (
	nameFirst     = `[^\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]`
	nameInside    = `[^\x00-\x2c\x2f\x3a-\x40\x5b-\x5e\x60\x7b-\x7f]`
	nameLast      = `[^\x00-\x2c\x2e\x2f\x3a-\x40\x5b-\x5e\x60\x7b-\x7f]`
	namePattern   = `^` + nameFirst + `(` + nameInside + `*` + nameLast + `)?$`
	hostPattern   = `^[^\s/@]+$`
	urlPattern    = `^[hH][tT][tT][pP][sS]?://[^/?#@]+([/?#].*)?$`
	securePattern = `^([hH][tT][tT][pP][sS]://[^/?#@]+|[hH][tT][tT][pP]://(localhost|127[0-9.]+|\[[0-9a-fA-F:.]+\])(:[0-9]*)?)([/?#].*)?$`
)

func schemaRule(v string) *Problem {
	n, err := strconv.Atoi(v)
	switch {
	case err != nil || n < 1:
		return problem("bad_schema", "value", v)
	case n > Schema:
		return problem("newer_schema", "schema", v, "newest", strconv.Itoa(Schema))
	}
	return nil
}

func oneOf(values []string) rule {
	return rule{func(v string) *Problem {
		for _, x := range values {
			if v == x {
				return nil
			}
		}
		return problem("not_one_of", "value", v, "allowed", strings.Join(values, ", "))
	}, map[string]any{"enum": values}}
}

func between(low, high int) rule {
	return rule{func(v string) *Problem {
		if n, err := strconv.Atoi(v); err != nil || n < low || n > high {
			return problem("out_of_range", "value", v, "min", strconv.Itoa(low), "max", strconv.Itoa(high))
		}
		return nil
	}, map[string]any{"minimum": low, "maximum": high}}
}

func lasting(low, high time.Duration) rule {
	return rule{func(v string) *Problem {
		if d, err := time.ParseDuration(v); err != nil || d < low || d > high {
			return problem("out_of_range", "value", v, "min", Duration(low).String(), "max", Duration(high).String())
		}
		return nil
	}, map[string]any{"description": Duration(low).String() + " - " + Duration(high).String()}} // no keyword knows durations
}

// heloRule takes what follows EHLO: a domain or an address literal
// (RFC 5321 section 4.1.1.1).
func heloRule(v string) *Problem {
	if isAddressLiteral(v) {
		return nil
	}
	return CheckHost(v)
}

func dateRule(v string) *Problem {
	if _, err := time.Parse(time.DateOnly, v); err != nil {
		return problem("not_a_date", "value", v)
	}
	return nil
}

// urlRule takes absolute http and https URLs; secure takes http on loopback
// only, because tokens and client secrets go there.
func urlRule(secure bool) rule {
	pattern := urlPattern
	if secure {
		pattern = securePattern
	}
	return rule{func(v string) *Problem {
		u, err := url.Parse(v)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			return problem("not_a_url", "value", v)
		}
		if u.User != nil {
			return problem("url_has_password")
		}
		if secure && u.Scheme == "http" && !isLoopback(u.Hostname()) {
			return problem("url_not_https", "value", v)
		}
		return nil
	}, map[string]any{"pattern": pattern}}
}

func isLoopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// Values are the values that a key may take, where it is closed; else nil.
func Values(key string) []string {
	if f, ok := fieldOf(key); ok && f.kind == kindBool {
		return []string{"true", "false"}
	}
	values, _ := ruleOf(key).says["enum"].([]string)
	return values
}
