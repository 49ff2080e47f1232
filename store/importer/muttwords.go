package importer

import "strings"

// muttWord is a word of a command; command: its value is one `…` and nothing else.
type muttWord struct {
	text    string
	command bool
}

// muttCommands cuts a line into commands and words, by the rules of the manual
// ("Syntax of Initialization Files"): '…' is literal, "…" knows \ $ and `…`,
// ; ends a command, # begins a comment. Nothing is run: `…` stays as its text.
func muttCommands(text string, lookup func(string) string) [][]muttWord {
	w := muttWords{in: text, lookup: lookup}
	for w.i < len(w.in) {
		w.next()
	}
	w.endCommand()
	return w.commands
}

type muttWords struct {
	in       string
	i        int
	lookup   func(string) string
	commands [][]muttWord
	words    []muttWord
	word     strings.Builder
	started  bool
	ticks    int // `…` in this word
	mixed    bool
	quote    byte
}

// next takes one character, or one quoted or expanded part.
func (w *muttWords) next() {
	c := w.in[w.i]
	w.i++
	switch {
	case w.quote == 0 && (c == ' ' || c == '\t'):
		if !w.aroundEquals() {
			w.endWord()
		}
	case w.quote == 0 && c == ';':
		w.endCommand()
	case w.quote == 0 && c == '#' && !w.started:
		w.i = len(w.in)
	case c == w.quote:
		w.quote = 0
	case w.quote == 0 && (c == '\'' || c == '"'):
		w.quote, w.started = c, true
	case w.quote == '\'':
		w.put(c)
	case c == '\\' && w.i < len(w.in):
		c = w.in[w.i]
		w.i++
		switch c {
		case 'n':
			c = '\n'
		case 't':
			c = '\t'
		case 'r':
			c = '\r'
		}
		w.put(c)
	case c == '`':
		w.backtick()
	case c == '$':
		w.variable()
	default:
		w.put(c)
	}
}

// aroundEquals lets "set a = b" be one word, as the program does.
func (w *muttWords) aroundEquals() bool {
	if len(w.words) == 0 || !w.started {
		return false
	}
	rest := strings.TrimLeft(w.in[w.i:], " \t")
	if strings.HasPrefix(rest, "=") && !strings.Contains(w.word.String(), "=") || strings.HasSuffix(w.word.String(), "=") && rest != "" && w.ticks == 0 {
		w.i = len(w.in) - len(rest)
		return true
	}
	return false
}

func (w *muttWords) put(c byte) {
	w.word.WriteByte(c)
	w.started = true
	if name, _, ok := strings.Cut(w.word.String(), "="); ok && len(name)+1 < w.word.Len() {
		w.mixed = true
	}
}

// backtick takes the text of a command up to the next `.
func (w *muttWords) backtick() {
	end := strings.IndexByte(w.in[w.i:], '`')
	if end < 0 {
		end = len(w.in) - w.i
	}
	if !strings.HasSuffix(w.word.String(), "=") {
		w.mixed = true
	}
	w.word.WriteString(w.in[w.i : w.i+end])
	w.started = true
	w.ticks++
	w.i = min(w.i+end+1, len(w.in))
}

// variable fills in $name.
func (w *muttWords) variable() {
	rest, end := w.in[w.i:], 0
	for end < len(rest) && (rest[end] == '_' || rest[end] >= '0' && rest[end] <= '9' || rest[end]|0x20 >= 'a' && rest[end]|0x20 <= 'z') {
		end++
	}
	if end == 0 {
		w.put('$')
		return
	}
	w.i += end
	if v := w.lookup(rest[:end]); w.word.Len()+len(v) < 4096 {
		for i := range len(v) {
			w.put(v[i])
		}
	}
	w.started = true
}

func (w *muttWords) endWord() {
	if w.started {
		w.words = append(w.words, muttWord{w.word.String(), w.ticks == 1 && !w.mixed})
	}
	w.word.Reset()
	w.started, w.ticks, w.mixed, w.quote = false, 0, false, 0
}

func (w *muttWords) endCommand() {
	w.endWord()
	if len(w.words) > 0 {
		w.commands = append(w.commands, w.words)
	}
	w.words = nil
}
