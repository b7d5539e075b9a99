package words_test

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"doorstep/app/words"
	"doorstep/assets"
)

// forms are a message's words by plural category; plain words are "other".
type forms map[string]string

func readFile(t *testing.T, code string) map[string]forms {
	t.Helper()
	var raw map[string]any
	if err := json.Unmarshal(assets.Translations()[code+".json"], &raw); err != nil {
		t.Fatalf("%s.json: %v", code, err)
	}
	all := map[string]forms{}
	for key, v := range raw {
		f := forms{}
		switch v := v.(type) {
		case string:
			f["other"] = v
		case map[string]any:
			for category, words := range v {
				if category != "description" {
					f[category] = words.(string)
				}
			}
		}
		all[key] = f
	}
	return all
}

var placeholder = regexp.MustCompile(`\{\{[^}]*\}\}`)

func placeholders(s string) []string {
	found := placeholder.FindAllString(s, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

func TestThereAreTheFourLanguages(t *testing.T) {
	if got, want := words.Languages(), []string{"en", "ar", "pl", "ur"}; !slices.Equal(got, want) {
		t.Fatalf("languages %v, want %v", got, want)
	}
}

// Every key of English is in every other language, and none is there that
// English lacks; placeholders agree; no words are empty or carry invisible
// direction marks, which the screen sets itself.
func TestEveryLanguageSaysEverything(t *testing.T) {
	english := readFile(t, "en")
	for _, code := range words.Languages() {
		theirs := readFile(t, code)
		for key := range english {
			if len(theirs[key]) == 0 {
				t.Errorf("%s: %s has no words", code, key)
			}
		}
		for key, f := range theirs {
			want, ok := english[key]
			if !ok {
				t.Errorf("%s: %s is not in en.json", code, key)
				continue
			}
			for category, s := range f {
				checkForm(t, code+" "+key+" "+category, category, s, want)
			}
		}
	}
}

func checkForm(t *testing.T, what, category, s string, english forms) {
	t.Helper()
	if strings.TrimSpace(s) != s || s == "" {
		t.Errorf("%s is empty or has spaces around it: %q", what, s)
	}
	if strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Cf, r) && r != '\u200c' }) {
		t.Errorf("%s holds an invisible mark: %q", what, s)
	}
	got, want := placeholders(s), placeholders(english["other"])
	counted := len(english) > 1
	if counted && category != "other" && !slices.Contains(got, "{{.N}}") { // "one answer" may go without its number
		want = slices.DeleteFunc(want, func(p string) bool { return p == "{{.N}}" })
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s has placeholders %v, English has %v", what, got, want)
	}
}

// Each plural has a form for every category that whole numbers fall into.
func TestPluralsAreWhole(t *testing.T) {
	names := map[plural.Form]string{
		plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many", plural.Other: "other",
	}
	english := readFile(t, "en")
	for _, code := range words.Languages() {
		need := map[string]bool{"other": true}
		for n := range 1000 {
			need[names[plural.Cardinal.MatchPlural(language.Make(code), n, 0, 0, 0, 0)]] = true
		}
		theirs := readFile(t, code)
		for key, f := range english {
			if len(f) < 2 {
				if len(theirs[key]) != 1 {
					t.Errorf("%s: %s has plural forms, English has none", code, key)
				}
				continue
			}
			if got, want := slices.Sorted(maps.Keys(theirs[key])), slices.Sorted(maps.Keys(need)); !slices.Equal(got, want) {
				t.Errorf("%s: %s has forms %v, want %v", code, key, got, want)
			}
		}
	}
}

// What is said in Urdu and Arabic is in their letters, and Polish has not been
// left in English.
func TestNothingWasLeftInEnglish(t *testing.T) {
	english := readFile(t, "en")
	latin := regexp.MustCompile(`[A-Za-z]{2,}`)
	for _, code := range []string{"ur", "ar"} {
		for key, f := range readFile(t, code) {
			for _, s := range f {
				if left := latin.FindString(placeholder.ReplaceAllString(s, "")); left != "" {
					t.Errorf("%s: %s holds %q", code, key, left)
				}
			}
		}
	}
	for key, f := range readFile(t, "pl") {
		if s := placeholder.ReplaceAllString(f["other"], ""); f["other"] == english[key]["other"] && latin.MatchString(s) {
			t.Errorf("pl: %s is as in English: %q", key, s)
		}
	}
}

func TestCounting(t *testing.T) {
	for _, c := range []struct {
		code string
		n    int
		want string
	}{
		{"en", 1, "One so far."},
		{"en", 2, "2 so far."},
		{"pl", 1, "Na razie jeden wpis."},
		{"pl", 3, "Na razie 3 wpisy."},
		{"pl", 5, "Na razie 5 wpisów."},
		{"pl", 12, "Na razie 12 wpisów."},
		{"pl", 22, "Na razie 22 wpisy."},
		{"ar", 2, "اثنان حتى الآن."},
		{"ar", 11, "11 حتى الآن."},
		{"ur", 1, "اب تک ایک۔"},
	} {
		if got := words.In(c.code).Count("so_far", c.n); got != c.want {
			t.Errorf("%s %d: %q, want %q", c.code, c.n, got, c.want)
		}
	}
}

func TestFallingBack(t *testing.T) {
	for tag, want := range map[string]string{"pl-PL": "Dalej", "": "Continue", "fa": "Continue", "zh-Hant": "Continue", "UR": "آگے بڑھیں"} {
		if got := words.In(tag).Say("continue"); got != want {
			t.Errorf("%q says %q, want %q", tag, got, want)
		}
	}
	if got := words.In("fa").Language(); got != "en" {
		t.Errorf("Farsi is said in %q, want en", got)
	}
	if got := words.In("pl").Say("no such key"); got != "no such key" {
		t.Errorf("a key nobody has is said as %q", got)
	}
}

func TestFilling(t *testing.T) {
	if got, want := words.In("pl").Say("question_of_about", "Number", 3, "About", 30), "Pytanie 3 z około 30"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := words.In("en").Say("numbered", "Name", "<b> & {{.N}}", "Number", 2), "<b> & {{.N}} 2"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestDates(t *testing.T) {
	day := time.Date(2026, 5, 3, 14, 5, 0, 0, time.UTC)
	for code, want := range map[string]string{
		"en": "Sunday 3 May 2026, 14:05 · May 2026",
		"pl": "niedziela, 3 maja 2026, 14:05 · maj 2026",
		"ur": "اتوار، 3 مئی 2026، 14:05 · مئی 2026",
		"ar": "الأحد، 3 مايو 2026، 14:05 · مايو 2026",
	} {
		w := words.In(code)
		if got := w.DateTime(day) + " · " + w.MonthYear(day); got != want {
			t.Errorf("%s: %q, want %q", code, got, want)
		}
	}
}

// Every key the program says is one the files have, and each that counts is
// counted.
func TestTheProgramSaysOnlyWhatIsThere(t *testing.T) {
	english := readFile(t, "en")
	said := 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return fmt.Errorf("read %s: %w", path, err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			key, method, ok := saying(n)
			if !ok {
				return true
			}
			said++
			f, known := english[key]
			switch {
			case !known:
				t.Errorf("%s says %q, which en.json has not", path, key)
			case (method == "Count") != (len(f) > 1):
				t.Errorf("%s says %q with %s; en.json has %d forms", path, key, method, len(f))
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if said == 0 {
		t.Error("nothing is said anywhere: the test sees too little")
	}
}

// saying is a call of Say or Count with a whole key in quotation marks.
func saying(n ast.Node) (key, method string, ok bool) {
	call, ok := n.(*ast.CallExpr)
	if !ok || len(call.Args) == 0 {
		return "", "", false
	}
	fun, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || fun.Sel.Name != "Say" && fun.Sel.Name != "Count" {
		return "", "", false
	}
	literal, ok := call.Args[0].(*ast.BasicLit)
	if !ok || literal.Kind != token.STRING {
		return "", "", false
	}
	key, err := strconv.Unquote(literal.Value)
	return key, fun.Sel.Name, err == nil
}
