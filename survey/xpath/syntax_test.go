package xpath_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"doorstep/survey/xpath"
)

func syntaxError(t *testing.T, source string) *xpath.SyntaxError {
	t.Helper()
	_, err := xpath.Compile(source)
	var syntax *xpath.SyntaxError
	if !errors.As(err, &syntax) {
		t.Fatalf("%.60s: error %v, want a *SyntaxError", source, err)
	}
	return syntax
}

func TestSyntaxErrors(t *testing.T) {
	for _, c := range []struct {
		source  string
		offset  int
		message string
	}{
		{"", 0, "nothing here"},
		{"1 +", 3, "something is missing after +"},
		{"* 2 + 1 2", 2, "missing before it"},
		{"(1 + 2", 0, "never closed"},
		{"1 + 2)", 5, "closes nothing"},
		{"a[1", 1, "never closed"},
		{"a[]", 2, "nothing between"},
		{"'abc", 0, "never closed: add '"},
		{"“abc", 0, `never closed: add "`},
		{"${age", 0, "never closed: write ${name}"},
		{"${my age} > 1", 0, "does not name a question"},
		{"${age} = 1 AND ${b} = 2", 11, "write and in small letters"},
		{"${age} == 1", 7, "write = to compare"},
		{"${age} ≥ 18", 7, "write >="},
		{"${age} – 1", 7, "a plain minus sign"},
		{"${a} && ${b}", 5, "the word and"},
		{"!${a}", 0, "not(...)"},
		{"selectd(${a}, 'x')", 0, "did you mean selected()?"},
		{"COUNT(/a)", 0, "did you mean count()?"},
		{"if(1, 2)", 0, "takes 3 values, and 2 are given"},
		{"if(1, 2, )", 9, "an argument of if() is missing"},
		{"if(1; 2)", 4, "with commas"},
		{"concat(1, 2", 11, "never closed: add )"},
		{"count(1 + 1)", 0, "needs a question or a list of nodes"},
		{"indexed-repeat(/a/b, /a)", 0, "takes at least 3 values"},
		{"indexed-repeat(/a/b, /a, 1, 2)", 0, "a position for each repeat"},
		{"12abc", 0, "is not a number"},
		{"1.2.3", 0, "is not a number"},
		{"/data/", 6, "ends too early"},
		{"/data//", 7, "ends too early"},
		{"upwards::a", 0, "not a direction"},
		{"'a'/b", 3, "cannot go on"},
		{"a, b", 1, "between a function's arguments"},
		{"a # b", 2, "cannot be used here"},
		{"żółć ę", 9, "missing before it"},
		{"\xff", 0, "not text"},
	} {
		got := syntaxError(t, c.source)
		if got.Offset != c.offset || !strings.Contains(got.Message, c.message) {
			t.Errorf("%s: offset %d, %q; want %d and %q", c.source, got.Offset, got.Message, c.offset, c.message)
		}
	}
}

func TestCaret(t *testing.T) {
	got := syntaxError(t, "żółć = selectd(1, 2)").Caret()
	want := "żółć = selectd(1, 2)\n       ^"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	lines := strings.Split(syntaxError(t, strings.Repeat("1 + ", 100)+"nope() + 1").Caret(), "\n")
	shown, caret := []rune(lines[0]), strings.IndexByte(lines[1], '^')
	if len(shown) > 80 || string(shown[caret:caret+4]) != "nope" {
		t.Errorf("the caret is not under the place:\n%s", strings.Join(lines, "\n"))
	}
}

// TestHostileSources holds that no expression, however big or deep, takes long
// or brings the program down.
func TestHostileSources(t *testing.T) {
	doc := parse(t, "<data>"+strings.Repeat("<a><b>1</b></a>", 200)+"</data>")
	for name, source := range map[string]string{
		"brackets":     strings.Repeat("(", 100_000) + "1" + strings.Repeat(")", 100_000),
		"few brackets": strings.Repeat("(", 10_000) + "1" + strings.Repeat(")", 10_000),
		"long":         strings.Repeat("1 + ", 250_000) + "1",
		"calls":        strings.Repeat("not(", 2_000) + "1" + strings.Repeat(")", 2_000),
		"predicates":   strings.Repeat("a[", 2_000) + "1" + strings.Repeat("]", 2_000),
		"open":         strings.Repeat("(", 50_000),
	} {
		if got := syntaxError(t, source); got.Message == "" || len(got.Caret()) > 400 {
			t.Errorf("%s: %q", name, got.Message)
		}
	}
	began := time.Now()
	for name, c := range map[string]struct {
		source string
		fails  bool
	}{
		"sum":      {strings.Repeat("1 + ", 30_000) + "1", false},
		"or":       {strings.Repeat("0 or ", 20_000) + "1", false},
		"minus":    {strings.Repeat("-", 100_000) + "1", false},
		"steps":    {"a" + strings.Repeat("/..", 40_000), false},
		"products": {"count(//*[count(//*[count(//*[count(//*) > 1]) > 1]) > 1])", true},
		"texts":    {"string-length(concat(" + strings.Repeat("join(',', //node()), ", 5_000) + "'')) > 0", false},
	} {
		e, err := xpath.Compile(c.source)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if _, err := e.EvalString(nil, xpath.Context{Node: doc}); errors.Is(err, xpath.ErrTooMuch) != c.fails {
			t.Errorf("%s: error %v", name, err)
		}
	}
	if took := time.Since(began); took > 60*time.Second {
		t.Errorf("took %v", took)
	}
}

func TestLate(t *testing.T) {
	e, err := xpath.CompileLate("true() or nope(1)")
	if err != nil {
		t.Fatal(err)
	}
	if ok, err := e.EvalBool(nil, xpath.Context{}); !ok || err != nil {
		t.Errorf("the call is not reached, and gives %v, %v", ok, err)
	}
	if e, err = xpath.CompileLate("false() or nope(1)"); err != nil {
		t.Fatal(err)
	}
	var syntax *xpath.SyntaxError
	if _, err := e.EvalBool(nil, xpath.Context{}); !errors.As(err, &syntax) || syntax.Offset != 11 {
		t.Errorf("error %v, want a *SyntaxError at 11", err)
	}
}

func FuzzExpression(f *testing.F) {
	for _, seed := range []string{
		"1 + 2 * (3 - 4) div 5 mod 6", "/data/child[2]/first", "//*[@id = 'a']/..", "${a} >= 1 and not(${b})",
		"if(true(), 'a', \"b\")", "round(1.5, -2)", "substr('abc', -1, 2)", "format-date(today(), '%Y-%m')",
		"count(/data/a | /data/b)", "randomize(/data/a, 3)[1]", "“x” = ‘y’", "date('2020-01-01') + 1", "1e5 - .5",
		"regex('a', '(a|b){2,3}')", "indexed-repeat(/a/b, /a, 1)", "translate('abc', 'ab', 'X')", "digest('a', 'MD5')",
		"ancestor-or-self::node()[last()]", "/data/text() | /processing-instruction('x')", "weighted-checklist(1, 2, //a, //b)",
	} {
		f.Add(seed)
	}
	doc, err := xpath.ParseXML(strings.NewReader(household))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, source string) {
		e, err := xpath.Compile(source)
		if err != nil {
			var syntax *xpath.SyntaxError
			if !errors.As(err, &syntax) {
				t.Fatalf("%q: error %v is no *SyntaxError", source, err)
			}
			if syntax.Offset < 0 || syntax.Offset > len(source) {
				t.Fatalf("%q: offset %d", source, syntax.Offset)
			}
			syntax.Caret()
			return
		}
		env := &xpath.Env{Location: time.UTC, Now: func() time.Time { return time.Unix(0, 0) }}
		ctx := xpath.Context{Node: doc}
		v, err := e.Eval(env, ctx)
		text, textErr := e.EvalString(env, ctx)
		if (err == nil) != (textErr == nil) {
			t.Fatalf("%q: Eval gives error %v, EvalString %v", source, err, textErr)
		}
		chance := e.Uses("random") || e.Uses("randomize") || e.Uses("uuid")
		if err == nil && !chance && v.String() != text {
			t.Fatalf("%q: Eval gives %q, EvalString %q", source, v.String(), text)
		}
	})
}
