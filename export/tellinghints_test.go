package export

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// What a pattern finds it also finds with its hint: none of its hits is in a
// text that the hint passes over.
func TestHintsPassOverNothing(t *testing.T) {
	pieces := rapid.SampledFrom([]string{
		"jo.b@example.org", "@jo", "HTTPS://x.y", "www.hub.org", "0141 496 0123", "g31 3ab", "12 whitehill street", "flat 2", "no.3", "Mr.", "mrs", "ex-nurse", "'miss'", "sister",
		"Joan", "called", "nick-named", "My name is", "facebook's", "my-Facebook-group", "TikTok", "seems", "children", "1234", "é", "Łukasz", "مرحبا", "'", "’", "-", ".", ",", "\n", "\u0301",
	})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(pieces, 1, 5).Draw(t, "pieces"), rapid.SampledFrom([]string{" ", "", "\t"}).Draw(t, "between"))
		for _, tell := range tells {
			if tell.pattern.MatchString(text) && !tell.mayBeIn(text, lettersOf(text)) {
				t.Fatalf("%s is in %q and not looked for", tell.pattern, text)
			}
		}
	})
}

func BenchmarkTelling(b *testing.B) {
	for b.Loop() {
		Telling("A bench by the shops, so that I can rest on the way home from the doctor's, and buses.", []string{"Anne Smith", "G31 3AB"})
	}
}
