package view

import (
	"strings"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
)

// passphraseHint says how to choose one.
const passphraseHint = "Four or more words that have nothing to do with each other are easy to keep in mind and hard to guess."

// newSecret returns a field that shows dots for what is typed.
func newSecret(name string, page *widgets.Page, changed func(string)) *widgets.Field {
	f := widgets.NewField(name, 1, changed)
	f.Password = true
	f.OnFocus = func() { page.Reveal(f) }
	return f
}

// newPassphraseFields are the two fields of a new passphrase, and what is said
// of it.
type newPassphraseFields struct {
	first, second *widgets.Field
	weak, fault   *widgets.Notice
	box           *fyne.Container
}

func newNewPassphrase(page *widgets.Page, typed func(first, second string)) *newPassphraseFields {
	p := &newPassphraseFields{weak: widgets.NewNotice(widgets.WarningSurface), fault: widgets.NewNotice(widgets.ErrorSurface)}
	changed := func(string) { typed(p.first.Text, p.second.Text) }
	p.first = newSecret("New passphrase", page, changed)
	p.second = newSecret("The same again", page, changed)
	p.box = widgets.Stack(widgets.Gap2,
		labelled("New passphrase", passphraseHint, p.first),
		labelled("The same again", "So that a slip of the finger locks nobody out.", p.second),
		widgets.Words(p.weak.Object()), widgets.Words(p.fault.Object()))
	return p
}

func (p *newPassphraseFields) set(s viewmodel.PassphraseState) {
	switch {
	case s.Weak && s.Insist:
		p.weak.Set("This passphrase is weak", strings.Join(s.Why, " ")+" Choose a better one, or press Enter once more to use it all the same.", "")
	case s.Weak && s.Fault != "":
		p.weak.Set("This passphrase is weak", strings.Join(s.Why, " "), "")
	default:
		p.weak.Set("", "", "")
	}
	if s.Fault != "" {
		p.fault.Set("Not yet", s.Fault, "")
	} else {
		p.fault.Set("", "", "")
	}
}

// about is the field that was not taken, nil for none.
func (p *newPassphraseFields) about(s viewmodel.PassphraseState) fyne.Focusable {
	switch s.About {
	case viewmodel.FirstField:
		return p.first
	case viewmodel.SecondField:
		return p.second
	}
	return nil
}

func (p *newPassphraseFields) clear() {
	p.first.SetText("")
	p.second.SetText("")
}

// enter takes Enter in the fields: from the first it goes to the second.
// It reports false when the passphrase is to be given.
func (p *newPassphraseFields) enter(focused fyne.Focusable, focus func(fyne.Focusable)) bool {
	if focused == p.first && p.second.Text == "" && p.first.Text != "" {
		focus(p.second)
		return true
	}
	return false
}
