package viewmodel

import (
	"strconv"
	"strings"

	"doorstep/survey"
	"doorstep/survey/engine"
)

// Layout is how a question's choices stand.
type Layout string

// The layouts.
const (
	LayoutTiles   Layout = ""        // below one another, long lists in two columns
	LayoutColumns Layout = "columns" // side by side, Look.Columns of them
	LayoutOneRow  Layout = "one-row" // all in one row, as on a scale of agreement
	LayoutList    Layout = "list"    // Question.List in place of Choices: typing narrows it down
	LayoutMap     Layout = "map"     // regions of a picture, and tiles beside it
	LayoutTable   Layout = "table"   // a row of a table whose head names the choices
	LayoutHead    Layout = "head"    // a table's head and nothing else: it is not answered
)

// Look is how a control looks and what it helps with, as the appearance
// column asks.
type Look struct {
	Layout   Layout
	Columns  int  // of LayoutColumns; 0 means as many as fit
	Pictures bool // pictures stand over their words

	Masked    bool     // what is typed is not shown
	Digits    bool     // a text of digits, as a meter's number
	Link      bool     // the text is a web address
	Counter   bool     // buttons beside the number
	Thousands bool     // digits in groups of three
	Unit      string   // stands after the field: "%"
	Lines     int      // of a text of several lines
	Calendar  Calendar // what a date may be picked from, beside the field

	Vertical bool // a range that stands upright
	NoTicks  bool // a range without marks
	Rating   bool // a range in stars

	Draw DrawKind // an image drawn on the screen
}

// Calendar is what a date is picked from.
type Calendar string

// The calendars.
const (
	CalendarNone   Calendar = ""
	CalendarDays   Calendar = "days"
	CalendarMonths Calendar = "months" // a month without a day
	CalendarYears  Calendar = "years"  // a year alone
)

func calendarOf(q *survey.Question) Calendar {
	switch {
	case q.HasAppearance("no-calendar"):
		return CalendarNone
	case q.HasAppearance("year"):
		return CalendarYears
	case q.HasAppearance("month-year"):
		return CalendarMonths
	}
	return CalendarDays
}

// DrawKind says how an image question is drawn.
type DrawKind string

// The kinds of drawing.
const (
	DrawNothing   DrawKind = ""
	DrawFree      DrawKind = "draw"
	DrawOver      DrawKind = "annotate" // over a picture chosen first
	DrawSignature DrawKind = "signature"
)

// mostTiles is how many choices are shown as tiles; more are a list that
// typing narrows down.
const mostTiles = len(choiceKeys)

// mostTableColumns is how many choices fit a table's row.
const mostTableColumns = 7

// lookOf reads a question's appearance. offered is how many choices it has now.
func lookOf(q *survey.Question, c Control, offered int) Look {
	var l Look
	switch {
	case c == ControlOne || c == ControlSeveral || c == ControlRank:
		l = choiceLook(q, c, offered)
	case c == ControlRange:
		l.Vertical, l.NoTicks, l.Rating = q.HasAppearance("vertical"), q.HasAppearance("no-ticks"), q.HasAppearance("rating")
	case c == ControlDate:
		l.Calendar = calendarOf(q)
	case c == ControlInteger || c == ControlDecimal:
		l.Thousands, l.Counter = q.HasAppearance("thousands-sep"), q.HasAppearance("counter") && c == ControlInteger
		if q.Type == survey.TypePercentage {
			l.Unit = "%"
		}
	case c == ControlText:
		l.Masked, l.Digits, l.Link = q.HasAppearance("masked"), q.HasAppearance("numbers"), q.HasAppearance("url")
	case c == ControlMultiline:
		l.Lines = 4
		if n, err := strconv.Atoi(q.Parameters["rows"]); err == nil && n > 1 {
			l.Lines = min(n, 12)
		}
	case c == ControlFile:
		l.Draw = drawKind(q)
	}
	return l
}

func drawKind(q *survey.Question) DrawKind {
	if q.Type == survey.TypeImage {
		for _, k := range []DrawKind{DrawFree, DrawOver, DrawSignature} {
			if q.HasAppearance(string(k)) {
				return k
			}
		}
	}
	return DrawNothing
}

// columnsByOldName are the appearances of earlier XLSForms and what they mean.
var columnsByOldName = []struct {
	name     string
	pictures bool
}{
	{"columns", false},
	{"columns-pack", false},
	{"horizontal", false},
	{"horizontal-compact", false},
	{"compact", true},
	{"quickcompact", true},
}

func choiceLook(q *survey.Question, c Control, offered int) Look {
	l := Look{Pictures: q.HasAppearance("no-buttons")}
	switch {
	case q.HasAppearance("label"):
		l.Layout = LayoutHead
		return l
	case offered > mostTiles || filtered(q):
		l.Layout = LayoutList
		return l
	case q.HasAppearance("image-map"):
		l.Layout = LayoutMap
		return l
	case c != ControlRank && offered <= mostTableColumns && inTable(q):
		l.Layout = LayoutTable
		return l
	case q.HasAppearance("likert") && c == ControlOne:
		l.Layout = LayoutOneRow
		return l
	}
	for _, a := range q.Appearance {
		a = strings.ToLower(a)
		name, number := a, ""
		if i := strings.LastIndexByte(a, '-'); i > 0 && isDigits(a[i+1:]) {
			name, number = a[:i], a[i+1:]
		}
		for _, old := range columnsByOldName {
			if name == old.name {
				l.Layout, l.Pictures = LayoutColumns, l.Pictures || old.pictures
				l.Columns, _ = strconv.Atoi(number) // none is 0
			}
		}
	}
	return l
}

// filtered reports whether the form asks for a list that typing narrows down.
func filtered(q *survey.Question) bool {
	for _, a := range q.Appearance {
		switch word, _, _ := strings.Cut(strings.ToLower(a), "("); word {
		case "minimal", "search", "autocomplete":
			return true
		}
	}
	return q.Type == survey.TypeRange // its values, picked
}

// inTable reports whether a select is one row of a table.
func inTable(q *survey.Question) bool {
	if q.HasAppearance("list-nolabel") || q.HasAppearance("list") {
		return true
	}
	return q.Parent != nil && q.Parent.Base().HasAppearance("table-list")
}

// isQuick reports whether an answer goes on whatever the settings say.
func isQuick(q *survey.Question) bool {
	for _, a := range q.Appearance {
		if a = strings.ToLower(a); a == "quick" || strings.HasPrefix(a, "quickcompact") {
			return true
		}
	}
	return false
}

// isHead reports whether a select only heads a table.
func isHead(q *survey.Question) bool { return q.Type.IsSelect() && q.HasAppearance("label") }

// isGiven reports whether a question waits for an answer on the screen.
func isGiven(q *survey.Question) bool { return q.Type.KeepsValue() && !isHead(q) }

// offered returns a question's choices as they stand; the values of a range
// that is picked from a list are its choices.
func (m *Interview) offered(ref survey.Ref, node *survey.Question) []engine.Choice {
	if choices, ok := m.choices[ref]; ok {
		return choices
	}
	var choices []engine.Choice
	if node.Type == survey.TypeRange {
		if r, ok := scale(node); ok {
			for i := range r.count() + 1 {
				choices = append(choices, engine.Choice{Name: r.at(i), Label: r.at(i)})
			}
		}
	} else {
		choices = m.session.Choices(ref)
	}
	if m.choices == nil {
		m.choices = map[survey.Ref][]engine.Choice{}
	}
	m.choices[ref] = choices
	return choices
}
