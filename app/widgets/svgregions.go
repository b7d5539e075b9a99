package widgets

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image"
	"image/color"
	"io"
	"slices"
	"strings"

	"github.com/fyne-io/oksvg"
	"github.com/srwiley/rasterx"
)

// regions is an SVG picture some of whose parts can be chosen: those whose id
// is a choice's name.
type regions struct {
	root  *svgPart
	ids   []string // of the parts that are there, in the order asked for
	where *image.RGBA
}

type svgPart struct {
	name     string
	attrs    []xml.Attr
	text     string
	children []*svgPart
}

// hitWidth is the width at which it is worked out which region a point is in.
const hitWidth = 480

var errNoRegions = errors.New("the picture has no part named like a choice")

// readRegions reads an SVG file and finds the parts with the ids.
func readRegions(svg []byte, ids []string) (r *regions, err error) {
	root, err := parseSVG(svg)
	if err != nil {
		return nil, err
	}
	r = &regions{root: root}
	for _, id := range ids {
		if root.find(id) != nil {
			r.ids = append(r.ids, id)
		}
	}
	if len(r.ids) == 0 {
		return nil, errNoRegions
	}
	return r, r.mapOut()
}

func parseSVG(svg []byte) (*svgPart, error) {
	d := xml.NewDecoder(bytes.NewReader(svg))
	d.Strict = false
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	top := &svgPart{}
	open := []*svgPart{top}
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		last := open[len(open)-1]
		switch t := token.(type) {
		case xml.StartElement:
			p := &svgPart{name: qualified(t.Name), attrs: slices.Clone(t.Attr)}
			last.children = append(last.children, p)
			open = append(open, p)
		case xml.EndElement:
			if len(open) > 1 {
				open = open[:len(open)-1]
			}
		case xml.CharData:
			last.text += string(t)
		}
	}
	for _, p := range top.children {
		if p.name == "svg" {
			return p, nil
		}
	}
	return nil, errors.New("the file is no SVG picture")
}

func qualified(n xml.Name) string {
	if n.Space != "" {
		return n.Space + ":" + n.Local
	}
	return n.Local
}

func (p *svgPart) attr(name string) string {
	for _, a := range p.attrs {
		if qualified(a.Name) == name {
			return a.Value
		}
	}
	return ""
}

func (p *svgPart) find(id string) *svgPart {
	if p.attr("id") == id {
		return p
	}
	for _, c := range p.children {
		if found := c.find(id); found != nil {
			return found
		}
	}
	return nil
}

// paint is how a part and all below it is drawn; nil leaves it as it is.
type paint struct{ fill, stroke, width, opacity string }

// write writes a part; decide says for one with an id how it is drawn, and
// bare leaves out what has no paint.
func (p *svgPart) write(b *bytes.Buffer, with *paint, bare bool, decide func(id string) *paint) {
	if id := p.attr("id"); id != "" {
		if own := decide(id); own != nil {
			with = own
		}
	}
	shape := slices.Contains([]string{"path", "rect", "circle", "ellipse", "polygon", "polyline", "line"}, p.name)
	if bare && (shape && with == nil || slices.Contains([]string{"text", "style", "image", "defs", "title", "desc"}, p.name)) {
		return
	}
	b.WriteString("<" + p.name)
	for _, a := range p.attrs {
		name := qualified(a.Name)
		if with != nil && slices.Contains([]string{"fill", "stroke", "stroke-width", "fill-opacity", "opacity", "style", "class"}, name) {
			continue
		}
		b.WriteString(" " + name + `="`)
		_ = xml.EscapeText(b, []byte(a.Value))
		b.WriteString(`"`)
	}
	if with != nil && shape {
		b.WriteString(` fill="` + with.fill + `" fill-opacity="` + with.opacity + `" stroke="` + with.stroke + `" stroke-width="` + with.width + `"`)
	}
	b.WriteString(">")
	if len(p.children) == 0 {
		_ = xml.EscapeText(b, []byte(p.text))
	}
	for _, c := range p.children {
		c.write(b, with, bare, decide)
	}
	b.WriteString("</" + p.name + ">")
}

// drawn returns the picture with the chosen regions filled.
func (r *regions) drawn(chosen []string, fill, edge string, width string) []byte {
	var b bytes.Buffer
	r.root.write(&b, nil, false, func(id string) *paint {
		if slices.Contains(chosen, id) {
			return &paint{fill: fill, stroke: edge, width: width, opacity: "0.75"}
		}
		return nil
	})
	return b.Bytes()
}

// mapOut draws each region in a colour of its own.
func (r *regions) mapOut() error {
	var b bytes.Buffer
	r.root.write(&b, nil, true, func(id string) *paint {
		i := slices.Index(r.ids, id)
		if i < 0 {
			return nil
		}
		return &paint{fill: hex(regionColour(i)), stroke: "none", width: "0", opacity: "1"}
	})
	icon, err := oksvg.ReadIconStream(&b)
	if err != nil {
		return err
	}
	w, h := icon.ViewBox.W, icon.ViewBox.H
	if w <= 0 || h <= 0 || h/w > 20 {
		return errors.New("the picture has no size")
	}
	height := max(1, int(hitWidth*h/w))
	icon.SetTarget(0, 0, hitWidth, float64(height))
	r.where = image.NewRGBA(image.Rect(0, 0, hitWidth, height))
	scanner := rasterx.NewScannerGV(hitWidth, height, r.where, r.where.Bounds())
	icon.Draw(rasterx.NewDasher(hitWidth, height, scanner), 1)
	return nil
}

// regionColour gives up to 4,000 regions colours far enough apart to tell.
func regionColour(i int) color.NRGBA {
	i++
	return color.NRGBA{R: uint8(i % 16 * 16), G: uint8(i / 16 % 16 * 16), B: uint8(i / 256 % 16 * 16), A: 0xFF}
}

// at returns the region at a point given in shares of width and height.
func (r *regions) at(x, y float32) (id string, ok bool) {
	b := r.where.Bounds()
	px, py := int(x*float32(b.Dx())), int(y*float32(b.Dy()))
	if !(image.Point{X: px, Y: py}).In(b) {
		return "", false
	}
	c := r.where.RGBAAt(px, py)
	if c.A < 0x80 {
		return "", false
	}
	near := func(v uint8) int { return (int(v) + 8) / 16 % 16 }
	i := near(c.R) + near(c.G)*16 + near(c.B)*256 - 1
	if i < 0 || i >= len(r.ids) {
		return "", false
	}
	return r.ids[i], true
}

// isSVG reports whether a file's name or its beginning is that of an SVG.
func isSVG(name string, data []byte) bool {
	head := data[:min(len(data), 512)]
	return strings.HasSuffix(strings.ToLower(name), ".svg") || bytes.Contains(head, []byte("<svg"))
}
