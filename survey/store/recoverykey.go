package store

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"filippo.io/age"
)

const (
	keyPrefix = "AGE-SECRET-KEY-1"
	groupSize = 6
)

// ParseRecoveryKey reads a recovery key as it was shown, typed from paper or
// kept in a file: small letters, spaces, line breaks and lines that begin with
// # do no harm. It fails with [ErrBadKey].
func ParseRecoveryKey(text string) (*age.X25519Identity, error) {
	id, err := age.ParseX25519Identity(plainKey(text))
	if err != nil {
		// Not the cause: it may hold part of the key.
		return nil, worded(ErrBadKey, nil, "That is not a whole recovery key. It starts with %s and has %d letters and digits after that. Compare it with the paper, group by group.", keyPrefix, keyLetters)
	}
	return id, nil
}

const keyLetters = 58

// plainKey takes away what people add to a key.
func plainKey(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(strings.TrimSpace(line), "#") {
			b.WriteString(line)
		}
	}
	return strings.ToUpper(strings.Join(strings.Fields(b.String()), ""))
}

// NewRecoveryKey makes a recovery key, for [SealOptions].
func NewRecoveryKey() (string, error) {
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		return "", fmt.Errorf("make a recovery key: %w", err)
	}
	return identity.String(), nil
}

// RecoveryGroups parts a recovery key, after its fixed beginning, into the
// groups in which it is shown and asked for: group 1 is the first.
func RecoveryGroups(recoveryKey string) []string {
	rest := strings.TrimPrefix(plainKey(recoveryKey), keyPrefix)
	var groups []string
	for g := range slices.Chunk([]byte(rest), groupSize) {
		groups = append(groups, string(g))
	}
	return groups
}

// RecoveryCheck asks for part of a recovery key back, to see that it was
// written down.
type RecoveryCheck struct {
	Ask  []int // the numbers of the groups to type, from 1, in order
	want []string
}

// NewRecoveryCheck chooses two groups. random is nil but in tests.
func NewRecoveryCheck(recoveryKey string, random *rand.Rand) RecoveryCheck {
	groups := RecoveryGroups(recoveryKey)
	perm := rand.Perm
	if random != nil {
		perm = random.Perm
	}
	var c RecoveryCheck
	for _, i := range perm(len(groups))[:min(2, len(groups))] {
		c.Ask = append(c.Ask, i+1)
	}
	slices.Sort(c.Ask)
	for _, n := range c.Ask {
		c.want = append(c.want, groups[n-1])
	}
	return c
}

// Wrong returns the numbers of the groups that were not typed as they are;
// none means that the key was kept. Spaces and small letters do no harm.
func (c RecoveryCheck) Wrong(typed []string) []int {
	var wrong []int
	for i, n := range c.Ask {
		if i >= len(typed) || plainKey(typed[i]) != c.want[i] {
			wrong = append(wrong, n)
		}
	}
	return wrong
}

// RecoverySheet is the recovery key as a file to print or keep on a stick. It
// says what it is for, and a program can read it as a key file.
func RecoverySheet(info Info, recoveryKey string, now time.Time) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Recovery key of the Doorstep project %q\n", strings.ToValidUTF8(info.Name, "?"))
	fmt.Fprintf(&b, "# written %s; project %s\n#\n", now.Format("2 January 2006"), info.ID)
	b.WriteString("# Whoever has this key can read every answer of the project and every pack\n" +
		"# that its laptops make. Without it, a forgotten passphrase cannot be got\n" +
		"# round, and packs cannot be merged. Print this page, lock it away, not with\n" +
		"# the laptop, and delete the file.\n#\n" +
		"# To open the project with it:\n" +
		"#     doorstep project recover FILE --recovery-key-file THIS-FILE\n#\n")
	fmt.Fprintf(&b, "# The key in groups, for reading aloud, after %s:\n", keyPrefix)
	for i, g := range RecoveryGroups(recoveryKey) {
		if i%5 == 0 {
			b.WriteString("#  ")
		}
		fmt.Fprintf(&b, " %2d %-*s", i+1, groupSize, g)
		if i%5 == 4 {
			b.WriteString("\n")
		}
	}
	fmt.Fprintf(&b, "#\n%s\n", plainKey(recoveryKey))
	return b.String()
}
