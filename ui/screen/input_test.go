package screen

import (
	"testing"

	"todoku/ui/look"
)

// TestCursorCell: the cases in which a cursor that counts characters, or does
// not know about scrolling, is in the wrong cell.
func TestCursorCell(t *testing.T) {
	for _, c := range []struct {
		name, text string
		keys       []string
		secret     bool
		width      int
		shown      string
		cell       int
	}{
		{"ascii", "host", nil, false, 20, "host", 4},
		{"wide", "日本語", nil, false, 20, "日本語", 6},
		{"wide and narrow, left twice", "サーバa1", []string{"left", "left"}, false, 20, "サーバa1", 6},
		{"left over a wide one", "a日", []string{"left"}, false, 20, "a日", 1},
		{"combining mark is one step", "e\u0301x", []string{"left", "left"}, false, 20, "e\u0301x", 0},
		{"scrolled", "abcdefghijklmnopqrstuvwxyz", nil, false, 10, "uvwxyz", 6},
		{"scrolled, back in sight", "abcdefghijklmnopqrstuvwxyz", []string{"home"}, false, 10, "abcdefghij", 0},
		{"wide, scrolled", "あいうえおかきくけこ", nil, false, 10, "けこ", 4},
		{"full but for the cursor", "abcdefghi", nil, false, 10, "abcdefghi", 9},
		{"secret", "日本語", nil, true, 20, "***", 3},
		{"secret, left", "secret", []string{"left", "left"}, true, 20, "******", 4},
		{"newline is seen", "a\nb", nil, false, 20, `a\x0ab`, 6},
		{"escape is seen", "\x1b[2J", nil, false, 20, `\x1b[2J`, 7},
		{"empty", "", nil, false, 20, "", 0},
		{"words", "mail.example.org", []string{"ctrl+left"}, false, 20, "mail.example.org", 13},
		{"delete a word", "mail.example.org", []string{"ctrl+w"}, false, 20, "mail.example.", 13},
		{"kill to the end", "mail.example.org", []string{"home", "right", "ctrl+k"}, false, 20, "m", 1},
		{"no words in secrets", "top secret", []string{"ctrl+w"}, true, 20, "", 0},
	} {
		in := input{secret: c.secret}
		in.set(c.text)
		for _, k := range c.keys {
			if handled, _ := in.edit(k); !handled {
				t.Errorf("%s: %s is no editing key", c.name, k)
			}
		}
		shown, cell := in.view(look.New(), c.width)
		if shown != c.shown || cell != c.cell {
			t.Errorf("%s: %q with the cursor at %d, want %q at %d", c.name, shown, cell, c.shown, c.cell)
		}
	}
}

func TestInputIsBounded(t *testing.T) {
	var in input
	for range 3 {
		in.insert(string(make([]byte, 3000)))
	}
	if len(in.text) != maxInput {
		t.Errorf("%d bytes, want %d", len(in.text), maxInput)
	}
	if in.insert("x") {
		t.Error("a full field took more")
	}
}

// TestTypingAtTheEnd: in a long line, a key at the end changes its own cell
// and seldom the line.
func TestTypingAtTheEnd(t *testing.T) {
	var in input
	l, before, moved := look.New(), "", 0
	for i := range 60 {
		in.insert(string(rune('a' + i%26)))
		shown, _ := in.view(l, 20)
		if before != "" && (len(shown) < len(before) || shown[:len(before)] != before) {
			moved++
		}
		before = shown
	}
	if moved > 6 {
		t.Errorf("the line moved %d times for 60 keys", moved)
	}
}
