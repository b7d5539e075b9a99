package xpath_test

import (
	"fmt"
	"iter"
	"strings"
	"testing"

	"doorstep/survey/xpath"
)

// slot is a node as an engine would have it: a value that is found by number.
type slot struct {
	name, value string
	parent      xpath.Node
	order       int
}

func (s *slot) Name() string                   { return s.name }
func (s *slot) Parent() xpath.Node             { return s.parent }
func (s *slot) Children() iter.Seq[xpath.Node] { return func(func(xpath.Node) bool) {} }
func (s *slot) Value() string                  { return s.value }
func (s *slot) Attr(string) (string, bool)     { return "", false }
func (s *slot) Order() int                     { return s.order }
func newSlot(order int, name, value string) *slot {
	return &slot{name: name, value: value, order: order}
}

// slots is an engine's instance, reached through Env.Host.
type slots []*slot

// bindSlots binds ${q0}, ${q1}... and /data/q0 to slots by number.
func bindSlots(p *xpath.Path) xpath.Binding {
	names, plain := p.Names()
	name := p.Name
	switch {
	case !plain, p.Start != xpath.FromRoot && p.Start != xpath.FromRef:
		return xpath.Binding{}
	case p.Start == xpath.FromRoot && len(names) > 0:
		name = names[len(names)-1]
	}
	var i int
	if _, err := fmt.Sscanf(name, "q%d", &i); err != nil {
		return xpath.Binding{}
	}
	return xpath.Binding{Node: func(env *xpath.Env, _ *xpath.Context) xpath.Node {
		if list := env.Host.(slots); i < len(list) {
			return list[i]
		}
		return nil
	}}
}

func compileBound(tb testing.TB, source string) *xpath.Expr {
	tb.Helper()
	e, err := xpath.CompileWith(source, bindSlots)
	if err != nil {
		tb.Fatal(err)
	}
	return e
}

var boundCases = []struct{ name, source string }{
	{"compare text", "/data/g1/q0 = 'yes'"},
	{"compare number", "${q1} >= 18 and ${q1} < 65"},
	{"arithmetic", "(${q1} + 3) * 2 - ${q1} div 4"},
	{"selected", "selected(${q2}, 'c')"},
	{"not blank", "${q0} != '' and not(${q3} != '')"},
	{"if", "if(${q1} > 17, 1, 0) = 1"},
	{"compare date", "${q4} >= '2026-01-01'"},
	{"coalesce", "coalesce(${q3}, ${q0}) = 'yes'"},
	{"string-length", "string-length(${q0}) < 10"},
}

func boundEnv() (*xpath.Env, xpath.Context) {
	list := slots{
		newSlot(0, "q0", "yes"), newSlot(1, "q1", "42"), newSlot(2, "q2", "a b c"),
		newSlot(3, "q3", ""), newSlot(4, "q4", "2026-11-21"),
	}
	return &xpath.Env{Host: list}, xpath.Context{Node: list[0]}
}

// TestBoundPathsAllocateNothing holds the engine's hot path: what is asked at
// every answer makes no garbage.
func TestBoundPathsAllocateNothing(t *testing.T) {
	env, ctx := boundEnv()
	for _, c := range boundCases {
		e := compileBound(t, c.source)
		if _, err := e.EvalBool(env, ctx); err != nil {
			t.Fatalf("%s: %v", c.source, err)
		}
		if n := testing.AllocsPerRun(100, func() { _, _ = e.EvalBool(env, ctx) }); n != 0 {
			t.Errorf("%s: %v allocations an evaluation, want none", c.source, n)
		}
	}
}

func BenchmarkBound(b *testing.B) {
	env, ctx := boundEnv()
	for _, c := range boundCases {
		e := compileBound(b, c.source)
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, _ = e.EvalBool(env, ctx)
			}
		})
	}
}

func wards(n int) string {
	var b strings.Builder
	b.WriteString("<root>")
	for i := range n {
		fmt.Fprintf(&b, "<item><name>w%d</name><label>Ward %d</label><city>c%d</city></item>", i, i, i%10)
	}
	b.WriteString("</root>")
	return b.String()
}

func BenchmarkWalk(b *testing.B) {
	doc, err := xpath.ParseXML(strings.NewReader("<data><g1><q0>yes</q0><q1>42</q1></g1>" + wards(1000) + "</data>"))
	if err != nil {
		b.Fatal(err)
	}
	for _, c := range []struct{ name, source string }{
		{"compare text", "/data/g1/q0 = 'yes'"},
		{"relative", "../../data/g1/q1 + 1"},
		{"filter 1000", "count(/data/root/item[city = 'c3'])"},
		{"look up 1000", "/data/root/item[name = 'w900']/label"},
		{"any depth", "count(//name)"},
		{"position", "/data/root/item[500]/label"},
	} {
		e, err := xpath.Compile(c.source)
		if err != nil {
			b.Fatal(err)
		}
		env, ctx := &xpath.Env{}, xpath.Context{Node: doc}
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, _ = e.EvalString(env, ctx)
			}
		})
	}
}

func BenchmarkFunctions(b *testing.B) {
	env, ctx := boundEnv()
	for _, c := range []struct{ name, source string }{
		{"arithmetic", "1 + 2 * 3 - 4 div 5 mod 6"},
		{"concat", "concat(${q0}, '-', ${q1}, '-', ${q2})"},
		{"regex", "regex(${q1}, '[0-9]{2}')"},
		{"substr", "substr(${q4}, 0, 4)"},
		{"round", "round(${q1} div 7, 2)"},
		{"format-date", "format-date(${q4}, '%d/%m/%Y')"},
		{"age", "int((date('2026-11-21') - date(${q4})) div 365.25)"},
		{"digest", "digest(${q4}, 'SHA-256')"},
	} {
		e := compileBound(b, c.source)
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, _ = e.EvalString(env, ctx)
			}
		})
	}
}

func BenchmarkCompile(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := xpath.CompileWith("if(${q1} >= 18 and selected(${q2}, 'c'), concat(${q0}, ' ', 'x'), '')", bindSlots); err != nil {
			b.Fatal(err)
		}
	}
}
