package xpath_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"io/fs"
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"doorstep/survey/xpath"
)

// publicCases is where the public engines' cases stand beside the project.
const publicCases = "../../../shared/data/xpath.jsonl"

// otherwise names the cases on which Doorstep differs, and why.
var otherwise = map[string]string{
	"xp1177": "a blank adds nothing to a sum, as in ODK",
	"xp1884": "a pattern must match the whole text, as in ODK",
}

type publicCase struct {
	ID, Expr, Type, TZ string
	Context            string
	At                 string `json:"context_node"`
	Expected           any
	Factor             float64
	Nodes              []string
	Ordered, Scored    bool
}

func readPublicCases(t *testing.T) []publicCase {
	t.Helper()
	file, err := os.Open(publicCases)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the public cases are not beside the project")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var list []publicCase
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var c publicCase
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		list = append(list, c)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return list
}

func (c *publicCase) context(t *testing.T, env *xpath.Env) xpath.Context {
	t.Helper()
	if c.Context == "" {
		return xpath.Context{}
	}
	doc, err := xpath.ParseXML(strings.NewReader(c.Context))
	if err != nil {
		t.Fatalf("%s: %v", c.ID, err)
	}
	if c.At == "" || c.At == "/" {
		return xpath.Context{Node: doc}
	}
	nodes := evalNodes(t, env, xpath.Context{Node: doc}, c.At)
	if len(nodes) == 0 {
		t.Fatalf("%s: no node %s", c.ID, c.At)
	}
	return xpath.Context{Node: nodes[0]}
}

func evalNodes(t *testing.T, env *xpath.Env, ctx xpath.Context, source string) []xpath.Node {
	t.Helper()
	e, err := xpath.Compile(source)
	if err != nil {
		t.Fatalf("%s: %v", source, err)
	}
	nodes, err := e.EvalNodes(env, ctx)
	if err != nil {
		t.Fatalf("%s: %v", source, err)
	}
	return nodes
}

func TestPublicCases(t *testing.T) {
	passed, total := 0, 0
	for _, c := range readPublicCases(t) {
		if !c.Scored {
			continue
		}
		zone, err := time.LoadLocation(c.TZ)
		if err != nil {
			t.Fatal(err)
		}
		env := &xpath.Env{Location: zone}
		ctx := c.context(t, env)
		total++
		got, ok := c.run(env, ctx)
		if ok {
			passed++
		}
		if why, differs := otherwise[c.ID]; ok == differs {
			t.Errorf("%s: %s gives %v, expected %v (%s)", c.ID, c.Expr, got, c.Expected, why)
		}
	}
	t.Logf("%d of %d cases pass (%.2f %%)", passed, total, 100*float64(passed)/float64(total))
}

func (c *publicCase) run(env *xpath.Env, ctx xpath.Context) (got any, ok bool) {
	e, err := xpath.CompileLate(c.Expr)
	var v xpath.Value
	if err == nil {
		v, err = e.Eval(env, ctx)
	}
	if err != nil || c.Type == "error" {
		return err, err != nil && c.Type == "error"
	}
	switch c.Type {
	case "number":
		return v.Number(), sameNumber(v.Number(), c.Expected)
	case "number-rounded":
		return v.Number(), math.Abs(math.Round(v.Number()*c.Factor)/c.Factor-c.Expected.(float64)) < 1e-9
	case "boolean":
		return v.Bool(), v.Bool() == c.Expected
	case "string":
		return v.String(), v.String() == c.Expected
	case "string-match":
		return v.String(), regexp.MustCompile(c.Expected.(string)).MatchString(v.String())
	case "string-length":
		return v.String(), float64(utf8.RuneCountInString(v.String())) == c.Expected
	case "nodeset-count":
		return len(v.Nodes()), float64(len(v.Nodes())) == c.Expected
	}
	return nil, false
}

func sameNumber(got float64, expected any) bool {
	want, isNumber := expected.(float64)
	if !isNumber {
		var err error
		if want, err = strconv.ParseFloat(expected.(string), 64); err != nil {
			return false
		}
	}
	return got == want || math.IsNaN(got) && math.IsNaN(want) ||
		math.Abs(got-want) <= 1e-12*math.Max(1, math.Abs(want))
}

// TestPublicOrders compares which nodes come in which order: randomize with a
// seed, and the axes.
func TestPublicOrders(t *testing.T) {
	env := &xpath.Env{Location: time.UTC}
	for _, c := range readPublicCases(t) {
		seeded := strings.HasPrefix(c.Expr, "randomize(") && strings.Contains(c.Expr, ",")
		if len(c.Nodes) == 0 || !c.Ordered || !seeded && !c.Scored {
			continue
		}
		ctx := c.context(t, env)
		got := evalNodes(t, env, ctx, c.Expr)
		if len(got) != len(c.Nodes) {
			t.Errorf("%s: %s gives %d nodes, expected %d", c.ID, c.Expr, len(got), len(c.Nodes))
			continue
		}
		for i, path := range c.Nodes {
			if strings.Contains(path, "text()") {
				continue // counted without CDATA sections
			}
			want := evalNodes(t, env, ctx, path)
			if len(want) != 1 {
				t.Fatalf("%s: %s names %d nodes", c.ID, path, len(want))
			}
			if got[i] != want[0] {
				t.Errorf("%s: %s: node %d is %q, expected %s", c.ID, c.Expr, i+1, got[i].Value(), path)
			}
		}
	}
}
