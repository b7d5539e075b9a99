package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"database/sql/driver"
	"hash/maphash"
	"strings"

	"doorstep/survey"
)

// A reference code stands on the card that the resident keeps: XXXX-XXXX, seven
// random characters and one to check them. It is random, so that it tells
// nothing, and it is kept sealed beside its response, so that a card that is
// found does not point into a stolen file. A hash in its place would be no
// better: there are few enough codes to try them all. Looking one up opens
// every code, which takes a fraction of a second for a hundred thousand.
//
// The 23 characters leave out vowels and all that stands for one, so that no
// code spells a word, and of each pair that looks alike one. There being a
// prime number of them, the check finds every wrong character and every two
// that changed places.
const (
	referenceAlphabet = "256789CDFGHJKMNPQRTVWXY"
	referenceLength   = 8
)

// lookAlikes are the characters a person may read in place of those in use.
var lookAlikes = strings.NewReplacer("Z", "2", "S", "5", "B", "8", "-", "", " ", "", "\u2010", "", "\u2011", "", "\u2013", "", "\u00a0", "")

// newReference makes a code up.
func newReference() string {
	code := make([]byte, referenceLength)
	for i := 0; i < referenceLength-1; {
		var b [1]byte
		rand.Read(b[:]) // never fails
		const fair = 256 / len(referenceAlphabet) * len(referenceAlphabet)
		if int(b[0]) >= fair {
			continue // or the first characters would come more often
		}
		code[i] = referenceAlphabet[int(b[0])%len(referenceAlphabet)]
		i++
	}
	code[referenceLength-1] = referenceCheck(code[:referenceLength-1])
	return string(code[:4]) + "-" + string(code[4:])
}

// referenceCheck returns the last character of a code: with it, the characters
// weighted 1 to 8 sum up to a multiple of 23.
func referenceCheck(code []byte) byte {
	sum := 0
	for i, c := range code {
		sum += (i + 1) * strings.IndexByte(referenceAlphabet, c)
	}
	prime := len(referenceAlphabet)
	for place := range prime {
		if (sum+referenceLength*place)%prime == 0 {
			return referenceAlphabet[place]
		}
	}
	return 0 // 8 has an inverse in 23, so one fits
}

// ParseReference reads a code as people type it, in any case and spacing, and
// returns it as cards show it. It fails with [ErrBadReference].
func ParseReference(typed string) (string, error) {
	code := lookAlikes.Replace(strings.ToUpper(strings.TrimSpace(typed)))
	bad := func(how string) error {
		return worded(ErrBadReference, nil, "That is not a reference code: %s. Codes look like %s. Check it against the card.", how, "7KXM-9PQW")
	}
	if len(code) != referenceLength {
		return "", bad("it has not eight letters and digits")
	}
	for i := range referenceLength {
		if strings.IndexByte(referenceAlphabet, code[i]) < 0 {
			return "", bad("it has a character that no code has")
		}
	}
	if referenceCheck([]byte(code[:referenceLength-1])) != code[referenceLength-1] {
		return "", bad("a character is wrong, or two have changed places")
	}
	return code[:4] + "-" + code[4:], nil
}

// IsReference reports whether a text looks like a code rather than an
// instanceID, right or wrong.
func IsReference(text string) bool {
	code := lookAlikes.Replace(strings.ToUpper(strings.TrimSpace(text)))
	return len(code) == referenceLength && !strings.ContainsRune(text, ':')
}

func referenceName(revision []byte) string { return "reference\x00" + string(revision) }

// addReference keeps the code that was given with a revision.
func (s *Store) addReference(tx *sql.Tx, revision [16]byte, instanceID, code string) error {
	sealed, err := s.sealer.seal([]byte(code), referenceName(revision[:]))
	if err != nil {
		return err
	}
	_, err = tx.Exec(addReference, revision[:], instanceID, sealed)
	return err
}

// giveReference gives a response its code with a revision, unless it has one.
func (s *Store) giveReference(ctx context.Context, tx *sql.Tx, revision [16]byte, instanceID string) error {
	var here bool
	if err := tx.QueryRow("SELECT EXISTS (SELECT 1 FROM reference WHERE instance_id = ?)", instanceID).Scan(&here); err != nil || here {
		return err
	}
	code, err := s.freeReference(ctx)
	if err != nil {
		return err
	}
	return s.addReference(tx, revision, instanceID, code)
}

// Reference returns the code on the card of a response; "" when it has none,
// as those imported from elsewhere.
func (s *Store) Reference(ctx context.Context, instanceID string) (string, error) {
	all, err := s.references(ctx, instanceID)
	for _, r := range all {
		return r.code, err
	}
	return "", err
}

// reference is a code and what it stands for.
type reference struct {
	revision         [16]byte
	instanceID, code string
}

// references opens the codes of one response, or every code for "".
func (s *Store) references(ctx context.Context, instanceID string) ([]reference, error) {
	query, args := "SELECT revision, instance_id, code FROM reference", []any(nil)
	if instanceID != "" {
		query, args = query+" WHERE instance_id = ? ORDER BY revision", []any{instanceID}
	}
	var all []reference
	err := eachRow(ctx, s.reader, query, args, func(row []driver.Value) error {
		revision, _ := row[0].([]byte)
		sealed, _ := row[2].([]byte)
		code, err := s.sealer.open(sealed, referenceName(revision))
		if err == nil && len(revision) != 16 {
			err = errDocument
		}
		if err != nil {
			return damaged("The reference code of response "+text(row[1]), err)
		}
		all = append(all, reference{[16]byte(revision), text(row[1]), string(code)})
		return nil
	})
	return all, explain(err)
}

// FindReference returns the responses with the code on a card, as typed: one,
// or none, or in rare cases two that were made on different laptops and are
// told apart by their dates. It fails with [ErrBadReference] for what cannot
// be a code.
func (s *Store) FindReference(ctx context.Context, typed string) ([]survey.Header, error) {
	code, err := ParseReference(typed)
	if err != nil {
		return nil, err
	}
	all, err := s.references(ctx, "")
	if err != nil {
		return nil, err
	}
	var found []survey.Header
	for _, r := range all {
		if r.code != code {
			continue
		}
		headers, err := s.Headers(ctx, Filter{InstanceID: r.instanceID, Void: true})
		if err != nil {
			return nil, err
		}
		found = append(found, headers...)
	}
	return found, nil
}

// codeSet knows the codes in use, so that a new one is told from them without
// opening them all each time. It keeps no code, only what each comes to under
// a number made up for this run.
type codeSet struct {
	seed maphash.Seed
	used map[uint64]bool // nil until the first code is made
}

// freeReference makes up a code that no response here has. The caller holds s.mu.
func (s *Store) freeReference(ctx context.Context) (string, error) {
	c := &s.codes
	if c.used == nil {
		all, err := s.references(ctx, "")
		if err != nil {
			return "", err
		}
		c.seed, c.used = maphash.MakeSeed(), make(map[uint64]bool, len(all))
		for _, r := range all {
			c.used[maphash.String(c.seed, r.code)] = true
		}
	}
	for {
		code := newReference()
		if sum := maphash.String(c.seed, code); !c.used[sum] {
			c.used[sum] = true
			return code, nil
		}
	}
}
