package exchange

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"doorstep/survey"
	"doorstep/survey/store"

	"filippo.io/age"
)

// HandOutExtension is how projects handed out end.
const HandOutExtension = ".doorproject"

// handOut is what a laptop needs to work on a project: nothing of what anybody
// said, and only the public half of its key.
type handOut struct {
	_             struct{} `cbor:",toarray"`
	Project, Name string
	Recipient     string
	Made          instant
	Areas         []string
	Organisations []string
	Workers       []handedWorker
	Forms         []packForm
	Months        int // that contact details are kept
}

type handedWorker struct {
	_                        struct{} `cbor:",toarray"`
	Code, Name, Organisation string
}

// HandOut is a project handed out, read and checked.
type HandOut struct {
	Info     store.Info // ID, Name and Recipient
	Made     time.Time
	Team     store.Team
	Forms    []store.FormInfo
	Verifier []byte // the coordinator's public key for what is signed
	Months   int

	sources []survey.Source
}

// Fingerprint is what the coordinator and the laptop show alike.
func (h *HandOut) Fingerprint() string { return Fingerprint(h.Info.Recipient, h.Verifier) }

// WriteHandOut writes a project to a file, or into a folder, for other laptops
// to open: its name, areas, organisations, workers, questionnaires with their
// quotas, and public key. It holds no response. identity is the recovery key.
func WriteHandOut(ctx context.Context, st *store.Store, identity *age.X25519Identity, to string, now time.Time) (path string, err error) {
	key, err := coordinatorsKey(st, identity)
	if err != nil {
		return "", err
	}
	info := st.Info()
	h := handOut{Project: info.ID, Name: info.Name, Recipient: info.Recipient, Made: toInstant(now)}
	team, err := st.Team(ctx)
	if err != nil {
		return "", err
	}
	h.Areas, h.Organisations = team.Areas, team.Organisations
	for _, w := range team.Workers {
		h.Workers = append(h.Workers, handedWorker{Code: w.Code, Name: w.Name, Organisation: w.Organisation})
	}
	if h.Months, err = st.ContactMonths(ctx); err != nil {
		return "", err
	}
	forms, err := st.Forms(ctx)
	if err != nil {
		return "", err
	}
	for _, f := range forms {
		p, err := toPackForm(ctx, st, f)
		if err != nil {
			return "", err
		}
		h.Forms = append(h.Forms, p)
	}
	path, err = writeWhole(to, fileName(info.Name, now, HandOutExtension), func(w io.Writer) error {
		return writeSigned(w, handOutKind, h, key)
	})
	if err != nil {
		return "", fmt.Errorf("no project file was written and nothing was changed: %w", err)
	}
	// The coordinator's own laptop takes its own news, too: a rehearsal works.
	return path, st.SetVerifier(ctx, key.Public().(ed25519.PublicKey))
}

// coordinatorsKey is the key to sign with, when the recovery key is this
// project's.
func coordinatorsKey(st *store.Store, identity *age.X25519Identity) (ed25519.PrivateKey, error) {
	if identity.Recipient().String() != st.Info().Recipient {
		return nil, store.ErrWrongKey
	}
	return SigningKey(identity)
}

// ReadHandOut reads a project handed out.
func ReadHandOut(path string) (*HandOut, error) {
	var h handOut
	key, err := readSigned(path, handOutKind, &h)
	if err != nil {
		return nil, fmt.Errorf("the project was not opened and nothing was changed: %w", err)
	}
	if _, err := age.ParseX25519Recipient(h.Recipient); err != nil || h.Project == "" {
		return nil, fmt.Errorf("the project was not opened and nothing was changed: %w", damagedPack(errors.Join(errors.New("its key cannot be read"), err)))
	}
	out := &HandOut{
		Info: store.Info{ID: h.Project, Name: h.Name, Recipient: h.Recipient}, Made: h.Made.time(), Verifier: key, Months: h.Months,
		Team: store.Team{Areas: h.Areas, Organisations: h.Organisations},
	}
	for _, w := range h.Workers {
		out.Team.Workers = append(out.Team.Workers, store.Worker{Code: w.Code, Name: w.Name, Organisation: w.Organisation})
	}
	for i := range h.Forms {
		e := h.Forms[i].entry()
		out.Forms, out.sources = append(out.Forms, e.info), append(out.sources, e.source)
	}
	return out, nil
}

// SetUp makes a laptop's own copy of the project in a new file and opens it.
// What o says of name and project is taken from the hand-out.
func (h *HandOut) SetUp(ctx context.Context, path string, o store.CreateOptions) (_ *store.Store, err error) {
	o.Join, o.Name = &h.Info, h.Info.Name
	st, _, err := store.Create(ctx, path, o)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil { // a project by half would be taken for a whole one
			err = errors.Join(err, st.Close(), os.Remove(path))
		}
	}()
	for i, f := range h.Forms {
		if err := st.AddForm(ctx, h.sources[i], &survey.Form{ID: f.ID, Version: f.Version, Title: f.Title}); err != nil {
			return nil, err
		}
		if !f.Retired {
			continue
		}
		if err := st.RetireForm(ctx, f.ID, f.Version, true); err != nil {
			return nil, err
		}
	}
	if err := st.SetTeam(ctx, h.Team); err != nil {
		return nil, err
	}
	if err := st.SetContactMonths(ctx, h.Months); err != nil {
		return nil, err
	}
	return st, st.SetVerifier(ctx, h.Verifier)
}
