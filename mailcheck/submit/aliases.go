package submit

import (
	"bufio"
	"io"
	"strings"
)

// maxAliases bounds a file of aliases, in octets.
const maxAliases = 1 << 20

// ParseAliases reads a file as sendmail and Postfix know it (aliases(5)):
// "name: address, address", "#" for comments, a line that begins with a blank
// goes on with the one before. Commands, files and :include: are for servers
// that deliver, and are left out.
func ParseAliases(r io.Reader) (map[string][]string, error) {
	all := map[string][]string{}
	name := ""
	in := bufio.NewScanner(io.LimitReader(r, maxAliases))
	for in.Scan() {
		line, _, _ := strings.Cut(in.Text(), "#")
		if strings.TrimSpace(line) == "" {
			continue
		}
		rest := line
		if line[0] != ' ' && line[0] != '\t' {
			before, after, ok := strings.Cut(line, ":")
			if name = strings.ToLower(strings.Trim(strings.TrimSpace(before), `"`)); !ok {
				name = ""
			}
			rest = after
		}
		for to := range strings.SplitSeq(rest, ",") {
			to = strings.TrimSpace(to)
			if name != "" && to != "" && !strings.ContainsAny(to[:1], `|/:"\`) {
				all[name] = append(all[name], to)
			}
		}
	}
	return all, in.Err()
}
