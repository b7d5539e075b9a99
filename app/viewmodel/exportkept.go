package viewmodel

import (
	"context"
	"slices"
	"strings"
)

// SetName names the options: "Board report". They are kept under it when the
// export begins, so that next time they are as they were last.
func (m *Export) SetName(name string) {
	m.state.Name = strings.TrimSpace(name)
	if !m.ownPath {
		m.suggestPath()
	}
	notify(m.OnChange)
}

// Use takes up options kept by name. The file gets a fresh name.
func (m *Export) Use(name string) {
	i := slices.IndexFunc(m.state.Kept, func(k KeptExport) bool { return k.Name == name })
	if i < 0 {
		return
	}
	kept := m.state.Kept[i].Options.Clone()
	path := m.state.Options.Path
	at := slices.IndexFunc(m.state.Forms, func(f FormInfo) bool { return f.ID == kept.FormID })
	if at < 0 {
		m.state.Fault = &Told{Kind: ErrExportOptions, Words: "The questionnaire of “" + name + "” is no longer in this project. Nothing was changed; choose another."}
		notify(m.OnChange)
		return
	}
	m.state.Options, m.state.Name = kept, name
	m.state.Options.Path = path
	m.state.Since, m.state.Until, m.state.SinceFault, m.state.UntilFault = kept.Since, kept.Until, "", ""
	m.ownPath = false
	m.choose(m.state.Forms[at])
	m.suggestPath()
	m.chosen()
}

// Forget forgets the options kept under the name in force.
func (m *Export) Forget() {
	name := m.state.Name
	kept := slices.DeleteFunc(slices.Clone(m.state.Kept), func(k KeptExport) bool { return k.Name == name })
	m.state.Name = ""
	if !m.ownPath {
		m.suggestPath()
	}
	m.keep(kept)
}

// keepNamed keeps the options under their name, if they have one.
func (m *Export) keepNamed() {
	if m.state.Name == "" {
		return
	}
	o := m.state.Options.Clone()
	o.Path, o.QuotesSeen = "", false
	kept := slices.DeleteFunc(slices.Clone(m.state.Kept), func(k KeptExport) bool { return k.Name == m.state.Name })
	m.keep(append([]KeptExport{{m.state.Name, o}}, kept...))
}

func (m *Export) keep(kept []KeptExport) {
	m.state.Kept = kept
	notify(m.OnChange)
	m.run.Go(func() {
		err := m.exporter.Keep(context.Background(), kept)
		m.run.Do(func() {
			if err != nil {
				m.state.Err = err
				m.run.Log.Error("export options not kept", "err", err)
			}
			notify(m.OnChange)
		})
	})
}
