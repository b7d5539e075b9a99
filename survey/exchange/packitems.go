package exchange

import (
	"context"
	"time"

	"doorstep/survey"
	"doorstep/survey/store"
)

// packFormat is the format this program writes. It reads this one and those
// before it. The second brought the contact log, the third compression and
// padding.
const packFormat = 3

// packItem is one entry of a pack: a header, then forms, revisions, their
// files, the contact log, tombstones, and a trailer with counts and the SHA-256
// of all that came before it.
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
	itemPlan // right after the header, from format 3 on
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

// packPlan says what is to come, for those who wait.
type packPlan struct {
	_         struct{} `cbor:",toarray"`
	Revisions int
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

func toPackForm(ctx context.Context, st *store.Store, f store.FormInfo) (packForm, error) {
	src, err := st.Source(ctx, f.ID, f.Version)
	return packForm{ID: f.ID, Version: f.Version, Title: f.Title, File: src.Name, Added: toInstant(f.Added), Retired: f.Retired, Source: src.Data, Files: src.Files}, err
}

func toPackTombstone(t *store.Tombstone) packTombstone {
	return packTombstone{ID: t.ID[:], InstanceID: t.InstanceID, Withdrawn: t.Kind == survey.Withdrawn, Reason: t.Reason, Device: t.Device, At: toInstant(t.At)}
}
