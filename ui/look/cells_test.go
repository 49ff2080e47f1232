package look

import (
	"slices"
	"testing"
)

func TestCut(t *testing.T) {
	for _, c := range []struct {
		in    string
		width int
		want  string
	}{
		{"mail.example.co.jp", 40, "mail.example.co.jp"},
		{"mail.example.co.jp", 6, "mail.~"},
		{"日本語", 6, "日本語"},
		{"日本語", 5, "日本~"},
		{"日本語", 4, "日~"},
		{"ｶﾞｶﾞｶﾞ", 5, "ｶﾞｶﾞ~"},
		{"\x1b[31mred text\x1b[m", 4, "\x1b[31mred~\x1b[m"},
		{"e\u0301e\u0301e\u0301", 2, "e\u0301~"},
		{"x", 0, ""},
	} {
		got := Cells{}.Cut(c.in, c.width, "~")
		if got != c.want || (Cells{}).Width(got) > c.width {
			t.Errorf("%q cut to %d is %q, want %q", c.in, c.width, got, c.want)
		}
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		in    string
		width int
		want  []string
	}{
		{"open port 587 over IPv6", 10, []string{"open port", "587 over", "IPv6"}},
		{"mail.example.co.jp", 7, []string{"mail.ex", "ample.c", "o.jp"}},
		{"送信できませんでした。", 12, []string{"送信できませ", "んでした。"}},
		{"これで終わり。次の行", 12, []string{"これで終わ", "り。次の行"}},
		{"宛先は「alerts」です", 12, []string{"宛先は", "「alerts」で", "す"}},
		{"AAAA レコードを消す", 11, []string{"AAAA レコー", "ドを消す"}},
		{"", 5, nil},
		{"日本", 1, []string{"", ""}},
	} {
		got := Cells{}.Wrap(c.in, c.width)
		if !slices.Equal(got, c.want) {
			t.Errorf("%q wrapped to %d is %q, want %q", c.in, c.width, got, c.want)
		}
	}
}
