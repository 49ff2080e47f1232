package store

import "strings"

// SplitWords cuts s into words as a shell user types them, without being a
// shell: '…' and "…" group, nothing is expanded. A backslash escapes only a
// blank, a quote or another backslash, so that C:\Tools\pass.exe stays whole.
func SplitWords(s string) ([]string, *Problem) {
	var words []string
	var word strings.Builder
	in, quote := false, byte(0)
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case quote != 0 && c == quote:
			quote = 0
		case c == '\\' && quote != '\'' && i+1 < len(s) && strings.IndexByte(" '\"\\", s[i+1]) >= 0:
			i++
			word.WriteByte(s[i])
			in = true
		case quote != 0:
			word.WriteByte(c)
		case c == '\'' || c == '"':
			quote, in = c, true
		case c == ' ' || c == '\t':
			if in {
				words = append(words, word.String())
				word.Reset()
			}
			in = false
		default:
			word.WriteByte(c)
			in = true
		}
	}
	if quote != 0 {
		return nil, problem("open_quote", "quote", string(quote))
	}
	if in {
		words = append(words, word.String())
	}
	return words, nil
}

// JoinWords is the inverse of SplitWords.
func JoinWords(words []string) string {
	out := make([]string, len(words))
	for i, w := range words {
		switch {
		case w != "" && !strings.ContainsAny(w, " \t'\"\\"):
			out[i] = w
		case !strings.Contains(w, "'"):
			out[i] = "'" + w + "'"
		default:
			out[i] = `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(w) + `"`
		}
	}
	return strings.Join(out, " ")
}
