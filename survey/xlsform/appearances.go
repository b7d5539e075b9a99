package xlsform

import (
	"regexp"
	"slices"
	"strings"

	"doorstep/survey"
)

// appearances are the words of the appearance column that XLSForm knows. Some
// only mean something on a phone; they change nothing here and pass in silence,
// since the questionnaire may be used there as well.
var appearances = []string{
	// text and numbers
	"multiline", "numbers", "masked", "url", "thousands-sep", "counter", "bearing", "decimal",
	// selects
	"minimal", "search", "autocomplete", "quick", "columns", "columns-pack", "no-buttons", "likert", "image-map", "label",
	"list-nolabel", "list", "compact", "horizontal", "quickcompact", "horizontal-compact", "map", "vertical", "compact-n", "randomized",
	// groups
	"field-list", "table-list", "summary", "pages",
	// ranges
	"no-ticks", "picker", "rating", "distress", "vas", "slider",
	// dates
	"month-year", "year", "no-calendar", "ethiopian", "coptic", "islamic", "bikram-sambat", "myanmar", "persian", "buddhist", "gregorian",
	// pictures and places
	"draw", "annotate", "signature", "new", "new-front", "selfie", "hidden-answer", "front", "maps", "placement-map", "hide-input", "streets", "satellite", "terrain",
	"printer", "nfc", "audio", "native",
	// Enketo's grid and comments
	"comment", "dn", "no-collapse", "inline", "display", "hidden", "analog-scale", "show_formatted", "show-formatted",
}

var (
	// w1 to w12, columns-3, compact-2, quickcompact-4, list-columns and the like.
	numberedAppearance = regexp.MustCompile(`^(w\d{1,2}|h\d{1,2}|(columns|compact|quickcompact|horizontal)-\d+)$`)
	// ex:org.app(...), intent:..., search('file') and printer:... take arguments.
	callAppearance   = regexp.MustCompile(`^(ex|intent|printer|search|quick|minimal|autocomplete)\s*[:(]`)
	searchAppearance = regexp.MustCompile(`(?i)^.*\bsearch\s*\(`)
)

// splitAppearance cuts the cell into words; brackets hold theirs together.
func splitAppearance(cell string) []string {
	depth := 0
	var quoted rune
	return strings.FieldsFunc(straighten(cell), func(c rune) bool {
		switch {
		case quoted != 0:
			if c == quoted {
				quoted = 0
			}
		case c == '\'' || c == '"':
			if depth > 0 {
				quoted = c
			}
		case c == '(':
			depth++
		case c == ')':
			depth--
		case c == ' ' || c == ',' || c == '\n':
			return depth <= 0
		}
		return false
	})
}

// checkAppearances warns of words that mean nothing anywhere.
func (r *reader) checkAppearances(n *node) {
	for _, word := range n.Base().Appearance {
		lower := strings.ToLower(word)
		if slices.Contains(appearances, lower) || numberedAppearance.MatchString(lower) || callAppearance.MatchString(lower) || strings.Contains(lower, "(") {
			continue
		}
		r.problems.warnf(n.at("appearance"), "unknown-appearance", "the appearance %q is not known and changes nothing%s", word, didYouMean(lower, appearances, "%s"))
	}
}

// searched reports whether the choices come from search('file').
func (r *reader) searched(n *node) bool {
	return strings.Contains(n.get("appearance"), "(") && searchAppearance.MatchString(n.get("appearance"))
}

var searchFile = regexp.MustCompile(`search\s*\(\s*['"]([^'"]+)['"]`)

// searchList builds the choices of a select with the appearance
// search('file'): the list's rows name the file's columns.
func (r *reader) searchList(n *node, listName string) *survey.List {
	list := r.useList(n, listName)
	if found := searchFile.FindStringSubmatch(straighten(n.get("appearance"))); found != nil {
		r.tableFor(n.at("appearance"), found[1], ".csv")
	}
	return list
}
