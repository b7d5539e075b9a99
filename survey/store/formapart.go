package store

import (
	"bytes"
	"fmt"
	"strings"

	"doorstep/survey"
)

// Two laptops may have given other contents the same form id and version: a
// workbook was changed and its version was not. Answers mean what their own
// questionnaire says, so a merge keeps both: the one that comes in goes under a
// version of its own, which its contents name, so that every laptop names it
// alike.

// FormAdded says what adding a questionnaire in a merge did.
type FormAdded struct {
	New     bool
	Version string // that it is kept under
	Apart   bool   // not the version it came under, which stands for other contents here
}

// AddForm adds a form version. One whose id and version are here with other
// contents is kept apart, out of use for new interviews; what comes in with it
// is kept as its responses.
func (m *Merger) AddForm(src survey.Source, f FormInfo) (a FormAdded, err error) {
	came := formKey{f.ID, f.Version}
	version, _, err := m.versionOf(came, digest(src))
	if err != nil {
		return a, err
	}
	if earlier, met := m.versions[came]; met && earlier != version {
		return a, formExists(f)
	}
	m.versions[came] = version
	return m.keepForm(src, f)
}

// keepForm is AddForm for where what comes in names its questionnaire by its
// contents: several of one version may come.
func (m *Merger) keepForm(src survey.Source, f FormInfo) (a FormAdded, err error) {
	if a.Version, a.Apart, err = m.versionOf(formKey{f.ID, f.Version}, digest(src)); err != nil {
		return a, err
	}
	f.Version, f.Retired = a.Version, f.Retired || a.Apart
	a.New, err = addForm(m.tx, src, f)
	if a.New && err == nil {
		err = m.forms.load(m.tx)
	}
	return a, err
}

// versionOf returns under which version a questionnaire with such contents is
// kept here, and whether it is apart from another of the version it came under.
func (m *Merger) versionOf(came formKey, sum []byte) (version string, apart bool, err error) {
	here, err := allRows(m.tx, "SELECT version, digest FROM form WHERE id = ?", came.id)
	if err != nil {
		return "", false, err
	}
	version = came.version
	for _, row := range here {
		stored, same := text(row[0]), bytes.Equal(blob(row[1]), sum)
		switch {
		case stored == came.version && same:
			return stored, false, nil
		case stored == came.version:
			version, apart = apartVersion(came.version, sum), true
		case same && came.version == apartVersion(stored, sum):
			version = stored // another laptop keeps this one's apart
		}
	}
	return version, apart, nil
}

func apartVersion(version string, sum []byte) string {
	return strings.TrimSpace(fmt.Sprintf("%s (%X)", version, sum[:3]))
}

// formRow returns the row of the questionnaire that a revision coming in
// answers.
func (m *Merger) formRow(h *survey.Header) (int64, error) {
	version, met := m.versions[formKey{h.FormID, h.FormVersion}]
	if !met {
		version = h.FormVersion
	}
	return m.forms.row(h.FormID, version)
}
