package xpath_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"
	"time"

	"doorstep/survey/xpath"
)

// publicCases is where the public engines' cases stand beside the project.
const publicCases = "../../../shared/data/xpath.jsonl"

type publicCase struct {
	ID, Expr, Context string
	At                string `json:"context_node"`
	Nodes             []string
	Ordered, Scored   bool
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
