package viewmodel

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"doorstep/survey"
	"doorstep/survey/engine"
)

// ChoiceList is a list of choices that typing narrows down. It may hold tens
// of thousands: ask only for the ones in view. A list never changes; after a
// key there is another, with a higher Version.
type ChoiceList struct {
	Version int
	Filter  string // what was typed
	Total   int    // choices there are, whatever was typed

	choices []engine.Choice
	shown   []int32 // into choices
	place   map[string]int
	rank    bool
}

// Len is how many choices match what was typed.
func (l *ChoiceList) Len() int { return len(l.shown) }

// Tile returns the choice i of those that match.
func (l *ChoiceList) Tile(i int) Tile { return l.tile(l.choices[l.shown[i]]) }

func (l *ChoiceList) tile(c engine.Choice) Tile {
	t := Tile{Name: c.Name, Label: c.Label, Fallback: c.Fallback}
	if n := l.place[c.Name]; n > 0 {
		t.Chosen = true
		if l.rank {
			t.Rank = n
		}
	}
	return t
}

// Picked returns what was chosen, in the order it was.
func (l *ChoiceList) Picked() []Tile {
	if len(l.place) == 0 {
		return nil
	}
	picked := make([]Tile, 0, len(l.place))
	for _, c := range l.choices {
		if l.place[c.Name] > 0 {
			picked = append(picked, l.tile(c))
		}
	}
	slices.SortStableFunc(picked, func(a, b Tile) int { return l.place[a.Name] - l.place[b.Name] })
	return picked
}

// At returns where among those that match the first chosen one is, else 0.
func (l *ChoiceList) At() int {
	if len(l.place) == 0 {
		return 0
	}
	return max(0, slices.IndexFunc(l.shown, func(i int32) bool { return l.place[l.choices[i].Name] > 0 }))
}

// listing is what the interview keeps of a list while its page is shown.
type listing struct {
	filter   string
	language string // the form's own, when the list is shown in another
	list     *ChoiceList
	choices  []engine.Choice
	folded   []string // the choices' words as they are looked for
	value    survey.Value
}

// choiceList returns a question's list, built anew only when something in it
// has changed.
func (m *Interview) choiceList(ref survey.Ref, node *survey.Question, c Control, v survey.Value) *ChoiceList {
	kept := m.lists[ref]
	if kept == nil {
		kept = &listing{}
		if m.lists == nil {
			m.lists = map[survey.Ref]*listing{}
		}
		m.lists[ref] = kept
	}
	choices := m.offered(ref, node)
	if m.header.Language != m.form.DefaultLanguage {
		kept.language = m.form.DefaultLanguage
	}
	if kept.list != nil && sameChoices(kept.choices, choices) {
		if kept.list.Filter == kept.filter && kept.value == v {
			return kept.list
		}
	} else {
		kept.choices, kept.folded = choices, nil
	}
	version := 1
	if kept.list != nil {
		version = kept.list.Version + 1
	}
	kept.value = v
	kept.list = &ChoiceList{
		Version: version, Filter: kept.filter, Total: len(choices), choices: choices,
		place: places(c, v), rank: c == ControlRank, shown: kept.matching(),
	}
	return kept.list
}

// sameChoices reports whether two lists offer the same; both come from the
// session, which makes a list anew when one of its labels changes.
func sameChoices(a, b []engine.Choice) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0] || slices.Equal(a, b))
}

// matching returns the choices whose words hold everything typed, those that
// begin with it first.
func (l *listing) matching() []int32 {
	words := strings.Fields(fold(l.filter))
	shown := make([]int32, 0, len(l.choices))
	if len(words) == 0 {
		for i := range l.choices {
			shown = append(shown, int32(i))
		}
		return shown
	}
	if l.folded == nil {
		l.folded = make([]string, len(l.choices))
		for i, c := range l.choices {
			l.folded[i] = fold(c.Label)
			if own := l.otherWords(c); own != "" {
				l.folded[i] += "\n" + fold(own)
			}
		}
	}
	whole := strings.Join(words, " ")
	var rest []int32
	for i, text := range l.folded {
		switch {
		case strings.HasPrefix(text, whole) || strings.Contains(text, "\n"+whole):
			shown = append(shown, int32(i))
		case holdsAll(text, words):
			rest = append(rest, int32(i))
		}
	}
	return append(shown, rest...)
}

// otherWords are a choice's words in the form's own language, when it is shown
// in another: the worker may know it by them.
func (l *listing) otherWords(c engine.Choice) string {
	if c.Choice == nil || l.language == "" {
		return ""
	}
	if own := c.Choice.Label[l.language]; own != c.Label {
		return own
	}
	return ""
}

func holdsAll(text string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

// fold takes case and accents off, so that "lodz" finds Łódź.
func fold(s string) string {
	plain := true
	for i := range len(s) {
		if s[i] >= 0x80 {
			plain = false
			break
		}
	}
	if plain {
		return strings.ToLower(s)
	}
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case r == 'ł' || r == 'Ł':
			return 'l'
		case r == 'ø' || r == 'Ø':
			return 'o'
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(s))
}

// places tells which choices a value holds, and where in its order.
func places(c Control, v survey.Value) map[string]int {
	if !v.IsAnswered() {
		return nil
	}
	if c == ControlOne {
		return map[string]int{v.Text: 1}
	}
	place := map[string]int{}
	for i, name := range v.Choices() {
		place[name] = i + 1
	}
	return place
}

// Filter narrows a question's list down to what was typed.
func (m *Interview) Filter(ref survey.Ref, text string) {
	if q, ok := m.shown(ref); !ok || q.List == nil || q.List.Filter == text {
		return
	}
	kept := m.lists[ref] // drawn, so there is one
	kept.filter = text
	m.advance = false
	m.focusOn(ref)
	m.changed()
}
