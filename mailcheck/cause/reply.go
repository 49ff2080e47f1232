package cause

import (
	"regexp"
	"strconv"
	"strings"
)

var (
	codeAtStart     = regexp.MustCompile(`^([2-4][0-5]\d|5[0-57]\d)(?:[ \-:]+|\. |$)`)
	enhancedAtStart = regexp.MustCompile(`^#?([245]\.\d{1,3}\.\d{1,3})(?:[:\s]+|$)`)
	enhancedInside  = regexp.MustCompile(`#([245]\.\d{1,3}\.\d{1,3})\b`) // qmail's way: (#5.7.1)
	inAngles        = regexp.MustCompile(`<[^<>]*>`)
	inQuotes        = regexp.MustCompile(`"[^" ]*@[^" ]*"`)
	mailbox         = regexp.MustCompile(`[^\s<>"'()\[\],;:=?&/]+@[^\s<>"'()\[\],;:=?&/]+`)
	popRefusal      = regexp.MustCompile(`(?i)^-ERR\b[ \t]*(?:\[([A-Z0-9/\-]+)\][ \t]*)?`)
	popResponse     = regexp.MustCompile(`(?i)^(?:-ERR|\+OK)[ \t]+\[([A-Z0-9/\-]+)(?:[ \t][^\]]*)?\]`)
	spaces          = regexp.MustCompile(`\s+`)
	pageKey         = regexp.MustCompile(`[?&]p=(\w+)`) // Gmail names its reason in the link
)

// Reply takes a reply as the server sent it apart: its code (RFC 5321 section
// 4.2), the enhanced code (RFC 3463) and the text of all lines joined by "\n",
// without the codes that each line repeats. Code 0: no code was found.
func Reply(raw string) (code int, enhanced, text string) {
	var lines []string
	for line := range strings.Lines(raw) {
		line = strings.TrimSpace(line)
		// Some servers and programs say the code twice.
		for m := codeAtStart.FindStringSubmatch(line); m != nil; m = codeAtStart.FindStringSubmatch(line) {
			if n, err := strconv.Atoi(m[1]); err == nil && (code == 0 || n == code) {
				code = n
				line = line[len(m[0]):]
				continue
			}
			break
		}
		if m := enhancedAtStart.FindStringSubmatch(line); m != nil {
			if enhanced == "" || enhanced == m[1] {
				enhanced = m[1]
				line = line[len(m[0]):]
			}
		}
		if line != "" {
			lines = append(lines, line)
		}
	}
	text = strings.Join(lines, "\n")
	if m := enhancedInside.FindStringSubmatch(text); m != nil && enhanced == "" {
		enhanced = m[1]
	}
	return code, enhanced, text
}

// ResponseCode is the extended response code of a POP3 answer (RFC 2449 section
// 8) in upper case: "IN-USE"; empty: it has none.
func ResponseCode(line string) string {
	if m := popResponse.FindStringSubmatch(line); m != nil {
		return strings.ToUpper(m[1])
	}
	return ""
}

// stripCode takes the code off one line.
func stripCode(line string) string {
	return codeAtStart.ReplaceAllString(line, "")
}

// phrase brings text into the form that the rules' phrases are matched
// against: lower case, one line, one space, and without mailboxes, whose words
// ("spam@…") say nothing about the cause.
func phrase(text string) string {
	s := strings.ToLower(text)
	s = strings.NewReplacer("’", "'", "‘", "'", "“", `"`, "”", `"`, "\u00a0", " ", "authoris", "authoriz").Replace(s)
	s = inAngles.ReplaceAllStringFunc(s, func(m string) string {
		if strings.Contains(m, "@") {
			return "<>"
		}
		return m
	})
	s = inQuotes.ReplaceAllString(s, `""`)
	s = mailbox.ReplaceAllString(s, "<>")
	return strings.TrimSpace(spaces.ReplaceAllString(s, " "))
}
