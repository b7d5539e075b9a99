package view

import (
	"slices"

	"fyne.io/fyne/v2"

	"doorstep/app/widgets"
)

// option is one of a few settings offered side by side.
type option struct{ value, label, key string }

// optionRow offers a few settings as buttons, the one in force ticked.
type optionRow struct {
	box     *fyne.Container
	title   *widgets.Text
	flow    *fyne.Container
	options []option
	buttons []*widgets.Button
	pick    func(value string)
	reveal  func(fyne.CanvasObject)
	w       focuser // nil where keys leave the keyboard where it is
}

func newOptionRow(title string, page *widgets.Page, pick func(value string)) *optionRow {
	r := &optionRow{pick: pick, flow: widgets.Flow(0), title: widgets.NewText(title, widgets.Style{Bold: true}), reveal: page.Reveal}
	r.box = widgets.Stack(4, widgets.Words(r.title), r.flow)
	return r
}

// set offers the options; buttons stay while the options do.
func (r *optionRow) set(options []option, chosen string) {
	if !slices.Equal(options, r.options) {
		r.options, r.buttons = options, nil
		r.flow.Objects = nil
		for _, o := range options {
			b := widgets.NewButton(o.label, o.key, widgets.Secondary, func() { r.pick(o.value) })
			b.OnFocus = func() { r.reveal(b) }
			r.buttons = append(r.buttons, b)
			r.flow.Add(b)
		}
	}
	for i, o := range options {
		r.buttons[i].SetChosen(o.value == chosen)
	}
	r.flow.Refresh()
	setVisible(r.box, len(options) > 0)
}

// follow lets the keyboard go along to what a key chooses, when it stands in
// the row.
func (r *optionRow) follow(w focuser) *optionRow {
	r.w = w
	return r
}

// typed picks the option with the key.
func (r *optionRow) typed(key string) bool {
	for i, o := range r.options {
		if o.key != key || !r.box.Visible() {
			continue
		}
		r.pick(o.value)
		if r.w != nil && i < len(r.buttons) && slices.ContainsFunc(r.buttons, func(b *widgets.Button) bool { return r.w.focused() == fyne.Focusable(b) }) {
			r.w.focus(r.buttons[i])
		}
		return true
	}
	return false
}
