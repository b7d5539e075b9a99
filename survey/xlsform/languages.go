package xlsform

import (
	"fmt"
	"slices"
	"strings"

	"doorstep/survey"
)

// languages knows a form's languages and which one a header means.
type languages struct {
	names []string          // as first written, in sheet order
	byKey map[string]string // by spelling without case and spaces
	plain string            // the language of columns that name none
}

func languageKey(name string) string {
	return strings.ToLower(strings.Join(strings.Fields(name), ""))
}

// collect reads the languages from the headers of survey and choices, and
// decides what columns without a language mean: the default language where the
// settings name one, else a language "default" when the labels themselves
// stand in such a column, else the form's first language.
func (l *languages) collect(r *reader) {
	l.byKey = map[string]string{}
	plainLabel := false
	tables := []*table{r.survey, r.choices, r.quotas}
	for _, t := range tables {
		if t == nil {
			continue
		}
		for _, c := range t.columns {
			switch {
			case !translated[c.key]:
			case c.lang != "":
				l.add(c.lang)
			case c.key == "label" && t.filled(c.index):
				plainLabel = true
			}
		}
	}
	setting := r.form.Settings["default_language"]
	if known := l.match(setting); known != "" {
		setting = known
	}
	switch {
	case setting != "" && len(l.names) == 0:
		// One language without a name of its own: the settings name it.
		l.plain = setting
		l.add(setting)
	case setting != "":
		l.plain = setting
		if l.byKey[languageKey(setting)] == "" && plainLabel {
			l.add(setting)
		}
	case len(l.names) == 0:
		l.names = []string{""}
	case plainLabel:
		l.plain = "default"
		l.names = slices.Insert(l.names, 0, "default")
		l.byKey["default"] = "default"
	default:
		l.plain = l.names[0]
	}
	r.form.Languages = l.names
	r.form.DefaultLanguage = l.plain
	if !slices.Contains(l.names, l.plain) {
		at := survey.Cell{Sheet: "settings"}
		if r.settings != nil && len(r.settings.rows) > 0 {
			at = r.firstSetting().at("default_language")
		}
		r.problems.warnf(at, "unknown-language", "the default language %q has no column label::%s%s", setting, setting, didYouMean(setting, l.names, "%s"))
		r.form.DefaultLanguage = l.names[0]
		l.plain = l.names[0]
	}
}

func (l *languages) add(name string) {
	key := languageKey(name)
	if l.byKey[key] == "" {
		l.byKey[key] = name
		l.names = append(l.names, name)
	}
}

// match finds the language that the settings mean: by its whole name, the name
// before the code, or the code.
func (l *languages) match(name string) string {
	if name == "" {
		return ""
	}
	if known := l.byKey[languageKey(name)]; known != "" {
		return known
	}
	for _, known := range l.names {
		before, code, _ := strings.Cut(known, "(")
		if languageKey(before) == languageKey(name) || languageKey(strings.TrimSuffix(code, ")")) == languageKey(name) {
			return known
		}
	}
	return ""
}

// languageOf returns the form's language for a header's.
func (r *reader) languageOf(header string) string {
	if header == "" {
		return r.languages.plain
	}
	return r.languages.byKey[languageKey(header)]
}

// filled reports whether the column holds anything.
func (t *table) filled(index int) bool {
	for _, row := range t.rows {
		if index < len(row.cells) && row.cells[index] != "" {
			return true
		}
	}
	return false
}

// checkTranslations warns of words that a language lacks: once a column, with
// the first rows it is about.
func (r *reader) checkTranslations() {
	if len(r.languages.names) < 2 {
		return
	}
	for _, t := range []*table{r.survey, r.choices} {
		if t == nil {
			continue
		}
		for _, key := range []string{"label", "hint", "guidance_hint", "constraint_message", "required_message", "soft_constraint_message", "image", "big-image", "audio", "video"} {
			if len(t.all[key]) > 0 {
				r.checkColumn(t, key)
			}
		}
	}
}

func (r *reader) checkColumn(t *table, key string) {
	byLanguage := map[string]column{}
	for _, c := range t.all[key] {
		byLanguage[r.languageOf(c.lang)] = c
	}
	for _, lang := range r.languages.names {
		c, there := byLanguage[lang]
		if !there {
			if t.filled(t.all[key][0].index) {
				r.problems.warnf(t.cell(t.header, t.all[key][0].index, t.all[key][0].header), "missing-translation",
					"there is no column %s::%s; the interview shows %s there", key, lang, r.form.DefaultLanguage)
			}
			continue
		}
		var rows []int
		for _, row := range t.rows {
			if c.index < len(row.cells) && row.cells[c.index] != "" {
				continue
			}
			for _, other := range byLanguage {
				if other.index < len(row.cells) && row.cells[other.index] != "" {
					rows = append(rows, row.number)
					break
				}
			}
		}
		if len(rows) > 0 {
			r.problems.warnf(t.cell(rows[0], c.index, c.header), "missing-translation",
				"%s is missing in %s (%s); the interview shows another language there", key, lang, rowList(rows))
		}
	}
}

// rowList writes "row 5" or "rows 5, 6 and 12 more".
func rowList(rows []int) string {
	if len(rows) == 1 {
		return fmt.Sprintf("row %d", rows[0])
	}
	const most = 8
	var b strings.Builder
	b.WriteString("rows ")
	for i, n := range rows {
		switch {
		case i == most:
			fmt.Fprintf(&b, " and %d more", len(rows)-most)
			return b.String()
		case i == len(rows)-1:
			b.WriteString(" and ")
		case i > 0:
			b.WriteString(", ")
		}
		fmt.Fprint(&b, n)
	}
	return b.String()
}
