package survey

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// node tells how a node of the new form differs from the one it was.
func (d *differ) node(was, n Node) {
	base := n.Base()
	entry := DiffEntry{Ref: base.Ref, Title: title(d.newer, n)}
	if was == nil {
		entry.Kind, entry.New = DiffAdded, entry.Title
		d.add(entry)
		return
	}
	older := was.Base()
	entry.Was = older.Ref
	if base.Name != older.Name {
		renamed := entry
		renamed.Kind, renamed.What, renamed.Old, renamed.New = DiffRenamed, "name", older.Name, base.Name
		d.add(renamed)
	}
	if !d.still[n] {
		moved := entry
		moved.Kind, moved.Old, moved.New = DiffMoved, place(d.older, was), place(d.newer, n)
		d.add(moved)
	}
	d.words(entry, DiffReworded, wordsOf(older), wordsOf(base))
	d.logic(entry, DiffLogic, logicOf(was), logicOf(n))
	d.choices(entry, was, n)
}

// place says where a node stands: behind which other, and in which section.
func place(f *Form, n Node) string {
	group := groupOf(f, n)
	where := "first"
	if i := slices.Index(group.Children, n); i > 0 {
		where = "after " + group.Children[i-1].Base().Name
	}
	if group == f.Root {
		return where
	}
	return where + " in " + group.Name
}

// worded is a column of words.
type worded struct {
	what  string
	label Label
}

func wordsOf(i *Item) []worded {
	return []worded{
		{"label", i.Label},
		{"hint", i.Hint},
		{"guidance_hint", i.GuidanceHint},
		{"constraint_message", i.Bind.ConstraintMessage},
		{"required_message", i.Bind.RequiredMessage},
		{"soft_constraint_message", i.Bind.SoftConstraintMessage},
		{"image", i.Image},
		{"big-image", i.BigImage},
		{"audio", i.Audio},
		{"video", i.Video},
	}
}

func (d *differ) words(entry DiffEntry, kind DiffKind, older, newer []worded) {
	for _, language := range d.languages {
		for i, now := range newer {
			a, b := older[i].label[language[0]], now.label[language[1]]
			if a != b {
				e := entry
				e.Kind, e.What, e.Language, e.Old, e.New = kind, now.what, language[1], a, b
				d.add(e)
			}
		}
	}
}

// cell is a column of anything but words.
type cell struct{ what, text string }

func logicOf(n Node) []cell {
	i := n.Base()
	b := i.Bind
	triggers := make([]string, len(b.Trigger))
	for at, ref := range b.Trigger {
		triggers[at] = ref.Name()
	}
	cells := []cell{
		{"type", typeOf(n)},
		{"relevant", b.Relevant.Source},
		{"required", b.Required.Source},
		{"constraint", b.Constraint.Source},
		{"soft_constraint", b.SoftConstraint.Source},
		{"read_only", b.ReadOnly.Source},
		{"calculation", b.Calculation.Source},
		{"default", b.Default.Source},
		{"trigger", strings.Join(triggers, " ")},
		{"appearance", strings.Join(i.Appearance, " ")},
		{"parameters", pairs(i.Parameters)},
		{"autoplay", i.Autoplay},
		{"personal", yes(i.Personal)},
		{"contact", yes(i.Contact)},
		{"special", yes(i.Special)},
		{"consent", i.Consent},
		{"interviewer", yes(i.Interviewer)},
		{"self_completion", yes(i.SelfCompletion)},
		{"non_response", no(i.NoRefusal)},
	}
	switch n := n.(type) {
	case *Question:
		cells = append(cells, cell{"choice_filter", n.ChoiceFilter.Source}, cell{"seed", n.Seed.Source}, cell{"repeat", string(n.Repeat)})
	case *Repeat:
		cells = append(cells, cell{"repeat_count", n.Count.Source})
	}
	return cells
}

func typeOf(n Node) string {
	switch n := n.(type) {
	case *Question:
		if n.OrOther {
			return string(n.Type) + " or_other"
		}
		return string(n.Type)
	case *Repeat:
		return "repeat"
	}
	return "group"
}

func yes(on bool) string {
	if on {
		return "yes"
	}
	return ""
}

func no(on bool) string {
	if on {
		return "no"
	}
	return ""
}

func pairs(m map[string]string) string {
	var list []string
	for _, k := range slices.Sorted(maps.Keys(m)) {
		list = append(list, k+"="+m[k])
	}
	return strings.Join(list, " ")
}

func (d *differ) logic(entry DiffEntry, kind DiffKind, older, newer []cell) {
	texts := map[string]string{}
	for _, c := range older {
		texts[c.what] = c.text
	}
	for _, c := range newer {
		if texts[c.what] != c.text {
			e := entry
			e.Kind, e.What, e.Old, e.New = kind, c.what, texts[c.what], c.text
			d.add(e)
		}
		delete(texts, c.what)
	}
	for _, c := range older { // columns that only the old one has: a repeat that became a group
		if text := texts[c.what]; text != "" {
			e := entry
			e.Kind, e.What, e.Old = kind, c.what, text
			d.add(e)
		}
	}
}

// choices holds the lists of a question against each other, once for each pair
// of lists.
func (d *differ) choices(entry DiffEntry, was, n Node) {
	older, ok := was.(*Question)
	newer, also := n.(*Question)
	if !ok || !also || older.List == nil || newer.List == nil || d.lists[[2]*List{older.List, newer.List}] {
		return
	}
	d.lists[[2]*List{older.List, newer.List}] = true
	entry.List, entry.Also = newer.List.Name, d.uses[newer.List]-1
	before := map[string]int{}
	for i, c := range older.List.Choices {
		if _, twice := before[c.Name]; !twice {
			before[c.Name] = i
		}
	}
	var places []int
	seen := map[string]bool{}
	for _, c := range newer.List.Choices {
		i, there := before[c.Name]
		if seen[c.Name] {
			continue
		}
		seen[c.Name] = true
		e := entry
		e.Choice = c.Name
		if !there {
			e.Kind, e.New = DiffChoiceAdded, d.choiceWords(d.newer, c)
			d.add(e)
			continue
		}
		places = append(places, i)
		old := older.List.Choices[i]
		d.words(e, DiffChoiceWords, choiceWordsOf(old), choiceWordsOf(c))
		d.logic(e, DiffChoiceLogic, cellsOf(old, newer.List.Columns, older.List.Columns), cellsOf(c, newer.List.Columns, older.List.Columns))
	}
	for _, c := range older.List.Choices {
		if !seen[c.Name] {
			seen[c.Name] = true
			e := entry
			e.Kind, e.Choice, e.Old = DiffChoiceRemoved, c.Name, d.choiceWords(d.older, c)
			d.add(e)
		}
	}
	if !slices.IsSorted(places) {
		e := entry
		e.Kind, e.What = DiffChoiceOrder, "order"
		e.Old, e.New = names(older.List), names(newer.List)
		d.add(e)
	}
}

func (d *differ) choiceWords(f *Form, c *Choice) string {
	if text, _ := c.Label.In(f.DefaultLanguage, f.Languages...); text != "" {
		return text
	}
	return c.Name
}

func choiceWordsOf(c *Choice) []worded {
	return []worded{{"label", c.Label}, {"image", c.Image}, {"big-image", c.BigImage}, {"audio", c.Audio}, {"video", c.Video}}
}

func cellsOf(c *Choice, columns ...[]string) []cell {
	var cells []cell
	seen := map[string]bool{}
	for _, list := range columns {
		for _, name := range list {
			if !seen[name] {
				seen[name] = true
				cells = append(cells, cell{name, c.Cells[name]})
			}
		}
	}
	return cells
}

// mostNamed is how many choices an entry about their order names.
const mostNamed = 30

func names(l *List) string {
	var list []string
	for i, c := range l.Choices {
		if i == mostNamed {
			list = append(list, "…")
			break
		}
		list = append(list, c.Name)
	}
	return strings.Join(list, ", ")
}

// quotas are a form's, each in one line.
func quotas(f *Form) map[string]string {
	all := map[string]string{}
	for _, q := range f.Quotas {
		text := strconv.Itoa(q.Target)
		if q.When.Source != "" {
			text += " where " + q.When.Source
		}
		if q.Area != "" {
			text += " in " + q.Area
		}
		all[q.Name] = text
	}
	return all
}
