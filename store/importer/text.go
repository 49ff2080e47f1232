package importer

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"

	"todoku/store"
)

// decode gives the text of a file with \n as its line end, and the encoding it
// was in. What is valid UTF-8 is UTF-8: Shift_JIS text with anything Japanese in
// it never is, because its lead octets 0x81 to 0x9F cannot begin a character there.
func decode(data []byte) (text, encoding string, ok bool) {
	switch {
	case bytes.HasPrefix(data, []byte{0xEF, 0xBB, 0xBF}):
		data = data[3:]
	case bytes.HasPrefix(data, []byte{0xFF, 0xFE}), bytes.HasPrefix(data, []byte{0xFE, 0xFF}):
		wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(data)
		if err != nil || bytes.ContainsRune(wide, utf8.RuneError) {
			return "", "", false
		}
		return lines(string(wide)), "UTF-16", true
	}
	if utf8.Valid(data) {
		return lines(string(data)), "UTF-8", true
	}
	sjis, err := japanese.ShiftJIS.NewDecoder().Bytes(data)
	if err != nil || bytes.ContainsRune(sjis, utf8.RuneError) {
		return "", "", false
	}
	return lines(string(sjis)), "Shift_JIS", true
}

// lines makes \r\n, and a \r alone as old Macs wrote it, line ends.
func lines(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	if !strings.Contains(s, "\n") {
		s = strings.ReplaceAll(s, "\r", "\n")
	}
	return s
}

// line is one line of a configuration file.
type line struct {
	no   int
	text string
}

// eachLine gives the lines without their ends.
func eachLine(text string) []line {
	var out []line
	no := 0
	for l := range strings.SplitSeq(text, "\n") {
		no++
		out = append(out, line{no, strings.TrimSuffix(l, "\r")})
	}
	return out
}

// shellCommand is a command line as argv. One that needs a shell, for a pipe or
// a variable, is handed to one.
func shellCommand(cmd string) []string {
	if !strings.ContainsAny(cmd, "|&;<>()$`*?[]#~{}!\n") {
		if words, p := store.SplitWords(cmd); p == nil && len(words) > 0 && !strings.Contains(words[0], "=") {
			return words
		}
	}
	return []string{"sh", "-c", cmd}
}
