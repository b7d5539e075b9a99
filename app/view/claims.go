package view

import (
	"reflect"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
)

// claimSheet checks sentences of a report, one after another.
type claimSheet struct {
	m claimsModel

	page    *widgets.Page
	field   *widgets.Field
	check   *widgets.Button
	among   *widgets.Text
	fault   *widgets.Notice
	going   *fyne.Container
	counted *widgets.Text
	bar     *widgets.Progress
	answers *fyne.Container
	drawn   []viewmodel.CheckedClaim
	done    func()
}

func newClaimSheet(m claimsModel) *claimSheet { return &claimSheet{m: m} }

// checkSentences opens the checker over the export screen.
func (u *ui) checkSentences() {
	s := newClaimSheet(u.shell.Claims)
	u.shell.Claims.OnChange = func() {
		if u.sheet == sheet(s) {
			s.fill()
		}
	}
	u.open(s)
}

func (s *claimSheet) object(done func()) fyne.CanvasObject {
	s.done = done
	s.page = widgets.NewPage(widgets.Stack(0))
	s.field = widgets.NewField("Sentence of the report", 3, nil)
	s.field.OnFocus = func() { s.page.Reveal(s.field) }
	s.among = widgets.NewText("", widgets.Style{Role: widgets.Small, Tint: widgets.Quiet})
	s.fault = widgets.NewNotice(widgets.ErrorSurface)
	s.counted, s.bar = widgets.NewText("", widgets.Style{}), widgets.NewProgress(10)
	s.going = widgets.Stack(widgets.Gap1, widgets.Words(s.counted), widgets.Words(s.bar))
	s.answers = widgets.Stack(widgets.Gap2)
	s.page.SetContent(column(widgets.ColumnWidth, heading("Check a sentence"),
		labelledWide("Sentence of the report", "Paste it with Ctrl+V and press Enter: 91 % of 271 said very good.", s.field), widgets.Words(s.among),
		widgets.Words(s.fault.Object()), s.going, s.answers))
	s.check = widgets.NewButton("Check", "Enter", widgets.Primary, s.start)
	s.fill()
	return sheetFrame(s.page, s.check, widgets.NewButton("Close", "Esc", widgets.Secondary, func() {
		if s.pressed("Esc") {
			s.done()
		}
	}))
}

// start checks what is in the field. It is marked, so that the next one pasted
// takes its place.
func (s *claimSheet) start() {
	s.m.Check(s.field.Text)
	s.field.TypedShortcut(&fyne.ShortcutSelectAll{})
}

// fill mends what is on screen.
func (s *claimSheet) fill() {
	state := s.m.State()
	s.among.SetText(plain(state.Among))
	e := explain(state.Err)
	s.fault.Set(e.title, e.text, "")
	setVisible(s.going, state.Checking)
	words := "Reading the responses…"
	share := 0.0
	if state.Total > 0 {
		words = count(state.Done) + " of " + responses(state.Total) + " read. Esc stops."
		share = float64(state.Done) / float64(state.Total)
	}
	s.counted.SetText(words)
	s.bar.Set(share)
	if !reflect.DeepEqual(state.Checked, s.drawn) {
		s.drawn = state.Checked
		s.answers.Objects = nil
		for _, c := range state.Checked {
			s.answers.Add(claimAnswer(c, c.Among != state.Among))
		}
		s.answers.Refresh()
	}
	s.page.Reflow()
}

// claimAnswer says what the answers say of a sentence.
func claimAnswer(c viewmodel.CheckedClaim, others bool) fyne.CanvasObject {
	sign, verdict := widgets.WarnSign, "Cannot be checked as it stands"
	switch c.Verdict {
	case viewmodel.ClaimHolds:
		sign, verdict = widgets.TickSign, "It holds"
	case viewmodel.ClaimFails:
		sign, verdict = widgets.AlertSign, "It does not hold"
	}
	words := []fyne.CanvasObject{
		widgets.NewText(verdict, widgets.Style{Bold: true}),
		widgets.NewText("“"+plain(c.Sentence)+"”", widgets.Style{Tint: widgets.Quiet}),
		widgets.NewText(plain(c.Words), widgets.Style{}),
	}
	if others { // the choices have changed since
		words = append(words, widgets.NewText(plain(c.Among), widgets.Style{Role: widgets.Small, Tint: widgets.Quiet}))
	}
	return widgets.Words(widgets.Layers(widgets.NewCard(widgets.TileSurface),
		widgets.Inset(widgets.Gap2, widgets.Gap2, widgets.Gap2, widgets.Gap2, widgets.Row(12, 1, widgets.NewMark(sign), widgets.Stack(4, words...)))))
}

// pressed closes with Esc; while a sentence is being checked Esc stops that.
func (s *claimSheet) pressed(key string) bool {
	switch {
	case key == "Enter" || key == "Ctrl+Enter":
		s.start()
	case key == "Esc" && s.m.State().Checking:
		s.m.Stop()
	case key == "Esc":
		s.m.Leave()
		return true
	default:
		scrollPage(s.page, key)
	}
	return false
}

func (s *claimSheet) typed(rune) bool { return false }

func (s *claimSheet) firstFocus() fyne.Focusable { return s.field }
