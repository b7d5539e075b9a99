package exchange

import (
	"errors"
	"fmt"
	"time"

	"doorstep/survey"
	"doorstep/survey/store"
)

// entry is an entry of a pack, understood: one of the types that [adder.add]
// knows.
type entry any

type (
	formEntry struct {
		source survey.Source
		info   store.FormInfo
	}
	attachmentEntry struct {
		instanceID, name string
		data             []byte
	}
)

// understand turns an entry's bytes into what it says.
func (r *packReader) understand(it packItem) (entry, error) {
	switch it.Kind {
	case itemPlan:
		return understood(it.Body, func(p *packPlan) (entry, error) { return p, nil })
	case itemForm:
		r.forms++
		return understood(it.Body, func(p *packForm) (entry, error) { return p.entry(), nil })
	case itemRevision:
		r.revisions++
		return understood(it.Body, func(p *packRevision) (entry, error) {
			rev, err := p.revision()
			if err != nil {
				return nil, err
			}
			return r.store.Prepare(rev)
		})
	case itemAttachment:
		return understood(it.Body, func(p *packAttachment) (entry, error) {
			return &attachmentEntry{p.InstanceID, p.Name, p.Data}, nil
		})
	case itemAttempt:
		return understood(it.Body, func(p *packAttempt) (entry, error) { return p.revision() })
	case itemAttemptEnd:
		return understood(it.Body, func(p *packAttemptEnd) (entry, error) { return p.end() })
	case itemTombstone:
		r.tombstones++
		return understood(it.Body, func(p *packTombstone) (entry, error) { return p.tombstone() })
	}
	return nil, damagedPack(fmt.Errorf("it holds an unknown kind of entry, %d", it.Kind))
}

func understood[P any](body []byte, as func(*P) (entry, error)) (entry, error) {
	p := new(P)
	if err := packDecoding.Unmarshal(body, p); err != nil {
		return nil, damagedPack(err)
	}
	return as(p)
}

func (p *packForm) entry() *formEntry {
	return &formEntry{
		survey.Source{Name: p.File, Data: p.Source, Files: p.Files},
		store.FormInfo{ID: p.ID, Version: p.Version, Title: p.Title, File: p.File, Added: p.Added.time(), Retired: p.Retired},
	}
}

func (p *packRevision) revision() (*store.Revision, error) {
	rev := &store.Revision{Generation: p.Generation, Document: p.Document, Reference: p.Reference, Header: survey.Header{
		InstanceID: p.InstanceID, FormID: p.Form, FormVersion: p.Version, Status: survey.Finished, Outcome: survey.Outcome(p.Outcome),
		Training: p.Training, Device: p.Device, Worker: p.Worker, Language: p.Language,
		Started: p.Started.time(), Finished: p.Finished.time(), Active: time.Duration(p.Active), Number: p.Number,
	}}
	if e := p.Edit; e != nil {
		rev.Edit = &store.RevisionEdit{Cause: store.Cause(e.Cause), Worker: e.Worker, Reason: e.Reason, At: e.At.time()}
	}
	if len(p.ID) != 16 {
		return nil, damagedPack(errResponseID)
	}
	rev.ID = [16]byte(p.ID)
	for _, id := range p.Parents {
		if len(id) != 16 {
			return nil, damagedPack(errResponseID)
		}
		rev.Parents = append(rev.Parents, [16]byte(id))
	}
	return rev, nil
}

var errResponseID = errors.New("a response in it has no proper id")

func (p *packTombstone) tombstone() (*store.Tombstone, error) {
	if len(p.ID) != 16 {
		return nil, damagedPack(errors.New("an entry in it has no proper id"))
	}
	t := &store.Tombstone{ID: [16]byte(p.ID), InstanceID: p.InstanceID, Kind: survey.Void, Reason: p.Reason, Device: p.Device, At: p.At.time()}
	if p.Withdrawn {
		t.Kind = survey.Withdrawn
	}
	return t, nil
}

// adder puts a pack's entries into a project. It belongs to the goroutine of
// the merge.
type adder struct {
	merger  *store.Merger
	options MergeOptions
	result  *MergeResult

	header      *packHeader
	forms       [][2]string // that the device had
	read, total int         // revisions
}

func (a *adder) add(e entry) (err error) {
	var added bool
	switch e := e.(type) {
	case *packHeader:
		a.header = e
		err = a.addHeader()
	case *packPlan:
		a.total = e.Revisions
	case *formEntry:
		err = a.addForm(e)
	case *store.Prepared:
		err = a.addRevision(e)
	case *attachmentEntry:
		_, err = a.merger.AddAttachment(e.instanceID, e.name, e.data)
	case *store.AttemptRevision:
		if added, err = a.merger.AddAttempt(e); added {
			a.result.Contacts++
		}
	case store.AttemptEnd:
		_, err = a.merger.EndAttempt(e)
	case *store.Tombstone:
		if added, err = a.merger.AddTombstone(e); added {
			a.result.TakenOut++
		}
	default:
		err = fmt.Errorf("an entry of type %T", e)
	}
	return err
}

func (a *adder) addForm(e *formEntry) error {
	form, err := a.merger.AddForm(e.source, e.info)
	if err != nil {
		return err
	}
	a.forms = append(a.forms, [2]string{e.info.ID, form.Version})
	if form.New {
		a.result.NewForms++
	}
	if form.New && form.Apart {
		a.result.FormsApart++
		a.result.Apart = append(a.result.Apart, FormApart{e.info.ID, e.info.Version, form.Version})
	}
	return nil
}

func (a *adder) addHeader() error {
	h := a.header
	a.result.Device, a.result.Written = h.Device, h.Written.time()
	for _, d := range h.Devices {
		heard := time.Time{}
		if d.Code == h.Device {
			heard = a.result.Written
		}
		if err := a.merger.AddDevice(d.Code, d.LastNumber, heard); err != nil {
			return err
		}
	}
	return nil
}

func (a *adder) addRevision(p *store.Prepared) error {
	did, err := a.merger.AddPrepared(p)
	switch did {
	case store.NewResponse:
		a.result.New++
	case store.NewRevision:
		a.result.Changed++
	default:
		a.result.AlreadyHere++
	}
	if a.read++; a.options.Progress != nil && a.read%64 == 0 {
		a.options.Progress(a.read, max(a.total, 0))
	}
	return err
}

// settle ends the adding.
func (a *adder) settle() (err error) {
	if err := a.merger.SetDeviceForms(a.header.Device, a.result.Written, a.forms); err != nil {
		return err
	}
	a.result.Conflicting, err = a.merger.Settle()
	return err
}
