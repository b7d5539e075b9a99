package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
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
	// Forms first: responses name them.
	slices.SortFunc(files, func(a, b string) int {
		formA, formB := strings.HasPrefix(filepath.Base(a), "form "), strings.HasPrefix(filepath.Base(b), "form ")
		switch {
		case formA != formB && formA:
			return -1
		case formA != formB:
			return 1
		}
		return strings.Compare(a, b)
	})
	err = s.Merge(ctx, func(m *Merger) error {
		for _, file := range files {
			if err := ctx.Err(); err != nil {
				return err
			}
			c, err := readCopy(file, identities)
			if err == nil && c.Project != s.Info().ID {
				err = errors.New("it is of another project")
			}
			if err != nil {
				res.Unread = append(res.Unread, fmt.Sprintf("%s: %v", filepath.Base(file), err))
				continue
			}
			if err := c.merge(m, &res); err != nil {
				return err
			}
		}
		_, err := m.Settle()
		return err
	})
	if err != nil {
		return CopiesMerged{}, err
	}
	return res, nil
}

func (c *copyFile) merge(m *Merger, res *CopiesMerged) error {
	if f := c.Form; f != nil {
		added, err := m.AddForm(survey.Source{Name: f.File, Data: f.Source, Files: f.Files},
			FormInfo{ID: f.ID, Version: f.Version, Title: f.Title, File: f.File, Added: join(f.Added, f.Zone)})
		if added.New {
			res.Forms++
		}
		return err
	}
	for i := range c.Revisions {
		r, err := c.Revisions[i].revision()
		if err != nil {
			return err
		}
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
	if len(c.Revisions) == 0 {
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
