package chart_test

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"doorstep/export"
	"doorstep/export/chart"
	"doorstep/export/exporttest"
	"doorstep/survey"
)

// pen draws with the fonts beside it, which the program carries.
func pen(t *testing.T) *chart.Pen {
	t.Helper()
	read := func(name string) []byte {
		data, err := os.ReadFile(filepath.Join("..", "..", "assets", "fonts", name+".ttf"))
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	var fonts []chart.Font
	for _, f := range []string{"AtkinsonHyperlegibleNext", "DoorstepNaskh"} {
		fonts = append(fonts, chart.Font{Regular: read(f + "-Regular"), Bold: read(f + "-Bold")})
	}
	p, err := chart.NewPen(fonts)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

var both = []chart.Chart{
	{
		Name: "overall", Title: "How was the session, all in all, for you and those you work with every day?", Base: "Base: 262 people who answered",
		Bars:   []chart.Bar{{"Very good", 0.91, "91 %"}, {"جيد", 0.08, "8 %"}, {"A label that is so long that it needs two lines at least", -1, "[c]"}},
		Source: "Source: Haghill & Carntyne <2026>",
	},
	{
		Name: "scale", Title: "How far do you agree?", Base: "Base: 120 to 130 people who answered, by question",
		Scale:  []string{"Strongly agree", "Agree", "Neither", "Disagree", "Strongly disagree"},
		Stacks: []chart.Stack{{"It will change how I work", []float64{0.5, 0.3, 0.15, 0.05, 0}}, {"I was heard", []float64{0.1, 0.2, 0.3, 0.2, 0.2}}},
	},
}

func TestPicturesHoldWhatTheyShow(t *testing.T) {
	p := pen(t)
	for i := range both {
		c := &both[i]
		c.Alt = c.Words()
		var drawn, svg bytes.Buffer
		if err := errors.Join(p.PNG(&drawn, c), p.SVG(&svg, c)); err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(&drawn)
		if err != nil {
			t.Fatal(err)
		}
		if b := img.Bounds(); b.Dx() != 2000 || b.Dy() < 400 {
			t.Errorf("%s is %v", c.Name, b)
		}
		if share := shareOf(img, func(r, g, b uint32) bool { return r < 0x40 && g > 0x50 && g < 0x70 && b > 0x55 }); share < 0.01 {
			t.Errorf("%s: the accent covers %.4f of the picture", c.Name, share)
		}
		checkSVG(t, svg.String(), c)
	}
}

// shareOf is the share of pixels of a colour.
func shareOf(img image.Image, is func(r, g, b uint32) bool) float64 {
	hits, b := 0, img.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			if r, g, bl, _ := img.At(x, y).RGBA(); is(r>>8, g>>8, bl>>8) {
				hits++
			}
		}
	}
	return float64(hits) / float64(b.Dx()*b.Dy())
}

// checkSVG reads the drawing as XML: it must bear its title and words.
func checkSVG(t *testing.T, svg string, c *chart.Chart) {
	t.Helper()
	var doc struct {
		Title string `xml:"title"`
		Desc  string `xml:"desc"`
		Paths []struct {
			D string `xml:"d,attr"`
		} `xml:"path"`
	}
	if err := xml.Unmarshal([]byte(svg), &doc); err != nil {
		t.Fatal(err)
	}
	if doc.Title != c.Title || doc.Desc != c.Alt || len(doc.Paths) < 10 {
		t.Errorf("title %q, words %q, %d paths", doc.Title, doc.Desc, len(doc.Paths))
	}
	if strings.Contains(svg, "NaN") || strings.Contains(svg, "<text") {
		t.Error("an outline is no number, or a text needs a font")
	}
}

func TestChartsOfATally(t *testing.T) {
	form, subs := exporttest.SessionFeedback()
	plan, err := export.NewPlan([]*survey.Form{form}, export.Options{})
	if err != nil {
		t.Fatal(err)
	}
	tally := export.NewTally(plan)
	for _, s := range subs {
		tally.Add(s)
	}
	charts := chart.Of(plan, tally, "Source: a test")
	if len(charts) == 0 {
		t.Fatal("no chart")
	}
	for _, c := range charts {
		if !strings.Contains(c.Alt, strings.TrimRight(c.Title, ".?! ")) || !strings.Contains(c.Alt, c.Base) || !strings.HasPrefix(c.Base, "Base: ") {
			t.Errorf("%s says %q of base %q", c.Name, c.Alt, c.Base)
		}
	}
	folder := filepath.Join(t.TempDir(), "charts")
	w, err := pen(t).Write(t.Context(), folder, charts[:1])
	if err != nil || len(w.Files) != 3 {
		t.Fatalf("%+v, %v", w, err)
	}
	alt, err := os.ReadFile(filepath.Join(folder, charts[0].Name+".txt"))
	if err != nil || string(alt) != charts[0].Alt+"\n" {
		t.Errorf("the words are %q, %v", alt, err)
	}
	w.Undo()
	if _, err := os.Stat(folder); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("after undoing: %v", err)
	}
}

func TestStoppedPicturesLeaveNothing(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	folder := filepath.Join(t.TempDir(), "charts")
	if _, err := pen(t).Write(ctx, folder, both); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped with %v", err)
	}
	if _, err := os.Stat(folder); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("it left the folder: %v", err)
	}
}
