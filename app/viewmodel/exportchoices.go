package viewmodel

import (
	"context"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"time"
)

// chosen redraws after a choice that changes what goes out. Quotations that
// come with it have not been read.
func (m *Export) chosen() {
	m.state.Options.QuotesSeen = false
	m.count()
	notify(m.OnChange)
}

// SetForm picks the questionnaire.
func (m *Export) SetForm(id string) {
	for _, f := range m.state.Forms {
		if f.ID == id {
			m.choose(f)
		}
	}
	m.chosen()
}

// forgetChoices drops what belongs to another questionnaire.
func (m *Export) forgetChoices() {
	o := &m.state.Options
	o.Crosstabs, o.Columns, o.Area, o.Worker, o.Version, o.Where, o.Coded, o.Totals = nil, nil, "", "", "", "", "", ""
	m.state.Offers, m.state.Preview = ExportOffers{}, nil
}

// SetFormat picks what comes out; the file's name ends as the format's do.
func (m *Export) SetFormat(f ExportFormat) {
	before := m.state.Options.Format.extension()
	m.state.Options.Format = f
	if m.ownPath {
		m.setPath(strings.TrimSuffix(m.state.Options.Path, before) + f.extension())
	} else {
		m.suggestPath()
	}
	m.chosen()
}

// SetValues picks codes, labels or both.
func (m *Export) SetValues(v ExportValues) {
	m.state.Options.Values = v
	m.chosen()
}

// SetMultiple picks the columns of questions with several answers.
func (m *Export) SetMultiple(v ExportMultiple) {
	m.state.Options.Multiple = v
	m.chosen()
}

// SetLanguage picks the language of labels.
func (m *Export) SetLanguage(name string) {
	m.state.Options.Language = name
	for i := range m.state.Languages {
		m.state.Languages[i].Selected = m.state.Languages[i].Name == name
	}
	m.chosen()
}

// SetPersonal asks for personal data in the file, or not.
func (m *Export) SetPersonal(on bool) {
	m.state.Options.Personal = on
	m.chosen()
}

// SetAttached asks for the files given as answers, or not.
func (m *Export) SetAttached(on bool) {
	m.state.Options.Attached = on
	notify(m.OnChange)
}

// SetTraining asks for training responses too, or not.
func (m *Export) SetTraining(on bool) {
	m.state.Options.Training = on
	m.chosen()
}

// SetParadata asks for how long each question took, or not.
func (m *Export) SetParadata(on bool) {
	m.state.Options.Paradata = on
	notify(m.OnChange)
}

// SetPictures asks for the charts as pictures too, or not.
func (m *Export) SetPictures(on bool) {
	m.state.Options.Pictures = on
	notify(m.OnChange)
}

// SetRoundBases asks for rounded numbers of people asked, or not.
func (m *Export) SetRoundBases(on bool) {
	m.state.Options.RoundBases = on
	notify(m.OnChange)
}

// SetArea keeps one area's responses, all with "".
func (m *Export) SetArea(code string) {
	m.state.Options.Area = code
	m.chosen()
}

// SetWorker keeps one worker's interviews, all with "".
func (m *Export) SetWorker(code string) {
	m.state.Options.Worker = code
	m.chosen()
}

// SetVersion keeps one version's responses, the newest's with "latest", all
// with "".
func (m *Export) SetVersion(v string) {
	m.state.Options.Version = v
	m.chosen()
}

// SetSince sets the first day, as people write days; blank for none.
func (m *Export) SetSince(text string) {
	m.state.Since = text
	m.state.Options.Since, m.state.SinceFault = m.day(text)
	m.chosen()
}

// SetUntil sets the last day, which counts too; blank for none.
func (m *Export) SetUntil(text string) {
	m.state.Until = text
	m.state.Options.Until, m.state.UntilFault = m.day(text)
	m.chosen()
}

func (m *Export) day(text string) (day, fault string) {
	text = strings.TrimSpace(text)
	if text == "" {
		return "", ""
	}
	d, ok := readDate(text, m.run.Now())
	if !ok {
		return "", "This is no day. Write it as 21/11/2026, or leave it empty."
	}
	return d.Format(time.DateOnly), ""
}

// SetWhere keeps the responses for which an expression is true.
func (m *Export) SetWhere(expression string) {
	m.state.Options.Where = strings.TrimSpace(expression)
	m.chosen()
}

// SetColumns keeps the questions or groups named, parted by commas; all with "".
func (m *Export) SetColumns(names string) {
	m.state.Options.Columns = nil
	for name := range strings.SplitSeq(names, ",") {
		if name = strings.TrimSpace(name); name != "" {
			m.state.Options.Columns = append(m.state.Options.Columns, name)
		}
	}
	m.chosen()
}

// AddCrosstab adds a table of one question's answers by another's.
func (m *Export) AddCrosstab(c Crosstab) {
	if c.Row != c.Column && !slices.Contains(m.state.Options.Crosstabs, c) {
		m.state.Options.Crosstabs = append(slices.Clone(m.state.Options.Crosstabs), c)
	}
	m.chosen()
}

// RemoveCrosstab takes a table out.
func (m *Export) RemoveCrosstab(i int) {
	if i >= 0 && i < len(m.state.Options.Crosstabs) {
		m.state.Options.Crosstabs = slices.Delete(slices.Clone(m.state.Options.Crosstabs), i, i+1)
	}
	m.chosen()
}

// SetCoded names the workbook whose open answers have been coded; "" for none.
func (m *Export) SetCoded(path string) {
	m.state.Options.Coded = strings.TrimSpace(path)
	m.chosen()
}

// SetTotals names the file of totals to weight to; "" for no weights.
func (m *Export) SetTotals(path string) {
	m.state.Options.Totals = strings.TrimSpace(path)
	m.chosen()
}

// SetQuotesSeen says that somebody has read every quotation, or not.
func (m *Export) SetQuotesSeen(on bool) {
	m.state.Options.QuotesSeen = on
	notify(m.OnChange)
}

// SetPath picks the file. The format's extension is added where it is missing.
func (m *Export) SetPath(path string) {
	path = strings.TrimSpace(path)
	if ext := m.state.Options.Format.extension(); path != "" && !strings.EqualFold(filepath.Ext(path), ext) {
		path += ext
	}
	m.ownPath = path != ""
	m.setPath(path)
	notify(m.OnChange)
}

// count counts afresh what would go out. An earlier count is given up.
func (m *Export) count() {
	m.stopCounting()
	o := m.state.Options.used()
	if o.FormID == "" || m.state.Stage == ExportRunning || m.covered() {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	m.counting, m.state.Counting = cancel, true
	m.counted++
	turn := m.counted
	m.run.Go(func() {
		defer cancel()
		offers, err := m.exporter.Offers(ctx, o.FormID)
		var preview ExportPreview
		if err == nil {
			preview, err = m.exporter.Preview(ctx, o)
		}
		m.run.Do(func() {
			if turn != m.counted {
				return
			}
			m.state.Counting, m.counting = false, nil
			if m.state.Preview == nil || !reflect.DeepEqual(m.state.Preview.Quotes, preview.Quotes) {
				m.state.Options.QuotesSeen = false // others than those shown
			}
			m.state.Offers, m.state.Fault, m.state.Preview = offers, err, nil
			if err == nil {
				m.state.Preview = &preview
			} else {
				m.run.Log.Info("no preview of the export", "form", o.FormID) // the error may quote a filter, and that an answer
			}
			notify(m.OnChange)
		})
	})
}

// forgetPreview leaves no quotation in memory while the screen is covered.
func (m *Export) forgetPreview() {
	m.stopCounting()
	m.state.Preview, m.state.Options.QuotesSeen = nil, false
}

func (m *Export) stopCounting() {
	if m.counting != nil {
		m.counting()
	}
	m.counting, m.state.Counting = nil, false
	m.counted++
}
