package viewmodel

import (
	"os"
	"slices"
	"strings"
	"testing"
)

func readGuide(t *testing.T) *Guide {
	t.Helper()
	text, err := os.ReadFile("../../docs/guide.md")
	if err != nil {
		t.Fatal(err)
	}
	return NewGuide(string(text))
}

func TestGuideIsRead(t *testing.T) {
	g := NewGuide(strings.Join([]string{
		"# Title", "", "Not shown.", "## For workers", "", "All of it,", "in two lines. See [the format](x.md).", "",
		"### A screen", "- **One** key: `F1`", "- Two,", "  which goes on", "", "![a picture](p.png)", "", "1. First", "2. Second", "",
		"| Key | What |", "| --- | ---- |", "| F1 | Help |", "| F2 | Don't know |", "", "After it.", "", "## Empty",
	}, "\n"))
	if g.Len() != 2 {
		t.Fatalf("%d sections", g.Len())
	}
	if s := g.Section(0); s.Title != "For workers" || !slices.Equal(s.Blocks, []GuideBlock{{Text: "All of it, in two lines. See the format."}}) {
		t.Errorf("%+v", s)
	}
	want := []GuideBlock{
		{GuideItem, "", "One key: F1"},
		{GuideItem, "", "Two, which goes on"},
		{GuideItem, "1.", "First"},
		{GuideItem, "2.", "Second"},
		{GuideRow, "F1", "Help"},
		{GuideRow, "F2", "Don't know"},
		{GuideParagraph, "", "After it."},
	}
	if s := g.Section(1); s.Part != "For workers" || !slices.Equal(s.Blocks, want) {
		t.Errorf("%+v", s.Blocks)
	}
	if got := g.Purpose("a screen"); !slices.Equal(got, []string{"One key: F1", "Two, which goes on", "First", "Second"}) {
		t.Errorf("purpose %q", got)
	}
	if got := g.Purpose("nowhere"); got != nil {
		t.Errorf("purpose of nothing: %q", got)
	}
	if got := g.Find("screen"); !slices.Equal(got, []int{1}) {
		t.Errorf("found %v", got)
	}
	if got := g.Find("TWO LINES"); !slices.Equal(got, []int{0}) {
		t.Errorf("found %v", got)
	}
}

// Every screen says what it is for in five lines.
func TestGuideKnowsEveryScreen(t *testing.T) {
	g := readGuide(t)
	titles := []string{GuideTitle(ScreenContacts), GuideInterview, GuideStart}
	for _, s := range screens {
		titles = append(titles, GuideTitle(s.screen))
	}
	for _, title := range titles {
		if lines := g.Purpose(title); len(lines) != purposeLines {
			t.Errorf("%q has %d lines on what it is for: %q", title, len(lines), lines)
		}
	}
}

// A word is found wherever it stands in the guide, and its title comes first.
func TestGuideIsSearched(t *testing.T) {
	g := readGuide(t)
	found := g.Find("questionnaire")
	if len(found) < 3 || g.Section(found[0]).Title != "Questionnaires" {
		t.Errorf("found %v", found)
	}
	if found := g.Find("xyzzy"); len(found) != 0 {
		t.Errorf("found %v", found)
	}
	if found := g.Find(" "); len(found) != g.Len() {
		t.Errorf("nothing typed finds %d of %d", len(found), g.Len())
	}
}
