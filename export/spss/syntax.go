package spss

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"doorstep/export"
	"doorstep/survey"
)

// maxTextWidth, maxLabel and maxValueLabel are SPSS's limits in bytes.
const (
	maxTextWidth  = 32_767
	maxLabel      = 255
	maxValueLabel = 120
)

// commands returns the syntax file.
func (s *sheet) commands() string {
	var b strings.Builder
	b.WriteString("* Encoding: UTF-8.\n")
	fmt.Fprintf(&b, "* %s: run this in the folder that holds %s.\n", comment(s.plan.Newest().ID), comment(s.csvName))
	s.comments(&b)
	fmt.Fprintf(&b, "\nGET DATA /TYPE=TXT /FILE=%s /ENCODING='UTF-8'\n  /ARRANGEMENT=DELIMITED /DELCASE=LINE /DELIMITERS=',' /QUALIFIER='\"' /FIRSTCASE=2\n  /VARIABLES=", quote(s.csvName))
	for _, v := range s.vars {
		fmt.Fprintf(&b, "\n    %s %s", v.name, v.format())
	}
	b.WriteString(".\n\n")
	for _, v := range s.vars {
		s.describe(&b, v)
	}
	b.WriteString("EXECUTE.\n")
	return b.String()
}

// comments say which numbers stand for codes that are words.
func (s *sheet) comments(b *strings.Builder) {
	for _, v := range s.vars {
		if v.codes == nil || v.isText {
			continue
		}
		var pairs []string
		for i, c := range v.column.Variable.Choices {
			pairs = append(pairs, fmt.Sprintf("%d is %s", i+1, comment(c.Code)))
		}
		fmt.Fprintf(b, "* Codes of %s: %s.\n", v.name, strings.Join(pairs, ", "))
	}
}

// format returns the type the file is read with.
func (v *variable) format() string {
	if v.isText {
		return "A" + strconv.Itoa(min(max(v.width, 8), maxTextWidth))
	}
	return "F20.6"
}

// describe writes a variable's labels, display format and missing values.
func (s *sheet) describe(b *strings.Builder, v *variable) {
	fmt.Fprintf(b, "VARIABLE LABELS %s %s.\n", v.name, quote(shorten(v.column.Title, maxLabel)))
	if v.column.Variable == nil {
		s.ownFormat(b, v)
		return
	}
	if v.isText {
		fmt.Fprintf(b, "VALUE LABELS %s '-9' 'Refused' '-8' 'Don''t know' '-2' 'Skipped' '-1' 'Not asked' '-3' 'Erased'.\n", v.name)
		fmt.Fprintf(b, "MISSING VALUES %s ('-9', '-8', '-1').\n", v.name) // three is the most a text may have
		return
	}
	switch v.kind {
	case export.Date:
		fmt.Fprintf(b, "FORMATS %s (SDATE10).\n", v.name)
	case export.Time:
		fmt.Fprintf(b, "FORMATS %s (TIME8).\n", v.name)
	case export.DateTime:
		fmt.Fprintf(b, "FORMATS %s (DATETIME20).\n", v.name)
	default:
		s.numberFormat(b, v)
	}
	fmt.Fprintf(b, "VALUE LABELS %s%s -9 'Refused' -8 'Don''t know' -2 'Skipped' -1 'Not asked' -3 'Erased'.\n", v.name, s.valueLabels(v))
	fmt.Fprintf(b, "MISSING VALUES %s (-9 THRU -1).\n", v.name)
}

func (s *sheet) ownFormat(b *strings.Builder, v *variable) {
	switch {
	case v.kind == export.DateTime:
		fmt.Fprintf(b, "FORMATS %s (DATETIME20).\n", v.name)
	case v.column.Part == export.PartDuration, v.column.Part == export.PartPaused:
		fmt.Fprintf(b, "FORMATS %s (F8.2).\n", v.name)
	case v.column.Part == export.PartWeight:
		fmt.Fprintf(b, "FORMATS %s (F10.6).\n* To weight what follows: WEIGHT BY %s.\n", v.name, v.name)
	case v.column.Part == export.PartTraining:
		fmt.Fprintf(b, "FORMATS %s (F8.0).\nVALUE LABELS %s 0 'Real' 1 'Training'.\n", v.name, v.name)
	case v.column.Part == export.PartPosition:
		fmt.Fprintf(b, "FORMATS %s (F8.0).\n", v.name)
	}
}

func (s *sheet) numberFormat(b *strings.Builder, v *variable) {
	switch t := v.column.Variable.Question.Type; {
	case t == survey.TypeDecimal || t == survey.TypeRange || t == survey.TypeCalculate || t == survey.TypePercentage:
		fmt.Fprintf(b, "FORMATS %s (F12.2).\n", v.name)
	default:
		fmt.Fprintf(b, "FORMATS %s (F8.0).\n", v.name)
	}
	level := "NOMINAL"
	if v.column.Variable.Question.Type.IsNumber() {
		level = "SCALE"
	}
	fmt.Fprintf(b, "VARIABLE LEVEL %s (%s).\n", v.name, level)
}

func (s *sheet) valueLabels(v *variable) string {
	var b strings.Builder
	switch v.column.Part {
	case export.PartTick:
		return " 0 'Not ticked' 1 'Ticked'"
	case export.PartPlace:
		return " 0 'Not ranked'"
	}
	for i, c := range v.column.Variable.Choices {
		n := strconv.Itoa(i + 1)
		if v.codes == nil {
			n = c.Code
			if n == "-9" || n == "-8" || n == "-2" || n == "-1" {
				continue // the kind of silence keeps the label
			}
		}
		fmt.Fprintf(&b, "\n    %s %s", n, quote(shorten(s.plan.ChoiceLabel(c), maxValueLabel)))
	}
	return b.String()
}

// quote writes a text as SPSS reads it.
func quote(s string) string {
	return "'" + strings.ReplaceAll(oneLine(s), "'", "''") + "'"
}

// comment makes a text that cannot end a comment.
func comment(s string) string {
	return strings.NewReplacer(".", " ", "\n", " ", "\r", " ").Replace(s)
}

// shorten cuts a text to so many bytes, between characters.
func shorten(s string, n int) string {
	s = oneLine(s)
	if len(s) <= n {
		return s
	}
	end := n - len("…")
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + "…"
}

var reserved = map[string]bool{
	"all": true, "and": true, "by": true, "eq": true, "ge": true, "gt": true, "le": true,
	"lt": true, "ne": true, "not": true, "or": true, "to": true, "with": true,
}

// variableName makes a name SPSS takes, of at most 64 bytes, that no other has.
func variableName(name string, used map[string]bool) string {
	clean := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '_':
			return r
		case r == '/' || r == '.' || r == '-':
			return '_'
		case r > 127:
			return 'x'
		}
		return '_'
	}, name)
	if clean == "" || clean[0] >= '0' && clean[0] <= '9' || clean[0] == '_' {
		clean = "v" + clean
	}
	if reserved[strings.ToLower(clean)] {
		clean += "_"
	}
	clean = clean[:min(len(clean), 58)]
	candidate := clean
	for i := 2; used[strings.ToLower(candidate)]; i++ {
		candidate = clean + "_" + strconv.Itoa(i)
	}
	used[strings.ToLower(candidate)] = true
	return candidate
}
