package xlsform

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"doorstep/survey"
)

var (
	aroundEquals = regexp.MustCompile(`\s*=\s*`)
	geoKeys      = []string{"allow-mock-accuracy", "capture-accuracy", "warning-accuracy", "reference-geometry"}
	shapeKeys    = []string{"allow-mock-accuracy", "incremental", "reference-geometry"}
	selectKeys   = []string{"randomize", "seed"}
	fileKeys     = []string{"randomize", "seed", "value", "label"}
)

// parameterKeys are the parameters that each type knows.
var parameterKeys = map[survey.Type][]string{
	survey.TypeText:      {"rows"},
	survey.TypeRange:     {"start", "end", "step", "tick_interval", "placeholder", "tick_labelset"},
	survey.TypeSelectOne: selectKeys, survey.TypeSelectMany: selectKeys, survey.TypeRank: selectKeys,
	survey.TypeImage: {"max-pixels", "app"}, survey.TypeAudio: {"quality"}, survey.TypeBackgroundAudio: {"quality"},
	survey.TypeGeoPoint: geoKeys, survey.TypeGeoTrace: shapeKeys, survey.TypeGeoShape: shapeKeys,
	survey.TypeAudit: {"location-priority", "location-min-interval", "location-max-age", "track-changes", "track-changes-reasons", "identify-user"},
}

// readParameters reads "key=value key=value" and checks what the type does
// with it.
func (r *reader) readParameters(n *node, q *survey.Question) {
	text := straighten(n.get("parameters"))
	if text != "" {
		q.Parameters = r.parseParameters(n, text)
		r.checkKeys(n, q)
	}
	if rows := n.get("rows"); rows != "" && q.Type == survey.TypeText {
		if q.Parameters == nil {
			q.Parameters = map[string]string{}
		}
		if q.Parameters["rows"] == "" {
			q.Parameters["rows"] = rows
		}
	}
	p := q.Parameters
	switch q.Type {
	case survey.TypeRange:
		r.checkRange(n, q)
	case survey.TypeText:
		if v := p["rows"]; v != "" && !isCount(v) {
			r.problems.warnf(n.at("parameters"), "bad-parameter", "rows=%s is not a whole number; the usual height is used", v)
		}
	case survey.TypeSelectOne, survey.TypeSelectMany, survey.TypeRank:
		r.readRandomize(n, q)
	default:
		r.checkDeviceParameters(n, q)
	}
}

func (r *reader) parseParameters(n *node, text string) map[string]string {
	params := map[string]string{}
	// seed=int(${x} * 2) and the like hold spaces of their own.
	text = aroundEquals.ReplaceAllString(text, "=")
	for _, part := range splitParameters(text) {
		key, value, ok := strings.Cut(part, "=")
		if !ok || key == "" || value == "" || strings.Contains(value, "=") && !strings.ContainsAny(value, "($") {
			r.problems.warnf(n.at("parameters"), "bad-parameter", "%q is not understood; parameters are written key=value, with spaces between them", part)
			continue
		}
		params[strings.ToLower(key)] = value
	}
	return params
}

// splitParameters cuts at spaces, commas and semicolons outside brackets.
func splitParameters(text string) []string {
	depth := 0
	return strings.FieldsFunc(text, func(c rune) bool {
		switch c {
		case '(', '{':
			depth++
		case ')', '}':
			depth--
		case ' ', ',', ';', '\n':
			return depth <= 0
		}
		return false
	})
}

func (r *reader) checkKeys(n *node, q *survey.Question) {
	known, any := parameterKeys[q.Type]
	if n.typ.file {
		known = fileKeys
	}
	for _, key := range sortedKeys(q.Parameters) {
		switch {
		case slices.Contains(known, key):
		case !any:
			r.problems.warnf(n.at("parameters"), "unknown-parameter", "questions of type %s take no parameters, so %s changes nothing", q.Type, key)
		default:
			r.problems.warnf(n.at("parameters"), "unknown-parameter", "%s is no parameter of a %s question and changes nothing; it takes %s%s", key, q.Type, strings.Join(known, ", "), didYouMean(key, known, "%s"))
		}
	}
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func isCount(s string) bool {
	n, err := strconv.Atoi(s)
	return err == nil && n > 0
}

// readRandomize reads randomize and seed.
func (r *reader) readRandomize(n *node, q *survey.Question) {
	at := n.at("parameters")
	if v, there := q.Parameters["randomize"]; there {
		yes, known := isYes(v)
		if !known || v == "1" || v == "0" {
			r.problems.warnf(at, "bad-parameter", "randomize=%s is neither true nor false", v)
		}
		q.Randomize = yes
	}
	seed, there := q.Parameters["seed"]
	if !there {
		return
	}
	if !q.Randomize {
		r.problems.warnf(at, "bad-parameter", "seed does nothing without randomize=true")
	}
	if _, err := strconv.ParseFloat(seed, 64); err != nil && !strings.HasPrefix(seed, "${") && !strings.Contains(seed, "(") {
		r.problems.warnf(at, "bad-parameter", "the seed %q is neither a number nor another question's ${name}, so the order is random", seed)
		return
	}
	q.Seed = survey.Expr{Source: seed, At: at}
}

// scale is a range question's numbers.
type scale struct{ start, end, step float64 }

func (s scale) holds(v float64) bool { return v >= min(s.start, s.end) && v <= max(s.start, s.end) }

// onGrid reports whether v is a whole number of steps from the start.
func (s scale) onGrid(v, step float64) bool {
	n := (v - s.start) / step
	return math.Abs(n-math.Round(n)) < 1e-9
}

// checkRange reads a range's numbers. What the question cannot be drawn with
// is an error; what only its decoration needs is a warning.
func (r *reader) checkRange(n *node, q *survey.Question) {
	at := n.at("parameters")
	number := func(key string, otherwise float64) (float64, bool) {
		v, there := q.Parameters[key]
		if !there {
			return otherwise, false
		}
		f, err := strconv.ParseFloat(v, 64)
		if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
			r.problems.errorf(at, "bad-parameter", "%s=%s of the range %s is not a number", key, v, q.Name)
			return otherwise, false
		}
		return f, true
	}
	var s scale
	s.start, _ = number("start", 1)
	s.end, _ = number("end", 10)
	s.step, _ = number("step", 1)
	width := math.Abs(s.end - s.start)
	if s.step = math.Abs(s.step); s.step == 0 {
		r.problems.errorf(at, "bad-parameter", "step=0 of the range %s leads nowhere; write the distance between two answers", q.Name)
		return
	}
	if s.step > width {
		r.problems.warnf(at, "bad-parameter", "the step %v of the range %s is larger than the whole range from %v to %v", s.step, q.Name, s.start, s.end)
	}
	interval, there := number("tick_interval", s.step)
	switch interval = math.Abs(interval); {
	case interval == 0:
		r.problems.warnf(at, "bad-parameter", "tick_interval=0 of the range %s is not possible; every step gets a tick", q.Name)
		interval = s.step
	case there && interval > width:
		r.problems.warnf(at, "bad-parameter", "the tick_interval %v of the range %s is larger than the whole range", interval, q.Name)
	case there && !(scale{0, width, s.step}).onGrid(interval, s.step):
		r.problems.warnf(at, "bad-parameter", "the tick_interval %v of the range %s is no multiple of its step %v", interval, q.Name, s.step)
	}
	if v, there := number("placeholder", 0); there && (!s.holds(v) || !s.onGrid(v, s.step)) {
		r.problems.warnf(at, "bad-parameter", "the placeholder %v of the range %s is not one of its answers", v, q.Name)
	}
	r.checkTicks(n, q, s, interval)
}

// checkTicks looks at the labels of a range's ticks.
func (r *reader) checkTicks(n *node, q *survey.Question, s scale, interval float64) {
	at := n.at("parameters")
	for _, key := range []string{"tick_interval", "placeholder", "tick_labelset"} {
		if _, there := q.Parameters[key]; there && (q.HasAppearance("picker") || q.HasAppearance("rating")) {
			r.problems.warnf(at, "bad-parameter", "%s does nothing with the appearance %s", key, strings.Join(q.Appearance, " "))
		}
	}
	name, there := q.Parameters["tick_labelset"]
	if !there {
		return
	}
	list := r.useList(n, name)
	if q.HasAppearance("no-ticks") && len(list.Choices) > 2 {
		r.problems.warnf(at, "bad-parameter", "with no-ticks only the two ends of the range %s can have labels, but %s has %d", q.Name, name, len(list.Choices))
	}
	for _, c := range list.Choices {
		v, err := strconv.ParseFloat(c.Name, 64)
		switch {
		case err != nil:
			r.problems.warnf(at, "bad-parameter", "the choice %q of %s is not a number, so it labels no tick of the range %s", c.Name, name, q.Name)
		case !s.holds(v):
			r.problems.warnf(at, "bad-parameter", "the choice %q of %s lies outside the range %s", c.Name, name, q.Name)
		case !s.onGrid(v, interval) || !s.onGrid(v, s.step):
			r.problems.warnf(at, "bad-parameter", "the choice %q of %s stands at no tick of the range %s", c.Name, name, q.Name)
		}
	}
}

// checkLocation looks at an audit's three location parameters.
func (r *reader) checkLocation(at survey.Cell, p map[string]string) {
	given := 0
	for _, key := range []string{"location-priority", "location-min-interval", "location-max-age"} {
		if v, there := p[key]; there {
			given++
			if n, err := strconv.ParseFloat(v, 64); err == nil && n < 0 {
				r.problems.warnf(at, "bad-parameter", "%s=%s is below 0", key, v)
			}
		}
	}
	if given == 1 || given == 2 {
		r.problems.warnf(at, "bad-parameter", "an audit with places needs all of location-priority, location-min-interval and location-max-age")
	}
}

// checkDeviceParameters looks at parameters that only phones use, since the
// same questionnaire may go to both.
func (r *reader) checkDeviceParameters(n *node, q *survey.Question) {
	at, p := n.at("parameters"), q.Parameters
	oneOf := func(key string, allowed ...string) {
		if v, there := p[key]; there && !slices.Contains(allowed, strings.ToLower(v)) {
			r.problems.warnf(at, "bad-parameter", "%s=%s is not possible; it may be %s", key, v, strings.Join(allowed, " or "))
		}
	}
	oneOf("allow-mock-accuracy", "true", "false")
	oneOf("incremental", "true")
	oneOf("track-changes", "true", "false")
	oneOf("track-changes-reasons", "on-form-edit")
	oneOf("identify-user", "true", "false")
	oneOf("location-priority", "no-power", "low-power", "balanced", "high-accuracy")
	oneOf("quality", "voice-only", "low", "normal", "external")
	for _, key := range []string{"capture-accuracy", "warning-accuracy", "max-pixels", "location-min-interval", "location-max-age"} {
		if v, there := p[key]; there {
			if _, err := strconv.ParseFloat(v, 64); err != nil {
				r.problems.warnf(at, "bad-parameter", "%s=%s is not a number", key, v)
			}
		}
	}
	r.checkLocation(at, p)
	least, err := strconv.ParseFloat(p["location-min-interval"], 64)
	most, err2 := strconv.ParseFloat(p["location-max-age"], 64)
	if err == nil && err2 == nil && most < least {
		r.problems.warnf(at, "bad-parameter", "location-max-age must not be smaller than location-min-interval")
	}
	if app, there := p["app"]; there && (!strings.Contains(app, ".") || !isName(strings.ReplaceAll(app, ".", ""))) {
		r.problems.warnf(at, "bad-parameter", "app=%s is no Android package name; those look like org.example.camera", app)
	}
	if v, there := p["reference-geometry"]; there && !r.isInstance(v) {
		r.problems.warnf(at, "bad-parameter", "reference-geometry=%s names neither a choice list nor an attached file nor the ${name} of a repeat's question", v)
	}
}
