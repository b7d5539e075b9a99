package xpath_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"doorstep/survey/xpath"
)

// describe writes what a path is, for comparing.
func describe(p *xpath.Path) string {
	var b strings.Builder
	b.WriteString([]string{".", "/", "current", "instance", "ref", "saved", "part"}[p.Start])
	if p.Name != "" {
		b.WriteString(":" + p.Name)
	}
	for _, s := range p.Steps {
		switch {
		case s.IsSelf():
			b.WriteString(" .")
		case s.IsParent():
			b.WriteString(" ..")
		default:
			b.WriteString(" " + s.Test.Name)
		}
		b.WriteString(strings.Repeat("[]", len(s.Predicates)))
	}
	if len(p.Filters) > 0 {
		b.WriteString(" filtered")
	}
	if p.Outer != nil {
		b.WriteString(" in " + string([]string{".", "/", "current", "instance", "ref", "saved", "part"}[p.Outer.Start]))
		b.WriteByte(byte('0' + p.OuterStep + 1))
	}
	if p.Call != nil {
		b.WriteString(" of " + p.Call.Name)
		b.WriteByte(byte('0' + p.Arg))
	}
	return b.String()
}

func TestPathsOfAnExpression(t *testing.T) {
	for _, c := range []struct {
		source string
		want   []string
	}{
		{"${age} > 17", []string{"ref:age"}},
		{"${last-saved#age} > 17", []string{"saved:age"}},
		{"${ age } > 17", []string{"ref:age"}},
		{"../name = 'x'", []string{". .. name"}},
		{"current()/../name", []string{"current .. name"}},
		{"sum(/data/child/age)", []string{"/ data child age of sum0"}},
		{"${child}[2]/name", []string{"ref:child name filtered"}},
		{
			"instance('w')/root/item[ward = ${w} and x = current()/../y]/label",
			[]string{"instance:w root item[] label", ". ward in instance2", "ref:w in instance2", ". x in instance2", "current .. y in instance2"},
		},
		{
			"indexed-repeat(${name}, ${child}, position(..) - 1)",
			[]string{"ref:name of indexed-repeat0", "ref:child of indexed-repeat1", ". .. of position0"},
		},
		{"(//a | ./b)[c]/d", []string{"part d filtered", "/  a", ". . b", ". c in part0"}},
		{"count(//a[b[c]])", []string{"/  a[] of count0", ". b[] in /2", ". c in .1"}},
		{"1 + 2", nil},
	} {
		e, err := xpath.Compile(c.source)
		if err != nil {
			t.Fatalf("%s: %v", c.source, err)
		}
		var got []string
		for _, p := range e.Paths() {
			got = append(got, describe(p))
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", c.source, diff)
		}
	}
}

func TestNamesOfAPath(t *testing.T) {
	for source, want := range map[string][]string{
		"/data/g/q": {"data", "g", "q"}, "./../q": {"..", "q"}, "a[1]": nil, "a//b": nil, "@a": nil, "*": nil, "${a}": {},
	} {
		e, err := xpath.Compile(source)
		if err != nil {
			t.Fatal(err)
		}
		got, plain := e.Paths()[0].Names()
		if plain != (want != nil) || !slices.Equal(got, want) {
			t.Errorf("%s: names %v, plain %v; want %v", source, got, plain, want)
		}
	}
}

func TestCallsOfAnExpression(t *testing.T) {
	e, err := xpath.Compile("if(once(now()) > 1, count(/a[position() = 1]), instance(concat('a')))")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for c := range e.Calls() {
		names = append(names, c.Name)
	}
	want := []string{"if", "once", "now", "count", "position", "instance", "concat"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if !e.Uses("now") || e.Uses("today") {
		t.Error("Uses does not agree")
	}
}

// TestBindings binds the same path at every length and wants the same nodes.
func TestBindings(t *testing.T) {
	doc := parse(t, household)
	ctx := xpath.Context{Node: doc}
	const source = "/data/child[years > 2]/toy[1]/what"
	want := values(evalNodes(t, nil, ctx, source))
	for steps, prefix := range []string{"", "/data", "/data/child", "/data/child[years > 2]/toy"} {
		found := evalNodes(t, nil, ctx, cmpOr(prefix, "/"))
		e, err := xpath.CompileWith(source, func(p *xpath.Path) xpath.Binding {
			if p.Outer != nil {
				return xpath.Binding{}
			}
			b := xpath.Binding{Steps: steps, Nodes: func(_ *xpath.Env, _ *xpath.Context, dst []xpath.Node) []xpath.Node {
				return append(dst, found...)
			}}
			if steps == 0 {
				b.Steps = xpath.StartOnly
			}
			return b
		})
		if err != nil {
			t.Fatal(err)
		}
		if steps == 3 { // the predicate is asked of all the toys at once
			want = want[:1]
		}
		nodes, err := e.EvalNodes(nil, ctx)
		if diff := cmp.Diff(want, values(nodes)); diff != "" || err != nil {
			t.Errorf("%d steps bound: %v (-want +got)\n%s", steps, err, diff)
		}
	}
}

func cmpOr(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

func values(nodes []xpath.Node) []string {
	list := make([]string, len(nodes))
	for i, n := range nodes {
		list[i] = n.Value()
	}
	return list
}

func TestBoundValues(t *testing.T) {
	env, ctx := boundEnv()
	for _, c := range boundCases {
		got, err := compileBound(t, c.source).EvalBool(env, ctx)
		if !got && c.name != "arithmetic" || err != nil {
			t.Errorf("%s: %v, %v", c.source, got, err)
		}
	}
	checkBound := func(source, want string) {
		t.Helper()
		if got, err := compileBound(t, source).EvalString(env, ctx); got != want || err != nil {
			t.Errorf("%s gives %q, %v; want %q", source, got, err, want)
		}
	}
	checkBound("${q1} = ${q1}", "true")
	checkBound("${q1} < ${q0}", "false")
	checkBound("${q9}", "") // named, but not there
	checkBound("${q9} = ''", "false")
	checkBound("count(${q0} | ${q1} | ${q0})", "2")
	checkBound("concat(${q0}, ${q3}, ${q1})", "yes42")
	if _, err := compileBound(t, "${other}").EvalString(env, ctx); !errors.Is(err, xpath.ErrUnresolved) {
		t.Errorf("an unbound reference gives error %v", err)
	}
}

func TestIndexedBinding(t *testing.T) {
	var asked []int
	e, err := xpath.CompileWith("indexed-repeat(${name}, ${house}, 2, ${child}, 0 div 0)", func(p *xpath.Path) xpath.Binding {
		if p.Call == nil || p.Arg != 0 {
			return xpath.Binding{}
		}
		return xpath.Binding{Indexed: func(_ *xpath.Env, _ *xpath.Context, positions []int, dst []xpath.Node) []xpath.Node {
			asked = slices.Clone(positions)
			return append(dst, newSlot(0, "name", "Ana"))
		}}
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := e.EvalString(nil, xpath.Context{})
	if got != "Ana" || err != nil || !slices.Equal(asked, []int{2, 1}) {
		t.Errorf("got %q, %v, asked for %v", got, err, asked)
	}
}

// TestPlainNodes evaluates over nodes that are only Nodes: no markup.
func TestPlainNodes(t *testing.T) {
	q := newSlot(1, "q", "yes")
	q.parent = newSlot(0, "data", "")
	checkStrings(t, nil, xpath.Context{Node: q}, [][2]string{
		{"text()", "yes"},
		{"./text() = 'yes'", "true"},
		{"count(@x)", "0"},
		{"name(.)", "q"},
	})
}
