package app

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"html/template"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/text/language"

	"doorstep/app/viewmodel"
	"doorstep/app/words"
)

//go:embed card.html
var cardPage string

var cardTemplate = template.Must(template.New("card").Parse(cardPage))

// cardPrinter shows a resident's card as a page in the browser, which prints
// it. There is one page at a time, for this user's eyes alone; the next card
// takes its place and tidy removes it.
type cardPrinter struct {
	dir  string
	open func(*url.URL) error
}

// PrintCard writes the card's page and opens it.
func (p *cardPrinter) PrintCard(_ context.Context, c viewmodel.Card) error {
	w := words.In(c.Language)
	var page strings.Builder
	err := cardTemplate.Execute(&page, map[string]string{
		"Language": w.Language(), "Direction": direction(w.Language()), "Reference": c.Reference,
		"Title": w.Say("reference_title"), "For": w.Say("reference_for"), "Keep": w.Say("reference_keep"),
		"Contact": w.Say("reference_contact"), "Thanks": w.Say("end_thanks"),
		"Project":       w.Say("reference_project", "Name", c.Project),
		"Questionnaire": w.Say("reference_questionnaire", "Name", c.Questionnaire),
		"Date":          w.Say("reference_date", "Date", w.Date(c.Date)),
	})
	if err != nil {
		return fmt.Errorf("write the card: %w", err)
	}
	if err := os.WriteFile(p.path(), []byte(page.String()), 0o600); err != nil {
		return explainFailure(fmt.Errorf("write the card: %w", err))
	}
	if err := p.open(fileURL(p.path())); err != nil {
		return errors.Join(viewmodel.ErrCardNotOpened, err)
	}
	return nil
}

// fileURL is the address of a file or folder of this laptop.
func fileURL(path string) *url.URL {
	at := &url.URL{Scheme: "file", Path: filepath.ToSlash(path)}
	if filepath.VolumeName(path) != "" {
		at.Path = "/" + at.Path
	}
	return at
}

// tidy removes the page.
func (p *cardPrinter) tidy() error {
	err := os.Remove(p.path())
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

func (p *cardPrinter) path() string { return filepath.Join(p.dir, "card to print.html") }

// direction is the side a language starts at, as HTML names it.
func direction(code string) string {
	script, _ := language.Make(code).Script()
	if s := script.String(); s == "Arab" || s == "Hebr" {
		return "rtl"
	}
	return "ltr"
}
