package locale

import "testing"

func TestLanguageOfTheEnvironment(t *testing.T) {
	for _, c := range []struct {
		all, messages, lang string
		want                Lang
	}{
		{"", "", "", English},
		{"", "", "ja_JP.UTF-8", Japanese},
		{"", "", "ja", Japanese},
		{"", "", "ja_JP", Japanese},
		{"", "", "ja_JP.utf8@x", Japanese},
		{"", "ja_JP.UTF-8", "en_US.UTF-8", Japanese},
		{"C", "ja_JP.UTF-8", "ja_JP.UTF-8", English},
		{"", "", "../../etc/passwd", English},
		{"", "", "jam_JM.UTF-8", English},
		// A terminal of another encoding cannot show what is written in UTF-8.
		{"", "", "ja_JP.eucJP", English},
		{"", "", "ja_JP.SJIS", English},
	} {
		env := map[string]string{"LC_ALL": c.all, "LC_MESSAGES": c.messages, "LANG": c.lang}
		if got, err := FromEnv("", func(k string) string { return env[k] }); err != nil || got != c.want {
			t.Errorf("%v: %s, %v, want %s", env, got, err, c.want)
		}
	}
}
