package widgets

import (
	"slices"

	"fyne.io/fyne/v2"
)

// ImageMap is a picture whose parts can be clicked: those of an SVG file that
// are named like a choice. Any other picture is only shown.
type ImageMap struct {
	*Picture

	OnChoose func(id string)

	regions *regions
	chosen  []string
}

// NewImageMap returns the picture. words tell a screen reader what it is.
func NewImageMap(name, words string, data []byte, ids []string, choose func(id string)) *ImageMap {
	m := &ImageMap{Picture: NewPicture(name, words, data), OnChoose: choose}
	if isSVG(name, data) {
		if r, err := readRegions(data, ids); err == nil {
			m.regions = r
			m.Picture.at = m.tapped
		}
	}
	return m
}

// Object is what a layout places.
func (m *ImageMap) Object() fyne.CanvasObject { return m.Picture }

// HasRegions reports whether its parts can be clicked.
func (m *ImageMap) HasRegions() bool { return m.regions != nil }

// SetChosen fills the regions chosen.
func (m *ImageMap) SetChosen(ids []string) {
	if m.regions == nil || slices.Equal(ids, m.chosen) {
		return
	}
	m.chosen = slices.Clone(ids)
	p := Colours()
	name := "map"
	for _, id := range ids {
		name += "-" + id
	}
	m.SetData(name+hex(p.Accent)+".svg", m.regions.drawn(ids, hex(p.Accent), hex(p.Focus), "2"))
}

// tapped finds the region under a point of the picture.
func (m *ImageMap) tapped(p fyne.Position) {
	size := m.Size()
	aspect := m.image.Aspect()
	w, h := size.Width, size.Height
	if aspect > 0 { // the picture stands whole in its place
		if w/h > aspect {
			w = h * aspect
		} else {
			h = w / aspect
		}
	}
	x, y := (p.X-(size.Width-w)/2)/w, (p.Y-(size.Height-h)/2)/h
	if id, ok := m.regions.at(x, y); ok && m.OnChoose != nil {
		m.OnChoose(id)
	}
}
