package release

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

// Lines 11 to 25 of the checklist: words, notes and the workbook as a whole.

var (
	markSymbols  = regexp.MustCompile(`[\x{00B9}\x{00B2}\x{00B3}\x{2070}-\x{209F}*†‡§#^]`)
	otherNote    = regexp.MustCompile(`\((?i:notes?) *[0-9]+\)|\[[0-9]+\]|\[(?i:notes?)[0-9]+\]|\[(Note|NOTE|Notes|notes) [0-9]+\]`)
	bracketed    = regexp.MustCompile(`\[[^\]]*\]`)
	manyTables   = regexp.MustCompile(`^This worksheet contains (one table|no tables)\.$`)
	badLinkText  = regexp.MustCompile(`(?i)^(click here|here|link|more|read more|this page|https?://.*|www\..*)$`)
	fontColour   = regexp.MustCompile(`<(?:x:)?color rgb="(?:FF)?([0-9A-Fa-f]{6})"`)
	fillPattern  = regexp.MustCompile(`patternType="([a-zA-Z0-9]+)"`)
	borderStyle  = regexp.MustCompile(`<(left|right|top|bottom|diagonal)[^>]* style="`)
	startElement = regexp.MustCompile(`activeCell="([^"]*)"|topLeftCell="([^"]*)"`)
	forbidden    = map[string]bool{"na": true, "n/a": true, "*": true, "-": true, "–": true, "..": true, ":": true, ".": true}
	shorthandsOK = map[string]bool{confidential: true, notAvailable: true, notApplicable: true, roundsToZero: true, unreliable: true}
)

func (c *checker) symbols() { // 11
	for _, s := range c.sheets {
		s.each(func(col, row int, cell, text string) {
			if (row == 1 || s.isHeader(col, row)) && markSymbols.MatchString(text) {
				c.fault(11, s, cell, "a symbol or raised figure stands as a note mark")
			}
		})
	}
	if strings.Contains(c.parts["xl/sharedStrings.xml"]+c.parts["xl/styles.xml"], `vertAlign val="superscript"`) {
		c.fault(11, nil, "", "raised text is used")
	}
}

func (c *checker) noteForm() { // 12
	for _, s := range c.sheets {
		s.each(func(_, _ int, cell, text string) {
			if otherNote.MatchString(text) {
				c.fault(12, s, cell, `notes are marked as "[note 1]"`)
			}
		})
	}
}

func (c *checker) notePlaces() { // 13
	for _, s := range c.sheets {
		s.each(func(col, row int, cell, text string) {
			if s.name != "Notes" && s.isData(col, row) && noteMark.MatchString(text) && !strings.EqualFold(s.at(col, s.top), "notes") {
				c.fault(13, s, cell, "a note mark stands in a data cell")
			}
		})
	}
}

func (c *checker) notesSheet() { // 14
	explained := c.explained()
	if explained == nil {
		c.fault(14, nil, "", "there is no sheet Notes with a table of notes")
		return
	}
	for _, s := range c.sheets {
		s.each(func(_, _ int, cell, text string) {
			for _, mark := range noteMark.FindAllString(text, -1) {
				if explained[mark] == "" {
					c.fault(14, s, cell, "%s is not on the Notes sheet", mark)
				}
			}
		})
	}
}

// explained returns what the Notes sheet says of each mark.
func (c *checker) explained() map[string]string {
	for _, s := range c.sheets {
		if s.name != "Notes" || len(s.tables) == 0 {
			continue
		}
		marks := map[string]string{}
		for row := s.top + 1; row <= s.last; row++ {
			marks[s.at(s.left, row)] = s.at(s.left+1, row)
		}
		return marks
	}
	return nil
}

func (c *checker) linkTexts() { // 15
	for _, s := range c.sheets {
		s.each(func(_, _ int, cell, text string) {
			if linked, _, err := c.file.GetCellHyperLink(s.name, cell); err == nil && linked && (len(text) < 4 || badLinkText.MatchString(text)) {
				c.fault(15, s, cell, "the link's text does not say where it goes")
			}
		})
	}
}

func (c *checker) titles() { // 16
	for _, s := range c.sheets {
		if strings.TrimSpace(s.at(1, 1)) == "" {
			c.fault(16, s, "A1", "there is no title")
		}
	}
}

func (c *checker) pageParts() { // 17
	for _, s := range c.sheets {
		for element, what := range map[string]string{"<headerFooter": "a page header or footer", "<drawing": "a drawing or text box", "<legacyDrawing": "a floating note"} {
			if strings.Contains(s.part, element) {
				c.fault(17, s, "", "has %s", what)
			}
		}
	}
}

func (c *checker) colours() { // 18
	for _, s := range c.sheets {
		if strings.Contains(s.part, "<conditionalFormatting") {
			c.fault(18, s, "", "a colour alone tells something: conditional formats")
		}
	}
	for _, m := range fontColour.FindAllStringSubmatch(c.parts["xl/styles.xml"], -1) {
		if ratio := contrastOnWhite(m[1]); ratio < 4.5 {
			c.fault(18, nil, "", "text of colour #%s has a contrast of %.1f:1 on white; 4.5:1 is the least", m[1], ratio)
		}
	}
}

// contrastOnWhite is the contrast ratio of WCAG 2.2 against white.
func contrastOnWhite(rgb string) float64 {
	var light float64
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(rgb[2*i:2*i+2], 16, 8)
		if err != nil {
			return 0
		}
		v := float64(n) / 255
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		light += weight * v
	}
	return 1.05 / (light + 0.05)
}

func (c *checker) decorations() { // 19
	styles := c.parts["xl/styles.xml"]
	for _, m := range fillPattern.FindAllStringSubmatch(styles, -1) {
		if m[1] != "none" && m[1] != "gray125" { // those two are in every workbook
			c.fault(19, nil, "", "cells are filled (%s)", m[1])
		}
	}
	if borderStyle.MatchString(styles) {
		c.fault(19, nil, "", "lines divide cells")
	}
	for name, part := range c.parts {
		switch {
		case strings.HasPrefix(name, "xl/media/"):
			c.fault(19, nil, "", "holds a picture (%s)", name)
		case strings.HasSuffix(name, "vbaProject.bin"):
			c.fault(19, nil, "", "holds macros")
		case strings.HasPrefix(name, "xl/tables/") && strings.Contains(part, `name="TableStyle`):
			c.fault(19, nil, "", "a table style fills cells (%s)", name)
		}
	}
}

func (c *checker) sheetNames() { // 20
	seen := map[string]bool{}
	for _, s := range c.sheets {
		name := strings.ToLower(strings.TrimSpace(s.name))
		if seen[name] || name == "" || strings.HasPrefix(name, "sheet") {
			c.fault(20, s, "", "the sheet's name says nothing, or another one has it")
		}
		seen[name] = true
		if len(s.rows) == 0 {
			c.fault(20, s, "", "the sheet is blank")
		}
	}
}

func (c *checker) columnA() { // 21
	for _, s := range c.sheets {
		said := s.at(1, 2)
		want := "This worksheet contains one table."
		if len(s.tables) == 0 {
			want = "This worksheet contains no tables."
		}
		if !manyTables.MatchString(said) || said != want {
			c.fault(21, s, "A2", "column A does not say %q below the title", want)
		}
		if len(s.tables) == 0 || s.name == "Contents" || s.name == "Notes" {
			continue
		}
		source := false
		for row := 3; row < s.top; row++ {
			source = source || strings.HasPrefix(s.at(1, row), "Source: ")
		}
		if !source {
			c.fault(21, s, "", "column A names no source above the table")
		}
	}
}

func (c *checker) tablePlace() { // 22
	for _, s := range c.sheets {
		if len(s.tables) == 0 {
			continue
		}
		if len(s.tables) > 1 {
			c.fault(22, s, "", "has %d tables", len(s.tables))
		}
		if s.left != 1 {
			c.fault(22, s, cellName(s.left, s.top), "the table does not start in column A")
		}
		s.each(func(col, row int, cell, _ string) {
			if row > s.last || row >= s.top && col > s.right || row < s.top && col > 1 {
				c.fault(22, s, cell, "something stands below or beside the table")
			}
		})
	}
}

func (c *checker) properties() { // 23
	p, err := c.file.GetDocProps()
	if err != nil {
		c.fault(23, nil, "", "the document's properties cannot be read")
		return
	}
	for what, value := range map[string]string{"title": p.Title, "language": p.Language, "author": p.Creator} {
		if strings.TrimSpace(value) == "" || value == "xuri" {
			c.fault(23, nil, "", "the document's %s is not set", what)
		}
	}
}

func (c *checker) opensAtStart() { // 24
	if c.file.GetActiveSheetIndex() != 0 {
		c.fault(24, nil, "", "does not open at the first sheet")
	}
	for _, s := range c.sheets {
		for _, m := range startElement.FindAllStringSubmatch(s.part, -1) {
			if at := m[1] + m[2]; at != "A1" {
				c.fault(24, s, "", "opens at %s, not at A1", at)
			}
		}
	}
}

func (c *checker) shorthands() { // the rule below the list
	explained := c.explained()
	for _, s := range c.sheets {
		s.each(func(col, row int, cell, text string) {
			if !s.isData(col, row) {
				return
			}
			if forbidden[strings.ToLower(strings.TrimSpace(text))] {
				c.fault(25, s, cell, "%q is no shorthand that readers know", text)
			}
			for _, mark := range bracketed.FindAllString(text, -1) {
				if mark == text && s.name != "Notes" && !shorthandsOK[mark] {
					c.fault(25, s, cell, "%s is no shorthand", mark)
				}
				if shorthandsOK[mark] && explained[mark] == "" {
					c.fault(25, s, cell, "%s is not explained on the Notes sheet", mark)
				}
			}
		})
	}
}
