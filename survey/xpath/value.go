package xpath

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Kind is the kind of a value.
type Kind uint8

// The kinds of value. A date is OpenRosa's: as a number it is days since
// 1970-01-01T00:00Z, as a string what XForms writes.
const (
	anyKind Kind = iota // not known before evaluation
	NumberKind
	StringKind
	BooleanKind
	DateKind
	NodesKind
)

var kindNames = [...]string{"any value", "a number", "a text", "true or false", "a date", "a list of nodes"}

// String names the kind in words.
func (k Kind) String() string { return kindNames[k] }

func typeError(wanted string, got Kind) error {
	return fmt.Errorf("%w: %s is needed, and this is %s", ErrType, wanted, got)
}

// Value is what an expression gave. The zero Value is an empty string.
type Value struct {
	kind   Kind
	number float64 // NumberKind, DateKind; 1 or 0 for BooleanKind
	text   string  // StringKind, DateKind
	nodes  []Node
	zone   *time.Location // in which a text that is a date becomes a number
}

// NumberValue makes a value of a number.
func NumberValue(n float64) Value { return Value{kind: NumberKind, number: n} }

// StringValue makes a value of a text.
func StringValue(s string) Value { return Value{kind: StringKind, text: s} }

// BooleanValue makes a value of true or false.
func BooleanValue(b bool) Value { return Value{kind: BooleanKind, number: numberOf(b)} }

// NodesValue makes a value of nodes, which must be in document order.
func NodesValue(nodes []Node) Value { return Value{kind: NodesKind, nodes: nodes} }

// Kind returns the kind of the value.
func (v Value) Kind() Kind {
	if v.kind == anyKind {
		return StringKind
	}
	return v.kind
}

// Number converts the value as number() does. A text that is a date becomes
// its days since 1970 in the zone it was evaluated in.
func (v Value) Number() float64 {
	switch v.kind {
	case NumberKind, DateKind, BooleanKind:
		return v.number
	case NodesKind:
		if len(v.nodes) == 0 {
			return math.NaN()
		}
		return parseNumber(v.nodes[0].Value(), v.zone)
	}
	return parseNumber(v.text, v.zone)
}

// String converts the value as string() does.
func (v Value) String() string {
	switch v.kind {
	case NumberKind:
		return FormatNumber(v.number)
	case BooleanKind:
		return formatBoolean(v.number != 0)
	case NodesKind:
		if len(v.nodes) == 0 {
			return ""
		}
		return v.nodes[0].Value()
	}
	return v.text
}

// Bool converts the value as boolean() does.
func (v Value) Bool() bool {
	switch v.kind {
	case NumberKind:
		return truth(v.number)
	case DateKind:
		return !math.IsNaN(v.number)
	case BooleanKind:
		return v.number != 0
	case NodesKind:
		return len(v.nodes) > 0
	}
	return v.text != ""
}

// Nodes returns the nodes of a node-set, nil for another kind.
func (v Value) Nodes() []Node { return v.nodes }

func truth(n float64) bool { return n != 0 && !math.IsNaN(n) }

func numberOf(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func formatBoolean(b bool) string {
	if b {
		return "true"
	}
	return "false"
}

// smallNumbers are the texts of the numbers forms meet most.
var smallNumbers = func() (list [200]string) {
	for i := range list {
		list[i] = strconv.Itoa(i)
	}
	return list
}()

// FormatNumber writes a number as XPath does: no exponent, no ".0".
func FormatNumber(n float64) string {
	switch {
	case n >= 0 && n < float64(len(smallNumbers)) && n == math.Trunc(n):
		return smallNumbers[int(n)] // -0 too
	case math.IsNaN(n):
		return "NaN"
	case math.IsInf(n, 1):
		return "Infinity"
	case math.IsInf(n, -1):
		return "-Infinity"
	case n == math.Trunc(n) && math.Abs(n) < 1<<53:
		return strconv.FormatInt(int64(n), 10)
	}
	return strconv.FormatFloat(n, 'f', -1, 64)
}

// parseNumber reads a number, or a date as its days since 1970 in zone. What
// is neither, blank included, is NaN.
func parseNumber(s string, zone *time.Location) float64 {
	s = strings.TrimSpace(s)
	if n, ok := parsePlain(s); ok {
		return n
	}
	if days, ok := parseDays(s, zone); ok {
		return days
	}
	return math.NaN()
}

// parsePlain reads a decimal number. It may have an exponent only where other
// tools write a result with one: below a millionth and from 1e21 up.
func parsePlain(s string) (float64, bool) {
	if len(s) == 0 || len(s) > 64 {
		return 0, false
	}
	if len(s) < 16 { // digits only: exact, and most of what is asked
		n := 0
		for i := 0; ; i++ {
			if i == len(s) {
				return float64(n), true
			}
			c := s[i]
			if c < '0' || c > '9' {
				break
			}
			n = n*10 + int(c-'0')
		}
	}
	digits := false
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			digits = true
		case c == '.', c == '-' && i == 0, c == '+' && i == 0:
		case (c == 'e' || c == 'E') && digits:
		case (c == '-' || c == '+') && (s[i-1] == 'e' || s[i-1] == 'E'):
		default:
			return 0, false
		}
	}
	n, err := strconv.ParseFloat(s, 64)
	if err != nil && !math.IsInf(n, 0) {
		return 0, false
	}
	if size := math.Abs(n); size >= 1e-6 && size < 1e21 && strings.ContainsAny(s, "eE") {
		return 0, false
	}
	return n, digits
}
