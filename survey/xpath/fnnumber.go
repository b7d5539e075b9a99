package xpath

import (
	"errors"
	"math"
	"strconv"
	"strings"
)

var numberFunctions = []function{
	{name: "number", max: 1, number: toNumber},
	{name: "int", min: 1, max: 1, number: func(f *frame, a []code) float64 { return math.Trunc(a[0].number(f)) }},
	{name: "round", min: 1, max: 2, number: round},
	ofOne("floor", math.Floor),
	ofOne("ceiling", math.Ceil),
	ofOne("abs", math.Abs),
	ofOne("sqrt", math.Sqrt),
	ofOne("exp", math.Exp),
	ofOne("exp10", func(x float64) float64 { return math.Pow(10, x) }),
	ofOne("log", math.Log),
	ofOne("log10", math.Log10),
	ofOne("sin", math.Sin),
	ofOne("cos", math.Cos),
	ofOne("tan", math.Tan),
	ofOne("asin", math.Asin),
	ofOne("acos", math.Acos),
	ofOne("atan", math.Atan),
	{name: "atan2", min: 2, max: 2, number: func(f *frame, a []code) float64 { return math.Atan2(a[0].number(f), a[1].number(f)) }},
	{name: "pow", min: 2, max: 2, number: func(f *frame, a []code) float64 { return math.Pow(a[0].number(f), a[1].number(f)) }},
	{name: "pi", number: func(*frame, []code) float64 { return math.Pi }},
	{name: "random", number: func(f *frame, _ []code) float64 { return f.env.random() }},
}

// ofOne makes a function of one number.
func ofOne(name string, fn func(float64) float64) function {
	return function{name: name, min: 1, max: 1, number: func(f *frame, args []code) float64 {
		return fn(args[0].number(f))
	}}
}

var errNoNode = errors.New("number() with nothing between its brackets needs a question to read")

func toNumber(f *frame, args []code) float64 {
	switch {
	case len(args) > 0:
		return args[0].number(f)
	case f.ctx.Node != nil:
		return f.numberOf(f.ctx.Node)
	}
	f.fail(errNoNode)
	return math.NaN()
}

// roundHalfUp is XPath's round(): halves go towards positive infinity.
func roundHalfUp(x float64) float64 { return math.Floor(x + 0.5) }

// maxPlaces bounds the places round() takes, as in ODK.
const maxPlaces = 30

// round rounds to a number of decimal places, below 0 to tens and hundreds.
// Halves go away from zero, or in a questionnaire up, as in ODK Collect, and
// are judged as the number is written: 2.15 to one place is 2.2.
func round(f *frame, args []code) float64 {
	x, places := roundable(f, args[0]), 0.0
	if len(args) == 2 {
		places = math.Trunc(args[1].number(f))
	}
	switch {
	case math.IsNaN(x) || math.IsInf(x, 0):
		return x
	case math.IsNaN(places) || math.Abs(places) > maxPlaces:
		return math.NaN()
	}
	nearest := math.Round
	if f.env.Collect {
		nearest = roundHalfUp
	}
	return shift(nearest(shift(x, int(places))), -int(places))
}

// roundable reads what is to be rounded: a text may have a decimal comma.
func roundable(f *frame, arg code) float64 {
	if k := arg.kind(); k != StringKind && k != NodesKind {
		return arg.number(f)
	}
	s := arg.text(f)
	n := f.parse(s)
	if math.IsNaN(n) && strings.Count(s, ",") == 1 {
		n = f.parse(strings.Replace(s, ",", ".", 1))
	}
	return n
}

// shift moves the decimal point of x, as it is written, by places.
func shift(x float64, places int) float64 {
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(x, 'e', -1, 64), "e")
	e, err := strconv.Atoi(exponent)
	if err != nil {
		return x
	}
	shifted, err := strconv.ParseFloat(mantissa+"e"+strconv.Itoa(e+places), 64)
	if err != nil {
		return x
	}
	return shifted
}
