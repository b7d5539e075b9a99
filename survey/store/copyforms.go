package store

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"doorstep/survey"

	"filippo.io/age"
)

// Second copies and saved interviews name the questionnaire they answer by its
// version and its contents: laptops may give one version to several contents.
// Files of before name the version only; what that means is never guessed.

const formCopyPrefix = "form "

// How many elements a [copiedForm] and a [copiedRevision] have.
const (
	copiedFormFields     = 9
	copiedRevisionFields = 22
)

// UnmarshalCBOR takes the shorter form of before too.
func (f *copiedForm) UnmarshalCBOR(b []byte) error {
	type plain copiedForm
	return copyDecoding.Unmarshal(lengthened(bytes.Clone(b), copiedFormFields), (*plain)(f))
}

// UnmarshalCBOR takes the shorter form of before too.
func (c *copiedRevision) UnmarshalCBOR(b []byte) error {
	type plain copiedRevision
	return copyDecoding.Unmarshal(lengthened(bytes.Clone(b), copiedRevisionFields), (*plain)(c))
}

// lengthened gives a CBOR array of fewer than n elements nulls at its end. n is
// less than 24: such an array tells its length in its first byte.
func lengthened(b []byte, n int) []byte {
	const array, null = 0x80, 0xf6
	if len(b) == 0 || b[0] < array || int(b[0]) >= array+n {
		return b
	}
	missing := array + n - int(b[0])
	b[0] = byte(array + n)
	return append(b, bytes.Repeat([]byte{null}, missing)...)
}

// digest returns that of a stored form's contents, nil when it is not here.
func (c *formCache) digest(id, version string) []byte {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.digests[c.byKey[formKey{id, version}]]
}

// named returns under which version contents are here, the one they came under
// before others.
func (c *formCache) named(id, version string, sum []byte) (string, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if n, ok := c.byKey[formKey{id, version}]; ok && bytes.Equal(c.digests[n], sum) {
		return version, true
	}
	first := int64(0)
	for n, k := range c.byRowID {
		if k.id == id && bytes.Equal(c.digests[n], sum) && (first == 0 || n < first) {
			first = n
		}
	}
	return c.byRowID[first].version, first != 0
}

// besides returns whether a version that is here has others kept apart from it.
func (c *formCache) besides(id, version string) bool {
	c.mu.RLock()
	defer c.mu.RUnlock()
	for n, k := range c.byRowID {
		if base, apart := apartFrom(k.version, c.digests[n]); k.id == id && apart && base == version {
			return true
		}
	}
	return false
}

// apartFrom returns the version that a questionnaire came under when version is
// the name that such contents are kept apart under.
func apartFrom(version string, sum []byte) (base string, apart bool) {
	if len(sum) < 3 {
		return "", false
	}
	base, apart = strings.CutSuffix(version, apartVersion("", sum))
	return strings.TrimSpace(base), apart
}

// writeFormCopy puts a form beside the copies that answer it, once. What it is
// and whether it is in use are part of its name, and so is the key: after a new
// one the form is written again.
func (s *Store) writeFormCopy(dir string, c *copiedForm) error {
	named := func(retired bool) string {
		state := fmt.Sprintf("%s\x00%s\x00%t\x00%s", c.ID, c.Version, retired, s.Info().Recipient)
		name := sha256.Sum256(append(c.digest(), state...))
		return filepath.Join(dir, formCopyPrefix+hex.EncodeToString(name[:16])+CopyExtension)
	}
	file := named(*c.Retired)
	if _, err := os.Stat(file); err == nil {
		return nil
	}
	if err := s.writeCopy(file, &copyFile{Format: copyFormat, Project: s.Info().ID, Form: c}); err != nil {
		return err
	}
	before := named(!*c.Retired)
	if err := os.Remove(before); err != nil && !errors.Is(err, os.ErrNotExist) {
		return explainFile(err, before)
	}
	return nil
}

func (c *copiedForm) source() survey.Source {
	return survey.Source{Name: c.File, Data: c.Source, Files: c.Files}
}

func (c *copiedForm) digest() []byte { return digest(c.source()) }

// copiedForms are the forms of a folder of second copies.
type copiedForms struct {
	met     []metForm
	unknown bool // a form's file could not be read
	// claims are the contents that a version may stand for in the folder; those
	// kept apart from a version are among its.
	claims map[formKey][][]byte
	said   map[formKey]bool // a form of the folder has just that version
}

type metForm struct {
	*copiedForm
	file  string
	sum   []byte
	base  string // the version it came under, when it is kept apart from that
	apart bool
}

func newMetForm(c *copiedForm, file string) metForm {
	f := metForm{copiedForm: c, file: file, sum: c.digest()}
	f.base, f.apart = apartFrom(c.Version, f.sum)
	return f
}

// missed notes that a form's file could not be read. Copies for another key
// are no loss: the responses beside them do not open either.
func (f *copiedForms) missed(err error) {
	var noMatch *age.NoIdentityMatchError
	f.unknown = f.unknown || !errors.As(err, &noMatch)
}

// add adds the forms: those that are apart from others after them, and those of
// copies that do not say whether they are in use last.
func (f *copiedForms) add(m *Merger, res *CopiesMerged, unread func(file string, why error)) error {
	last := func(is bool) int {
		if is {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(f.met, func(a, b metForm) int {
		return cmp.Or(cmp.Compare(last(a.apart), last(b.apart)), cmp.Compare(last(a.Retired == nil), last(b.Retired == nil)), cmp.Compare(a.Added, b.Added))
	})
	f.claims, f.said = map[formKey][][]byte{}, map[formKey]bool{}
	for _, c := range f.met {
		key := formKey{c.ID, c.Version}
		f.claim(key, c.sum)
		f.said[key] = true
		if c.apart {
			f.claim(formKey{c.ID, c.base}, c.sum)
		}
		info := FormInfo{ID: c.ID, Version: c.Version, Title: c.Title, File: c.File, Added: join(c.Added, c.Zone), Retired: c.apart}
		if c.Retired != nil {
			info.Retired = *c.Retired
		}
		added, err := m.keepForm(c.source(), info)
		if errors.Is(err, ErrFormExists) {
			unread(c.file, err)
			continue
		}
		if err != nil {
			return err
		}
		if added.New {
			res.Forms++
		}
	}
	return nil
}

func (f *copiedForms) claim(key formKey, sum []byte) {
	if !slices.ContainsFunc(f.claims[key], func(known []byte) bool { return bytes.Equal(known, sum) }) {
		f.claims[key] = append(f.claims[key], sum)
	}
}

// place gives the revisions of a copy the versions that their questionnaires
// are kept under here.
func (f *copiedForms) place(m *Merger, c *copyFile, revisions []*Revision) error {
	known, err := m.placesOf(revisions)
	if err != nil {
		return err
	}
	for i, r := range revisions {
		key, sum := formKey{r.Header.FormID, r.Header.FormVersion}, c.Revisions[i].Digest
		if sum == nil {
			// All revisions of a file were named by one laptop.
			if version, ok := known[key]; ok {
				r.Header.FormVersion = version
				continue
			}
			if sum, err = f.meant(key); err != nil {
				return err
			}
		}
		version, ok := m.forms.named(key.id, key.version, sum)
		if !ok {
			return fmt.Errorf("it answers questionnaire %q in version %q, and the questionnaire with just these contents is neither in the project nor among the copies that could be read. "+
				"The file is left as it is, and nothing of it was brought in. Merge a pack of the laptop that made it, which brings the questionnaire, then add the copies again", key.id, key.version)
		}
		r.Header.FormVersion = version
	}
	return nil
}

// placesOf returns under which versions revisions that are here are kept, by
// those that they come under.
func (m *Merger) placesOf(revisions []*Revision) (map[formKey]string, error) {
	known := map[formKey]string{}
	for _, r := range revisions {
		rows, err := allRows(m.tx, "SELECT form FROM revision WHERE id = ?", r.ID[:])
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			if k := m.forms.key(number(row[0])); k.id == r.Header.FormID {
				known[formKey{k.id, r.Header.FormVersion}] = k.version
			}
		}
	}
	return known, nil
}

// meant returns the contents that a copy of before means by a version: the only
// ones that it can mean.
func (f *copiedForms) meant(key formKey) ([]byte, error) {
	claims := f.claims[key]
	const next = "The file is left as it is, and nothing of it was brought in. On the laptop that made it choose the folder for second copies once more, which writes them anew, or merge a pack of that laptop"
	apart := false // its name says which contents it is of
	if len(claims) == 1 {
		_, apart = apartFrom(key.version, claims[0])
	}
	switch {
	case len(claims) > 1:
		return nil, fmt.Errorf("it answers questionnaire %q in version %q, which in these copies stands for two questionnaires with different contents, and it was made by an earlier Doorstep and does not say which. %s", key.id, key.version, next)
	case len(claims) == 1 && f.said[key] && (!f.unknown || apart):
		return claims[0], nil
	}
	return nil, fmt.Errorf("it answers questionnaire %q in version %q, and the copy of that questionnaire is missing or could not be read; it was made by an earlier Doorstep, so nothing shows that the project's questionnaire is the same. %s", key.id, key.version, next)
}

// draftVersion returns under which version the questionnaire of a saved
// interview is kept here.
func (s *Store) draftVersion(ctx context.Context, path string, d *draftFile) (string, error) {
	if d.Digest == nil {
		// Before, it was named by its version: on the laptop that saved it, or
		// where the version has one meaning, that is enough.
		if d.Device != s.info.Device && s.forms.besides(d.Form, d.Version) {
			return "", worded(ErrNoForm, nil, "The interview in %s answers questionnaire %q in version %q. This project has two of that version with different contents, and the file was made by an earlier Doorstep and does not say which is meant. "+
				"Nothing was changed, and the file is safe as it is. Bring it in on the laptop that saved it.", path, d.Form, d.Version)
		}
		return d.Version, nil
	}
	version, ok := s.forms.named(d.Form, d.Version, d.Digest)
	if !ok {
		return "", worded(ErrNoForm, nil, "The interview in %s answers questionnaire %q in version %q, and the questionnaire with just these contents is not in this project. "+
			"Nothing was changed, and the file is safe as it is. Merge a pack of the laptop that saved it, which brings the questionnaire, then bring the interview in again.", path, d.Form, d.Version)
	}
	return version, s.sameContents(ctx, path, d)
}

// sameContents refuses an interview or edit that stands here with another
// questionnaire than it was saved with.
func (s *Store) sameContents(ctx context.Context, path string, d *draftFile) error {
	var form int64
	err := s.reader.QueryRowContext(ctx, `SELECT coalesce((SELECT form FROM draft WHERE instance_id = ?1),
		(SELECT form FROM revision WHERE instance_id = ?1 AND current), 0)`, d.InstanceID).Scan(&form)
	if k := s.forms.key(form); err != nil || form == 0 || bytes.Equal(s.forms.digest(k.id, k.version), d.Digest) {
		return explain(err)
	}
	return worded(ErrNoForm, nil, "The interview in %s is in this project already, with another questionnaire of version %q than it was saved with, so its answers would be misread. "+
		"Nothing was changed, and the file is safe as it is. Bring it in on the laptop that saved it.", path, d.Version)
}
