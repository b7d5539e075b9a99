package widgets

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// TestEveryRendererIsLaidOut reads the sources: a widget whose renderer is not
// comes back from a minute out of sight with nothing in its place.
func TestEveryRendererIsLaidOut(t *testing.T) {
	found := 0
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Name.Name != "CreateRenderer" || path == "page.go" { // the page wakes its scroller instead
				continue
			}
			found++
			laidOut := false
			ast.Inspect(f, func(n ast.Node) bool {
				name, ok := n.(*ast.Ident)
				laidOut = laidOut || ok && name.Name == "LaidOut"
				return true
			})
			if !laidOut {
				t.Errorf("%s: CreateRenderer does not end in LaidOut", path)
			}
		}
		return nil
	})
	if err != nil || found < 20 {
		t.Errorf("%d renderers found: %v", found, err)
	}
}
