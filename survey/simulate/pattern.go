package simulate

import (
	"math/rand/v2"
	"regexp/syntax"
	"strings"
)

// pattern makes texts that a regular expression matches.
type pattern struct{ root *syntax.Regexp }

// newPattern parses an expression; nil when it is none.
func newPattern(source string) *pattern {
	root, err := syntax.Parse(source, syntax.Perl)
	if err != nil {
		return nil
	}
	return &pattern{root.Simplify()}
}

func (p *pattern) make(draw *rand.Rand) string {
	var b strings.Builder
	write(&b, p.root, draw)
	return b.String()
}

// most is how often something repeated without end is repeated at most.
const most = 6

func write(b *strings.Builder, re *syntax.Regexp, draw *rand.Rand) {
	switch re.Op {
	case syntax.OpLiteral:
		for _, r := range re.Rune {
			b.WriteRune(r)
		}
	case syntax.OpCharClass:
		b.WriteRune(fromClass(re.Rune, draw))
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		b.WriteByte(byte('a' + draw.IntN(26)))
	case syntax.OpCapture, syntax.OpConcat:
		for _, sub := range re.Sub {
			write(b, sub, draw)
		}
	case syntax.OpAlternate:
		write(b, re.Sub[draw.IntN(len(re.Sub))], draw)
	case syntax.OpQuest:
		if draw.IntN(2) == 0 {
			write(b, re.Sub[0], draw)
		}
	case syntax.OpStar, syntax.OpPlus, syntax.OpRepeat:
		least, upTo := 0, most
		switch {
		case re.Op == syntax.OpPlus:
			least = 1
		case re.Op == syntax.OpRepeat:
			least, upTo = re.Min, re.Max
			if upTo < 0 {
				upTo = least + most
			}
		}
		for range least + draw.IntN(upTo-least+1) {
			write(b, re.Sub[0], draw)
		}
	}
}

// fromClass draws a character, a plain one where the class has any.
func fromClass(ranges []rune, draw *rand.Rand) rune {
	var plain []rune
	for i := 0; i+1 < len(ranges); i += 2 {
		for r := max(ranges[i], ' '); r <= min(ranges[i+1], '~'); r++ {
			plain = append(plain, r)
		}
	}
	if len(plain) == 0 {
		if len(ranges) == 0 {
			return 'a'
		}
		return ranges[0]
	}
	return plain[draw.IntN(len(plain))]
}
