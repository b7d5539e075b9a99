package app

import (
	"context"
	_ "embed"
	"errors"
	"html/template"
	"net/url"
	"path/filepath"

	"golang.org/x/text/language"

	"doorstep/app/viewmodel"
	"doorstep/app/words"
)

//go:embed card.html
var cardPage string

var cardTemplate = template.Must(template.New("card").Parse(cardPage))

// cardPrinter prints a resident's card.
type cardPrinter struct{ printPage }

func newCardPrinter(dir string, open func(*url.URL) error) *cardPrinter {
	return &cardPrinter{printPage{filepath.Join(dir, "card to print.html"), open}}
}

// PrintCard writes the card's page and opens it.
func (p *cardPrinter) PrintCard(_ context.Context, c viewmodel.Card) error {
	w := words.In(c.Language)
	err := p.show("the card", cardTemplate, map[string]string{
		"Language": w.Language(), "Direction": direction(w.Language()), "Reference": c.Reference,
		"Title": w.Say("reference_title"), "For": w.Say("reference_for"), "Keep": w.Say("reference_keep"),
		"Contact": w.Say("reference_contact"), "Thanks": w.Say("end_thanks"),
		"Project":       w.Say("reference_project", "Name", c.Project),
		"Questionnaire": w.Say("reference_questionnaire", "Name", c.Questionnaire),
		"Date":          w.Say("reference_date", "Date", w.Date(c.Date)),
	})
	if errors.Is(err, errNotShown) {
		return errors.Join(viewmodel.ErrCardNotOpened, err)
	}
	return err
}

// direction is the side a language starts at, as HTML names it.
func direction(code string) string {
	script, _ := language.Make(code).Script()
	if s := script.String(); s == "Arab" || s == "Hebr" {
		return "rtl"
	}
	return "ltr"
}
