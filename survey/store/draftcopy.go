package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"doorstep/survey"

	"filippo.io/age"
)

// draftFormat is the format of interviews saved elsewhere that this program
// writes and reads.
const draftFormat = 2

// draftFields is how many elements a [draftFile] has.
const draftFields = 15

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
	Files                    []copiedAttachment
	Base                     []byte // the revision that an edit starts from; nothing for an interview
	Reason                   string // of an edit
	Digest                   []byte // of the questionnaire; nothing in files that do not say
}

type draftChange struct {
	_    struct{} `cbor:",toarray"`
	At   []int64
	Body []byte
}

// SaveDraftAt writes an interview under way to a folder, sealed to the
// project's recovery key, and returns the file's path. What was said is given
// to it, with the files that are not in the project yet: so it works when the
// project's disk does not. Files that are in the project it reads there;
// missing names those it could not read, which the copy is without. A file of
// the same interview is replaced.
func (s *Store) SaveDraftAt(ctx context.Context, dir string, h survey.Header, changes []survey.Change, files map[string][]byte) (path string, missing []string, err error) {
	content := draftFile{
		Format: draftFormat, Project: s.Info().ID, InstanceID: h.InstanceID, Form: h.FormID, Version: h.FormVersion,
		Device: h.Device, Worker: h.Worker, Language: h.Language, Training: h.Training, Started: pair(h.Started),
		Digest: s.forms.digest(h.FormID, h.FormVersion),
	}
	said := map[string]bool{}
	for _, c := range changes {
		body, err := encodeChange(c)
		if err != nil {
			return "", nil, err
		}
		content.Changes = append(content.Changes, draftChange{At: pair(c.At), Body: body})
		said[c.Value.Text] = true
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		content.Files = append(content.Files, copiedAttachment{Name: name, Data: files[name]})
	}
	missing = s.addStored(ctx, &content, said, files)
	content.Base, content.Reason = s.editOf(ctx, h.InstanceID)
	name := "interview " + h.Started.Format("2006-01-02 150405") + " " + lastOf(h.InstanceID, 8) + DraftExtension
	path = filepath.Join(dir, name)
	return path, missing, s.writeCopy(path, &content)
}

// addStored adds the files of a draft that are in the project, and names those
// that cannot be read.
func (s *Store) addStored(ctx context.Context, content *draftFile, said map[string]bool, have map[string][]byte) (missing []string) {
	names, err := s.Attachments(ctx, content.InstanceID)
	if err != nil {
		var count int
		err := s.reader.QueryRowContext(ctx, "SELECT count(*) FROM attachment WHERE instance_id = ?", content.InstanceID).Scan(&count)
		if err == nil && count == 0 {
			return nil
		}
		return []string{"the files attached to it"} // their names are sealed
	}
	for _, name := range names {
		if _, ok := have[name]; ok || !said[name] {
			continue
		}
		data, err := s.Attachment(ctx, content.InstanceID, name)
		if err != nil {
			missing = append(missing, name)
			continue
		}
		content.Files = append(content.Files, copiedAttachment{Name: name, Data: data})
	}
	return missing
}

// begunEdit is an edit under way, as far as a copy of it must tell.
type begunEdit struct {
	base   []byte
	reason string
}

// noteEdit remembers an edit that is opened, for when the disk can no longer
// be read.
func (s *Store) noteEdit(instanceID string, base []byte, reason string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.edits[instanceID] = begunEdit{base, reason}
}

func (s *Store) editOf(ctx context.Context, instanceID string) (base []byte, reason string) {
	s.mu.Lock()
	known, ok := s.edits[instanceID]
	s.mu.Unlock()
	if ok {
		return known.base, known.reason
	}
	if err := s.reader.QueryRowContext(ctx, "SELECT base FROM draft WHERE instance_id = ?", instanceID).Scan(&base); err != nil || base == nil {
		return nil, ""
	}
	reason, _ = s.EditReason(ctx, instanceID) // the answers matter more
	return base, reason
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
	if h.FormVersion, err = s.draftVersion(ctx, path, content); err != nil {
		return h, 0, err
	}
	if over, err := s.prepareDraft(ctx, h, content); err != nil || over {
		return h, 0, err // nothing is missing
	}
	have, err := s.DraftChanges(ctx, h.InstanceID)
	if err != nil {
		return h, 0, err
	}
	if err := s.bringFiles(ctx, content); err != nil {
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

// prepareDraft opens the draft that a copy goes into, unless it is open. over
// says that the interview or edit came to its end since.
func (s *Store) prepareDraft(ctx context.Context, h survey.Header, content *draftFile) (over bool, err error) {
	const ended = `SELECT EXISTS (SELECT 1 FROM tombstone WHERE instance_id = ?1) OR
		CASE WHEN ?2 IS NULL THEN EXISTS (SELECT 1 FROM revision WHERE instance_id = ?1)
		ELSE EXISTS (SELECT 1 FROM parent p JOIN revision r ON r.id = p.revision WHERE p.parent = ?2 AND r.device = ?3) END`
	var base any
	if content.Base != nil {
		base = content.Base
	}
	if err := s.reader.QueryRowContext(ctx, ended, h.InstanceID, base, h.Device).Scan(&over); err != nil || over {
		return over, explain(err)
	}
	var there bool
	err = s.reader.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM draft WHERE instance_id = ?)", h.InstanceID).Scan(&there)
	switch {
	case err != nil || there:
		return false, explain(err)
	case base == nil:
		return false, s.StartDraft(ctx, h)
	}
	_, err = s.StartEdit(ctx, h.InstanceID, Edit{Worker: h.Worker, Reason: content.Reason})
	return false, err
}

// bringFiles takes in the files of a copy that the draft lacks.
func (s *Store) bringFiles(ctx context.Context, content *draftFile) error {
	have, err := s.Attachments(ctx, content.InstanceID)
	if err != nil {
		return err
	}
	for _, f := range content.Files {
		if slices.Contains(have, f.Name) {
			continue
		}
		if err := s.Attach(ctx, content.InstanceID, f.Name, f.Data); err != nil {
			return err
		}
	}
	return nil
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
		err = decoding.Unmarshal(lengthened(plain, draftFields), content)
	}
	if err == nil && (content.Format != draftFormat || unpair(content.Started) == (time.Time{})) {
		err = fmt.Errorf("format %d", content.Format)
	}
	if err != nil {
		return nil, worded(ErrDamaged, err, "%s is no interview saved by Doorstep, or it is damaged. Nothing was changed.", path)
	}
	return content, nil
}
