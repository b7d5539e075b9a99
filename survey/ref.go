package survey

import (
	"strconv"
	"strings"
)

// Ref is the path of a node from the form's root: /data/group/question. Within
// an interview, each repeat on the way carries its position from 1:
// /data/child[2]/name.
type Ref string

// Definition returns the path without positions.
func (r Ref) Definition() Ref {
	if !strings.ContainsRune(string(r), '[') {
		return r
	}
	var b strings.Builder
	depth := 0
	for _, c := range string(r) {
		switch {
		case c == '[':
			depth++
		case c == ']':
			depth--
		case depth == 0:
			b.WriteRune(c)
		}
	}
	return Ref(b.String())
}

// Parent returns the path one step up, "" for the root.
func (r Ref) Parent() Ref {
	if i := strings.LastIndexByte(string(r), '/'); i > 0 {
		return r[:i]
	}
	return ""
}

// Name returns the last step's name, without its position.
func (r Ref) Name() string {
	last := string(r[strings.LastIndexByte(string(r), '/')+1:])
	name, _, _ := strings.Cut(last, "[")
	return name
}

// Position returns the last step's position, 0 when it has none.
func (r Ref) Position() int {
	i := strings.LastIndexByte(string(r), '[')
	if i < 0 || !strings.HasSuffix(string(r), "]") {
		return 0
	}
	n, err := strconv.Atoi(string(r[i+1 : len(r)-1]))
	if err != nil {
		return 0
	}
	return n
}

// At returns the path with the position on its last step, from 1.
func (r Ref) At(position int) Ref {
	if i := strings.LastIndexByte(string(r), '['); i >= 0 && strings.HasSuffix(string(r), "]") {
		r = r[:i]
	}
	return r + Ref("["+strconv.Itoa(position)+"]")
}

// Column returns the path below the root with "/" between its steps, as
// exports name columns: /data/g/q gives g/q.
func (r Ref) Column() string {
	s := strings.TrimPrefix(string(r), "/")
	if _, rest, ok := strings.Cut(s, "/"); ok {
		return rest
	}
	return ""
}
