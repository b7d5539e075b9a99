package viewmodel

import (
	"context"
	"errors"
	"slices"
	"strings"
)

// ClaimVerdict says whether a sentence agrees with the answers.
type ClaimVerdict uint8

// The verdicts.
const (
	ClaimUnchecked ClaimVerdict = iota // it says nothing that can be looked up
	ClaimFails
	ClaimHolds
)

// ClaimAnswer is what the answers say of a sentence.
type ClaimAnswer struct {
	Verdict ClaimVerdict
	Words   string // a line each: the table, the counts it needs, what the data say
}

// ClaimChecker holds sentences of a report against the responses.
type ClaimChecker interface {
	CheckClaim(ctx context.Context, o ExportOptions, sentence string, progress func(done, total int)) (ClaimAnswer, error)
}

// CheckedClaim is a sentence that was checked.
type CheckedClaim struct {
	Sentence string
	Among    string // the responses it was held against
	ClaimAnswer
}

// ClaimsState is what is shown of the sentences.
type ClaimsState struct {
	Among       string // the responses in force, in a sentence
	Checking    bool
	Done, Total int // responses, while checking
	Checked     []CheckedClaim
	Err         error
}

// Claims checks sentences of a report, one after another, against the
// questionnaire and the responses chosen on the export screen.
type Claims struct {
	OnChange func()

	run     Runtime
	checker ClaimChecker
	chosen  func() ExportState
	state   ClaimsState
	cancel  context.CancelFunc
	turn    int // checks begun or given up
}

// NewClaims makes the checker; chosen tells what the export screen stands at.
func NewClaims(run Runtime, checker ClaimChecker, chosen func() ExportState) *Claims {
	return &Claims{run: run, checker: checker, chosen: chosen}
}

// State returns what is shown.
func (m *Claims) State() ClaimsState {
	s := m.state
	s.Checked = slices.Clone(s.Checked)
	s.Among = among(m.chosen())
	return s
}

// Check holds a sentence against the responses. The newest answer stands first.
func (m *Claims) Check(sentence string) {
	sentence = strings.Join(strings.Fields(sentence), " ")
	if sentence == "" || m.state.Checking {
		return
	}
	export := m.chosen()
	m.state.Err = claimFault(export)
	if m.state.Err != nil {
		notify(m.OnChange)
		return
	}
	o, said := claimOptions(export.Options), among(export)
	ctx, cancel := context.WithCancel(context.Background())
	m.cancel = cancel
	m.turn++
	turn := m.turn
	m.state.Checking, m.state.Done, m.state.Total = true, 0, 0
	notify(m.OnChange)
	m.run.Go(func() {
		defer cancel()
		answer, err := m.checker.CheckClaim(ctx, o, sentence, m.run.paced(func(done, total int) {
			if turn == m.turn {
				m.state.Done, m.state.Total = done, total
				notify(m.OnChange)
			}
		}))
		m.run.Do(func() {
			if turn == m.turn {
				m.answered(CheckedClaim{sentence, said, answer}, err)
			}
		})
	})
}

func (m *Claims) answered(c CheckedClaim, err error) {
	m.state.Checking, m.cancel = false, nil
	switch {
	case err == nil:
		m.state.Checked = slices.Insert(m.state.Checked, 0, c)
	case !errors.Is(err, context.Canceled) && !errors.Is(err, ErrCancelled):
		m.state.Err = err
		m.run.Log.Info("a sentence was not checked") // the error may quote a filter, and that an answer
	}
	notify(m.OnChange)
}

// Stop gives up the check under way.
func (m *Claims) Stop() {
	if m.cancel == nil {
		return
	}
	m.cancel()
	m.turn++
	m.cancel, m.state.Checking = nil, false
	notify(m.OnChange)
}

// Leave stops and forgets every sentence and answer.
func (m *Claims) Leave() {
	m.Stop()
	m.state = ClaimsState{}
	notify(m.OnChange)
}

// claimFault is why nothing can be checked with the choices as they stand.
func claimFault(s ExportState) error {
	told := func(words string) error { return &Told{Kind: ErrExportOptions, Words: words} }
	switch {
	case s.Options.FormID == "":
		return told("There is no questionnaire yet. Bring one in on Questionnaires first.")
	case s.SinceFault != "":
		return told("From this day, on Export: " + s.SinceFault)
	case s.UntilFault != "":
		return told("To this day, on Export: " + s.UntilFault)
	}
	return nil
}

// claimOptions keep of what was chosen which responses are counted; the tables
// are the analyst workbook's, of all its questions and without weights.
func claimOptions(o ExportOptions) ExportOptions {
	o = o.used()
	return ExportOptions{
		FormID: o.FormID, Format: ExportAnalyst, Values: ExportLabels, Multiple: ExportBothColumns, Language: o.Language, Training: o.Training,
		Area: o.Area, Worker: o.Worker, Version: o.Version, Since: o.Since, Until: o.Until, Where: o.Where,
	}
}

// among says in a sentence which responses a claim is held against.
func among(s ExportState) string {
	if s.Preview != nil && s.Preview.Stored == 0 {
		return "No interview is finished yet, so there is nothing to hold a sentence against. Hold the first one on Today."
	}
	o := claimOptions(s.Options)
	title := o.FormID
	for _, f := range s.Forms {
		if f.ID == o.FormID && f.Title != "" {
			title = f.Title
		}
	}
	var parts []string
	add := func(value, words string) {
		if value != "" {
			parts = append(parts, words+value)
		}
	}
	area := o.Area
	for _, a := range s.Offers.Areas {
		if a.Value == o.Area {
			area = a.Title
		}
	}
	version := o.Version
	if version == "latest" {
		version = "the newest"
	}
	add(area, "area ")
	add(o.Worker, "interviewed by ")
	add(version, "version ")
	add(o.Since, "from ")
	add(o.Until, "to ")
	add(o.Where, "where ")
	words := "Held against all responses to “" + title + "”"
	if len(parts) > 0 {
		words = "Held against the responses to “" + title + "”: " + strings.Join(parts, ", ")
	}
	if o.Training {
		words += ", training included"
	}
	words += "."
	if s.Options.Totals != "" {
		words += " People are counted, without weights."
	}
	return words
}
