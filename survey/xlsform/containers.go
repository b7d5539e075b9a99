package xlsform

import (
	"slices"
	"strings"
)

// checkContainers warns of entity lists that ODK could not make an entity for:
// each needs a group or repeat of its own (or the form as a whole), and all it
// refers to must stand in the same repeats.
func (r *reader) checkContainers() {
	if r.entities == nil {
		return
	}
	taken := map[*node]int{} // the row of the entity list; nil is the whole form
	for rec := range r.entities.records {
		saved, named := r.entityNodes(rec)
		all := append(slices.Clone(saved), named...)
		scope := innermost(all)
		if stranger := outsider(all, scope); stranger != nil {
			r.problems.warnf(rec.at("list_name"), "bad-entity", "this entity list refers to %s (row %d) and to questions of another repeat; ODK needs all of them in one", stranger.Base().Name, stranger.row)
			continue
		}
		var around *node
		if len(scope) > 0 {
			around = scope[len(scope)-1]
		}
		place := common(saved, around)
		for place != around && taken[place] != 0 {
			place = place.parent
		}
		if first := taken[place]; first != 0 {
			r.problems.warnf(rec.at("list_name"), "bad-entity", "ODK makes one entity a group or repeat, and row %d has taken the place of this one; put their questions into groups of their own", first)
			continue
		}
		taken[place] = rec.row
	}
}

// entityNodes returns the questions saved to the entity list, and those that
// its own expressions name.
func (r *reader) entityNodes(rec record) (saved, named []*node) {
	list := rec.get("list_name")
	if list == "" {
		list = rec.get("dataset")
	}
	for _, n := range r.nodes {
		to := n.get("save_to")
		prefix, _, prefixed := strings.Cut(to, "#")
		if to != "" && (prefix == list || !prefixed && len(r.entities.rows) == 1) {
			saved = append(saved, n)
		}
	}
	for _, key := range []string{"entity_id", "create_if", "update_if", "label"} {
		for _, found := range reference.FindAllStringSubmatch(rec.get(key), -1) {
			if nodes := r.names[strings.TrimSpace(found[1])]; len(nodes) == 1 {
				named = append(named, nodes[0])
			}
		}
	}
	return saved, named
}

// innermost returns the longest chain of repeats around any of the nodes.
func innermost(nodes []*node) []*node {
	var deepest []*node
	for _, n := range nodes {
		if len(n.repeats) > len(deepest) {
			deepest = n.repeats
		}
	}
	return deepest
}

// outsider returns a node whose repeats do not lie around the scope.
func outsider(nodes []*node, scope []*node) *node {
	for _, n := range nodes {
		if !slices.Equal(n.repeats, scope[:len(n.repeats)]) {
			return n
		}
	}
	return nil
}

// common returns the innermost group around all the nodes that lies in the
// scope's repeat.
func common(nodes []*node, scope *node) *node {
	if len(nodes) == 0 {
		return scope
	}
	for group := nodes[0].parent; group != nil && group != scope; group = group.parent {
		if !slices.ContainsFunc(nodes, func(n *node) bool { return !within(n, group) }) && within(group, scope) {
			return group
		}
	}
	return scope
}

// within reports whether the node lies in the group; everything lies in the
// whole form.
func within(n, group *node) bool {
	if group == nil {
		return true
	}
	for ; n != nil; n = n.parent {
		if n == group {
			return true
		}
	}
	return false
}
