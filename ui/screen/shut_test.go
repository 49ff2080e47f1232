package screen

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"todoku/steps"
	"todoku/ui/locale"
)

// TestWhyAChoiceIsShutIsReadable: its row has no room for a sentence, so it
// stands below the page, once for all that it shuts, and in the help.
func TestWhyAChoiceIsShutIsReadable(t *testing.T) {
	why := steps.Text{ID: "plain", Args: map[string]string{"text": "Dezie has no field for TLS: it sends unencrypted only."}}
	label := func(s string) steps.Text { return steps.Text{ID: "plain", Args: map[string]string{"text": s}} }
	f := newFake()
	f.steps[0].questions = []steps.Question{{ID: "smtp.security", Kind: steps.KindChoice, Value: "none", Label: label("Security"), Choices: []steps.Choice{
		{Value: "tls", Label: label("TLS"), Disabled: true, Note: why},
		{Value: "starttls", Label: label("STARTTLS"), Disabled: true, Note: why},
		{Value: "none", Label: label("none")}, {Value: "other", Label: label("other"), Disabled: true, Note: label("short")},
	}}}
	f.at = 0
	for _, width := range []int{60, 80} {
		w := stage(t, f, locale.English, width, 24)
		got := strings.Join(strings.Fields(frameText(w)), " ")
		if !strings.Contains(got, "TLS, STARTTLS: Dezie has no field for TLS: it sends unencrypted") || strings.Contains(got, "other: short") {
			t.Errorf("%d: the reason is not there, or one is that has room:\n%s", width, frameText(w))
		}
		press(w, tea.KeyPressMsg{Code: tea.KeyF1})
		if got := strings.Join(strings.Fields(frameText(w)), " "); !strings.Contains(got, "TLS, STARTTLS: Dezie has no field for TLS: it sends unencrypted only.") || !strings.Contains(got, "other: short") {
			t.Errorf("%d: the help does not tell all reasons:\n%s", width, frameText(w))
		}
	}
}
