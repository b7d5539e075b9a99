package survey

import (
	"maps"
	"slices"
	"strings"
)

// DiffKind says what happened between two versions of a questionnaire.
type DiffKind string

// The kinds, as the command line writes them.
const (
	DiffForm          DiffKind = "form"           // of the form itself: title, languages, quotas
	DiffAdded         DiffKind = "added"          // a question or section is new
	DiffRemoved       DiffKind = "removed"        // or gone
	DiffMoved         DiffKind = "moved"          // or stands elsewhere
	DiffRenamed       DiffKind = "renamed"        // its name is another, and it says so in column was
	DiffReworded      DiffKind = "reworded"       // label, hint, message, in one language
	DiffLogic         DiffKind = "logic"          // type, relevant, constraint, required, and so on
	DiffChoiceAdded   DiffKind = "choice-added"   // of a list
	DiffChoiceRemoved DiffKind = "choice-removed" //
	DiffChoiceWords   DiffKind = "choice-reworded"
	DiffChoiceLogic   DiffKind = "choice-logic" // a filter's column
	DiffChoiceOrder   DiffKind = "choice-order"
)

// DiffEntry is one thing that differs between two versions.
type DiffEntry struct {
	Kind  DiffKind
	Ref   Ref    // of the node, in the new version unless it is gone; "" for the form and unused lists
	Was   Ref    // its path in the old version, "" when it is new
	Title string // the node's label in the default language, else its name

	List     string // of an entry about choices
	Choice   string // its name
	Also     int    // further questions that use the list
	What     string // the column: "label", "relevant"; of the form "title", "languages"
	Language string // of words
	Old, New string
}

// Diff tells how a questionnaire differs from an older version of it: entries
// of the form first, then those of its nodes in the new version's order, each
// removed one where it stood, and those of choices behind the first question
// that uses them. It changes neither form.
func Diff(older, newer *Form) []DiffEntry {
	d := &differ{older: older, newer: newer, to: map[Node]Node{}, from: map[Node]Node{}, lists: map[[2]*List]bool{}}
	d.pairLanguages()
	d.pairNodes()
	d.form()
	d.removedAfter(nil)
	for n := range Nodes(newer.Root) {
		was := d.from[n]
		d.node(was, n)
		if was != nil {
			d.removedAfter(was)
		}
	}
	return d.found
}

type differ struct {
	older, newer *Form

	languages [][2]string     // that both have: as the old names it, as the new does
	to, from  map[Node]Node   // old to new, and back
	self      map[*Group]Node // the old form's node that a group is of
	still     map[Node]bool   // new nodes that stand in their old order among their siblings
	gone      map[Node][]Node
	uses      map[*List]int // of the new form
	lists     map[[2]*List]bool
	found     []DiffEntry
}

// pairLanguages pairs what both have by its name. When none is shared the
// default ones are held against each other.
func (d *differ) pairLanguages() {
	for _, l := range d.newer.Languages {
		if slices.Contains(d.older.Languages, l) {
			d.languages = append(d.languages, [2]string{l, l})
		}
	}
	if len(d.languages) == 0 {
		d.languages = [][2]string{{d.older.DefaultLanguage, d.newer.DefaultLanguage}}
	}
}

// pairNodes pairs by path, then by the older name that column was gives, then
// by name.
func (d *differ) pairNodes() {
	byRef, byName := map[Ref]Node{}, map[string][]Node{}
	d.self = map[*Group]Node{}
	for n := range Nodes(d.older.Root) {
		if g := ChildrenOf(n); g != nil {
			d.self[g] = n
		}
		byRef[n.Base().Ref] = n
		byName[n.Base().Name] = append(byName[n.Base().Name], n)
	}
	d.pair(d.older.Root, d.newer.Root)
	oldRoot := d.older.Root.Ref
	var left []Node
	for n := range Nodes(d.newer.Root) {
		ref := oldRoot + Ref(strings.TrimPrefix(string(n.Base().Ref), string(d.newer.Root.Ref)))
		if was := byRef[ref]; was != nil && alike(was, n) {
			d.pair(was, n)
		} else {
			left = append(left, n)
		}
	}
	named := func(name func(Node) string) {
		for _, n := range left {
			if d.from[n] != nil || name(n) == "" {
				continue
			}
			for _, was := range byName[name(n)] {
				if d.to[was] == nil && alike(was, n) {
					d.pair(was, n)
					break
				}
			}
		}
	}
	named(func(n Node) string { return n.Base().Was })
	named(func(n Node) string { return n.Base().Name })

	d.still = map[Node]bool{}
	d.standing(d.newer.Root)
	d.gone = map[Node][]Node{}
	var before Node
	for n := range Nodes(d.older.Root) {
		if d.to[n] == nil {
			d.gone[before] = append(d.gone[before], n)
		} else {
			before = n
		}
	}
	d.uses = map[*List]int{}
	for q := range d.newer.Questions() {
		if q.List != nil {
			d.uses[q.List]++
		}
	}
}

func (d *differ) pair(was, n Node) { d.to[was], d.from[n] = n, was }

// alike reports whether both are questions, or neither is.
func alike(a, b Node) bool { return (ChildrenOf(a) == nil) == (ChildrenOf(b) == nil) }

// standing marks the children of a group that kept their order: the longest
// run of them that stand in the old group as they do in the new.
func (d *differ) standing(g *Group) {
	var kept []Node
	var places []int
	for _, n := range g.Children {
		if inner := ChildrenOf(n); inner != nil {
			d.standing(inner)
		}
		was := d.from[n]
		if was == nil {
			continue
		}
		parent := groupOf(d.older, was)
		if d.parentNow(parent) != g {
			continue
		}
		kept = append(kept, n)
		places = append(places, slices.Index(parent.Children, was))
	}
	for _, i := range rising(places) {
		d.still[kept[i]] = true
	}
}

// groupOf is the group a node stands in.
func groupOf(f *Form, n Node) *Group {
	if p := n.Base().Parent; p != nil {
		return ChildrenOf(p)
	}
	return f.Root
}

// parentNow is the new form's group for one of the old form's.
func (d *differ) parentNow(g *Group) *Group {
	if g == d.older.Root {
		return d.newer.Root
	}
	return ChildrenOf(d.to[d.self[g]])
}

// rising returns the places of a longest rising run.
func rising(values []int) []int {
	ends, before := []int{}, make([]int, len(values))
	for i, v := range values {
		at, _ := slices.BinarySearchFunc(ends, v, func(end, v int) int { return values[end] - v })
		before[i] = -1
		if at > 0 {
			before[i] = ends[at-1]
		}
		if at == len(ends) {
			ends = append(ends, i)
		} else {
			ends[at] = i
		}
	}
	if len(ends) == 0 {
		return nil
	}
	var run []int
	for i := ends[len(ends)-1]; i >= 0; i = before[i] {
		run = append(run, i)
	}
	return run
}

func (d *differ) add(e DiffEntry) { d.found = append(d.found, e) }

// title is a node's label, else its name.
func title(f *Form, n Node) string {
	if text, _ := n.Base().Label.In(f.DefaultLanguage, f.Languages...); text != "" {
		return text
	}
	return n.Base().Name
}

func (d *differ) removedAfter(was Node) {
	for _, n := range d.gone[was] {
		d.add(DiffEntry{Kind: DiffRemoved, Ref: n.Base().Ref, Was: n.Base().Ref, Title: title(d.older, n), Old: title(d.older, n)})
	}
}

func (d *differ) form() {
	say := func(what, older, newer string) {
		if older != newer {
			d.add(DiffEntry{Kind: DiffForm, Title: d.newer.Title, What: what, Old: older, New: newer})
		}
	}
	say("form_id", d.older.ID, d.newer.ID)
	say("title", d.older.Title, d.newer.Title)
	say("version", d.older.Version, d.newer.Version)
	say("languages", strings.Join(d.older.Languages, ", "), strings.Join(d.newer.Languages, ", "))
	say("default_language", d.older.DefaultLanguage, d.newer.DefaultLanguage)
	say("instance_name", d.older.InstanceName.Source, d.newer.InstanceName.Source)
	said := map[string]bool{"form_id": true, "form_title": true, "title": true, "version": true, "default_language": true, "instance_name": true}
	for _, key := range slices.Sorted(maps.Keys(both(d.older.Settings, d.newer.Settings))) {
		if !said[key] {
			say(key, d.older.Settings[key], d.newer.Settings[key])
		}
	}
	older, newer := quotas(d.older), quotas(d.newer)
	for _, name := range slices.Sorted(maps.Keys(both(older, newer))) {
		say("quota "+name, older[name], newer[name])
	}
}

func both(a, b map[string]string) map[string]string {
	all := maps.Clone(a)
	if all == nil {
		all = map[string]string{}
	}
	maps.Copy(all, b)
	return all
}
