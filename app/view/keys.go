package view

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// keyTitle returns a key as the screens write it: "Enter", "Esc", "F2".
func keyTitle(name fyne.KeyName) string {
	switch name {
	case fyne.KeyReturn, fyne.KeyEnter:
		return "Enter"
	case fyne.KeyEscape:
		return "Esc"
	case fyne.KeyPageUp:
		return "Page Up"
	case fyne.KeyPageDown:
		return "Page Down"
	}
	return string(name)
}

// shortcutsFor returns the toolkit's shortcuts for a key written as "Ctrl+2",
// and none for a key without a modifier.
func shortcutsFor(title string) []fyne.Shortcut {
	key, ok := strings.CutPrefix(title, "Ctrl+")
	if !ok {
		return nil
	}
	names := []fyne.KeyName{fyne.KeyName(key)}
	if key == "Enter" {
		names = []fyne.KeyName{fyne.KeyReturn, fyne.KeyEnter}
	}
	var out []fyne.Shortcut
	for _, n := range names {
		out = append(out, &desktop.CustomShortcut{KeyName: n, Modifier: fyne.KeyModifierControl})
	}
	return out
}

// shortcutTitle is the inverse of shortcutsFor.
func shortcutTitle(s fyne.Shortcut) string {
	if c, ok := s.(*desktop.CustomShortcut); ok {
		return "Ctrl+" + keyTitle(c.KeyName)
	}
	return ""
}
