package xlsform

import (
	"regexp"
	"slices"
	"strings"
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

// otherCalendars are those that ODK Collect shows dates in when asked.
var otherCalendars = map[string]string{
	"ethiopian": "Ethiopian", "coptic": "Coptic", "islamic": "Islamic", "bikram-sambat": "Bikram Sambat",
	"myanmar": "Myanmar", "persian": "Persian", "buddhist": "Buddhist",
}

var (
	// w1 to w12, columns-3, compact-2, quickcompact-4, list-columns and the like.
	numberedAppearance = regexp.MustCompile(`^(w\d{1,2}|h\d{1,2}|(columns|compact|quickcompact|horizontal)-\d+)$`)
	// ex:org.app(...), intent:..., search('file') and printer:... take arguments.
	callAppearance = regexp.MustCompile(`^(ex|intent|printer|search|quick|minimal|autocomplete)\s*[:(]`)
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
		if calendar := otherCalendars[lower]; calendar != "" {
			r.problems.warnf(n.at("appearance"), "calendar", "the %s calendar is not offered on a laptop: the date is asked and shown in the Gregorian one, which every tool stores", calendar)
			continue
		}
		if slices.Contains(appearances, lower) || numberedAppearance.MatchString(lower) || callAppearance.MatchString(lower) || strings.Contains(lower, "(") {
			continue
		}
		r.problems.warnf(n.at("appearance"), "unknown-appearance", "the appearance %q is not known and changes nothing%s", word, didYouMean(lower, appearances, "%s"))
	}
}
