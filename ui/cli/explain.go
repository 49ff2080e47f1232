package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"todoku/mailcheck/cause"
	"todoku/mailcheck/excerpt"
	"todoku/ui/report"
)

// explainSchema names the form of the JSON; new fields alone do not change it.
const explainSchema = "todoku.explain/1"

type explainRequest struct {
	provider, stage string
	json            bool
}

func (a *app) explainCommand() *cobra.Command {
	var req explainRequest
	c := a.command("explain", "explain [TEXT|-]", a.between(0, -1), func(ctx context.Context, args []string) error {
		return a.explainReply(ctx, req, args)
	})
	f := c.Flags()
	f.StringVar(&req.provider, "provider", "", a.say("flag.explain_provider"))
	f.StringVar(&req.stage, "stage", "", a.say("flag.explain_stage"))
	f.BoolVar(&req.json, "json", false, a.say("flag.explain_json"))
	_ = c.RegisterFlagCompletionFunc("provider", completeFrom(excerpt.ProviderNames))
	_ = c.RegisterFlagCompletionFunc("stage", completeFrom(excerpt.Stages))
	return c
}

// completeFrom makes the list only when it is asked for.
func completeFrom(names func() []string) cobra.CompletionFunc {
	return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return names(), cobra.ShellCompDirectiveNoFileComp
	}
}

// explainReply prints what the reply in a pasted text means and what to do.
func (a *app) explainReply(ctx context.Context, req explainRequest, args []string) error {
	hints, err := a.explainHints(req)
	if err != nil {
		return err
	}
	text, err := a.pasted(ctx, args)
	if err != nil {
		return err
	}
	found, list := excerpt.Explain(text, hints)
	if len(list) == 0 {
		return a.usage("usage.explain_nothing")
	}
	if req.json {
		err = a.printCausesJSON(list)
	} else {
		err = a.printCauses(found, list)
	}
	if err != nil {
		return err
	}
	return asError(statusOfCauses(list))
}

func (a *app) explainHints(req explainRequest) (excerpt.Hints, error) {
	var h excerpt.Hints
	if req.provider != "" {
		var ok bool
		if h, ok = excerpt.Provider(req.provider); !ok {
			return h, a.usage("usage.explain_provider", "value", req.provider, "near", nearNames(excerpt.ProviderNames(), req.provider))
		}
	}
	h.Stage = strings.ToLower(req.stage)
	if stages := excerpt.Stages(); h.Stage != "" && !slices.Contains(stages, h.Stage) {
		return h, a.usage("usage.one_of", "value", req.stage, "allowed", strings.Join(stages, ", "))
	}
	return h, nil
}

// nearNames are the names with the fewest typing errors between them and word.
func nearNames(names []string, word string) string {
	all := &cobra.Command{}
	for _, n := range names {
		all.AddCommand(&cobra.Command{Use: n, Run: func(*cobra.Command, []string) {}})
	}
	for all.SuggestionsMinimumDistance = 1; all.SuggestionsMinimumDistance < farthest; all.SuggestionsMinimumDistance++ {
		if s := all.SuggestionsFor(word); len(s) > 0 {
			return strings.Join(s[:min(len(s), 5)], ", ")
		}
	}
	return strings.Join(names[:min(len(names), 5)], ", ")
}

// pasted is the text to explain: the arguments, or standard input. Of what is
// too long both ends are taken, which is said.
func (a *app) pasted(ctx context.Context, args []string) (string, error) {
	var in io.Reader = strings.NewReader(strings.Join(args, " "))
	if len(args) == 0 || slices.Equal(args, []string{"-"}) {
		if in = a.In; len(args) == 0 && isTerminal(a.In) {
			return "", a.usage("usage.explain_nothing")
		}
	}
	cut := false
	text, err := within(ctx, func() (text string, err error) {
		text, cut, err = excerpt.Read(in)
		return text, err
	})
	if ctx.Err() != nil {
		return "", ctx.Err()
	}
	if err != nil {
		return "", fmt.Errorf("read standard input: %w", err)
	}
	if cut {
		a.errln(a.say("explain.cut"))
	}
	return text, nil
}

// printCauses prints the findings, best first, and the recognised words once.
func (a *app) printCauses(found excerpt.Found, list []cause.Finding) error {
	stage := found.Stage[strings.LastIndexByte(found.Stage, '.')+1:]
	if name, ok := a.t.Has("report.stage."+stage, nil); ok {
		stage = name
	}
	switch {
	case found.Program != "" && stage != "":
		a.outln("  " + a.say("explain.found_at", "program", found.Program, "stage", stage))
	case found.Program != "":
		a.outln("  " + a.say("explain.found", "program", found.Program))
	case stage != "":
		a.outln("  " + a.say("explain.at", "stage", stage))
	}
	return report.FindingsText(a.results(), list, a.t, a.look(a.Out))
}

// jsonExplained is the contract with other programs.
type jsonExplained struct {
	Schema     string      `json:"schema"`
	Candidates []jsonCause `json:"candidates"` // best first; empty: no cause is known
	Words      []string    `json:"words"`      // what was recognised, neutralised
}

type jsonCause struct {
	Cause      string   `json:"cause"`
	Confidence string   `json:"confidence"`
	Who        string   `json:"who"`
	Title      string   `json:"title"`
	Why        string   `json:"why"`
	Fix        []string `json:"fix"`
	URL        string   `json:"url"`
}

func (a *app) printCausesJSON(list []cause.Finding) error {
	out := jsonExplained{Schema: explainSchema, Candidates: []jsonCause{}, Words: append([]string{}, list[0].Evidence...)}
	for _, f := range list {
		if f.Cause == cause.Unrecognised {
			continue
		}
		said := report.FindingText(f, a.t)
		out.Candidates = append(out.Candidates, jsonCause{f.Cause, string(f.Confidence), string(f.Who), said.Title, said.Why, append([]string{}, said.Fix...), said.URL})
	}
	e := json.NewEncoder(a.results())
	e.SetEscapeHTML(false)
	return e.Encode(out)
}

// statusOfCauses is 0 where the best cause is known, 1 where it is guessed.
func statusOfCauses(list []cause.Finding) int {
	switch {
	case list[0].Cause == cause.Unrecognised:
		return statusUnknown
	case list[0].Confidence == cause.Possible:
		return statusWarn
	}
	return statusPass
}
