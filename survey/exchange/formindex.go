package exchange

import (
	"cmp"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"doorstep/survey"
)

// formIndex finds a form's nodes by the keys that exports use.
type formIndex struct {
	form *survey.Form
	main *scopeIndex
}

// scopeIndex holds the nodes of one scope by key: the path below the form's
// root ("group/question"), and the bare name where only one node of the scope
// has it.
type scopeIndex struct {
	scope *survey.Scope
	nodes map[string]survey.Node
	inner map[*survey.Repeat]*scopeIndex
	place map[*survey.Repeat]int // in Scope.Repeats
}

func newFormIndex(f *survey.Form) *formIndex {
	return &formIndex{form: f, main: newScopeIndex(f.Main, f.Root)}
}

func newScopeIndex(scope *survey.Scope, root *survey.Group) *scopeIndex {
	x := &scopeIndex{scope: scope, nodes: map[string]survey.Node{}, inner: map[*survey.Repeat]*scopeIndex{}, place: map[*survey.Repeat]int{}}
	for i, s := range scope.Repeats {
		x.place[s.Repeat] = i
		x.inner[s.Repeat] = newScopeIndex(s, &s.Repeat.Group)
	}
	short := map[string]survey.Node{}
	x.add(root, short)
	for name, n := range short {
		if _, taken := x.nodes[name]; n != nil && !taken {
			x.nodes[name] = n
		}
	}
	return x
}

// add lists the nodes below g that are in the scope, repeats' own nodes apart.
func (x *scopeIndex) add(g *survey.Group, short map[string]survey.Node) {
	for _, n := range g.Children {
		base := n.Base()
		x.nodes[base.Ref.Column()] = n
		if _, twice := short[base.Name]; twice {
			short[base.Name] = nil
		} else {
			short[base.Name] = n
		}
		if inner, ok := n.(*survey.Group); ok {
			x.add(inner, short)
		}
	}
}

// find returns the node of a key, nil when there is none. within is the path
// of the group the key stands in, "" at the top.
func (x *scopeIndex) find(within, key string) survey.Node {
	if within != "" {
		if n, ok := x.nodes[within+"/"+key]; ok {
			return n
		}
	}
	return x.nodes[key]
}

// isCount reports whether a key is the node that form converters add beside a
// repeat with a repeat_count, NAME_count. It says how many instances follow.
func (x *scopeIndex) isCount(within, key string) bool {
	name, ok := strings.CutSuffix(key, "_count")
	path := key
	if within != "" { // a question of the name elsewhere is another
		path = within + "/" + key
	}
	if n := x.nodes[path]; !ok || n != nil && n.Base().Ref.Column() == path {
		return false
	}
	repeat, ok := x.find(within, name).(*survey.Repeat)
	return ok && !repeat.Count.IsZero()
}

// isMetadata reports whether a key is one that servers add.
func isMetadata(key string) bool {
	return strings.HasPrefix(key[strings.LastIndexByte(key, '/')+1:], "_") || strings.HasPrefix(key, "_") || strings.HasPrefix(key, "meta/") || strings.HasPrefix(key, "formhub/") ||
		strings.Contains(key, "@odata.") || key == "instanceID" || key == "form_version" || key == "form_id" || key == "xform_id_string"
}

// isVersion reports whether a key names the form's version: KoboToolbox writes
// __version__, and __version2__ or _version__001 once a form was renamed.
func isVersion(key string) bool {
	if key == "form_version" || key == "meta/versionID" {
		return true
	}
	rest, ok := strings.CutPrefix(strings.TrimLeft(key, "_"), "version")
	return ok && key[0] == '_' && strings.Trim(rest, "_0123456789") == ""
}

// versionKeys picks the keys that name versions. Of several, the one numbered
// highest was added last and says which version was answered.
func versionKeys(keys iter.Seq[string]) []string {
	var found []string
	for key := range keys {
		if isVersion(key) {
			found = append(found, key)
		}
	}
	number := func(key string) int {
		n, err := strconv.Atoi(strings.Trim(key, "_version"))
		if err != nil {
			return 0
		}
		return n
	}
	slices.SortFunc(found, func(a, b string) int {
		return cmp.Or(number(b)-number(a), strings.Compare(a, b))
	})
	return found
}

// readTimes takes who, where and when from the questions the device fills in.
func (x *formIndex) readTimes(sub *survey.Submission, zone *time.Location) {
	for slot, q := range x.form.Main.Questions {
		v := sub.Record.Value(slot)
		if !v.IsAnswered() {
			continue
		}
		switch q.Type {
		case survey.TypeStart:
			if t, ok := parseTime(v.Text, zone); ok {
				sub.Started = t
			}
		case survey.TypeEnd:
			if t, ok := parseTime(v.Text, zone); ok {
				sub.Finished = t
			}
		case survey.TypeDeviceID:
			sub.Device = v.Text
		case survey.TypeUsername:
			sub.Worker = v.Text
		}
	}
}
