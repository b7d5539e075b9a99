// Package formats is the one door to every format of an export. A [Settings]
// is what somebody chose, on the screen or by flags; it makes the plan, writes
// the files and may be kept by name.
//
// Nothing here is shared: any goroutine may use a Settings of its own.
package formats

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"doorstep/export"
	"doorstep/export/kobo"
	"doorstep/export/spss"
	"doorstep/export/themes"
	"doorstep/survey"
)

// ErrSettings is a choice that cannot be: a word nobody knows, or two choices
// that do not go together.
var ErrSettings = errors.New("this export cannot be made as asked")

// The formats.
const (
	Analyst = "analyst"
	Release = "release"
	CSV     = "csv"
	SPSS    = "spss"
	JSON    = "jsonl"
	XML     = "xml"
	Kobo    = "kobo"
)

// All lists the formats.
var All = []string{Analyst, CSV, SPSS, JSON, XML, Kobo, Release}

// Settings is what somebody chose about an export. Words are those of the
// command line's flags; the zero value is the analyst workbook of everything
// but personal questions.
type Settings struct {
	Form     string `json:"form,omitempty"`
	Format   string `json:"format,omitempty"`
	Values   string `json:"values,omitempty"` // labels, codes or both
	Language string `json:"language,omitempty"`
	Multiple string `json:"select_multiple,omitempty"` // both, summary or details

	Columns       []string `json:"columns,omitempty"`
	ParentColumns []string `json:"parent_columns,omitempty"`
	GroupSep      string   `json:"group_sep,omitempty"`
	Crosstabs     []string `json:"crosstabs,omitempty"` // "row by column"

	Versions string   `json:"versions,omitempty"` // all, latest, or some parted by commas
	Since    string   `json:"since,omitempty"`    // a day: 2026-11-21
	Until    string   `json:"until,omitempty"`    // a day, which counts too
	Workers  []string `json:"workers,omitempty"`
	InArea   string   `json:"in_area,omitempty"` // the code of one answer to the question of areas
	Where    string   `json:"where,omitempty"`

	Personal bool `json:"personal,omitempty"`
	Training bool `json:"training,omitempty"`
	Paradata bool `json:"paradata,omitempty"`
	Attached bool `json:"attached,omitempty"`
	Pictures bool `json:"pictures,omitempty"` // charts as pictures too

	Area         string `json:"area,omitempty"` // the question whose areas are compared
	Threshold    int    `json:"threshold,omitempty"`
	Special      bool   `json:"special,omitempty"`
	RoundBases   bool   `json:"round_bases,omitempty"`
	Organisation string `json:"organisation,omitempty"`

	Coded  string       `json:"coded,omitempty"` // a workbook whose open answers have been coded
	Kobo   kobo.Options `json:"kobo,omitzero"`
	Totals string       `json:"totals,omitempty"` // a file of totals to weight to

	// For one export, not kept.
	Targets      []export.Target `json:"-"` // what the file of totals holds: see [Settings.ReadTotals]
	CodedAnswers []themes.Answer `json:"-"`
	QuotesSeen   bool            `json:"-"` // somebody has read the quotations
}

// Compile makes a condition out of an expression, for every version of a form.
type Compile func(forms []*survey.Form, condition string) (func(*survey.Submission) (bool, error), error)

var (
	values   = map[string]export.Values{"": export.Labels, "labels": export.Labels, "codes": export.Codes, "both": export.Both}
	multiple = map[string]export.Multiple{"": export.MultipleBoth, "both": export.MultipleBoth, "summary": export.MultipleSummary, "details": export.MultipleDetails}
)

// Plan lays out the export of the form's versions, oldest first.
func (s *Settings) Plan(forms []*survey.Form, compile Compile) (*export.Plan, error) {
	if len(forms) == 0 {
		return nil, export.ErrNoForm
	}
	o, err := s.Options()
	if err != nil {
		return nil, err
	}
	o.FormID = forms[0].ID
	for _, v := range o.Versions {
		if !slices.ContainsFunc(forms, func(f *survey.Form) bool { return f.Version == v }) {
			return nil, fmt.Errorf("%w: the project has no version %q of %s; all and latest stand for every version and the newest", ErrSettings, v, o.FormID)
		}
	}
	if o.WhereText, err = s.condition(forms, o); err != nil {
		return nil, err
	}
	if o.WhereText != "" {
		if o.Where, err = compile(forms, o.WhereText); err != nil {
			return nil, fmt.Errorf("%w: the condition %s: %w", ErrSettings, o.WhereText, err)
		}
	}
	return export.NewPlan(forms, o)
}

// condition is the expression in force: the one typed, and the area's.
func (s *Settings) condition(forms []*survey.Form, o export.Options) (string, error) {
	if s.InArea == "" {
		return s.Where, nil
	}
	v, err := AreaQuestion(forms, s.Area)
	if err != nil {
		return "", err
	}
	if v == nil {
		return "", fmt.Errorf("%w: no question of this questionnaire tells areas apart", ErrSettings)
	}
	area := fmt.Sprintf("${%s} = '%s'", v.Name, strings.ReplaceAll(s.InArea, "'", ""))
	if s.Where == "" {
		return area, nil
	}
	return area + " and (" + s.Where + ")", nil
}

// AreaQuestion returns the question that tells areas apart, the one of that
// name or the form's own; nil when none does.
func AreaQuestion(forms []*survey.Form, name string) (*export.Variable, error) {
	plan, err := export.NewPlan(forms, export.Options{Area: name, Personal: true})
	if err != nil {
		return nil, err
	}
	return plan.Area, nil
}

// Options turns the settings into what a plan understands, all but the
// condition.
func (s *Settings) Options() (export.Options, error) {
	o := export.Options{
		Language: s.Language, Columns: slices.Clone(s.Columns), ParentColumns: s.ParentColumns, GroupSep: s.GroupSep, Latest: s.Versions == "latest",
		Personal: s.Personal, Training: s.Training, Area: s.Area, Workers: s.Workers,
	}
	var ok bool
	if o.Values, ok = values[s.Values]; !ok {
		return o, fmt.Errorf("%w: answers are written as labels, codes or both, not %q", ErrSettings, s.Values)
	}
	if o.SelectMultiple, ok = multiple[s.Multiple]; !ok {
		return o, fmt.Errorf("%w: columns of several answers are both, summary or details, not %q", ErrSettings, s.Multiple)
	}
	if s.Versions != "" && s.Versions != "all" && s.Versions != "latest" {
		o.Versions = strings.Split(s.Versions, ",")
	}
	var err error
	if o.Since, err = Day(s.Since); err != nil {
		return o, err
	}
	if o.Until, err = Day(s.Until); err != nil {
		return o, err
	}
	if !o.Until.IsZero() {
		o.Until = o.Until.AddDate(0, 0, 1) // the day itself counts
	}
	switch s.format() {
	case Analyst:
		o.FreeText, o.Crosstabs, o.Paradata, o.Targets = true, s.Crosstabs, s.Paradata, s.Targets
	case CSV:
		o.Targets = s.Targets
	case SPSS:
		o = spss.Options(o)
		o.Targets = s.Targets
	case Release:
		o.Personal, o.Training = false, false
	}
	return o, nil
}

func (s *Settings) format() string {
	if s.Format == "" {
		return Analyst
	}
	return s.Format
}

// Day reads a day such as 2026-11-21, "" as none.
func Day(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	day, err := time.ParseInLocation(time.DateOnly, text, time.Local)
	if err != nil {
		return day, fmt.Errorf("%w: a day is written as 2026-11-21, not %q", ErrSettings, text)
	}
	return day, nil
}

// Extension is how the names of a format's files end, with the dot; "" for a
// format that makes a folder.
func Extension(format string) string {
	switch format {
	case CSV:
		return ".csv"
	case SPSS:
		return ".sps"
	case JSON:
		return ".jsonl"
	case XML:
		return ".zip"
	}
	return ".xlsx"
}
