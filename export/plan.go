package export

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"doorstep/survey"
)

// Sentinels for callers that answer a failure in their own words.
var (
	ErrNoForm         = errors.New("there is no questionnaire to export")
	ErrUnknownColumn  = errors.New("no question or group has this name")
	ErrUnknownLang    = errors.New("the questionnaire does not have this language")
	ErrTooManyColumns = errors.New("an Excel sheet holds 16,384 columns")
)

// MaxColumns is how many columns an Excel sheet holds.
const MaxColumns = 16_384

// Plan is the layout of an export: its sheets of answers and their columns,
// over all versions of the form.
type Plan struct {
	Forms    []*survey.Form // oldest first, those in use last
	Options  Options
	Language string      // the one labels are in
	Main     *Sheet      // one row a response
	Repeats  []*Sheet    // one a repeat, in form order
	Notes    *Sheet      // what workers noted beside answers; nil without personal data
	FreeText *Sheet      // open answers with room for themes; nil unless asked for
	LeftOut  []*Variable // personal questions that stay out of this export

	Area      *Variable      // the question that tells areas apart; nil when none does
	Areas     []int          // its choices that are compared, two or more; nil for none
	Crosstabs [][2]*Variable // rows by columns
	Margins   []*Margin      // to weight by; none for no weighting

	versions map[string]int
	sheets   map[*survey.Scope]*Sheet
	named    map[string]bool            // names of repeats' sheets, in small letters
	byRef    []map[survey.Ref]*Variable // by form; nil until asked for
}

// Sheet is a table of answers: of responses, or of the rows of one repeat.
type Sheet struct {
	Name      string // the repeat's name, "Responses" for the main one
	Repeat    *survey.Repeat
	Parent    *Sheet
	Variables []*Variable
	Columns   []*Column

	was []string // earlier names of the repeat, back to the oldest
}

// Part says what of its variable or response a column shows.
type Part uint8

// The parts. Those up to PartPlace belong to a variable, the others to the row.
const (
	PartAnswer   Part = iota // an open answer, or codes
	PartLabel                // labels
	PartTick                 // 1 ticked, 0 answered and not ticked, empty when unanswered
	PartPlace                // place in a ranking from 1, 0 when answered and not ranked
	PartInstance             // instanceID
	PartRowKey
	PartParentKey
	PartPosition
	PartVersion
	PartDevice
	PartWorker
	PartStart
	PartEnd
	PartDuration
	PartOutcome
	PartOutcomeLabel
	PartTraining
	PartPaused
	PartFlagged
	PartWeight
	PartNoteQuestion
	PartNotePlace
	PartNoteTitle
	PartNoteKind
	PartNoteText
	PartNoteWhen
	PartNoteWorker
)

// Column is one column of a sheet.
type Column struct {
	Name     string // unique on its sheet
	Part     Part
	Variable *Variable // nil for the row's own columns
	Choice   int       // in Variable.Choices, for PartTick and PartPlace
	Title    string    // what it holds, in words

	fromParent bool
}

// NewPlan lays out an export of the form's versions, oldest first and those in
// use last: the last one's words and areas are taken.
func NewPlan(forms []*survey.Form, o Options) (*Plan, error) {
	if len(forms) == 0 {
		return nil, ErrNoForm
	}
	newest := forms[len(forms)-1]
	p := &Plan{Forms: forms, Options: o, versions: map[string]int{}, sheets: map[*survey.Scope]*Sheet{}, named: map[string]bool{}}
	if err := p.chooseLanguage(newest); err != nil {
		return nil, err
	}
	p.Main = &Sheet{Name: "Responses"}
	for i := len(forms) - 1; i >= 0; i-- {
		p.versions[forms[i].Version] = i
		p.gather(i, p.Main, forms[i].Main)
	}
	for _, s := range p.Sheets() {
		for _, v := range s.Variables {
			v.settle()
			for _, c := range v.Choices {
				c.words = p.ChoiceLabel(c)
			}
		}
	}
	p.name()
	if err := p.narrow(); err != nil {
		return nil, err
	}
	if err := p.findAreas(); err != nil {
		return nil, err
	}
	if err := p.findMargins(); err != nil {
		return nil, err
	}
	if err := p.findCrosstabs(); err != nil {
		return nil, err
	}
	for _, s := range p.Sheets() {
		if err := p.layOut(s); err != nil {
			return nil, err
		}
	}
	if o.FreeText {
		p.FreeText = newFreeText(p)
	}
	if o.Personal {
		p.Notes = newNotes(p)
	}
	return p, nil
}

func (p *Plan) chooseLanguage(newest *survey.Form) error {
	p.Language = newest.DefaultLanguage
	want := p.Options.Language
	if want == "" {
		return nil
	}
	for i := len(p.Forms) - 1; i >= 0; i-- {
		for _, l := range p.Forms[i].Languages {
			name, _, _ := strings.Cut(l, " (")
			if strings.EqualFold(l, want) || strings.EqualFold(name, want) {
				p.Language = l
				return nil
			}
		}
	}
	return fmt.Errorf("%w: %q; it has %s", ErrUnknownLang, want, strings.Join(newest.Languages, ", "))
}

// gather adds one version's scope, and the repeats in it, to their sheets.
func (p *Plan) gather(form int, sheet *Sheet, scope *survey.Scope) {
	p.sheets[scope] = sheet
	sheet.gather(form, p.Forms[form].Version, scope, len(p.Forms))
	shared := p.sheetsOf(sheet, scope)
	for i, inner := range scope.Repeats {
		child := shared[i]
		if child == nil {
			child = &Sheet{Name: unique(inner.Repeat.Name, p.named), Repeat: inner.Repeat, Parent: sheet}
			p.Repeats = append(p.Repeats, child)
		}
		if was := inner.Repeat.Was; was != "" {
			child.was = append(child.was, was)
		}
		p.gather(form, child, inner)
	}
}

// sheetsOf finds, for each repeat of an older version's scope, the sheet it
// shares with a newer one's: by the column was, the same place, or the name.
func (p *Plan) sheetsOf(parent *Sheet, scope *survey.Scope) []*Sheet {
	shared := make([]*Sheet, len(scope.Repeats))
	for _, same := range []func(s *Sheet, older *survey.Item) bool{
		func(s *Sheet, o *survey.Item) bool {
			return slices.Contains(s.was, o.Name) || slices.Contains(s.was, o.Ref.Column())
		},
		func(s *Sheet, o *survey.Item) bool { return s.Repeat.Ref.Column() == o.Ref.Column() },
		func(s *Sheet, o *survey.Item) bool { return s.Repeat.Name == o.Name },
	} {
		for i, inner := range scope.Repeats {
			for _, s := range p.Repeats {
				if shared[i] == nil && s.Parent == parent && !slices.Contains(shared, s) && same(s, inner.Repeat.Base()) {
					shared[i] = s
				}
			}
		}
	}
	return shared
}

// Sheets returns the response sheet, then the repeats' in form order, and the
// notes'.
func (p *Plan) Sheets() []*Sheet {
	sheets := append([]*Sheet{p.Main}, p.Repeats...)
	if p.FreeText != nil {
		sheets = append(sheets, p.FreeText)
	}
	if p.Notes != nil {
		sheets = append(sheets, p.Notes)
	}
	return sheets
}

// Newest returns the version that speaks for the form, the newest in use.
func (p *Plan) Newest() *survey.Form { return p.Forms[len(p.Forms)-1] }

// Words returns a label in the plan's language, else in the form's default
// language, else in any it has.
func (p *Plan) Words(l survey.Label) string {
	newest := p.Newest()
	text, _ := l.In(p.Language, append([]string{newest.DefaultLanguage, ""}, newest.Languages...)...)
	return text
}

// Title returns a question's words, its name when it has none.
func (p *Plan) Title(v *Variable) string {
	if text := p.Words(v.Question.Label); text != "" {
		return text
	}
	return v.Question.Name
}

// ChoiceLabel returns a choice's words, its code when it has none.
func (p *Plan) ChoiceLabel(c *Choice) string {
	if c.words != "" {
		return c.words
	}
	if text := p.Words(c.Label); text != "" {
		return text
	}
	return c.Code
}

// name gives every variable a name that no other has, whatever its sheet:
// the question's own, with its groups when another question has it too.
func (p *Plan) name() {
	used, count := map[string]bool{}, map[string]int{}
	for _, s := range p.Sheets() {
		for _, v := range s.Variables {
			count[strings.ToLower(v.Question.Name)]++
		}
	}
	for _, s := range p.Sheets() {
		for _, v := range s.Variables {
			name := v.Question.Name
			switch {
			case p.Options.GroupSep != "":
				name = strings.ReplaceAll(v.Question.Ref.Column(), "/", p.Options.GroupSep)
			case count[strings.ToLower(name)] > 1:
				name = v.Question.Ref.Column()
			}
			v.Name = unique(name, used)
		}
	}
}

// unique returns the name, with a number when it is taken, and takes it.
// Letter case does not tell names apart, as it does not in Excel tables.
func unique(name string, used map[string]bool) string {
	candidate := name
	for i := 2; used[strings.ToLower(candidate)]; i++ {
		candidate = name + "_" + strconv.Itoa(i)
	}
	used[strings.ToLower(candidate)] = true
	return candidate
}

// narrow takes out the personal questions and those that were not chosen.
func (p *Plan) narrow() error {
	found := map[string]bool{}
	for _, s := range p.Sheets() {
		s.Variables = slices.DeleteFunc(s.Variables, func(v *Variable) bool {
			if len(p.Options.Columns) > 0 && !p.isChosen(v, found) {
				return true
			}
			if !p.Options.Personal && v.IsPersonal() {
				p.LeftOut = append(p.LeftOut, v)
				return true
			}
			return false
		})
	}
	for _, want := range p.Options.Columns {
		if !found[want] {
			return fmt.Errorf("%w: %q", ErrUnknownColumn, want)
		}
	}
	return nil
}

func (p *Plan) isChosen(v *Variable, found map[string]bool) bool {
	chosen := false
	for _, want := range p.Options.Columns {
		path := v.Question.Ref.Column()
		hit := want == v.Name || want == v.Question.Name || want == path || slices.Contains(v.was, want)
		for _, step := range strings.Split(path, "/") {
			hit = hit || step == want
		}
		if hit || strings.HasPrefix(path, want+"/") {
			found[want], chosen = true, true
		}
	}
	return chosen
}
