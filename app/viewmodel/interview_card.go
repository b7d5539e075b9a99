package viewmodel

import (
	"context"
	"time"
)

// Card is what the paper card says that the resident keeps: no name, and
// nothing that was said.
type Card struct {
	Reference     string
	Language      string // the interview's, as a tag: "pl"
	Project       string
	Questionnaire string
	Date          time.Time
}

// CardPrinter brings a card to a printer.
type CardPrinter interface {
	// PrintCard opens the card where it can be printed from.
	PrintCard(ctx context.Context, c Card) error
}

// printCard opens the card of the interview just finished.
func (m *Interview) printCard() {
	card := Card{
		Reference: m.end.Reference, Language: describeLanguage(m.header.Language).Code,
		Project: m.project, Questionnaire: m.form.Title, Date: m.end.Finished,
	}
	m.run.Go(func() {
		err := m.printer.PrintCard(context.Background(), card)
		m.run.Do(func() {
			m.end.CardOpened, m.end.CardErr = err == nil, err
			m.changed()
		})
	})
}

func (m *Interview) printCommand() Command {
	return Command{ID: CommandPrint, Keys: []string{"Ctrl+P"}, Enabled: m.printer != nil && m.end.Reference != ""}
}
