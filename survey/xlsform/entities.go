package xlsform

import (
	"slices"
	"strings"

	"doorstep/survey"
)

// readEntities checks the entities sheet and the save_to column. Doorstep has
// no server to keep entities on, so it only makes sure that the form stays
// good for ODK.
func (r *reader) readEntities() {
	lists := map[string]int{}
	if t := r.entities; t != nil && len(t.rows) > 0 {
		for rec := range t.records {
			r.checkEntity(rec, lists)
		}
		for _, c := range t.columns {
			if !slices.Contains(entityColumns, c.key) {
				r.problems.warnf(t.cell(t.header, c.index, c.header), "unknown-column", "entities has no column %q in XLSForm; it is not read", c.header)
			}
		}
	}
	if r.survey.all["save_to"] != nil {
		r.checkSaves(lists)
	}
	r.checkContainers()
}

func (r *reader) checkEntity(rec record, lists map[string]int) {
	key := "list_name"
	name := rec.get(key)
	if name == "" {
		key, name = "dataset", rec.get("dataset")
	}
	first, twice := lists[name]
	switch {
	case name == "":
		r.problems.warnf(rec.at("list_name"), "missing-name", "this entity list has no name; write one in list_name")
	case twice:
		r.problems.warnf(rec.at(key), "duplicate-name", "the entity list %q stands in row %d already", name, first)
	case strings.HasPrefix(name, "__"):
		r.problems.errorf(rec.at(key), "bad-name", "the name %q of the entity list begins with two underscores, which are reserved", name)
	case !isName(name) || strings.Contains(name, "."):
		r.problems.errorf(rec.at(key), "bad-name", "the name %q of the entity list is not allowed: names begin with a letter or _ and hold only letters, digits, - and _", name)
	}
	lists[name] = rec.row
	for _, key := range []string{"entity_id", "create_if", "update_if", "label"} {
		r.checkExpression(nil, rec.expr(key))
	}
	id, create, update := rec.get("entity_id"), rec.get("create_if"), rec.get("update_if")
	switch {
	case id == "" && update != "":
		r.problems.warnf(rec.at("update_if"), "bad-entity", "the entity list %q has update_if but no entity_id, so ODK cannot know what to update", name)
	case id != "" && create != "" && update == "":
		r.problems.warnf(rec.at("create_if"), "bad-entity", "the entity list %q has entity_id and create_if but no update_if, which ODK needs too", name)
	case id == "" && rec.get("label") == "":
		r.problems.warnf(rec.at("label"), "bad-entity", "the entity list %q has no label for what it creates", name)
	}
}

// checkSaves checks the save_to column against the entity lists.
func (r *reader) checkSaves(lists map[string]int) {
	seen := map[string]int{}
	for _, n := range r.nodes {
		text := n.get("save_to")
		if text == "" || n.get("name") != n.Base().Name {
			continue
		}
		at := n.at("save_to")
		list, property, prefixed := strings.Cut(text, "#")
		if !prefixed {
			list, property = "", text
		}
		property = strings.TrimSpace(property)
		_, isQuestion := n.Node.(*survey.Question)
		switch {
		case len(lists) == 0:
			r.problems.warnf(at, "bad-save-to", "save_to does nothing without an entities sheet")
		case !isQuestion:
			r.problems.warnf(at, "bad-save-to", "a group or repeat cannot be saved to an entity; move save_to to a question")
		case strings.Contains(property, "#"):
			r.problems.warnf(at, "bad-save-to", "save_to %q may hold one # only, between the list and the property", text)
		case prefixed && lists[list] == 0:
			r.problems.warnf(at, "bad-save-to", "there is no entity list %q%s", list, didYouMean(list, sortedKeys(lists), "%s"))
		case !prefixed && len(lists) > 1:
			r.problems.warnf(at, "bad-save-to", "with several entity lists, save_to names the list too: LIST#%s", property)
		case strings.EqualFold(property, "name"), strings.EqualFold(property, "label"):
			r.problems.warnf(at, "bad-save-to", "an entity's property cannot be called %s", property)
		case strings.HasPrefix(property, "__"):
			r.problems.warnf(at, "bad-save-to", "the property %q begins with two underscores, which are reserved", property)
		case !isName(property):
			r.problems.errorf(at, "bad-name", "the property %q is not allowed: %s", property, nameRule)
		case seen[list+"#"+property] != 0:
			r.problems.warnf(at, "bad-save-to", "row %d already saves to %q", seen[list+"#"+property], text)
		}
		seen[list+"#"+property] = n.row
	}
}
