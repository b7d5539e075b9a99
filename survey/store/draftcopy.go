package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"doorstep/survey"

	"filippo.io/age"
)

// DraftExtension is how interviews saved to another place end.
const DraftExtension = ".doordraft"

// A draft's copy is an age file like a second copy. Inside is one CBOR array:
// an interview under way with all that was said, for when the project's own
// disk takes nothing more.
type draftFile struct {
	_                        struct{} `cbor:",toarray"`
	Format                   int
	Project                  string // its ID
	InstanceID               string
	Form, Version            string
	Device, Worker, Language string
	Training                 bool
	Started                  []int64
	Changes                  []draftChange
}

type draftChange struct {
	_    struct{} `cbor:",toarray"`
	At   []int64
	Body []byte
}

// SaveDraftAt writes an interview under way to a folder, sealed to the
// project's recovery key, and returns the file's path. It reads nothing from
// the project and needs no data key, so it works when the project's disk does
// not. A file of the same interview is replaced.
func (s *Store) SaveDraftAt(_ context.Context, dir string, h survey.Header, changes []survey.Change) (string, error) {
	content := draftFile{
		Format: copyFormat, Project: s.Info().ID, InstanceID: h.InstanceID, Form: h.FormID, Version: h.FormVersion,
		Device: h.Device, Worker: h.Worker, Language: h.Language, Training: h.Training, Started: pair(h.Started),
	}
	for _, c := range changes {
		body, err := encodeChange(c)
		if err != nil {
			return "", err
		}
		content.Changes = append(content.Changes, draftChange{At: pair(c.At), Body: body})
	}
	name := "interview " + h.Started.Format("2006-01-02 150405") + " " + lastOf(h.InstanceID, 8) + DraftExtension
	path := filepath.Join(dir, name)
	return path, s.writeCopy(path, &content)
}

func lastOf(s string, n int) string { return s[max(0, len(s)-n):] }

// BringDraft takes an interview saved by [Store.SaveDraftAt] into the project
// as a draft, or adds to the draft what it lacks. It returns the interview and
// how many answers came in. It needs the recovery key, and the project open.
func (s *Store) BringDraft(ctx context.Context, path string, identities ...age.Identity) (h survey.Header, added int, err error) {
	content, err := readDraftFile(path, identities)
	if err != nil {
		return h, 0, err
	}
	if content.Project != s.Info().ID {
		return h, 0, worded(ErrOtherProject, nil, "%s is of another project. Nothing was changed.", path)
	}
	h = survey.Header{
		InstanceID: content.InstanceID, FormID: content.Form, FormVersion: content.Version, Device: content.Device,
		Worker: content.Worker, Language: content.Language, Training: content.Training, Started: unpair(content.Started),
	}
	var finished bool
	err = s.reader.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM revision WHERE instance_id = ?1) OR EXISTS (SELECT 1 FROM tombstone WHERE instance_id = ?1)`, h.InstanceID).Scan(&finished)
	if err != nil || finished {
		return h, 0, explain(err) // nothing is missing
	}
	var there bool
	err = s.reader.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM draft WHERE instance_id = ?)", h.InstanceID).Scan(&there)
	if err == nil && !there {
		err = s.StartDraft(ctx, h)
	}
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return h, 0, explain(err)
	}
	have, err := s.DraftChanges(ctx, h.InstanceID)
	if err != nil {
		return h, 0, err
	}
	for i, c := range content.Changes {
		if i < len(have) {
			continue
		}
		change, err := decodeChange(c.Body, unpair(c.At))
		if err != nil {
			return h, added, damaged("An answer in "+path, err)
		}
		if err := s.AppendDraft(ctx, h.InstanceID, change); err != nil {
			return h, added, err
		}
		added++
	}
	return h, added, nil
}

func readDraftFile(path string, identities []age.Identity) (*draftFile, error) {
	sealed, err := os.ReadFile(path)
	if err != nil {
		return nil, explainFile(err, path)
	}
	r, err := age.Decrypt(bytes.NewReader(sealed), identities...)
	var noMatch *age.NoIdentityMatchError
	if errors.As(err, &noMatch) {
		return nil, worded(ErrWrongKey, err, "%s was sealed for another project's recovery key. Nothing was changed.", path)
	}
	var plain []byte
	if err == nil {
		plain, err = io.ReadAll(r)
	}
	content := &draftFile{}
	if err == nil {
		err = decoding.Unmarshal(plain, content)
	}
	if err == nil && (content.Format != copyFormat || unpair(content.Started) == (time.Time{})) {
		err = fmt.Errorf("format %d", content.Format)
	}
	if err != nil {
		return nil, worded(ErrDamaged, err, "%s is no interview saved by Doorstep, or it is damaged. Nothing was changed.", path)
	}
	return content, nil
}
