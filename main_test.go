package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"todoku/ui/cli/clitest"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"todoku": main})
}

// TestScripts runs the whole program. The scripts lie beside the command line.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("ui", "cli", "testdata", "script"),
		Cmds:                clitest.Commands(),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			key, value := clitest.Slot()
			env.Values[key] = value
			env.Setenv("LANG", "en_US.UTF-8")
			return nil
		},
	})
}

// floors are the tower, from the top: a package may import its own floor and
// those below.
var floors = []string{"main", "ui", "steps", "mailcheck", "store"}

func floorOf(dir string) int {
	if dir == "." {
		return 0
	}
	return slices.Index(floors, strings.Split(filepath.ToSlash(dir), "/")[0])
}

func TestImportsRunDownwards(t *testing.T) {
	seen := map[int]bool{}
	for _, f := range goFiles(t) {
		from := floorOf(filepath.Dir(f.path))
		if from < 0 {
			t.Errorf("%s stands on no floor", f.path)
			continue
		}
		seen[from] = true
		for _, imp := range f.ast.Imports {
			name, _ := strconv.Unquote(imp.Path.Value)
			if rest, ours := strings.CutPrefix(name, "todoku/"); ours && floorOf(rest) < from {
				t.Errorf("%s (%s) imports %s, a floor above", f.path, floors[from], name)
			}
		}
	}
	if len(seen) != len(floors) {
		t.Errorf("%d floors have Go files, want %d", len(seen), len(floors))
	}
}

func TestTopLevelHoldsNothingElse(t *testing.T) {
	allowed := []string{
		"main.go", "main_test.go", "ui", "steps", "mailcheck", "store", "go.mod", "go.sum", "README.md", "LICENSE",
		"todoku", "todoku.exe", "dist", // what building leaves behind, ignored by git
	}
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") && !slices.Contains(allowed, e.Name()) {
			t.Errorf("%s does not belong at the top level", e.Name())
		}
	}
}

func TestPackagesSayWhatTheyAreFor(t *testing.T) {
	said := map[string]bool{}
	for _, f := range goFiles(t) {
		if strings.HasSuffix(f.path, "_test.go") {
			continue
		}
		dir := filepath.Dir(f.path)
		said[dir] = said[dir] || f.ast.Doc != nil
	}
	for dir, ok := range said {
		if !ok {
			t.Errorf("no file of %s says what the package is for", dir)
		}
	}
}

func TestFilesAndFunctionsStaySmall(t *testing.T) {
	const file, function, mainFile = 300, 60, 150
	for _, f := range goFiles(t) {
		if strings.HasSuffix(f.path, "_test.go") {
			continue
		}
		limit := file
		if f.path == "main.go" {
			limit = mainFile
		}
		if n := f.set.File(f.ast.Pos()).LineCount(); n > limit+1 {
			t.Errorf("%s has %d lines, want at most %d", f.path, n, limit)
		}
		for _, d := range f.ast.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Body == nil || len(fn.Body.List) <= 1 {
				continue // a body of one statement is a table
			}
			if n := f.set.Position(fn.End()).Line - f.set.Position(fn.Pos()).Line + 1; n > function {
				t.Errorf("%s: %s has %d lines, want at most %d", f.path, fn.Name.Name, n, function)
			}
		}
	}
}

func TestExitOnlyInMain(t *testing.T) {
	for _, f := range goFiles(t) {
		if filepath.Dir(f.path) == "." || strings.HasSuffix(f.path, "_test.go") {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, ok := sel.X.(*ast.Ident); ok && x.Name == "os" && sel.Sel.Name == "Exit" {
				t.Errorf("%s calls os.Exit", f.set.Position(n.Pos()))
			}
			return true
		})
	}
}

type goFile struct {
	path string
	set  *token.FileSet
	ast  *ast.File
}

// goFiles are all Go files of the module, for every system.
func goFiles(t *testing.T) []goFile {
	t.Helper()
	var files []goFile
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata"):
			return filepath.SkipDir
		case d.IsDir() || filepath.Ext(path) != ".go":
			return nil
		}
		set := token.NewFileSet()
		parsed, err := parser.ParseFile(set, path, nil, parser.ParseComments)
		files = append(files, goFile{path, set, parsed})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
