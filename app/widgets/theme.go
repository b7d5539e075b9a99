package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Mode says which palette is shown.
type Mode int

// The modes. System follows the desktop's light or dark setting.
const (
	System Mode = iota
	LightMode
	DarkMode
	ContrastMode
)

// Spacing goes in steps of 8.
const (
	Gap1 float32 = 8
	Gap2 float32 = 16
	Gap3 float32 = 24
	Gap4 float32 = 32
	Gap6 float32 = 48
)

// The focus ring: its width, and the room every focusable control keeps for
// it outside its own edge, a gap of paper included.
const (
	RingWidth float32 = 3
	RingRoom  float32 = 5
)

// MinTarget is the least height and width of anything that can be clicked.
const MinTarget float32 = 44

const cornerRadius float32 = 8

// selectionAlpha is how much of the accent lies under what is selected.
const selectionAlpha uint8 = 0x50

// Role is a step of the type scale.
type Role int

// The type scale at 100 %: 28, 22, 20, 18 and 15 px.
const (
	Body Role = iota
	Small
	Choice
	Heading
	Question
)

var rolePixels = map[Role]float32{Body: 18, Small: 15, Choice: 20, Heading: 22, Question: 28}

// Theme is Doorstep's look. Set it with Settings().SetTheme; a change of mode
// or scale is a new Theme.
type Theme struct {
	mode  Mode
	scale float32
	fonts Fonts
}

// NewTheme returns a theme. scale is the text scale, held to 1 to 2.
func NewTheme(mode Mode, scale float32, fonts Fonts) *Theme {
	return &Theme{mode: mode, scale: max(1, min(2, scale)), fonts: fonts}
}

// Palette returns the colours shown for a system variant.
func (t *Theme) Palette(variant fyne.ThemeVariant) Palette {
	switch {
	case t.mode == ContrastMode:
		return HighContrast
	case t.mode == DarkMode, t.mode == System && variant == theme.VariantDark:
		return Dark
	}
	return Light
}

// Pixels returns a role's size at the theme's scale.
func (t *Theme) Pixels(r Role) float32 { return rolePixels[r] * t.scale }

// Color answers Fyne's own widgets (entries, dialogs) from the palette.
func (t *Theme) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	p := t.Palette(variant)
	switch name {
	case theme.ColorNameBackground:
		return cleared(p.Paper)
	case theme.ColorNameOverlayBackground, theme.ColorNameMenuBackground:
		return p.Paper
	case theme.ColorNameForeground:
		return p.Ink
	case theme.ColorNamePrimary, theme.ColorNameHyperlink, theme.ColorNameSuccess:
		return p.Accent
	case theme.ColorNameForegroundOnPrimary, theme.ColorNameForegroundOnSuccess:
		return p.OnAccent
	case theme.ColorNameButton, theme.ColorNameHeaderBackground, theme.ColorNameDisabledButton:
		return p.Tile
	case theme.ColorNameDisabled, theme.ColorNamePlaceHolder:
		return p.Quiet
	case theme.ColorNameError:
		return p.Error
	case theme.ColorNameForegroundOnError:
		return p.OnError
	case theme.ColorNameWarning:
		return p.Warning
	case theme.ColorNameForegroundOnWarning:
		return p.WarningGround
	case theme.ColorNameInputBackground:
		return p.Field
	case theme.ColorNameInputBorder, theme.ColorNameInnerWindowBorder:
		return p.Outline
	case theme.ColorNameSeparator:
		return p.Line
	case theme.ColorNameFocus:
		return withAlpha(p.Focus, 0x60)
	case theme.ColorNameHover:
		return withAlpha(p.Ink, 0x14)
	case theme.ColorNamePressed:
		return withAlpha(p.Ink, 0x24)
	case theme.ColorNameSelection:
		return withAlpha(p.Accent, selectionAlpha)
	case theme.ColorNameScrollBar:
		return withAlpha(p.Quiet, 0xA0)
	case theme.ColorNameScrollBarBackground:
		return color.Transparent
	case theme.ColorNameShadow:
		return withAlpha(rgb(0), 0x30)
	}
	return theme.DefaultTheme().Color(name, variant)
}

// cleared is a colour that a window shows as it is when it is cleared with it:
// the toolkit then takes 255 x 255 for the most a colour's part can be, and would
// show paper paler than the palette has it.
type cleared color.NRGBA

// RGBA implements color.Color.
func (c cleared) RGBA() (r, g, b, a uint32) {
	return 255 * uint32(c.R), 255 * uint32(c.G), 255 * uint32(c.B), 0xFFFF
}

// Size answers Fyne's own widgets from the type scale and the spacing.
func (t *Theme) Size(name fyne.ThemeSizeName) float32 {
	switch name {
	case theme.SizeNameText:
		return t.Pixels(Body)
	case theme.SizeNameCaptionText:
		return t.Pixels(Small)
	case theme.SizeNameSubHeadingText:
		return t.Pixels(Heading)
	case theme.SizeNameHeadingText:
		return t.Pixels(Question)
	case theme.SizeNamePadding:
		return Gap1 / 2
	case theme.SizeNameInnerPadding:
		return 12
	case theme.SizeNameInputBorder:
		return 2
	case theme.SizeNameInputRadius, theme.SizeNameButtonRadius, theme.SizeNameCardRadius:
		return cornerRadius
	case theme.SizeNameScrollBar:
		return 14
	case theme.SizeNameScrollBarSmall:
		return 6
	case theme.SizeNameInlineIcon:
		return 20 * t.scale
	}
	return theme.DefaultTheme().Size(name)
}

// Font returns the Latin face. Other scripts are chosen run by run by [Text].
func (t *Theme) Font(style fyne.TextStyle) fyne.Resource {
	switch {
	case style.Monospace, style.Symbol:
	case style.Bold && t.fonts.Bold != nil:
		return t.fonts.Bold
	case !style.Bold && !style.Italic && t.fonts.Regular != nil:
		return t.fonts.Regular
	}
	return theme.DefaultTheme().Font(style)
}

// Icon returns Fyne's icons; its file dialog uses them.
func (t *Theme) Icon(name fyne.ThemeIconName) fyne.Resource {
	return theme.DefaultTheme().Icon(name)
}

// onPaper is the look of print while something is drawn for it.
var onPaper *Theme

// OnPaper calls f with the look of print: light, and text at 100 %. What f makes
// must be drawn by the time it returns. On the UI goroutine only.
func OnPaper(f func()) {
	onPaper = &Theme{mode: LightMode, scale: 1, fonts: current().fonts}
	defer func() { onPaper = nil }()
	f()
}

// current returns the theme in use, a plain light one where it is not ours.
func current() *Theme {
	if onPaper != nil {
		return onPaper
	}
	if t, ok := fyne.CurrentApp().Settings().Theme().(*Theme); ok {
		return t
	}
	return &Theme{mode: LightMode, scale: 1}
}

// Colours returns the palette in use.
func Colours() Palette {
	return current().Palette(fyne.CurrentApp().Settings().ThemeVariant())
}

// Scaled returns a length at 100 % at the text scale in use.
func Scaled(v float32) float32 { return v * current().scale }

// ColumnWidth is the width of the interview's column: some 56 characters of a
// question.
func ColumnWidth() float32 { return Scaled(800) }

// Measure is the width of some 70 characters of body text.
func Measure() float32 { return Scaled(620) }

// LargeText reports whether text is so large that what is not needed makes room.
func LargeText() bool { return current().scale > 1.5 }
