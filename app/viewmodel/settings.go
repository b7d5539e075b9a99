package viewmodel

import (
	"context"
	"slices"
	"strings"
)

// Theme is how the window is coloured.
type Theme string

// The themes.
const (
	ThemeSystem       Theme = "system"
	ThemeLight        Theme = "light"
	ThemeDark         Theme = "dark"
	ThemeHighContrast Theme = "high-contrast"
)

// Preferences are the settings as kept on disk.
type Preferences struct {
	TextSize    int    `json:"text_size"` // per cent, 100 to 200
	Theme       Theme  `json:"theme"`
	AutoAdvance bool   `json:"auto_advance"` // one choice goes on by itself
	WorkerName  string `json:"worker_name"`  // stays on this laptop
	WorkerCode  string `json:"worker_code"`  // what responses carry
	Language    string `json:"language"`     // of the interface: "en"
	LockAfter   int    `json:"lock_after"`   // minutes of rest before the screen is covered

	Project      string `json:"project,omitempty"`       // the file opened at a start; "" is the one beside the settings
	BackupFolder string `json:"backup_folder,omitempty"` // "" is beside the project
	CopiesFolder string `json:"copies_folder,omitempty"` // where the project's second copies go, for when it cannot be read

	Support    string `json:"support,omitempty"`     // who is named while an interview is paused; "" is ours
	CardWindow bool   `json:"card_window,omitempty"` // the show card has a window of its own
	Still      bool   `json:"still,omitempty"`       // nothing moves
}

// DefaultPreferences are those of a first start.
func DefaultPreferences() Preferences {
	return Preferences{TextSize: 100, Theme: ThemeLight, AutoAdvance: true, Language: "en", LockAfter: 5}
}

// Mended returns the preferences with what a hand-edited file got wrong set
// right, so that the window can always be read.
func (p Preferences) Mended() Preferences {
	if p.TextSize == 0 {
		p.TextSize = 100
	}
	p.TextSize = max(TextSizes[0], min(p.TextSize, TextSizes[len(TextSizes)-1]))
	switch p.Theme {
	case ThemeSystem, ThemeLight, ThemeDark, ThemeHighContrast:
	default:
		p.Theme = ThemeLight
	}
	if p.Language == "" {
		p.Language = "en"
	}
	if !slices.Contains(LockMinutes, p.LockAfter) {
		p.LockAfter = 5
	}
	return p
}

// TextSizes are the sizes offered, in per cent.
var TextSizes = []int{100, 115, 130, 150, 175, 200}

// Settings is the settings screen. Changes take effect and are kept at once.
type Settings struct {
	OnChange func() // settings screen
	OnApply  func() // the window: theme or text size changed

	run    Runtime
	keep   SettingsStore
	prefs  Preferences
	err    error
	worker func() // the shell: who interviews changed
	rest   func() // the shell: the time before locking changed

	backups func()           // the shell: the backups' folder changed
	writes  chan Preferences // at most one waits: the newest
	ended   chan struct{}
}

// NewSettings reads the settings. When they cannot be read the defaults hold
// and Err says why.
func NewSettings(run Runtime, keep SettingsStore) *Settings {
	m := &Settings{run: run, keep: keep, writes: make(chan Preferences, 1), ended: make(chan struct{})}
	prefs, err := keep.Load()
	if err != nil {
		prefs, m.err = DefaultPreferences(), err
	}
	m.prefs = prefs.Mended()
	run.Go(m.write)
	return m
}

// Preferences returns the settings in force.
func (m *Settings) Preferences() Preferences { return m.prefs }

// Err is the last failure to keep the settings, or nil.
func (m *Settings) Err() error { return m.err }

// SetTextSize sets the text size in per cent, within 100 to 200.
func (m *Settings) SetTextSize(percent int) {
	m.set(func(p *Preferences) { p.TextSize = percent }, m.OnApply)
}

// LargerText goes a step of TextSizes up.
func (m *Settings) LargerText() {
	for _, s := range TextSizes {
		if s > m.prefs.TextSize {
			m.SetTextSize(s)
			return
		}
	}
}

// SmallerText goes a step down.
func (m *Settings) SmallerText() {
	for i := len(TextSizes) - 1; i >= 0; i-- {
		if s := TextSizes[i]; s < m.prefs.TextSize {
			m.SetTextSize(s)
			return
		}
	}
}

// SetTheme picks the theme.
func (m *Settings) SetTheme(t Theme) {
	m.set(func(p *Preferences) { p.Theme = t }, m.OnApply)
}

// SetAutoAdvance says whether one choice goes on by itself.
func (m *Settings) SetAutoAdvance(on bool) {
	m.set(func(p *Preferences) { p.AutoAdvance = on }, nil)
}

// SetLockAfter sets after how many minutes of rest the screen is covered, one
// of LockMinutes.
func (m *Settings) SetLockAfter(minutes int) {
	m.set(func(p *Preferences) { p.LockAfter = minutes }, m.rest)
}

// SetBackupFolder sets where backups go; "" is beside the project.
func (m *Settings) SetBackupFolder(path string) {
	m.set(func(p *Preferences) { p.BackupFolder = path }, m.backups)
}

// noteCopies notes where the project's second copies go.
func (m *Settings) noteCopies(path string) {
	m.set(func(p *Preferences) { p.CopiesFolder = path }, nil)
}

// SetWorker sets who interviews; code is what responses carry.
func (m *Settings) SetWorker(name, code string) {
	m.set(func(p *Preferences) {
		p.WorkerName, p.WorkerCode = strings.TrimSpace(name), strings.TrimSpace(code)
	}, m.worker)
}

// SetSupport sets who is named while an interview is paused, a line each.
// Blank, or the lines as they were, means ours.
func (m *Settings) SetSupport(lines string) {
	if strings.TrimSpace(lines) == SupportText() {
		lines = ""
	}
	m.set(func(p *Preferences) { p.Support = lines }, nil)
}

// SetCardWindow says whether the show card has a window of its own.
func (m *Settings) SetCardWindow(on bool) {
	m.set(func(p *Preferences) { p.CardWindow = on }, nil)
}

// SetStill says whether nothing is to move by itself.
func (m *Settings) SetStill(on bool) {
	m.set(func(p *Preferences) { p.Still = on }, nil)
}

// SetLanguage picks the interface's language.
func (m *Settings) SetLanguage(code string) {
	m.set(func(p *Preferences) { p.Language = code }, m.OnApply)
}

func (m *Settings) set(change func(*Preferences), apply func()) {
	next := m.prefs
	change(&next)
	next = next.Mended()
	if next == m.prefs {
		return
	}
	m.prefs = next
	select { // a newer setting takes the place of one not written yet
	case <-m.writes:
	default:
	}
	m.writes <- next
	notify(apply)
	notify(m.OnChange)
}

// write keeps settings on disk, one after another, off the UI goroutine.
func (m *Settings) write() {
	defer close(m.ended)
	for p := range m.writes {
		err := m.keep.Save(p)
		m.run.Do(func() {
			if m.err != err {
				m.err = err
				notify(m.OnChange)
			}
		})
	}
}

// close waits until the last change is kept, or until ctx ends.
func (m *Settings) close(ctx context.Context) {
	close(m.writes)
	select {
	case <-m.ended:
	case <-ctx.Done():
	}
}
