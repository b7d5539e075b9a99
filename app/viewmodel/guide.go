package viewmodel

import (
	"regexp"
	"slices"
	"strings"

	"doorstep/app/words"
)

// Guide is docs/guide.md, as it is read in the window. It never changes.
type Guide struct{ sections []GuideSection }

// GuideSection is what stands under one of its headings.
type GuideSection struct {
	Part   string // whom it is for: "For workers"
	Title  string
	Blocks []GuideBlock

	words string // folded, to be found by
}

// GuideKind says how a block is set.
type GuideKind uint8

// The kinds.
const (
	GuideParagraph GuideKind = iota
	GuideItem                // of a list; Lead is its number, "" for a dot
	GuideRow                 // of a table; Lead is its first cell
)

// GuideBlock is a paragraph, an item or a row.
type GuideBlock struct {
	Kind       GuideKind
	Lead, Text string
}

// GuideInterview is the title of the section about holding an interview.
const GuideInterview = "An interview"

// GuideStart is the title of the section about starting and locking.
const GuideStart = "Starting and locking"

// GuideTitle is the title of a screen's section: the rail's, but for Home and
// for what is not on the rail.
func GuideTitle(s Screen) string {
	switch s {
	case ScreenInterview:
		return "Today"
	case ScreenContacts:
		return "Contact log"
	case ScreenResults, ScreenPledges:
		return "What the answers say"
	case ScreenPlan:
		return "Team and plan"
	case ScreenWays:
		return "Who can open this project"
	}
	for _, known := range screens {
		if known.screen == s {
			return words.In(words.Fallback).Say(known.title)
		}
	}
	return ""
}

// purposeLines are how many lines of a screen's section say what it is for.
const purposeLines = 5

var (
	guidePicture = regexp.MustCompile(`!\[[^\]]*\]\([^)]*\)`)
	guideLink    = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)
	guideNumber  = regexp.MustCompile(`^(\d+)\. +`)
	guideRule    = regexp.MustCompile(`^\|[-| :]+\|$`)
)

// NewGuide reads the guide. It knows as much of markdown as the guide uses:
// headings, paragraphs, lists, tables; pictures are left out.
func NewGuide(text string) *Guide {
	g := &Guide{}
	part, fresh, table := "", true, false
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(guidePicture.ReplaceAllString(line, ""))
		title, is := strings.CutPrefix(line, "### ")
		if p, up := strings.CutPrefix(line, "## "); up {
			part, title, is = p, p, true
		}
		if is {
			g.sections = append(g.sections, GuideSection{Part: part, Title: title})
			fresh, table = true, false
			continue
		}
		if line == "" {
			fresh, table = true, false
			continue
		}
		if len(g.sections) == 0 || strings.HasPrefix(line, "# ") {
			continue
		}
		s := &g.sections[len(g.sections)-1]
		switch block, ok := guideBlock(line); {
		case guideRule.MatchString(line):
			s.Blocks = s.Blocks[:len(s.Blocks)-1] // the row above is its heading
			table = true
		case ok && (block.Kind != GuideRow || table):
			s.Blocks = append(s.Blocks, block)
			fresh = false
		case fresh || table || ok:
			s.Blocks = append(s.Blocks, block)
			fresh = false
		default: // a line goes on
			s.Blocks[len(s.Blocks)-1].Text += " " + block.Text
		}
	}
	g.sections = slices.DeleteFunc(g.sections, func(s GuideSection) bool { return len(s.Blocks) == 0 })
	for i := range g.sections {
		g.sections[i].words = fold(g.sections[i].allWords())
	}
	return g
}

// guideBlock reads a line; ok means that it begins an item or a row.
func guideBlock(line string) (b GuideBlock, ok bool) {
	line = guideLink.ReplaceAllString(line, "$1")
	line = strings.NewReplacer("**", "", "`", "").Replace(line)
	if item, is := strings.CutPrefix(line, "- "); is {
		return GuideBlock{GuideItem, "", item}, true
	}
	if number := guideNumber.FindStringSubmatch(line); number != nil {
		return GuideBlock{GuideItem, number[1] + ".", line[len(number[0]):]}, true
	}
	if strings.HasPrefix(line, "|") {
		cells := strings.Split(strings.Trim(line, "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		return GuideBlock{GuideRow, cells[0], strings.Join(cells[1:], " · ")}, true
	}
	return GuideBlock{Text: line}, false
}

func (s GuideSection) allWords() string {
	var b strings.Builder
	b.WriteString(s.Title + "\n" + s.Part)
	for _, block := range s.Blocks {
		b.WriteString("\n" + block.Lead + " " + block.Text)
	}
	return b.String()
}

// Len is how many sections there are.
func (g *Guide) Len() int { return len(g.sections) }

// Section returns the section i.
func (g *Guide) Section(i int) GuideSection { return g.sections[i] }

// Find returns the sections with all the words, those with them in the title
// first; none typed means all.
func (g *Guide) Find(text string) []int {
	typed := strings.Fields(fold(text))
	var titled, rest []int
	for i, s := range g.sections {
		switch {
		case containsAll(fold(s.Title), typed):
			titled = append(titled, i)
		case containsAll(s.words, typed):
			rest = append(rest, i)
		}
	}
	return append(titled, rest...)
}

// At is the section with a title, -1 for none.
func (g *Guide) At(title string) int {
	return slices.IndexFunc(g.sections, func(s GuideSection) bool { return strings.EqualFold(s.Title, title) })
}

// Purpose is what a screen is for: the lines its section begins with.
func (g *Guide) Purpose(title string) []string {
	i := g.At(title)
	if i < 0 {
		return nil
	}
	var lines []string
	for _, b := range g.sections[i].Blocks {
		if b.Kind != GuideItem || len(lines) == purposeLines {
			break
		}
		lines = append(lines, b.Text)
	}
	return lines
}

// GuideTitle is the title of the section about what is on the screen.
func (m *Shell) GuideTitle() string {
	if m.interview != nil && m.screen == ScreenInterview {
		return GuideInterview
	}
	return GuideTitle(m.screen)
}
