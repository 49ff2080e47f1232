package steps

import (
	"strings"

	"todoku/store"
)

// label and help are the texts of the question for a key.
func label(key string) Text { return Text{ID: "q." + key + ".label"} }
func help(key string) Text  { return Text{ID: "q." + key + ".help"} }

// plain is a text that is the same in every language.
func plain(s string) Text { return Text{ID: "plain", Args: map[string]string{"text": s}} }

// choiceLabel is the text of a closed value.
func choiceLabel(key, value string) Text { return Text{ID: "choice." + key + "." + value} }

// ProblemText is the text that tells a user about p. Codes with a dot are text
// ids of their own (an application's reasons); the rest are "problem.CODE".
func ProblemText(p *store.Problem) Text {
	id := p.Code
	if !strings.Contains(id, ".") {
		id = "problem." + id
	}
	args := map[string]string{"key": p.Key}
	for k, v := range p.Args {
		args[k] = v
	}
	return Text{ID: id, Args: args}
}

// choices lists closed values, with those that the application's form cannot
// express switched off and the reason beside them.
func choices(d *Draft, key string, vals ...string) []Choice {
	var list []Choice
	for _, v := range vals {
		c := Choice{Value: v, Label: choiceLabel(key, v)}
		if p := limited(d, key, v); p != nil {
			c.Disabled, c.Note = true, ProblemText(p)
		} else if code := advised(d, key, v); code != "" {
			c.Doubtful, c.Note = true, Text{ID: "app.note." + code}
		}
		list = append(list, c)
	}
	return list
}

// ask is the question for a profile key, with what all such have in common.
func ask(d *Draft, key string, kind Kind) Question {
	q := Question{ID: key, Kind: kind, Label: label(key), Help: help(key), Value: d.get(key), Answered: d.Answered[key]}
	if kind == KindConfirm {
		q.Choices = []Choice{{Value: "true", Label: Text{ID: "choice.true"}}, {Value: "false", Label: Text{ID: "choice.false"}}}
	}
	return q
}
