package view

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
	"doorstep/app/words"
)

// questionsParts list a questionnaire's questions, found by typing.
func (s *questionnairesScreen) questionsParts(o *viewmodel.OpenForm) []fyne.CanvasObject {
	f := widgets.NewFinder("Find a question", "")
	f.Field.SetPlaceHolder("A word, a name or a number")
	f.OnFilter = s.m.FilterQuestions
	f.OnChoose = s.m.ShowQuestion
	f.OnMove = s.page.Reveal
	s.finder = f
	s.showFound(o.List)
	return []fyne.CanvasObject{
		heading("Questions"), saysOf(o.Title, "type to find one, or go down to it; Enter shows it as it is asked"),
		f.Object(), s.languageButtons(o),
	}
}

// showFound draws the questions that match.
func (s *questionnairesScreen) showFound(l *viewmodel.QuestionList) {
	words := plural(l.Len(), "One question", "%d questions")
	switch {
	case l.Len() == 0:
		words = "No question has these words"
	case l.Filter != "":
		words += fmt.Sprintf(" of %d", l.Total)
	}
	widgets.SetRightToLeft(s.finder.Object(), l.Language.RightToLeft)
	s.finder.Set(widgets.Finding{
		Filter: l.Filter, Len: l.Len(), Total: l.Total, At: l.At, Fresh: true, Language: l.Language.Code, Words: words, RowsShown: 8,
		Tile: func(i int) widgets.Tile {
			number, label, name := l.Row(i)
			return widgets.Tile{Label: fmt.Sprintf("%d. %s", number, orElse(strings.Join(strings.Fields(plain(label)), " "), name))}
		},
	})
}

// languageButtons go back, and on to another language where there are several.
func (s *questionnairesScreen) languageButtons(o *viewmodel.OpenForm) *fyne.Container {
	flow := widgets.Flow(0, s.button("Back", "Esc", widgets.Secondary, s.m.Back))
	if len(o.Speaks) > 1 {
		s.speaks = s.button(languageName(o.List), "F6", widgets.Secondary, func() { s.pickLanguage(o) })
		flow.Add(s.speaks)
	}
	return flow
}

// languageName is that of the language the questions are shown in.
func languageName(l *viewmodel.QuestionList) string { return orElse(l.Language.Shown, "Language") }

// pickLanguage goes to the next language, or asks which where there are many.
func (s *questionnairesScreen) pickLanguage(o *viewmodel.OpenForm) {
	if len(o.Speaks) > 2 {
		s.w.open(newLanguageSheet(words.In(words.Fallback), o.Speaks, s.m.PreviewIn))
		return
	}
	s.m.NextLanguage()
}

// questionParts show one question as it is asked, and what decides about it.
func (s *questionnairesScreen) questionParts(o *viewmodel.OpenForm) []fyne.CanvasObject {
	q := o.Question
	next := s.button("Next", "Right", widgets.Primary, func() { s.m.StepQuestion(1) })
	flow := s.languageButtons(o)
	flow.Add(s.button("Before", "Left", widgets.Secondary, func() { s.m.StepQuestion(-1) }))
	flow.Add(next)
	s.first = next
	place := fmt.Sprintf("Question %s of %s · %s", count(q.Number), count(q.Total), q.Name)
	return []fyne.CanvasObject{
		flow, widgets.Words(widgets.NewText(place, widgets.Style{Role: widgets.Small, Tint: widgets.Quiet})),
		asked(q), widgets.NewSpace(1, widgets.Gap1), previewFacts(q),
	}
}

// asked is the question as the resident has it, from the side where its
// language begins.
func asked(q *viewmodel.PreviewQuestion) fyne.CanvasObject {
	box := widgets.Stack(widgets.Gap2)
	say := func(text string, style widgets.Style) {
		style.Language = q.Language.Code
		box.Add(widgets.Words(widgets.NewText(text, style)))
	}
	if section := sectionTitle(q.Headings); section != "" {
		say(section, widgets.Style{Role: widgets.Small, Tint: widgets.Accent, Bold: true})
	}
	say(orElse(plain(q.Label), "It has no words of its own"), widgets.Style{Role: widgets.Question, Bold: true})
	for _, text := range []string{q.Hint, q.Guidance} {
		if text != "" {
			say(plain(text), widgets.Style{Role: widgets.Small, Tint: widgets.Quiet})
		}
	}
	if q.Image.Data != nil {
		picture := widgets.NewPicture(q.Image.Name, plain(q.Label), q.Image.Data)
		picture.Most = func() float32 { return widgets.Scaled(200) }
		box.Add(widgets.Words(picture))
	}
	if len(q.Choices) > 0 {
		box.Add(previewChoices(q))
	}
	widgets.SetRightToLeft(box, q.Language.RightToLeft)
	if q.Untold {
		box.Add(widgets.Words(widgets.NewText("Not translated: shown in the questionnaire’s own language", widgets.Style{Role: widgets.Small, Tint: widgets.Warning})))
	}
	return box
}

func previewChoices(q *viewmodel.PreviewQuestion) fyne.CanvasObject {
	rows := widgets.Stack(0)
	for _, c := range q.Choices {
		line := widgets.Line{Key: c.Key, Title: plain(c.Label), Language: q.Language.Code, End: c.Name}
		if c.Fallback {
			line.Detail = "Not translated"
		}
		rows.Add(widgets.NewListRow(line, nil))
	}
	if q.MoreChoices > 0 {
		rows.Add(says(fmt.Sprintf("and %s more", count(q.MoreChoices))))
	}
	return rows
}

// previewFacts are a question's kind, marks and rules.
func previewFacts(q *viewmodel.PreviewQuestion) fyne.CanvasObject {
	cells := [][]string{{"Answered by", q.Type}}
	for _, m := range q.Marks {
		cells = append(cells, []string{"Marked", m})
	}
	for _, r := range q.Rules {
		cells = append(cells, []string{r.What, r.Text})
	}
	return widgets.NewTable([]widgets.Column{{Title: "About the question", Share: 1.2}, {Title: "", Share: 3}}, cells)
}
