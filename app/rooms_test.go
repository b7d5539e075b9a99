package app_test

import (
	"encoding/json"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// room is what a package of the house, and those below it, may import.
type room struct {
	path string
	ours []string // packages of the module, "..." for a tree
	not  []string // outside packages it may not reach, however indirectly
}

const (
	fyne    = "fyne.io/fyne/v2"
	excel   = "github.com/xuri/excelize/v2"
	sqlite  = "github.com/mattn/go-sqlite3"
	anySQL  = "database/sql"
	network = "net/http"
)

// The house of docs/architecture.md, most particular room first.
var rooms = []room{
	{"doorstep/app/cli", []string{"doorstep/survey/...", "doorstep/export/...", "doorstep/assets"}, []string{fyne}},
	{"doorstep/app/words", []string{"doorstep/assets"}, []string{fyne, excel, sqlite, anySQL, network}},
	{"doorstep/app/viewmodel", []string{"doorstep/app/words", "doorstep/survey", "doorstep/survey/engine", "doorstep/survey/xpath"}, []string{fyne, excel, sqlite, anySQL}},
	{"doorstep/app/view", []string{"doorstep/app/words", "doorstep/app/viewmodel", "doorstep/app/widgets/...", "doorstep/survey", "doorstep/survey/engine", "doorstep/survey/xpath"}, []string{excel, sqlite, anySQL}},
	{"doorstep/app/widgets", nil, []string{excel, sqlite, anySQL}},
	{"doorstep/app/sound", nil, []string{fyne, excel, sqlite, anySQL}},
	{"doorstep/app", []string{"doorstep/..."}, nil},
	{"doorstep/survey/xpath", nil, []string{fyne, excel, sqlite, anySQL, network}},
	{"doorstep/survey/xlsform", []string{"doorstep/survey", "doorstep/survey/xpath"}, []string{fyne, sqlite, anySQL}},
	{"doorstep/survey/engine", []string{"doorstep/survey", "doorstep/survey/xpath"}, []string{fyne, excel, sqlite, anySQL, network}},
	{"doorstep/survey/store", []string{"doorstep/survey"}, []string{fyne, excel}},
	{"doorstep/survey/exchange", []string{"doorstep/survey", "doorstep/survey/store"}, []string{fyne, excel}},
	{"doorstep/survey/collate", []string{"doorstep/survey", "doorstep/survey/store"}, []string{fyne, excel}},
	{"doorstep/survey/submit", nil, []string{fyne, excel, sqlite, anySQL}},
	{"doorstep/survey/quota", []string{"doorstep/survey", "doorstep/survey/engine"}, []string{fyne, excel, sqlite, anySQL, network}},
	{"doorstep/survey/simulate", []string{"doorstep/survey", "doorstep/survey/engine", "doorstep/survey/xpath"}, []string{fyne, excel, sqlite, anySQL}},
	{"doorstep/survey", nil, []string{fyne, excel, sqlite, anySQL, network}},
	{"doorstep/export", []string{"doorstep/survey", "doorstep/export/..."}, []string{fyne, sqlite, anySQL}},
	{"doorstep/assets", nil, []string{fyne, excel, sqlite, anySQL, network}},
	{"doorstep/docs", nil, []string{fyne, excel, sqlite, anySQL, network}},
	{"doorstep/scripts", nil, []string{fyne, excel, sqlite, anySQL, network}},
	{"doorstep", []string{"doorstep/app"}, nil},
}

// listed is what "go list -deps -json" says of a package.
type listed struct {
	ImportPath string
	Imports    []string
	Deps       []string
}

func ours(t *testing.T) []listed {
	t.Helper()
	out, err := exec.Command("go", "list", "-deps", "-json=ImportPath,Imports,Deps", "doorstep/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var found []listed
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := dec.Decode(&p); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if p.ImportPath == "doorstep" || strings.HasPrefix(p.ImportPath, "doorstep/") {
			found = append(found, p)
		}
	}
	return found
}

func within(path, tree string) bool {
	if base, ok := strings.CutSuffix(tree, "/..."); ok {
		return path == base || strings.HasPrefix(path, base+"/")
	}
	return path == tree
}

// roomOf returns the room a package stands in: the longest path above it.
func roomOf(path string) (room, bool) {
	var best room
	for _, r := range rooms {
		if within(path, r.path+"/...") && len(r.path) > len(best.path) && (r.path != "doorstep" || path == "doorstep") {
			best = r
		}
	}
	return best, best.path != ""
}

func TestArrowsPointDown(t *testing.T) {
	packages := ours(t)
	if len(packages) < 10 {
		t.Fatalf("only %d packages listed: the test sees too little", len(packages))
	}
	for _, p := range packages {
		r, ok := roomOf(p.ImportPath)
		if !ok {
			t.Errorf("%s stands in no room of docs/architecture.md", p.ImportPath)
			continue
		}
		for _, imported := range p.Imports {
			if imported != "doorstep" && !strings.HasPrefix(imported, "doorstep/") {
				continue
			}
			inside := within(imported, r.path+"/...")
			if !inside && !slices.ContainsFunc(r.ours, func(tree string) bool { return within(imported, tree) }) {
				t.Errorf("%s imports %s: the arrow points the wrong way", p.ImportPath, imported)
			}
		}
		for _, banned := range r.not {
			if slices.Contains(p.Deps, banned) {
				t.Errorf("%s reaches %s, which %s must not", p.ImportPath, banned, r.path)
			}
		}
	}
}

// Some libraries have one home.
func TestLibrariesStayAtHome(t *testing.T) {
	homes := map[string][]string{
		anySQL: {"doorstep/survey/store"},
		sqlite: {"doorstep/survey/store"},
		excel:  {"doorstep/survey/xlsform", "doorstep/export/..."},
		fyne:   {"doorstep/app", "doorstep/app/view", "doorstep/app/widgets/..."},
	}
	for _, p := range ours(t) {
		for library, trees := range homes {
			for _, imported := range p.Imports {
				if !within(imported, library+"/...") {
					continue
				}
				if !slices.ContainsFunc(trees, func(tree string) bool { return within(p.ImportPath, tree) }) {
					t.Errorf("%s imports %s, whose home is %v", p.ImportPath, imported, trees)
				}
			}
		}
	}
}
