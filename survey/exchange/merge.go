package exchange

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"doorstep/survey"
	"doorstep/survey/store"

	"filippo.io/age"
	"github.com/fxamacker/cbor/v2"
)

// Why a pack is not merged. Nothing of such a pack is in the project.
var (
	ErrNotPack      = errors.New("this is not a Doorstep pack")
	ErrWrongKey     = errors.New("the key does not open this pack")
	ErrDamagedPack  = errors.New("the pack is damaged")
	ErrOtherProject = errors.New("the pack is another project's")
	ErrNewerPack    = errors.New("the pack was made by a newer Doorstep")
)

// MergeOptions are how to merge.
type MergeOptions struct {
	Identities []age.Identity // the project's recovery key
	Preview    bool           // count only; nothing changes
	Progress   func(done int) // revisions read; may be nil
}

// MergeResult says what a merge did, or would do.
type MergeResult struct {
	Device      string    // that wrote the pack
	Written     time.Time // when it was written
	NewForms    int
	New         int // responses that were not here
	Changed     int // revisions of responses that were here
	AlreadyHere int // revisions that were here
	Conflicting int // responses edited in two places; both edits are kept
	TakenOut    int // tombstones that were not here
	Contacts    int // states of tries in the contact log that were not here
}

// ParseIdentity reads a recovery key from a text that may hold comments.
func ParseIdentity(r io.Reader) ([]age.Identity, error) {
	ids, err := age.ParseIdentities(r)
	if err != nil {
		return nil, fmt.Errorf("the recovery key cannot be read. It starts with AGE-SECRET-KEY-1: %w", err)
	}
	return ids, nil
}

// Merge adds to the project what a pack holds and the project does not: all of
// it, or nothing. Merging again, or in another order, comes to the same.
func Merge(ctx context.Context, st *store.Store, path string, o MergeOptions) (MergeResult, error) {
	var res MergeResult
	f, err := os.Open(path)
	if err != nil {
		return res, fmt.Errorf("open pack: %w", err)
	}
	defer f.Close()
	err = st.Merge(ctx, func(m *store.Merger) error {
		r := &packReader{merger: m, project: st.Info().ID, options: o, result: &res}
		if err := r.read(f); err != nil {
			return err
		}
		if o.Preview {
			return store.ErrUndone
		}
		return nil
	})
	switch {
	case o.Preview && errors.Is(err, store.ErrUndone):
		return res, nil
	case err != nil:
		return MergeResult{}, fmt.Errorf("%s was not merged and nothing was changed: %w", filepath.Base(path), err)
	}
	return res, nil
}

// packReader reads a pack into a merger.
type packReader struct {
	merger  *store.Merger
	project string
	options MergeOptions
	result  *MergeResult

	header                       packHeader
	forms, revisions, tombstones int
}

const agePrefix = "age-encryption.org/"

// maxItem is the largest item read: a workbook with its media, with room.
const maxItem = 512 << 20

func (r *packReader) read(f io.Reader) error {
	in := bufio.NewReaderSize(f, 1<<16)
	if head, _ := in.Peek(len(agePrefix)); string(head) != agePrefix {
		return fmt.Errorf("%w. Packs end in %s", ErrNotPack, PackExtension)
	}
	plain, err := age.Decrypt(in, r.options.Identities...)
	var noMatch *age.NoIdentityMatchError
	switch {
	case errors.As(err, &noMatch):
		return fmt.Errorf("%w. It was sealed to another project's recovery key", ErrWrongKey)
	case err != nil:
		return fmt.Errorf("%w: %w. Ask for it again", ErrDamagedPack, err)
	}
	if err := r.items(plain); err != nil {
		return err
	}
	r.result.Conflicting, err = r.merger.Settle()
	return err
}

func damagedPack(err error) error {
	return fmt.Errorf("%w: %w. Ask for it again", ErrDamagedPack, err)
}

// items reads every item up to the trailer, which must fit and be the last.
func (r *packReader) items(plain io.Reader) error {
	dec := packDecoding.NewDecoder(plain)
	sum := sha256.New()
	for first := true; ; first = false {
		var it packItem
		if err := dec.Decode(&it); err != nil {
			return damagedPack(err) // io.EOF too: the trailer is missing
		}
		if len(it.Body) > maxItem {
			return damagedPack(errors.New("an entry is larger than any can be"))
		}
		if first != (it.Kind == itemHeader) {
			return damagedPack(errors.New("its header is not where it should be"))
		}
		if it.Kind == itemTrailer {
			return r.finish(dec, it.Body, sum.Sum(nil))
		}
		sumItem(sum, it.Kind, it.Body)
		if err := r.item(it); err != nil {
			return err
		}
	}
}

func (r *packReader) finish(dec *cbor.Decoder, body, sum []byte) error {
	var t packTrailer
	if err := packDecoding.Unmarshal(body, &t); err != nil {
		return damagedPack(err)
	}
	if t.Forms != r.forms || t.Revisions != r.revisions || t.Tombstones != r.tombstones || !bytes.Equal(t.Sum, sum) {
		return damagedPack(errors.New("its contents are not those that were packed"))
	}
	// Reading to the very end also makes age check that nothing was cut off.
	var more packItem
	if err := dec.Decode(&more); !errors.Is(err, io.EOF) {
		return damagedPack(errors.Join(errors.New("there is more after its end"), err))
	}
	return nil
}

func (r *packReader) item(it packItem) error {
	var err error
	switch it.Kind {
	case itemHeader:
		return r.readHeader(it.Body)
	case itemForm:
		r.forms++
		err = r.readForm(it.Body)
	case itemRevision:
		r.revisions++
		err = r.readRevision(it.Body)
		if r.options.Progress != nil {
			r.options.Progress(r.revisions)
		}
	case itemAttachment:
		err = r.readAttachment(it.Body)
	case itemAttempt:
		err = r.readAttempt(it.Body)
	case itemAttemptEnd:
		err = r.readAttemptEnd(it.Body)
	case itemTombstone:
		r.tombstones++
		err = r.readTombstone(it.Body)
	default:
		err = damagedPack(fmt.Errorf("it holds an unknown kind of entry, %d", it.Kind))
	}
	return err
}

func (r *packReader) readHeader(body []byte) error {
	// The format comes first, so that a newer header needs not be understood.
	var start []cbor.RawMessage
	var format int
	if err := packDecoding.Unmarshal(body, &start); err != nil || len(start) == 0 {
		return damagedPack(errors.Join(err, errors.New("its header cannot be read")))
	}
	if err := packDecoding.Unmarshal(start[0], &format); err != nil {
		return damagedPack(err)
	}
	if format > packFormat {
		return fmt.Errorf("%w. Install the newest Doorstep to merge it", ErrNewerPack)
	}
	h := &r.header
	if err := packDecoding.Unmarshal(body, h); err != nil {
		return damagedPack(err)
	}
	if h.Project != r.project {
		return fmt.Errorf("%w, %q", ErrOtherProject, strings.ToValidUTF8(h.Name, "?"))
	}
	r.result.Device, r.result.Written = h.Device, h.Written.time()
	for _, d := range h.Devices {
		heard := time.Time{}
		if d.Code == h.Device {
			heard = r.result.Written
		}
		if err := r.merger.AddDevice(d.Code, d.LastNumber, heard); err != nil {
			return err
		}
	}
	return nil
}

func (r *packReader) readForm(body []byte) error {
	var p packForm
	if err := packDecoding.Unmarshal(body, &p); err != nil {
		return damagedPack(err)
	}
	added, err := r.merger.AddForm(survey.Source{Name: p.File, Data: p.Source, Files: p.Files},
		store.FormInfo{ID: p.ID, Version: p.Version, Title: p.Title, File: p.File, Added: p.Added.time(), Retired: p.Retired})
	if added {
		r.result.NewForms++
	}
	return err
}

func (r *packReader) readRevision(body []byte) error {
	var p packRevision
	if err := packDecoding.Unmarshal(body, &p); err != nil {
		return damagedPack(err)
	}
	rev := store.Revision{Generation: p.Generation, Document: p.Document, Reference: p.Reference, Header: survey.Header{
		InstanceID: p.InstanceID, FormID: p.Form, FormVersion: p.Version, Status: survey.Finished, Outcome: survey.Outcome(p.Outcome),
		Training: p.Training, Device: p.Device, Worker: p.Worker, Language: p.Language,
		Started: p.Started.time(), Finished: p.Finished.time(), Active: time.Duration(p.Active), Number: p.Number,
	}}
	if e := p.Edit; e != nil {
		rev.Edit = &store.RevisionEdit{Cause: store.Cause(e.Cause), Worker: e.Worker, Reason: e.Reason, At: e.At.time()}
	}
	ids := append([][]byte{p.ID}, p.Parents...)
	for i, id := range ids {
		if len(id) != 16 {
			return damagedPack(errors.New("a response in it has no proper id"))
		}
		if i == 0 {
			rev.ID = [16]byte(id)
		} else {
			rev.Parents = append(rev.Parents, [16]byte(id))
		}
	}
	did, err := r.merger.AddRevision(&rev)
	switch did {
	case store.NewResponse:
		r.result.New++
	case store.NewRevision:
		r.result.Changed++
	default:
		r.result.AlreadyHere++
	}
	return err
}

func (r *packReader) readAttachment(body []byte) error {
	var p packAttachment
	if err := packDecoding.Unmarshal(body, &p); err != nil {
		return damagedPack(err)
	}
	_, err := r.merger.AddAttachment(p.InstanceID, p.Name, p.Data)
	return err
}

func (r *packReader) readTombstone(body []byte) error {
	var p packTombstone
	if err := packDecoding.Unmarshal(body, &p); err != nil {
		return damagedPack(err)
	}
	if len(p.ID) != 16 {
		return damagedPack(errors.New("an entry in it has no proper id"))
	}
	t := store.Tombstone{ID: [16]byte(p.ID), InstanceID: p.InstanceID, Kind: survey.Void, Reason: p.Reason, Device: p.Device, At: p.At.time()}
	if p.Withdrawn {
		t.Kind = survey.Withdrawn
	}
	added, err := r.merger.AddTombstone(&t)
	if added {
		r.result.TakenOut++
	}
	return err
}

// packDecoding takes texts as they are: an answer that is not UTF-8 travels too.
var packDecoding = func() cbor.DecMode {
	m, err := cbor.DecOptions{UTF8: cbor.UTF8DecodeInvalid, MaxNestedLevels: 16}.DecMode()
	if err != nil {
		panic(err) // the options are constant
	}
	return m
}()
