package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"doorstep/survey"

	"filippo.io/age"
	"github.com/fxamacker/cbor/v2"
)

// copyFormat is the format of second copies this program writes and reads.
const copyFormat = 1

// A second copy is an age file, sealed to the project's recovery key. Inside
// is one CBOR array: a response with its revisions, or a form.
type copyFile struct {
	_         struct{} `cbor:",toarray"`
	Format    int
	Project   string // its ID
	Form      *copiedForm
	Revisions []copiedRevision
	Files     []copiedAttachment
}

type copiedAttachment struct {
	_    struct{} `cbor:",toarray"`
	Name string
	Data []byte
}

type copiedForm struct {
	_                        struct{} `cbor:",toarray"`
	ID, Version, Title, File string
	Added, Zone              int64
	Source                   []byte
	Files                    map[string][]byte
	Retired                  *bool // nil in copies that do not say
}

type copiedRevision struct {
	_                                  struct{} `cbor:",toarray"`
	ID                                 []byte
	Parents                            [][]byte
	Generation                         int
	InstanceID, Form, Version, Outcome string
	Training                           bool
	Device, Worker, Language           string
	Started, Finished                  []int64 // nanoseconds and zone, or nothing
	Active                             int64
	Number                             int
	Document                           []byte
	Cause, Editor, Reason              string
	Edited                             []int64
	Reference                          string
	Digest                             []byte // of the questionnaire; nothing in copies that do not say
}

func pair(t time.Time) []int64 {
	if t.IsZero() {
		return nil
	}
	n, z := split(t)
	return []int64{n, z}
}

func unpair(p []int64) time.Time {
	if len(p) != 2 {
		return time.Time{}
	}
	return join(p[0], p[1])
}

func toCopied(r *Revision) copiedRevision {
	h := &r.Header
	c := copiedRevision{
		ID: r.ID[:], Generation: r.Generation, InstanceID: h.InstanceID, Form: h.FormID, Version: h.FormVersion, Outcome: string(h.Outcome),
		Training: h.Training, Device: h.Device, Worker: h.Worker, Language: h.Language, Started: pair(h.Started), Finished: pair(h.Finished),
		Active: int64(h.Active), Number: h.Number, Document: r.Document, Reference: r.Reference,
	}
	for _, p := range r.Parents {
		c.Parents = append(c.Parents, p[:])
	}
	if e := r.Edit; e != nil {
		c.Cause, c.Editor, c.Reason, c.Edited = string(e.Cause), e.Worker, e.Reason, pair(e.At)
	}
	return c
}

func (c *copiedRevision) revision() (*Revision, error) {
	r := &Revision{Generation: c.Generation, Document: c.Document, Reference: c.Reference, Header: survey.Header{
		InstanceID: c.InstanceID, FormID: c.Form, FormVersion: c.Version, Status: survey.Finished, Outcome: survey.Outcome(c.Outcome),
		Training: c.Training, Device: c.Device, Worker: c.Worker, Language: c.Language, Started: unpair(c.Started), Finished: unpair(c.Finished),
		Active: time.Duration(c.Active), Number: c.Number,
	}}
	if c.Cause != "" {
		r.Edit = &RevisionEdit{Cause: Cause(c.Cause), Worker: c.Editor, Reason: c.Reason, At: unpair(c.Edited)}
	}
	for i, id := range append([][]byte{c.ID}, c.Parents...) {
		switch {
		case len(id) != 16:
			return nil, errDocument
		case i == 0:
			r.ID = [16]byte(id)
		default:
			r.Parents = append(r.Parents, [16]byte(id))
		}
	}
	return r, nil
}

// CopiesMerged says what second copies brought in.
type CopiesMerged struct {
	Responses, Revisions, Forms int
	Unread                      []string // files that could not be read, with why
}

// maxCopy is the largest copy read: a response with forty files, with room.
const maxCopy = 2 << 30

// copyDecoding takes texts as they are: an answer that is not UTF-8 too.
var copyDecoding = mustMode(cbor.DecOptions{UTF8: cbor.UTF8DecodeInvalid, MaxNestedLevels: 16}.DecMode())

// MergeCopies adds the responses of a folder of second copies, opened with the
// recovery key, to the project: those it lacks, and revisions it lacks. What
// was withdrawn or erased stays so. A file that cannot be read is named and
// passed over.
func (s *Store) MergeCopies(ctx context.Context, dir string, identities ...age.Identity) (CopiesMerged, error) {
	var res CopiesMerged
	files, err := filepath.Glob(filepath.Join(globQuote(dir), "*"+CopyExtension))
	if err != nil {
		return res, err
	}
	if _, err := os.Stat(dir); err != nil {
		return res, explainFile(err, dir)
	}
	err = s.Merge(ctx, func(m *Merger) error {
		if err := m.addCopies(ctx, files, identities, &res); err != nil {
			return err
		}
		_, err := m.Settle()
		return err
	})
	if err != nil {
		return CopiesMerged{}, err
	}
	return res, nil
}

// addCopies adds what files hold, the forms first: responses name them.
func (m *Merger) addCopies(ctx context.Context, files []string, identities []age.Identity, res *CopiesMerged) error {
	unread := func(file string, why error) {
		res.Unread = append(res.Unread, fmt.Sprintf("%s: %v", filepath.Base(file), why))
	}
	var ofForms, others []string
	for _, file := range files {
		if strings.HasPrefix(filepath.Base(file), formCopyPrefix) {
			ofForms = append(ofForms, file)
		} else {
			others = append(others, file)
		}
	}
	forms := copiedForms{}
	for _, file := range ofForms {
		c, err := m.readCopy(ctx, file, identities)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			unread(file, err)
			forms.missed(err)
		case c.Form != nil:
			forms.met = append(forms.met, newMetForm(c.Form, file))
		}
	}
	if err := forms.add(m, res, unread); err != nil {
		return err
	}
	for _, file := range others {
		c, err := m.readCopy(ctx, file, identities)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		var revisions []*Revision
		if err == nil {
			revisions, err = c.revisions()
		}
		if err == nil {
			err = forms.place(m, c, revisions)
		}
		if err != nil {
			unread(file, err)
			continue
		}
		if err := c.merge(m, revisions, res); err != nil {
			return err
		}
	}
	return nil
}

func (m *Merger) readCopy(ctx context.Context, file string, identities []age.Identity) (*copyFile, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	c, err := readCopy(file, identities)
	if err == nil && c.Project != m.store.Info().ID {
		err = errors.New("it is of another project")
	}
	return c, err
}

// revisions looks through the revisions of a copy before any is added.
func (c *copyFile) revisions() ([]*Revision, error) {
	all := make([]*Revision, len(c.Revisions))
	for i := range c.Revisions {
		r, err := c.Revisions[i].revision()
		if err == nil && r.Document != nil {
			err = checkDocument(r.Document)
		}
		if err != nil {
			return nil, fmt.Errorf("it is damaged: %w", err)
		}
		all[i] = r
	}
	return all, nil
}

func (c *copyFile) merge(m *Merger, revisions []*Revision, res *CopiesMerged) error {
	for _, r := range revisions {
		did, err := m.AddRevision(r)
		if err != nil {
			return err
		}
		if did == NewResponse {
			res.Responses++
		}
		if did != AlreadyHere {
			res.Revisions++
		}
		if r.Header.Device == "" {
			continue
		}
		if err := m.AddDevice(r.Header.Device, r.Header.Number, time.Time{}); err != nil {
			return err
		}
	}
	if len(revisions) == 0 {
		return nil
	}
	for _, f := range c.Files {
		if _, err := m.AddAttachment(c.Revisions[0].InstanceID, f.Name, f.Data); err != nil {
			return err
		}
	}
	return nil
}

func readCopy(file string, identities []age.Identity) (*copyFile, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	plain, err := age.Decrypt(f, identities...)
	if err != nil {
		return nil, fmt.Errorf("it does not open: %w", err)
	}
	b, err := io.ReadAll(io.LimitReader(plain, maxCopy))
	if err != nil {
		return nil, fmt.Errorf("it is damaged: %w", err)
	}
	var c copyFile
	if err := copyDecoding.Unmarshal(b, &c); err != nil {
		return nil, fmt.Errorf("it is damaged: %w", err)
	}
	if c.Format != copyFormat {
		return nil, fmt.Errorf("it was made by a newer Doorstep (format %d)", c.Format)
	}
	return &c, nil
}
