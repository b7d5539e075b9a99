package xlsform

import (
	"slices"
	"strings"

	"doorstep/survey"
)

// listUse is a choice list and who uses it.
type listUse struct {
	*survey.List
	row    int // its first row
	used   bool
	byName map[string]int // row of each name
}

// readChoices reads the choices sheet into the form's lists.
func (r *reader) readChoices() {
	t := r.choices
	if t == nil || len(t.rows) == 0 {
		return
	}
	if !r.hasColumns(t, "list_name", "name") {
		return
	}
	extra := extraColumns(t)
	var current *listUse
	for rec := range t.records {
		listName := rec.get("list_name")
		if listName == "" {
			r.looseChoice(rec)
			continue
		}
		if current == nil || current.Name != listName {
			current = r.lists[listName]
		}
		if current == nil {
			current = &listUse{List: &survey.List{Name: listName, Columns: extraNames(extra)}, row: rec.row, byName: map[string]int{}}
			r.lists[listName] = current
			r.form.Lists[listName] = current.List
		}
		r.addChoice(current, rec, extra)
	}
}

// hasColumns reports the columns that a sheet cannot do without.
func (r *reader) hasColumns(t *table, keys ...string) bool {
	var missing []string
	for _, k := range keys {
		if len(t.all[k]) == 0 {
			missing = append(missing, k)
		}
	}
	if len(missing) == 0 {
		return true
	}
	headers := make([]string, len(t.columns))
	for i, c := range t.columns {
		headers[i] = c.header
	}
	hint := ""
	if n := nearest(missing[0], headers); n != "" {
		hint = "; is " + quote(n) + " meant?"
	}
	r.problems.errorf(survey.Cell{Sheet: t.name, Row: max(1, t.header)}, "missing-column", "the sheet %s has no column %s%s", t.name, strings.Join(missing, " and no column "), hint)
	return false
}

// looseChoice remarks on a row that belongs to no list.
func (r *reader) looseChoice(rec record) {
	if rec.get("name") != "" || rec.has("label") {
		r.problems.warnf(rec.at("list_name"), "choice-without-list", "this choice belongs to no list and is not read; write the list's name in list_name")
	}
}

func extraColumns(t *table) []column {
	var extra []column
	for _, c := range t.columns {
		if c.key != "list_name" && c.key != "name" && !translated[c.key] {
			extra = append(extra, c)
		}
	}
	return extra
}

func extraNames(columns []column) []string {
	names := make([]string, 0, len(columns))
	for _, c := range columns {
		if !slices.Contains(names, c.key) {
			names = append(names, c.key)
		}
	}
	return names
}

func (r *reader) addChoice(list *listUse, rec record, extra []column) {
	name := straighten(rec.get("name")) // as the expressions that ask for it are
	if name == "" {
		if isBlank(rec.cells) {
			return
		}
		r.problems.errorf(rec.at("name"), "choice-without-name", "this choice of %s has no name; give it one, such as 1 or yes", list.Name)
		return
	}
	if first, there := list.byName[name]; there && !r.duplicates {
		r.problems.errorf(rec.at("name"), "duplicate-choice", "the name %q is already used in the list %s (row %d); give every choice its own name, or set allow_choice_duplicates to yes in the settings", name, list.Name, first)
	} else if !there {
		list.byName[name] = rec.row
	}
	c := &survey.Choice{
		Name: name, Row: rec.row, Label: rec.text("label", r),
		Image: rec.text("image", r), Audio: rec.text("audio", r), Video: rec.text("video", r), BigImage: rec.text("big-image", r),
	}
	if len(c.Label) == 0 && len(c.Image) == 0 && len(c.Audio) == 0 && len(c.Video) == 0 {
		r.problems.warnf(rec.at("label"), "choice-without-label", "the choice %q of %s has no label; its name is shown instead", name, list.Name)
	}
	for _, x := range extra {
		if x.index < len(rec.cells) && rec.cells[x.index] != "" {
			if c.Cells == nil {
				c.Cells = make(map[string]string, len(extra))
			}
			c.Cells[x.key] = straighten(rec.cells[x.index])
		}
	}
	list.Choices = append(list.Choices, c)
}

// readExternalChoices reads the external_choices sheet, which keeps the long
// lists of select_one_external.
func (r *reader) readExternalChoices() {
	t := r.external
	if t == nil || len(t.rows) == 0 || !r.hasColumns(t, "list_name", "name") {
		return
	}
	r.outside = map[string]*survey.List{}
	extra := extraColumns(t)
	for rec := range t.records {
		name, listName := straighten(rec.get("name")), rec.get("list_name")
		if listName == "" {
			continue
		}
		list := r.outside[listName]
		if list == nil {
			list = &survey.List{Name: listName, Columns: extraNames(extra)}
			r.outside[listName] = list
		}
		if name == "" {
			r.problems.warnf(rec.at("name"), "choice-without-name", "this choice of %s has no name and is not read", listName)
			continue
		}
		c := &survey.Choice{Name: name, Row: rec.row, Label: rec.text("label", r), Cells: map[string]string{}}
		for _, x := range extra {
			if x.index < len(rec.cells) {
				c.Cells[x.key] = straighten(rec.cells[x.index])
			}
		}
		list.Choices = append(list.Choices, c)
	}
}

// useList finds the list of a select on the choices sheet.
func (r *reader) useList(n *node, listName string) *survey.List {
	if use := r.lists[listName]; use != nil {
		use.used = true
		return use.List
	}
	at := n.at("type")
	if r.choices == nil {
		hint := "; add a sheet choices with the columns list_name, name and label"
		for _, name := range r.sheetNames {
			if _, known := sheetKey(name); !known && nearest(name, []string{"choices"}) != "" {
				hint = "; rename the sheet " + quote(name) + " to choices"
			}
		}
		r.problems.errorf(at, "missing-sheet", "the list %q is not there, since the workbook has no sheet choices%s", listName, hint)
		return &survey.List{Name: listName}
	}
	if r.listNames == nil {
		r.listNames = sortedKeys(r.lists)
	}
	r.problems.errorf(at, "unknown-list", "there is no list %q on the choices sheet%s", listName, r.problems.meant(listName, r.listNames, "%s"))
	return &survey.List{Name: listName}
}

// addOther gives a list the choice "other" that or_other asks for.
func (r *reader) addOther(list *survey.List) {
	for _, c := range list.Choices {
		if c.Name == "other" {
			return
		}
	}
	list.Choices = append(list.Choices, &survey.Choice{Name: "other", Label: survey.Label{r.languages.plain: "Other"}})
}

// checkUnused warns of lists that no question uses.
func (r *reader) checkUnused() {
	names := make([]string, 0, len(r.lists))
	for name, use := range r.lists {
		if !use.used {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		use := r.lists[name]
		at := r.choices.cell(use.row, r.choices.first["list_name"], "list_name")
		r.problems.warnf(at, "unused-list", "no question uses the list %s", name)
	}
}

// checkTables warns of table-list groups that ODK cannot draw: their selects
// are the rows of one table, so they share a list, with every choice in it.
func (r *reader) checkTables() {
	lists := map[*node]string{} // of the table's first row
	for _, n := range r.nodes {
		q, ok := n.Node.(*survey.Question)
		if !ok || !q.Type.IsSelect() || n.parent == nil || !slices.Contains(n.parent.Base().Appearance, "table-list") {
			continue
		}
		first, later := lists[n.parent]
		switch {
		case !later:
			lists[n.parent] = n.typ.list
			if !q.ChoiceFilter.IsZero() {
				r.problems.warnf(n.at("choice_filter"), "table-list", "the rows of a table-list share their choices, so ODK takes no choice_filter here; take it out, or take table-list from the group %s", n.parent.Base().Name)
			}
		case n.typ.list != first:
			r.problems.warnf(n.at("type"), "table-list", "the rows of a table-list share one list, and this one has %s where the first has %s; give it a group of its own", n.typ.list, first)
		}
	}
}

// outsideList finds the list of a select_one_external; nil when it is missing,
// which is reported.
func (r *reader) outsideList(n *node, listName string) *survey.List {
	at := n.at("type")
	if r.external == nil {
		hint := "; add a sheet external_choices with the columns list_name, name and label"
		for _, name := range r.sheetNames {
			if _, known := sheetKey(name); !known && nearest(word(name), []string{"external_choices"}) != "" {
				hint = "; rename the sheet " + quote(name) + " to external_choices"
			}
		}
		r.problems.errorf(at, "missing-sheet", "the list %q is not there, since the workbook has no sheet external_choices%s", listName, hint)
		return nil
	}
	list := r.outside[listName]
	if list == nil {
		r.problems.errorf(at, "unknown-list", "there is no list %q on the external_choices sheet%s", listName, didYouMean(listName, sortedKeys(r.outside), "%s"))
	}
	return list
}
