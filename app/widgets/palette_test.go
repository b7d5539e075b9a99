package widgets_test

import (
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"doorstep/app/widgets"
)

var palettes = map[string]widgets.Palette{"light": widgets.Light, "dark": widgets.Dark, "high contrast": widgets.HighContrast}

func TestEveryTextAndFocusColourReads(t *testing.T) {
	for name, p := range palettes {
		for _, pair := range p.Pairs() {
			if ratio := widgets.Contrast(pair.On, pair.Ink); ratio < 4.5 {
				t.Errorf("%s, %s: contrast %.2f:1, want 4.5:1", name, pair.Name, ratio)
			}
		}
		if ratio := widgets.Contrast(p.Paper, p.Outline); ratio < 3 {
			t.Errorf("%s: the edge of a control has contrast %.2f:1, want 3:1", name, ratio)
		}
		if ratio := widgets.Contrast(p.Accent, p.Paper); ratio < 3 {
			t.Errorf("%s: a chosen tile stands out by %.2f:1, want 3:1", name, ratio)
		}
	}
}

func TestContrastIsAsWCAGDefinesIt(t *testing.T) {
	black, white := widgets.HighContrast.Paper, widgets.HighContrast.Ink
	if got := widgets.Contrast(black, white); math.Abs(got-21) > 1e-9 {
		t.Errorf("black on white %v, want 21", got)
	}
	if got := widgets.Contrast(white, white); got != 1 {
		t.Errorf("white on white %v, want 1", got)
	}
}

func TestThemeFollowsModeAndScale(t *testing.T) {
	system := widgets.NewTheme(widgets.System, 1, widgets.Fonts{})
	if system.Palette(theme.VariantDark) != widgets.Dark || system.Palette(theme.VariantLight) != widgets.Light {
		t.Error("the system mode does not follow the desktop")
	}
	large := widgets.NewTheme(widgets.LightMode, 2, widgets.Fonts{})
	for role, want := range map[widgets.Role]float32{widgets.Question: 56, widgets.Choice: 40, widgets.Body: 36, widgets.Small: 30} {
		if got := large.Pixels(role); got != want {
			t.Errorf("role %d at 200 %%: %v px, want %v", role, got, want)
		}
	}
	if got := widgets.NewTheme(widgets.LightMode, 9, widgets.Fonts{}).Size(theme.SizeNameText); got != 36 {
		t.Errorf("a scale beyond 200 %% is not held: %v px", got)
	}
	var _ fyne.Theme = large
}
