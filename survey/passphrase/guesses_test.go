package passphrase

import (
	"strings"
	"testing"

	"github.com/ccojocar/zxcvbn-go"
)

// TestNoMilderThanTheLibrary compares with the library's own matchers, which
// take too long to load for a program with a window.
func TestNoMilderThanTheLibrary(t *testing.T) {
	if len(lists()) != 5 {
		t.Fatalf("%d word lists", len(lists()))
	}
	near := []string{"Haghill", "Fieldwork"}
	milder, all := 0, 0
	for _, p := range []string{
		"password", "Password1", "p4ssw0rd", "P@$$w0rd!", "letmein123", "qwertyuiop", "zaq12wsx", "asdfghjkl", "aaaaaaaa", "abcdefgh", "87654321",
		"haghill2026", "h4ghill", "fieldwork1", "kettle mountain", "kettle", "12/03/1985", "12031985", "mairi", "Mairi1975", "trustno1",
		"correct horse battery staple", "three otters under the bridge", "kT7#vq!mZ2rP", "lantern orchard seven kettles", "iloveyou2", "monkey!", "dragon99",
		"glasgow", "Glasgow2026!", "celtic1888", "rangers1872", "sunshine rain", "blue door green door", "0141 496 0000", "qazwsxedc", "1q2w3e4r", "football",
	} {
		all++
		want := zxcvbn.PasswordStrength(p, near).Score
		if got := Judge(p, strings.Join(near, " ")).Score; got > want {
			milder++
			t.Errorf("%q: %d, the library says %d", p, got, want)
		} else if got < want-1 {
			t.Errorf("%q: %d, the library says %d: far too strict", p, got, want)
		}
	}
	t.Logf("%d of %d milder", milder, all)
}
