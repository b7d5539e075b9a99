package xpath

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
	"strings"
)

// parkMiller is the minimal standard generator of Park and Miller (1988), with
// the multiplier 16807, as ODK's tools seed and step it: one seed gives one
// order everywhere.
type parkMiller int64

const parkMillerModulus = 1<<31 - 1

// newParkMiller takes the seed's whole part, within what 64 bits hold. The
// remainder is a float's, as in ODK, for seeds beyond 53 bits.
func newParkMiller(seed float64) *parkMiller {
	if math.IsNaN(seed) {
		seed = 0
	}
	seed = math.Max(math.MinInt64, math.Min(math.MaxInt64, math.Trunc(seed)))
	p := parkMiller(math.Mod(seed, parkMillerModulus))
	if p <= 0 {
		p += parkMillerModulus - 1
	}
	return &p
}

// next returns the next number in [0, 1).
func (p *parkMiller) next() float64 {
	*p = *p * 16807 % parkMillerModulus
	return float64(*p-1) / (parkMillerModulus - 1)
}

// Shuffle puts n things into chance's order by Fisher and Yates's method, from
// the first up, which is the order ODK's tools make. swap exchanges two of
// them; i and j may be the same.
func Shuffle(n int, chance func() float64, swap func(i, j int)) {
	for i := range n {
		swap(i, int(chance()*float64(i+1)))
	}
}

// Seeded returns the chance that ODK's randomize uses with the seed.
func Seeded(seed float64) func() float64 { return newParkMiller(seed).next }

// SeedOf turns the text of a seed into a number: a number as it is, another
// text by its SHA-256, as ODK does.
func SeedOf(s string) float64 {
	s = strings.TrimSpace(s)
	if n, ok := parsePlain(s); ok {
		return n
	}
	if s == "" {
		return math.NaN()
	}
	sum := sha256.Sum256([]byte(s))
	return float64(int64(binary.BigEndian.Uint64(sum[:8])))
}

// randomize gives nodes in a chance order, always the same for a seed.
func randomize(f *frame, args []code, dst []Node) []Node {
	from := len(dst)
	dst = args[0].nodes(f, dst)
	chance := f.env.random
	if len(args) == 2 {
		chance = seedFrom(f, args[1])
	}
	list := dst[from:]
	Shuffle(len(list), chance, func(i, j int) { list[i], list[j] = list[j], list[i] })
	return dst
}

func seedFrom(f *frame, arg code) func() float64 {
	if k := arg.kind(); k == NumberKind || k == BooleanKind || k == DateKind {
		return Seeded(arg.number(f))
	}
	return Seeded(SeedOf(arg.text(f)))
}
