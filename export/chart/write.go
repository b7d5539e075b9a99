package chart

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"html"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"

	ot "github.com/go-text/typesetting/font/opentype"
	"golang.org/x/image/vector"

	"doorstep/export/safefile"
)

// pixels is how many of a PNG a unit of the drawing takes: sharp in print at
// the width of a page.
const pixels = 2

// PNG writes a chart as a picture of pixels.
func (p *Pen) PNG(out io.Writer, c *Chart) error {
	d := p.draw(c)
	w, h := int(d.width*pixels), int(math.Ceil(float64(d.height*pixels)))
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for _, a := range d.areas {
		fill(img, a)
	}
	return png.Encode(out, img)
}

// fill paints an area. The rasteriser covers only the area's own box.
func fill(img *image.RGBA, a area) {
	box := a.box().Intersect(img.Bounds())
	if box.Empty() {
		return
	}
	r := vector.NewRasterizer(box.Dx(), box.Dy())
	at := func(p point) (float32, float32) {
		return p.x*pixels - float32(box.Min.X), p.y*pixels - float32(box.Min.Y)
	}
	for _, s := range a.steps {
		x, y := at(s.at[0])
		x1, y1 := at(s.at[1])
		x2, y2 := at(s.at[2])
		switch s.op {
		case ot.SegmentOpMoveTo:
			r.ClosePath()
			r.MoveTo(x, y)
		case ot.SegmentOpLineTo:
			r.LineTo(x, y)
		case ot.SegmentOpQuadTo:
			r.QuadTo(x, y, x1, y1)
		case ot.SegmentOpCubeTo:
			r.CubeTo(x, y, x1, y1, x2, y2)
		}
	}
	r.ClosePath()
	r.DrawOp = draw.Over
	r.Draw(img, box, image.NewUniform(a.colour), image.Point{})
}

func (a area) box() image.Rectangle {
	lo, hi := point{math.MaxFloat32, math.MaxFloat32}, point{-math.MaxFloat32, -math.MaxFloat32}
	for _, s := range a.steps {
		for _, p := range s.at[:s.points()] {
			lo, hi = point{min(lo.x, p.x), min(lo.y, p.y)}, point{max(hi.x, p.x), max(hi.y, p.y)}
		}
	}
	return image.Rect(int(math.Floor(float64(lo.x*pixels))), int(math.Floor(float64(lo.y*pixels))),
		int(math.Ceil(float64(hi.x*pixels))), int(math.Ceil(float64(hi.y*pixels))))
}

func (s step) points() int {
	switch s.op {
	case ot.SegmentOpQuadTo:
		return 2
	case ot.SegmentOpCubeTo:
		return 3
	}
	return 1
}

// SVG writes a chart as a drawing, its words inside for screen readers.
func (p *Pen) SVG(out io.Writer, c *Chart) error {
	d := p.draw(c)
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" width="%.0f" height="%.0f" role="img" aria-labelledby="title desc">`+"\n",
		d.width, d.height, d.width, d.height)
	fmt.Fprintf(&b, "<title id=\"title\">%s</title>\n<desc id=\"desc\">%s</desc>\n", html.EscapeString(c.Title), html.EscapeString(c.Alt))
	for _, a := range d.areas {
		fmt.Fprintf(&b, `<path fill="%s" d="`, hex(a.colour))
		for i, s := range a.steps {
			if i > 0 && s.op == ot.SegmentOpMoveTo {
				b.WriteByte('Z')
			}
			b.WriteByte("MLQC"[s.op])
			for i, p := range s.at[:s.points()] {
				if i > 0 {
					b.WriteByte(' ')
				}
				b.WriteString(short(p.x) + " " + short(p.y))
			}
		}
		b.WriteString("Z\"/>\n")
	}
	b.WriteString("</svg>\n")
	_, err := out.Write(b.Bytes())
	return err
}

func short(f float32) string {
	return strconv.FormatFloat(math.Round(float64(f)*10)/10, 'f', -1, 64)
}

func hex(c color.NRGBA) string { return fmt.Sprintf("#%02X%02X%02X", c.R, c.G, c.B) }

// Written is what a run of [Pen.Write] put into a folder.
type Written struct {
	Files  []string
	fresh  []string // of them, those that replaced nothing
	folder string   // that was made for them
}

// Undo takes the files away again that were not there before, and the folder
// when it was made for them.
func (w *Written) Undo() {
	if w == nil {
		return
	}
	for _, f := range w.fresh {
		_ = os.Remove(f)
	}
	if w.folder != "" {
		_ = os.Remove(w.folder)
	}
}

// Write writes each chart into the folder, as NAME.png and NAME.svg and with
// its words in NAME.txt. On a failure, or when ctx ends, it leaves none of them.
func (p *Pen) Write(ctx context.Context, folder string, charts []Chart) (w *Written, err error) {
	w = &Written{}
	defer func() {
		if err != nil {
			w.Undo()
			w = nil
		}
	}()
	switch err := os.Mkdir(folder, 0o700); {
	case err == nil:
		w.folder = folder
	case !errors.Is(err, os.ErrExist):
		return w, fmt.Errorf("make the folder for charts: %w", err)
	}
	for i := range charts {
		c := &charts[i]
		for _, kind := range []struct {
			extension string
			write     func(io.Writer, *Chart) error
		}{{".png", p.PNG}, {".svg", p.SVG}, {".txt", writeAlt}} {
			path := filepath.Join(folder, safefile.Name(c.Name)+kind.extension)
			_, err := os.Lstat(path)
			fresh := errors.Is(err, os.ErrNotExist)
			if err := writeFile(ctx, path, func(out io.Writer) error { return kind.write(out, c) }); err != nil {
				return w, fmt.Errorf("chart %s: %w", c.Name, err)
			}
			w.Files = append(w.Files, path)
			if fresh {
				w.fresh = append(w.fresh, path)
			}
		}
	}
	return w, nil
}

func writeAlt(out io.Writer, c *Chart) error {
	_, err := io.WriteString(out, c.Alt+"\n")
	return err
}

func writeFile(ctx context.Context, path string, write func(io.Writer) error) error {
	out, err := safefile.Create(path)
	if err != nil {
		return err
	}
	defer out.Abandon()
	if err := write(out); err != nil {
		return err
	}
	return out.Commit(ctx)
}
