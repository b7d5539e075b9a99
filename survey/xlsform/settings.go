package xlsform

import (
	"path/filepath"
	"slices"
	"strings"

	"doorstep/survey"
)

// readSettings reads the settings sheet: its one row below the headers.
func (r *reader) readSettings() {
	f := r.form
	stem := strings.TrimSuffix(r.src.Name, filepath.Ext(r.src.Name))
	root := &survey.Group{Item: survey.Item{Name: "data"}}
	f.Root, f.ID, f.Title = root, stem, stem
	if r.settings == nil {
		r.missingSettings()
		return
	}
	if len(r.settings.rows) == 0 {
		r.problems.warnf(survey.Cell{Sheet: r.settings.name}, "no-version", "the settings sheet is empty; give the questionnaire a form_id and a version there")
		return
	}
	rec := r.firstSetting()
	for _, c := range r.settings.columns {
		if c.index < len(rec.cells) && rec.cells[c.index] != "" {
			f.Settings[c.key] = rec.cells[c.index]
		}
	}
	if id := f.Settings["form_id"]; id != "" {
		f.ID, f.Title = id, id
	}
	if title := f.Settings["form_title"]; title != "" {
		f.Title = title
	}
	f.Version, f.Style = f.Settings["version"], f.Settings["style"]
	f.InstanceName = rec.expr("instance_name")
	if name := f.Settings["name"]; name != "" {
		root.Name = name
		if !isName(name) {
			r.problems.errorf(rec.at("name"), "bad-name", "the name %q of the form's root is not allowed; %s", name, nameRule)
			root.Name = "data"
		}
	}
	if f.Version == "" {
		r.problems.warnf(rec.at("version"), "no-version", "the questionnaire has no version; add a column version to the settings, such as 2026112101, and raise it with every change")
	}
	r.duplicates, _ = isYes(f.Settings["allow_choice_duplicates"])
	r.checkSettings(rec)
}

func (r *reader) firstSetting() record {
	return record{table: r.settings, row: r.settings.rows[0].number, cells: r.settings.rows[0].cells}
}

func (r *reader) missingSettings() {
	for _, name := range r.sheetNames {
		if _, known := sheetKey(name); !known && nearest(name, []string{"settings"}) != "" {
			r.problems.warnf(survey.Cell{Sheet: name}, "unknown-sheet", "there is a sheet %q but none named settings; rename it if it holds the settings", name)
			return
		}
	}
	r.problems.warnf(survey.Cell{Sheet: r.survey.name}, "no-version", "the questionnaire has no settings sheet; add one with form_id and version so that its versions can be told apart")
}

// checkSettings checks the settings whose values are words of XLSForm's own.
func (r *reader) checkSettings(rec record) {
	for _, key := range []string{"allow_choice_duplicates", "clean_text_values", "omit_instanceid", "add_none_option"} {
		v := r.form.Settings[key]
		if _, known := isYes(v); !known {
			r.problems.warnf(rec.at(key), "bad-setting", "%q is neither yes nor no", v)
		}
	}
	if yes, _ := isYes(r.form.Settings["omit_instanceid"]); yes && r.form.Settings["public_key"] != "" {
		r.problems.warnf(rec.at("omit_instanceid"), "bad-setting", "ODK cannot encrypt a form without instanceID; leave omit_instanceID or public_key out")
	}
	if v := r.form.Settings["contact_months"]; v != "" {
		if _, ok := r.form.ContactMonths(); !ok {
			r.problems.warnf(rec.at("contact_months"), "bad-setting", "%q is no number of months; the project's own is used", v)
		}
	}
	for _, style := range strings.Fields(r.form.Style) {
		known := []string{"pages", "theme-grid", "theme-formhub", "theme-kora", "theme-grid-only"}
		if !slices.Contains(known, style) {
			r.problems.warnf(rec.at("style"), "unknown-style", "the style %q is not known and changes nothing%s", style, didYouMean(style, known, "%s"))
		}
	}
	if len(r.settings.rows) > 1 {
		more := r.settings.rows[1]
		r.problems.warnf(r.settings.cell(more.number, -1, ""), "extra-settings", "only the first row of settings is read")
	}
}
