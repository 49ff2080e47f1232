package cli

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"todoku/store"
	"todoku/ui/report"
)

func schemas() []string { return []string{"profile", "report"} }

func (a *app) schemaCommand() *cobra.Command {
	c := a.command("schema", "schema profile|report", a.exactly(1), func(_ context.Context, args []string) error {
		return a.schema(args[0])
	})
	c.ValidArgs = schemas()
	return c
}

// schema prints the JSON Schema of a profile, or of a report of check --json.
func (a *app) schema(of string) error {
	if !slices.Contains(schemas(), of) {
		return a.usage("usage.one_of", "value", of, "allowed", strings.Join(schemas(), ", "))
	}
	made := report.JSONSchema()
	if of == "profile" {
		made = store.JSONSchema(func(key string) string {
			label, _ := a.t.Has("q."+key+".label", nil)
			return label
		})
	}
	e := json.NewEncoder(a.results())
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(made)
}
