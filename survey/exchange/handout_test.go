package exchange_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"doorstep/survey"
	"doorstep/survey/exchange"
	"doorstep/survey/store"

	"filippo.io/age"
	"github.com/google/go-cmp/cmp"
)

var team = store.Team{
	Areas: []string{"Haghill", "Carntyne"}, Organisations: []string{"PEEK"},
	Workers: []store.Worker{{Code: "W1", Name: "Ann", Organisation: "PEEK"}},
}

// coordinator is a fleet whose first laptop knows its recovery key.
func coordinator(t *testing.T) (*fleet, *age.X25519Identity) {
	f := newFleet(t, t.TempDir(), 1)
	t.Cleanup(f.close)
	identity, ok := f.options.Identities[0].(*age.X25519Identity)
	if !ok {
		t.Fatal("no identity")
	}
	if err := f.stores[0].SetTeam(ctx, team); err != nil {
		t.Fatal(err)
	}
	return f, identity
}

// join sets a laptop up from a project file.
func join(t *testing.T, f *fleet, path string) *store.Store {
	t.Helper()
	h, err := exchange.ReadHandOut(path)
	if err != nil {
		t.Fatal(err)
	}
	s, err := h.SetUp(ctx, filepath.Join(t.TempDir(), "laptop.doorstep"), store.CreateOptions{
		Device: fmt.Sprint("HAND", len(f.stores)), NoPassphrase: true, Now: func() time.Time { return f.clock },
	})
	if err != nil {
		t.Fatal(err)
	}
	f.stores = append(f.stores, s)
	return s
}

func TestProjectFileSetsALaptopUp(t *testing.T) {
	f, identity := coordinator(t)
	f.answer(t, 0, "uuid:secret", "canary answer")
	path, err := exchange.WriteHandOut(ctx, f.stores[0], identity, f.dir, f.clock)
	if err != nil || !exchange.IsHandOut(path) || exchange.IsNews(path) {
		t.Fatalf("%s, %v", path, err)
	}
	for _, secret := range []string{"canary", identity.String()} {
		if bytes.Contains(fileBytes(t, path), []byte(secret)) {
			t.Errorf("the file holds %q", secret)
		}
	}
	laptop := join(t, f, path)
	if d := cmp.Diff(f.stores[0].Info().Recipient, laptop.Info().Recipient); d != "" || laptop.Info().ID != f.stores[0].Info().ID || !laptop.Info().Joined {
		t.Errorf("the laptop's project: %+v", laptop.Info())
	}
	if got, err := laptop.Team(ctx); err != nil || !cmp.Equal(got, team) {
		t.Errorf("team %+v, %v", got, err)
	}
	if src, err := laptop.Source(ctx, "visit", "1"); err != nil || string(src.Files["a.csv"]) != "a" {
		t.Errorf("questionnaire %+v, %v", src, err)
	}
	if h, err := laptop.Headers(ctx, store.Everything("")); err != nil || len(h) > 0 {
		t.Errorf("responses came along: %+v, %v", h, err)
	}
	f.answer(t, 1, "uuid:1", "a")
	if res := f.merge(t, 0, f.pack(t, 1)); res.New != 1 {
		t.Errorf("its pack: %+v", res)
	}

	// Each byte changed is noticed.
	whole := fileBytes(t, path)
	for _, at := range []int{3, 40, len(whole) / 2, len(whole) - 1} {
		bad := bytes.Clone(whole)
		bad[at] ^= 1
		p := filepath.Join(t.TempDir(), "bad.doorproject")
		if err := os.WriteFile(p, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := exchange.ReadHandOut(p); err == nil {
			t.Errorf("byte %d changed and it opens", at)
		}
	}
}

// TestNewsReachTheLaptops: withdrawals, questionnaires, counts, and what was
// lost on the way.
func TestNewsReachTheLaptops(t *testing.T) {
	f, identity := coordinator(t)
	path, err := exchange.WriteHandOut(ctx, f.stores[0], identity, f.dir, f.clock)
	if err != nil {
		t.Fatal(err)
	}
	laptop := join(t, f, path)
	for i := range 4 {
		f.answer(t, 1, fmt.Sprint("uuid:", i), "a")
		if pack := f.packSinceAt(t, 1); i == 0 { // the others are lost
			f.merge(t, 0, pack)
		}
	}
	if err := f.stores[0].Withdraw(ctx, "uuid:0"); err != nil {
		t.Fatal(err)
	}
	newer := survey.Source{Name: "visit.xlsx", Data: []byte("workbook 2")}
	if err := f.stores[0].AddForm(ctx, newer, &survey.Form{ID: "visit", Version: "2"}); err != nil {
		t.Fatal(err)
	}
	if err := f.stores[0].RetireForm(ctx, "visit", "1", true); err != nil {
		t.Fatal(err)
	}
	f.clock = f.clock.Add(time.Hour)
	counts := []store.TeamCount{{Form: "visit", Quota: "young", Count: 7}}
	info, err := exchange.WriteNews(ctx, f.stores[0], identity, f.dir, counts, f.clock)
	if err != nil {
		t.Fatal(err)
	}
	want := exchange.NewsResult{Written: f.clock, NewForms: 1, TakenOut: 1, Resend: 3, Counts: 1}
	for _, preview := range []bool{true, false} {
		res, err := exchange.TakeNews(ctx, laptop, info.Path, preview)
		if d := cmp.Diff(want, res); err != nil || d != "" {
			t.Errorf("preview %v: %v (-want +got):\n%s", preview, err, d)
		}
	}
	if h, err := laptop.Headers(ctx, store.Filter{InstanceID: "uuid:0", Withdrawn: true}); err != nil || h[0].Status != survey.Withdrawn {
		t.Errorf("withdrawn: %+v, %v", h, err)
	}
	if c, err := laptop.TeamCounts(ctx); err != nil || len(c.Counts) != 1 || c.Counts[0] != counts[0] || c.UpTo["HAND1"] != 1 || !c.Counted("HAND1", 1) || c.Counted("HAND1", 2) {
		t.Errorf("counts %+v, %v", c, err)
	}
	if forms, err := laptop.Forms(ctx); err != nil || len(forms) != 2 || !forms[0].Retired {
		t.Errorf("questionnaires %+v, %v", forms, err)
	}
	f.merge(t, 0, f.packSinceAt(t, 1))
	if all, err := f.stores[0].Completeness(ctx); err != nil || all[0].Missing()+all[1].Missing() > 0 {
		t.Errorf("still missing: %+v, %v", all, err)
	}
	again, err := exchange.TakeNews(ctx, laptop, info.Path, false)
	if err != nil || again.NewForms+again.TakenOut+again.Resend > 0 || !again.Older {
		t.Errorf("taken again: %+v, %v", again, err)
	}
}

// packSinceAt is packSince by the fleet's clock.
func (f *fleet) packSinceAt(t fataler, laptop int) string {
	t.Helper()
	info, err := exchange.WritePack(ctx, f.stores[laptop], f.dir, exchange.PackOptions{SinceLast: true, Now: func() time.Time { return f.clock }})
	if err != nil {
		t.Fatal(err)
	}
	return info.Path
}

// TestNewsOfOthersAreRefused: nobody else can have responses withdrawn.
func TestNewsOfOthersAreRefused(t *testing.T) {
	f, identity := coordinator(t)
	path, err := exchange.WriteHandOut(ctx, f.stores[0], identity, f.dir, f.clock)
	if err != nil {
		t.Fatal(err)
	}
	laptop := join(t, f, path)
	other, otherKey := coordinator(t)
	foreign, err := exchange.WriteNews(ctx, other.stores[0], otherKey, f.dir, nil, f.clock)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := exchange.TakeNews(ctx, laptop, foreign.Path, false); !errors.Is(err, exchange.ErrOtherProject) {
		t.Errorf("another project's: %v", err)
	}
	if _, err := exchange.WriteNews(ctx, f.stores[0], otherKey, f.dir, nil, f.clock); !errors.Is(err, store.ErrWrongKey) {
		t.Errorf("signed with another key: %v", err)
	}
	mine, err := exchange.WriteNews(ctx, f.stores[0], identity, f.dir, nil, f.clock)
	if err != nil {
		t.Fatal(err)
	}
	info := f.stores[0].Info()
	plain := newJoined(t, filepath.Join(t.TempDir(), "plain.doorstep"), &info)
	defer plain.Close()
	if _, err := exchange.TakeNews(ctx, plain, mine.Path, false); !errors.Is(err, exchange.ErrNoVerifier) {
		t.Errorf("without a verifier: %v", err)
	}
	if err := plain.SetVerifier(ctx, make([]byte, 32)); err != nil {
		t.Fatal(err)
	}
	if _, err := exchange.TakeNews(ctx, plain, mine.Path, false); !errors.Is(err, exchange.ErrNotSigned) {
		t.Errorf("with another verifier: %v", err)
	}
}

// TestRefusedFilesOfTheCoordinator: news and project files that are damaged, too
// new or made to fill memory change nothing, and say what they are.
func TestRefusedFilesOfTheCoordinator(t *testing.T) {
	f, identity := coordinator(t)
	f.answer(t, 0, "uuid:1", "a")
	key, err := exchange.SigningKey(identity)
	if err != nil {
		t.Fatal(err)
	}
	project, err := exchange.WriteHandOut(ctx, f.stores[0], identity, f.dir, f.clock)
	if err != nil {
		t.Fatal(err)
	}
	laptop := join(t, f, project)
	f.answer(t, 1, "uuid:2", "b")
	f.clock = f.clock.Add(time.Hour)
	news, err := exchange.WriteNews(ctx, f.stores[0], identity, f.dir, []store.TeamCount{{Form: "visit", Quota: "young", Count: 7}}, f.clock)
	if err != nil {
		t.Fatal(err)
	}
	before := contentOf(t, laptop)
	for _, is := range []struct {
		news bool
		path string
	}{{true, news.Path}, {false, project}} {
		whole := fileBytes(t, is.path)
		flipped := bytes.Clone(whole)
		flipped[len(flipped)/2] ^= 1
		for _, tt := range []struct {
			name, words string
			data        []byte
			want        error
		}{
			{"cut in the middle", "damaged", whole[:len(whole)/2], exchange.ErrDamagedPack},
			{"last byte missing", "damaged", whole[:len(whole)-1], exchange.ErrDamagedPack},
			{"a byte more", "damaged", append(bytes.Clone(whole), 0), exchange.ErrDamagedPack},
			{"a bit flipped", "damaged", flipped, exchange.ErrDamagedPack},
			{"a newer format", "Install the newest Doorstep", exchange.NewerFile(t, is.news), exchange.ErrNewerPack},
			{"unfolds without end", "far more", exchange.HugeFile(t, is.news, 100<<20, key), exchange.ErrOversized},
			{"another kind of file", "not", []byte("Dear all"), exchange.ErrNotPack},
		} {
			p := filepath.Join(t.TempDir(), "file")
			if err := os.WriteFile(p, tt.data, 0o600); err != nil {
				t.Fatal(err)
			}
			var err error
			if is.news {
				_, err = exchange.TakeNews(ctx, laptop, p, false)
			} else {
				_, err = exchange.ReadHandOut(p)
			}
			if !errors.Is(err, tt.want) || !strings.Contains(err.Error(), tt.words) || !strings.Contains(err.Error(), "nothing was changed") {
				t.Errorf("news %v, %s: %v", is.news, tt.name, err)
			}
		}
	}
	if d := cmp.Diff(before, contentOf(t, laptop)); d != "" {
		t.Errorf("the laptop's project changed:\n%s", d)
	}
}

// TestWatchedFolder: packs are taken in once they are whole, whatever else lies
// there.
func TestWatchedFolder(t *testing.T) {
	f := newFleet(t, t.TempDir(), 2)
	defer f.close()
	folder := t.TempDir()
	w := &exchange.Watcher{Store: f.stores[0], Folder: folder, Identities: f.options.Identities}
	scan := func(want ...exchange.WatchState) {
		t.Helper()
		all, err := w.Scan(ctx)
		var got []exchange.WatchState
		for _, one := range all {
			got = append(got, one.State)
		}
		if d := cmp.Diff(want, got); err != nil || d != "" {
			t.Errorf("%v, %+v (-want +got):\n%s", err, all, d)
		}
	}
	put := func(name string, data []byte) {
		t.Helper()
		f.clock = f.clock.Add(time.Minute)
		if err := os.WriteFile(filepath.Join(folder, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(filepath.Join(folder, name), f.clock, f.clock); err != nil {
			t.Fatal(err)
		}
	}
	f.answer(t, 1, "uuid:1", "a")
	whole := fileBytes(t, f.pack(t, 1))

	put("LAP1.doorpack", whole[:len(whole)/2]) // a copy under way
	put("~LAP1.doorpack", whole)
	put("notes.txt", []byte("Dear all"))
	scan()
	put("LAP1.doorpack", whole[:len(whole)-10])
	scan()
	scan(exchange.WatchWaiting) // it stood still, and is not whole
	scan()
	put("LAP1.doorpack", whole)
	scan()
	scan(exchange.WatchTaken)
	scan()

	put("LAP1 (1).doorpack", whole) // a name clash, and the same pack
	f.answer(t, 1, "uuid:2", "b")
	put("LAP1.doorpack", fileBytes(t, f.pack(t, 1))) // the same name, another pack
	scan()
	scan(exchange.WatchKnown, exchange.WatchTaken)
	if h, err := f.stores[0].Headers(ctx, store.Filter{}); err != nil || len(h) != 2 {
		t.Errorf("%+v, %v", h, err)
	}
	other := newFleet(t, t.TempDir(), 1)
	defer other.close()
	// A file that a sync program holds, as a link that leads nowhere yet.
	f.answer(t, 1, "uuid:3", "c")
	held := filepath.Join(t.TempDir(), "held")
	if err := os.Symlink(held, filepath.Join(folder, "HELD.doorpack")); err == nil { // Windows has none
		scan()
		scan(exchange.WatchWaiting) // told once
		scan()
		if err := os.WriteFile(held, fileBytes(t, f.pack(t, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		scan(exchange.WatchTaken)
		scan()
		if err := os.Remove(filepath.Join(folder, "HELD.doorpack")); err != nil {
			t.Fatal(err)
		}
	}

	put("foreign.doorpack", fileBytes(t, other.pack(t, 0)))
	scan()
	scan(exchange.WatchRefused)
	scan()

	begun := &exchange.Watcher{Store: f.stores[0], Folder: folder, Identities: f.options.Identities} // after a restart
	w = begun
	scan()
	scan(exchange.WatchKnown, exchange.WatchKnown, exchange.WatchRefused)
}
