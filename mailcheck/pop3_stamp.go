package mailcheck

import (
	"crypto/md5"
	"encoding/hex"
	"strings"
)

// timestamp finds what APOP signs (RFC 1939 section 7): a msg-id in angle
// brackets. Only the strict form is taken: a server, or somebody on the way,
// that may choose any octets can find out the password by MD5 collisions
// (CVE-2007-1558), which a msg-id has no room for. fake is what stands in
// angle brackets and is none.
func timestamp(greeting string) (stamp, fake string) {
	for rest := greeting; ; {
		to := strings.IndexByte(rest, '>')
		if to < 0 {
			if from := strings.IndexByte(rest, '<'); from >= 0 {
				fake = rest[from:]
			}
			return "", fake
		}
		if from := strings.LastIndexByte(rest[:to], '<'); from >= 0 {
			if isMsgID(rest[from+1 : to]) {
				return rest[from : to+1], ""
			}
			fake = rest[from : to+1]
		}
		rest = rest[to+1:]
	}
}

// isMsgID says that s is dot-atom "@" dot-atom, or a domain literal behind the
// "@" (RFC 5322 section 3.6.4).
func isMsgID(s string) bool {
	left, right, ok := strings.Cut(s, "@")
	if inside, literal := strings.CutPrefix(right, "["); literal {
		inside, ok = strings.CutSuffix(inside, "]")
		right = strings.ReplaceAll(inside, ":", "")
	}
	return ok && isDotAtom(left) && isDotAtom(right)
}

// isDotAtom is looser than RFC 5322 section 3.2.3 in the place of dots, which
// old servers put anywhere, and not in anything else.
func isDotAtom(s string) bool {
	return s != "" && strings.Trim(s, ".") != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || strings.ContainsRune("!#$%&'*+-/=?^_`{|}~.", r))
	})
}

// apopDigest is the MD5 of timestamp and password, in lower-case hexadecimal.
func apopDigest(stamp, password string) string {
	sum := md5.Sum([]byte(stamp + password))
	return hex.EncodeToString(sum[:])
}
