package passphrase

import (
	"strings"
	"testing"
	"time"
)

func TestJudge(t *testing.T) {
	tests := []struct {
		passphrase string
		weak       bool
		why        string // part of what is said
	}{
		{"", true, "empty"},
		{"a", true, "only one character"},
		{"Password1", true, "most used passwords"},
		{"p4ssw0rd", true, "most used passwords"},
		{"qwertyuiop", true, "most used passwords"},
		{"zaq12wsx", true, ""},
		{"aaaaaaaa", true, ""},
		{"abcdefgh", true, "abc or 123"},
		{"haghill2026", true, "name that belongs to the project"},
		{"kettle mountain", true, "common word"},
		{"12/03/1985", true, "only 10 characters"},
		{"three otters under the bridge", false, ""},
		{"correct horse battery staple", false, ""},
		{"żółw śpi na kamieniu", false, ""},
		{"kT7#vq!mZ2rP", false, ""},
	}
	for _, tt := range tests {
		got := Judge(tt.passphrase, "Haghill and Carntyne", "Fieldwork")
		if got.Weak != tt.weak || (got.Weak && len(got.Why) == 0) || (!got.Weak && len(got.Why) > 0) {
			t.Errorf("%q: %+v", tt.passphrase, got)
		}
		if all := strings.Join(got.Why, " "); !strings.Contains(all, tt.why) {
			t.Errorf("%q: %q does not say %q", tt.passphrase, all, tt.why)
		}
		if tt.passphrase != "" && len(tt.passphrase) > 1 && strings.Contains(strings.Join(got.Why, " "), tt.passphrase) {
			t.Errorf("%q is repeated in %q", tt.passphrase, got.Why)
		}
	}
}

func TestJudgeIsQuickWhateverIsTyped(t *testing.T) {
	for _, text := range []string{strings.Repeat("qwerty1", 10_000), strings.Repeat("ż", 50_000), "\xff\xfe\x00", strings.Repeat("1", 100_000)} {
		start := time.Now()
		Judge(text)
		if took := time.Since(start); took > time.Second {
			t.Errorf("%d bytes took %v", len(text), took)
		}
	}
}

func FuzzJudge(f *testing.F) {
	f.Add("three otters")
	f.Add("żółw 12/03/1985 p4ss")
	f.Fuzz(func(t *testing.T, s string) {
		if got := Judge(s, s); got.Weak != (len(got.Why) > 0) {
			t.Errorf("%+v", got)
		}
	})
}
