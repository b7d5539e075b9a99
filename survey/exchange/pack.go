package exchange

import (
	"bufio"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
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

// PackExtension is how packs end.
const PackExtension = ".doorpack"

// packFormat is the format this program writes. It reads this one and those
// before it. The second brought the contact log.
const packFormat = 2

// A pack is an age file. Inside is a CBOR sequence of items: a header, forms,
// revisions, their files, the contact log, tombstones, and a trailer with counts
// and the SHA-256 of all that came before it.
type packItem struct {
	_    struct{} `cbor:",toarray"`
	Kind itemKind
	Body []byte // CBOR of the kind's own
}

type itemKind uint8

const (
	itemHeader itemKind = iota + 1
	itemForm
	itemRevision
	itemTombstone
	itemTrailer
	itemAttachment // after the revisions that name it
	itemAttempt
	itemAttemptEnd
)

type packHeader struct {
	_       struct{} `cbor:",toarray"`
	Format  int
	Project string // its ID
	Name    string
	Device  string // that wrote the pack
	Written instant
	Devices []packDevice
}

type packDevice struct {
	_          struct{} `cbor:",toarray"`
	Code       string
	LastNumber int
}

type packForm struct {
	_                        struct{} `cbor:",toarray"`
	ID, Version, Title, File string
	Added                    instant
	Retired                  bool
	Source                   []byte
	Files                    map[string][]byte
}

type packAttachment struct {
	_                struct{} `cbor:",toarray"`
	InstanceID, Name string
	Data             []byte
}

type packRevision struct {
	_                        struct{} `cbor:",toarray"`
	ID                       []byte
	Parents                  [][]byte
	Generation               int
	InstanceID               string
	Form, Version            string
	Outcome                  string
	Training                 bool
	Device, Worker, Language string
	Started, Finished        instant
	Active                   int64 // nanoseconds
	Number                   int
	Document                 []byte
	Reference                string // the code on the resident's card
	Edit                     *packEdit
}

// packEdit says how a revision came to follow another.
type packEdit struct {
	_                     struct{} `cbor:",toarray"`
	Cause, Worker, Reason string
	At                    instant
}

type packTombstone struct {
	_          struct{} `cbor:",toarray"`
	ID         []byte
	InstanceID string
	Withdrawn  bool
	Reason     string
	Device     string
	At         instant
}

type packTrailer struct {
	_                            struct{} `cbor:",toarray"`
	Forms, Revisions, Tombstones int
	Sum                          []byte
}

// instant is a time as packs hold it: UTC nanoseconds and the zone's offset in
// seconds; Known is false for none.
type instant struct {
	_     struct{} `cbor:",toarray"`
	Known bool
	Nanos int64
	Zone  int
}

func toInstant(t time.Time) instant {
	if t.IsZero() {
		return instant{}
	}
	_, zone := t.Zone()
	return instant{Known: true, Nanos: t.UnixNano(), Zone: zone}
}

func (i instant) time() time.Time {
	switch {
	case !i.Known:
		return time.Time{}
	case i.Zone == 0:
		return time.Unix(0, i.Nanos).UTC()
	}
	return time.Unix(0, i.Nanos).In(time.FixedZone("", i.Zone))
}

// PackOptions are how to write a pack. The zero value packs everything.
type PackOptions struct {
	SinceLast bool // only what came in after the last pack that went well
	Now       func() time.Time
	Progress  func(done int) // responses written; may be nil
}

// PackInfo says what a pack holds.
type PackInfo struct {
	Path                         string
	Forms, Revisions, Tombstones int
	Attempts                     int // states of tries in the contact log
}

// WritePack writes what the project holds to a file, sealed so that only the
// project's recovery key opens it; in a folder it chooses the name. The file is
// written under a temporary name and renamed once it is whole.
func WritePack(ctx context.Context, st *store.Store, to string, o PackOptions) (info PackInfo, err error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	now := o.Now()
	if to, err = packPath(st.Info(), to, now); err != nil {
		return info, err
	}
	recipient, err := age.ParseX25519Recipient(st.Info().Recipient)
	if err != nil {
		return info, fmt.Errorf("the project's public key cannot be read: %w", err)
	}
	f, err := os.CreateTemp(filepath.Dir(to), ".pack-*") // mode 0600
	if err != nil {
		return info, fmt.Errorf("write a pack: %w", err)
	}
	defer func() {
		if err != nil {
			_ = f.Close() // it may be closed already
			_ = os.Remove(f.Name())
			err = fmt.Errorf("no pack was written and nothing is lost: %w", err)
		}
	}()
	upTo, packed, err := st.LastRevision(ctx)
	if err != nil {
		return info, err
	}
	if !o.SinceLast {
		packed = 0
	}
	if info, err = sealPack(ctx, st, f, recipient, packed, upTo, now, o.Progress); err != nil {
		return info, err
	}
	info.Path = to
	if err = errors.Join(f.Sync(), f.Close()); err != nil {
		return info, err
	}
	if err = os.Rename(f.Name(), to); err != nil {
		return info, err
	}
	return info, st.SetPacked(ctx, upTo)
}

// packPath turns a folder into a file in it, named after the project, the
// device and the time.
func packPath(info store.Info, to string, now time.Time) (string, error) {
	stat, err := os.Stat(to)
	if err == nil && stat.IsDir() {
		safe := strings.Map(func(r rune) rune {
			if r < ' ' || strings.ContainsRune(`/\:*?"<>|`, r) {
				return '_'
			}
			return r
		}, info.Name+" "+info.Device)
		return filepath.Join(to, safe+" "+now.Format("2006-01-02 150405")+PackExtension), nil
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return "", err
	}
	return to, nil
}

func sealPack(ctx context.Context, st *store.Store, f io.Writer, recipient age.Recipient, after, upTo int64, now time.Time, progress func(int)) (PackInfo, error) {
	buffered := bufio.NewWriterSize(f, 1<<16)
	sealed, err := age.Encrypt(buffered, recipient)
	if err != nil {
		return PackInfo{}, err
	}
	plain := bufio.NewWriterSize(sealed, 1<<16)
	w := &packWriter{enc: cbor.NewEncoder(plain), sum: sha256.New()}
	if err := w.writeAll(ctx, st, after, upTo, now, progress); err != nil {
		return PackInfo{}, err
	}
	return w.info, errors.Join(plain.Flush(), sealed.Close(), buffered.Flush())
}

// packWriter writes items and sums them up.
type packWriter struct {
	enc  *cbor.Encoder
	sum  hash.Hash
	info PackInfo
}

func (w *packWriter) item(kind itemKind, body any) error {
	b, err := cbor.Marshal(body)
	if err != nil {
		return err
	}
	sumItem(w.sum, kind, b)
	return w.enc.Encode(packItem{Kind: kind, Body: b})
}

// sumItem adds an item to a pack's SHA-256.
func sumItem(sum hash.Hash, kind itemKind, body []byte) {
	n := len(body)
	sum.Write([]byte{byte(kind), byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)})
	sum.Write(body)
}

func (w *packWriter) writeAll(ctx context.Context, st *store.Store, after, upTo int64, now time.Time, progress func(int)) error {
	if err := w.header(ctx, st, now); err != nil {
		return err
	}
	// After upTo was read: every form that a packed revision answers is here.
	if err := w.forms(ctx, st); err != nil {
		return err
	}
	packed := map[string]bool{}
	for r, err := range st.Revisions(ctx, after, upTo) {
		if err != nil {
			return err
		}
		packed[r.Header.InstanceID] = true
		if err := w.item(itemRevision, toPackRevision(r)); err != nil {
			return err
		}
		w.info.Revisions++
		if progress != nil {
			progress(w.info.Revisions)
		}
	}
	if err := w.attachments(ctx, st, packed); err != nil {
		return err
	}
	if err := w.attempts(ctx, st); err != nil {
		return err
	}
	tombstones, err := st.Tombstones(ctx)
	if err != nil {
		return err
	}
	for _, t := range tombstones {
		p := packTombstone{ID: t.ID[:], InstanceID: t.InstanceID, Withdrawn: t.Kind == survey.Withdrawn, Reason: t.Reason, Device: t.Device, At: toInstant(t.At)}
		if err := w.item(itemTombstone, p); err != nil {
			return err
		}
		w.info.Tombstones++
	}
	return w.item(itemTrailer, packTrailer{Forms: w.info.Forms, Revisions: w.info.Revisions, Tombstones: w.info.Tombstones, Sum: w.sum.Sum(nil)})
}

func (w *packWriter) header(ctx context.Context, st *store.Store, now time.Time) error {
	devices, err := st.Devices(ctx)
	if err != nil {
		return err
	}
	info := st.Info()
	h := packHeader{Format: packFormat, Project: info.ID, Name: info.Name, Device: info.Device, Written: toInstant(now)}
	for _, d := range devices {
		h.Devices = append(h.Devices, packDevice{Code: d.Code, LastNumber: d.LastNumber})
	}
	return w.item(itemHeader, h)
}

func (w *packWriter) forms(ctx context.Context, st *store.Store) error {
	forms, err := st.Forms(ctx)
	if err != nil {
		return err
	}
	for _, f := range forms {
		src, err := st.Source(ctx, f.ID, f.Version)
		if err != nil {
			return err
		}
		p := packForm{ID: f.ID, Version: f.Version, Title: f.Title, File: src.Name, Added: toInstant(f.Added), Retired: f.Retired, Source: src.Data, Files: src.Files}
		if err := w.item(itemForm, p); err != nil {
			return err
		}
		w.info.Forms++
	}
	return nil
}

// attachments writes the files of the packed responses.
func (w *packWriter) attachments(ctx context.Context, st *store.Store, packed map[string]bool) error {
	ids, err := st.ResponsesWithAttachments(ctx)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if !packed[id] {
			continue
		}
		names, err := st.Attachments(ctx, id)
		if err != nil {
			return err
		}
		for _, name := range names {
			data, err := st.Attachment(ctx, id, name)
			if errors.Is(err, store.ErrNotFound) {
				continue // erased this moment
			}
			if err != nil {
				return err
			}
			if err := w.item(itemAttachment, packAttachment{InstanceID: id, Name: name, Data: data}); err != nil {
				return err
			}
		}
	}
	return nil
}

func toPackRevision(r *store.Revision) packRevision {
	h := &r.Header
	p := packRevision{
		ID: r.ID[:], Generation: r.Generation, InstanceID: h.InstanceID, Form: h.FormID, Version: h.FormVersion,
		Outcome: string(h.Outcome), Training: h.Training, Device: h.Device, Worker: h.Worker, Language: h.Language,
		Started: toInstant(h.Started), Finished: toInstant(h.Finished), Active: int64(h.Active), Number: h.Number, Document: r.Document,
		Reference: r.Reference,
	}
	if e := r.Edit; e != nil {
		p.Edit = &packEdit{Cause: string(e.Cause), Worker: e.Worker, Reason: e.Reason, At: toInstant(e.At)}
	}
	for _, parent := range r.Parents {
		p.Parents = append(p.Parents, parent[:])
	}
	return p
}
