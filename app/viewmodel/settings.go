package viewmodel

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
	WorkerName  string `json:"worker_name"`
	WorkerCode  string `json:"worker_code"` // what responses carry
	Language    string `json:"language"`    // of the interface: "en"
}

// DefaultPreferences are those of a first start.
func DefaultPreferences() Preferences {
	return Preferences{TextSize: 100, Theme: ThemeSystem, AutoAdvance: true, Language: "en"}
}

// TextSizes are the sizes offered, in per cent.
var TextSizes = []int{100, 115, 130, 150, 175, 200}

// Settings is the settings screen. Changes take effect and are kept at once.
type Settings struct {
	OnChange func() // settings screen
	OnApply  func() // the window: theme or text size changed

	prefs Preferences
}

// Preferences returns the settings in force.
func (m *Settings) Preferences() Preferences { return m.prefs }

// Err is the last failure to keep the settings, or nil.
func (m *Settings) Err() error { return nil }

// SetTextSize sets the text size in per cent, within 100 to 200.
func (m *Settings) SetTextSize(percent int) {}

// LargerText and SmallerText go a step of TextSizes up or down.
func (m *Settings) LargerText() {}

// SmallerText goes a step down.
func (m *Settings) SmallerText() {}

// SetTheme picks the theme.
func (m *Settings) SetTheme(t Theme) {}

// SetAutoAdvance says whether one choice goes on by itself.
func (m *Settings) SetAutoAdvance(on bool) {}

// SetWorker sets who interviews; code is what responses carry.
func (m *Settings) SetWorker(name, code string) {}

// SetLanguage picks the interface's language.
func (m *Settings) SetLanguage(code string) {}
