package attached_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"doorstep/export"
	"doorstep/export/attached"
	"doorstep/export/exporttest"
	"doorstep/survey"
)

func responses(t *testing.T) (*survey.Form, []*survey.Submission) {
	t.Helper()
	face := exporttest.Question(survey.TypeImage, "face", "The face")
	face.Personal = true
	form := exporttest.Form("doors", "1", exporttest.Question(survey.TypeText, "remark", "Remark"),
		exporttest.Question(survey.TypeImage, "door", "The door"), face,
		exporttest.Repeat("room", "Room", exporttest.Question(survey.TypeAudio, "sound", "A sound of it")))
	subs := []*survey.Submission{
		exporttest.Response(form, 1, map[string]any{"remark": "door.png", "door": "door-1.png", "face": "face-1.png"}),
		exporttest.Response(form, 2, map[string]any{"door": survey.Refused}),
		exporttest.Response(form, 3, map[string]any{"door": "../../etc/passwd"}),
		exporttest.Response(form, 4, map[string]any{"door": "taken-back.png"}),
		exporttest.Response(form, 5, map[string]any{"door": "elsewhere.png"}),
	}
	room := form.Main.Repeats[0]
	for _, name := range []string{"a.ogg", "b.ogg"} {
		r := survey.NewRecord(room)
		r.Values[room.Questions[0].Slot] = survey.Answer(name)
		subs[1].Record.Repeats[0] = append(subs[1].Record.Repeats[0], r)
	}
	subs[3].Status = survey.Withdrawn
	return form, subs
}

func read(_ context.Context, id, name string) ([]byte, error) {
	if name == "elsewhere.png" {
		return nil, fmt.Errorf("none: %w", attached.ErrMissing)
	}
	return []byte(id + " " + name), nil
}

func plan(t *testing.T, form *survey.Form, o export.Options) *export.Plan {
	t.Helper()
	o.FormID = form.ID
	p, err := export.NewPlan([]*survey.Form{form}, o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// found lists the files below a folder.
func found(t *testing.T, folder string) (paths []string) {
	t.Helper()
	_ = filepath.WalkDir(folder, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			rel, _ := filepath.Rel(folder, path)
			paths = append(paths, filepath.ToSlash(rel))
		}
		return nil
	})
	return paths
}

func TestFilesOfWhatIsExported(t *testing.T) {
	form, subs := responses(t)
	dir := t.TempDir()
	folder := filepath.Join(dir, "haghill-files")
	seen := 0
	run, err := attached.Write(t.Context(), folder, plan(t, form, export.Options{}), exporttest.All(subs), read, func(n int) { seen = n })
	if err != nil {
		t.Fatal(err)
	}
	one, two, three := attached.FolderName(subs[0].InstanceID), attached.FolderName(subs[1].InstanceID), attached.FolderName(subs[2].InstanceID)
	got := found(t, folder)
	if len(got) != 4 || !slices.Contains(got, one+"/door-1.png") || !slices.Contains(got, two+"/a.ogg") || !slices.Contains(got, two+"/b.ogg") {
		t.Errorf("written: %q", got)
	}
	if !slices.ContainsFunc(got, func(p string) bool { return strings.HasPrefix(p, three+"/") && strings.Count(p, "/") == 1 }) {
		t.Errorf("a name that climbs out of its folder: %q", got)
	}
	if len(found(t, dir)) != 4 || run.Written != 4 || seen != 5 || len(run.Missing) != 1 || !strings.HasSuffix(run.Missing[0], "/elsewhere.png") {
		t.Errorf("%+v after %d responses", run, seen)
	}
	if data, err := os.ReadFile(filepath.Join(folder, one, "door-1.png")); err != nil || string(data) != subs[0].InstanceID+" door-1.png" {
		t.Errorf("%q, %v", data, err)
	}
	if strings.ContainsAny(one, ":/\\") {
		t.Errorf("folder %q", one)
	}
	if n := len(found(t, t.TempDir())); n != 0 {
		t.Fatal(n)
	}

	with, err := attached.Write(t.Context(), folder, plan(t, form, export.Options{Personal: true}), exporttest.All(subs), read, nil)
	if err != nil || with.Written != 1 || with.There != 4 {
		t.Errorf("with personal questions: %+v, %v", with, err)
	}
	only, err := attached.Write(t.Context(), t.TempDir(), plan(t, form, export.Options{Columns: []string{"remark"}}), exporttest.All(subs), read, nil)
	if err != nil || only.Written != 0 {
		t.Errorf("of one column without files: %+v, %v", only, err)
	}
}

func TestNothingIsReplaced(t *testing.T) {
	form, subs := responses(t)
	folder := t.TempDir()
	path := filepath.Join(folder, attached.FolderName(subs[0].InstanceID), "door-1.png")
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte("mine"), 0o600)); err != nil {
		t.Fatal(err)
	}
	run, err := attached.Write(t.Context(), folder, plan(t, form, export.Options{}), exporttest.All(subs[:1]), read, nil)
	if err != nil || run.Written != 0 || len(run.Kept) != 1 || run.Kept[0] != path {
		t.Errorf("%+v, %v", run, err)
	}
	if data, _ := os.ReadFile(path); string(data) != "mine" {
		t.Errorf("it holds %q now", data)
	}
}

func TestStoppedLeavesNothing(t *testing.T) {
	form, subs := responses(t)
	dir := t.TempDir()
	folder := filepath.Join(dir, "deep", "files")
	ctx, cancel := context.WithCancel(t.Context())
	_, err := attached.Write(ctx, folder, plan(t, form, export.Options{}), exporttest.All(subs), read, func(n int) {
		if n == 2 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if entries, _ := os.ReadDir(dir); len(entries) > 0 {
		t.Errorf("left: %v", entries)
	}
	broken := errors.New("broken")
	_, err = attached.Write(t.Context(), folder, plan(t, form, export.Options{}), exporttest.All(subs), func(ctx context.Context, id, name string) ([]byte, error) {
		if name == "b.ogg" {
			return nil, broken
		}
		return read(ctx, id, name)
	}, nil)
	if entries, _ := os.ReadDir(dir); !errors.Is(err, broken) || len(entries) > 0 {
		t.Errorf("%v, left: %v", err, entries)
	}
}

func TestNamesAreSafeEverywhere(t *testing.T) {
	names := map[string]string{}
	for _, name := range []string{
		"photo-1.png", "a:b", "a/b", `a\b`, "..", ".", "", " ", "CON", "con.png", "aux.tar.gz", "trailing.", "trailing ", ".hidden",
		strings.Repeat("ż", 300) + ".png", "null\x00", "line\nbreak", "a_b", "uuid:x",
	} {
		got := attached.FolderName(name)
		if got == "" || len(got) > 200 || strings.ContainsAny(got, "/\\:*?\"<>|\x00\n") || strings.HasPrefix(got, ".") || strings.HasSuffix(got, ".") || strings.HasSuffix(got, " ") {
			t.Errorf("%q became %q", name, got)
		}
		if before, ok := names[strings.ToLower(got)]; ok {
			t.Errorf("%q and %q both became %q", before, name, got)
		}
		names[strings.ToLower(got)] = name
	}
	if attached.FolderName("photo-1.png") != "photo-1.png" {
		t.Error("a harmless name was changed")
	}
}
