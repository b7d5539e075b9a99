package exchange_test

import (
	"bytes"
	"errors"
	"flag"
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
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

var start = time.Date(2026, 11, 21, 14, 0, 0, 5, time.FixedZone("", 3600))

// fleet is a coordinator's project and laptops that joined it.
type fleet struct {
	dir     string
	stores  []*store.Store
	options exchange.MergeOptions
	packs   int
	clock   time.Time
}

// fataler is what *testing.T and *rapid.T share.
type fataler interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

func newFleet(t fataler, dir string, laptops int) *fleet {
	t.Helper()
	f := &fleet{dir: dir, clock: start}
	var project *store.Info
	for i := range laptops {
		o := store.CreateOptions{Device: fmt.Sprintf("LAP%d", i), Join: project, Now: func() time.Time { return f.clock }}
		if i%3 == 2 { // sealed and plain laptops work together
			o.NoPassphrase = true
		} else {
			o.Passphrase, o.Work = fmt.Sprint("words of laptop ", i), 2
		}
		s, key, err := store.Create(ctx, filepath.Join(dir, fmt.Sprintf("laptop%d.doorstep", i)), o)
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			ids, err := exchange.ParseIdentity(strings.NewReader("# recovery key\n" + key + "\n"))
			if err != nil {
				t.Fatal(err)
			}
			f.options.Identities = ids
			info := s.Info()
			project = &info
		}
		src := survey.Source{Name: "visit.xlsx", Data: []byte("workbook"), Files: map[string][]byte{"a.csv": []byte("a")}}
		if err := s.AddForm(ctx, src, &survey.Form{ID: "visit", Version: "1", Title: "A visit"}); err != nil {
			t.Fatal(err)
		}
		f.stores = append(f.stores, s)
	}
	return f
}

// newJoined makes an empty copy of a project.
func newJoined(t fataler, path string, project *store.Info) *store.Store {
	t.Helper()
	s, _, err := store.Create(ctx, path, store.CreateOptions{Join: project, NoPassphrase: true})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (f *fleet) close() {
	for _, s := range f.stores {
		s.Close()
	}
}

func (f *fleet) answer(t fataler, laptop int, id, answer string) {
	t.Helper()
	f.clock = f.clock.Add(time.Minute)
	sub := &survey.Submission{
		Header: survey.Header{InstanceID: id, FormID: "visit", FormVersion: "1", Worker: "W1", Started: f.clock, Finished: f.clock.Add(time.Second), Outcome: survey.Complete},
		Name:   "name of " + id,
		Record: survey.Record{Values: []survey.Value{survey.Answer(answer), {State: survey.Refused}, survey.Answer("not UTF-8 \xff")}},
	}
	if strings.HasPrefix(answer, "a") { // what stands beside answers travels too
		sub.Remarks = []survey.Remark{{Ref: "/data/q", Kind: survey.Note, Text: "noted on " + answer, At: f.clock, Worker: "W1"}, {Ref: "/data/q", Kind: survey.Flag, At: f.clock}}
		sub.Timings = []survey.Timing{{Ref: "/data/q", Active: time.Second}, {Ref: "/data", Active: time.Millisecond}}
		sub.Paused = time.Minute
	}
	if err := f.stores[laptop].Finish(ctx, sub); err != nil && !errors.Is(err, store.ErrNoResponse) {
		t.Fatal(err)
	}
}

func (f *fleet) pack(t fataler, laptop int) string {
	t.Helper()
	f.packs++
	info, err := exchange.WritePack(ctx, f.stores[laptop], filepath.Join(f.dir, fmt.Sprintf("%d%s", f.packs, exchange.PackExtension)), exchange.PackOptions{Now: func() time.Time { return f.clock }})
	if err != nil {
		t.Fatal(err)
	}
	return info.Path
}

func (f *fleet) merge(t fataler, laptop int, pack string) exchange.MergeResult {
	t.Helper()
	res, err := exchange.Merge(ctx, f.stores[laptop], pack, f.options)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// state is all that copies of a project must agree on.
type state struct {
	Responses  map[string]survey.Submission
	Revisions  map[[16]byte]store.Revision
	Tombstones map[[16]byte]store.Tombstone
	Conflicts  []string
	Numbers    map[string]int
	Contacts   contacts
}

func stateOf(t fataler, s *store.Store) state {
	t.Helper()
	st := state{map[string]survey.Submission{}, map[[16]byte]store.Revision{}, map[[16]byte]store.Tombstone{}, nil, map[string]int{}, contactsOf(t, s)}
	for sub, err := range s.Submissions(ctx, store.Filter{Void: true, Withdrawn: true}) {
		if err != nil {
			t.Fatal(err)
		}
		st.Responses[sub.InstanceID] = *sub
	}
	last, _, err := s.LastRevision(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for r, err := range s.Revisions(ctx, 0, last) {
		if err != nil {
			t.Fatal(err)
		}
		st.Revisions[r.ID] = *r
	}
	tombstones, err := s.Tombstones(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range tombstones {
		st.Tombstones[x.ID] = x
	}
	if st.Conflicts, err = s.Conflicts(ctx); err != nil {
		t.Fatal(err)
	}
	devices, err := s.Devices(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range devices {
		if d.LastNumber > 0 {
			st.Numbers[d.Code] = d.LastNumber
		}
	}
	return st
}

func TestPackTravelsWhole(t *testing.T) {
	f := newFleet(t, t.TempDir(), 2)
	defer f.close()
	for i := range 5 {
		f.answer(t, 1, fmt.Sprintf("uuid:%d", i), fmt.Sprint("answer ", i))
	}
	f.answer(t, 1, "uuid:0", "corrected")
	if err := f.stores[1].Void(ctx, "uuid:3", "asked twice"); err != nil {
		t.Fatal(err)
	}
	if err := f.stores[1].Withdraw(ctx, "uuid:4"); err != nil {
		t.Fatal(err)
	}
	pack := f.pack(t, 1)

	preview := f.options
	preview.Preview = true
	before := stateOf(t, f.stores[0])
	tried, err := exchange.Merge(ctx, f.stores[0], pack, preview)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(before, stateOf(t, f.stores[0])); d != "" {
		t.Errorf("a preview changed the project:\n%s", d)
	}
	res := f.merge(t, 0, pack)
	want := exchange.MergeResult{Device: "LAP1", MergeCounts: store.MergeCounts{New: 5, Changed: 1, TakenOut: 2}}
	ignore := cmpopts.IgnoreFields(exchange.MergeResult{}, "Written")
	if d := cmp.Diff(want, res, ignore); d != "" {
		t.Errorf("merge (-want +got):\n%s", d)
	}
	if d := cmp.Diff(res, tried, ignore); d != "" {
		t.Errorf("the preview foretold something else:\n%s", d)
	}
	if d := cmp.Diff(stateOf(t, f.stores[1]), stateOf(t, f.stores[0]), cmpopts.EquateEmpty()); d != "" {
		t.Errorf("the copies differ:\n%s", d)
	}
	again := f.merge(t, 0, pack)
	if again.New+again.Changed+again.TakenOut+again.NewForms != 0 || again.AlreadyHere != 6 {
		t.Errorf("merged again: %+v", again)
	}
	if devices, err := f.stores[0].Devices(ctx); err != nil || len(devices) != 2 || !devices[1].Heard.Equal(f.clock) {
		t.Errorf("devices %+v, %v", devices, err)
	}
}

func TestPackSinceLast(t *testing.T) {
	f := newFleet(t, t.TempDir(), 1)
	defer f.close()
	f.answer(t, 0, "uuid:1", "a")
	f.pack(t, 0)
	f.answer(t, 0, "uuid:2", "b")
	info, err := exchange.WritePack(ctx, f.stores[0], f.dir, exchange.PackOptions{SinceLast: true})
	if err != nil || info.Revisions != 1 || filepath.Ext(info.Path) != exchange.PackExtension {
		t.Errorf("got %+v, %v", info, err)
	}
}

func fileBytes(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestRefusedPacksChangeNothing(t *testing.T) {
	f := newFleet(t, t.TempDir(), 2)
	defer f.close()
	f.answer(t, 1, "uuid:canary", "canary answer")
	f.answer(t, 0, "uuid:mine", "mine")
	path, info := f.pack(t, 1), f.stores[0].Info()
	whole := fileBytes(t, path)
	if bytes.Contains(whole, []byte("canary")) {
		t.Error("the pack can be read without a key")
	}
	stranger, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	other := newFleet(t, t.TempDir(), 1)
	defer other.close()
	foreign := fileBytes(t, other.pack(t, 0))
	flip := func(at int) []byte {
		b := bytes.Clone(whole)
		b[at] ^= 1
		return b
	}
	tests := []struct {
		name string
		data []byte
		ids  []age.Identity
		want error
	}{
		{"empty", nil, f.options.Identities, exchange.ErrNotPack},
		{"a text", []byte("Dear all"), f.options.Identities, exchange.ErrNotPack},
		{"wrong key", whole, []age.Identity{stranger}, exchange.ErrWrongKey},
		{"another project's, with our key", foreign, f.options.Identities, exchange.ErrWrongKey},
		{"another project's, with its key", foreign, other.options.Identities, exchange.ErrOtherProject},
		{"cut in the head", whole[:100], f.options.Identities, exchange.ErrDamagedPack},
		{"cut in the middle", whole[:len(whole)/2+100], f.options.Identities, exchange.ErrDamagedPack},
		{"last byte missing", whole[:len(whole)-1], f.options.Identities, exchange.ErrDamagedPack},
		{"a byte more", append(bytes.Clone(whole), 0), f.options.Identities, exchange.ErrDamagedPack},
		{"a bit flipped in the middle", flip(len(whole) / 2), f.options.Identities, exchange.ErrDamagedPack},
		{"a bit flipped at the end", flip(len(whole) - 1), f.options.Identities, exchange.ErrDamagedPack},
		{"a newer format", fileBytes(t, exchange.RewriteFormat(t, path, 99, f.options.Identities, info.Recipient)), f.options.Identities, exchange.ErrNewerPack},
		{"one that unfolds without end", fileBytes(t, exchange.WriteBomb(t, t.TempDir(), info, 40, 8<<20)), f.options.Identities, exchange.ErrOversized},
		{"one large entry", fileBytes(t, exchange.WriteBomb(t, t.TempDir(), info, 1, 300<<20)), f.options.Identities, exchange.ErrOversized},
	}
	before := contentOf(t, f.stores[0])
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := filepath.Join(t.TempDir(), "pack"+exchange.PackExtension)
			if err := os.WriteFile(p, tt.data, 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := exchange.Merge(ctx, f.stores[0], p, exchange.MergeOptions{Identities: tt.ids})
			if !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
			if err != nil && !strings.Contains(err.Error(), "nothing was changed") {
				t.Errorf("it does not say that nothing was changed: %v", err)
			}
			if d := cmp.Diff(before, contentOf(t, f.stores[0])); d != "" {
				t.Errorf("the project changed:\n%s", d)
			}
		})
	}
}

// TestOrderAndRepetitionDoNotMatter lets laptops answer, edit, void, withdraw,
// keep a contact log and exchange packs at random, then gives every laptop every pack in an order
// of its own, some twice: all hold the same.
func TestOrderAndRepetitionDoNotMatter(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		dir, err := os.MkdirTemp(t.TempDir(), "fleet")
		if err != nil {
			rt.Fatal(err)
		}
		laptops := rapid.IntRange(2, 3).Draw(rt, "laptops")
		f := newFleet(rt, dir, laptops)
		defer f.close()
		laptop, id := rapid.IntRange(0, laptops-1), rapid.IntRange(0, 3)
		gone := map[string]bool{}
		var packs []string
		for step := range rapid.IntRange(1, 12).Draw(rt, "steps") {
			at, instance := laptop.Draw(rt, "laptop"), fmt.Sprint("uuid:", id.Draw(rt, "id"))
			switch rapid.SampledFrom([]string{"answer", "answer", "answer", "pack", "merge", "void", "withdraw", "contact", "contact", "come back", "take out", "settle"}).Draw(rt, "do") {
			case "answer":
				f.answer(rt, at, instance, fmt.Sprint("answer ", step))
			case "settle":
				f.settle(rt, at)
			case "pack":
				packs = append(packs, f.pack(rt, at))
			case "merge":
				if len(packs) > 0 {
					f.merge(rt, at, rapid.SampledFrom(packs).Draw(rt, "pack"))
				}
			case "void":
				if f.stores[at].Void(ctx, instance, "why") == nil {
					gone[instance] = true
				}
			case "contact": // or another state of one that is there
				try := visit
				try.ID = survey.AttemptID{1, byte(id.Draw(rt, "try"))}
				try.Note = fmt.Sprint("note ", step)
				f.contact(rt, at, try)
			case "come back":
				n := byte(id.Draw(rt, "try"))
				f.contact(rt, at, survey.Attempt{ID: survey.AttemptID{2, n}, Follows: survey.AttemptID{1, n}, InstanceID: instance, Place: "Todd Street"})
			case "take out":
				err := f.stores[at].DeleteAttempt(ctx, survey.AttemptID{1, byte(id.Draw(rt, "try"))})
				if err != nil && !errors.Is(err, store.ErrNoAttempt) {
					rt.Fatal(err)
				}
			case "withdraw":
				if f.stores[at].Withdraw(ctx, instance) == nil {
					gone[instance] = true
				}
			}
		}
		for i := range laptops {
			packs = append(packs, f.pack(rt, i))
		}
		for i := range laptops {
			for _, p := range rapid.Permutation(append(packs, packs[0])).Draw(rt, "order") {
				f.merge(rt, i, p)
			}
		}
		want := stateOf(rt, f.stores[0])
		for instance := range gone {
			for _, r := range want.Revisions {
				if r.Header.InstanceID == instance && r.Document != nil {
					rt.Fatalf("%s was taken out and came back", instance)
				}
			}
		}
		for _, e := range want.Contacts.Ends {
			for _, r := range want.Contacts.Revisions {
				if a := r.Attempt; a.ID == e.ID && a.Place+a.Note+a.Reminder != "" {
					rt.Fatalf("the try %x was ended and its words came back", e.ID)
				}
			}
		}
		for i := 1; i < laptops; i++ {
			if d := cmp.Diff(want, stateOf(rt, f.stores[i]), cmpopts.EquateEmpty()); d != "" {
				rt.Fatalf("laptop %d differs from laptop 0:\n%s", i, d)
			}
		}
	})
}

// settle chooses between the edits of whatever is in conflict on a laptop.
func (f *fleet) settle(t fataler, laptop int) {
	t.Helper()
	at := f.stores[laptop]
	ids, err := at.Conflicts(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range ids {
		heads, err := at.Heads(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		var over [][16]byte
		for _, h := range heads {
			over = append(over, h.ID)
		}
		f.clock = f.clock.Add(time.Minute)
		if err := at.ResolveConflict(ctx, heads[0].Submission, over, store.Restored, store.Edit{Worker: "W2", Reason: "settled"}); err != nil {
			t.Fatal(err)
		}
	}
}

// TestMain tries fewer cases than rapid would: each writes real files. More
// are tried with -rapid.checks.
func TestMain(m *testing.M) {
	flag.Parse()
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == "rapid.checks" })
	if !given {
		if err := flag.Set("rapid.checks", "15"); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

// TestPacksCarryFiles takes a response with a file to another laptop, and its
// withdrawal after it.
func TestPacksCarryFiles(t *testing.T) {
	f := newFleet(t, t.TempDir(), 3)
	defer f.close()
	at := f.stores[1]
	h := survey.Header{InstanceID: "uuid:1", FormID: "visit", FormVersion: "1", Started: start}
	if err := at.StartDraft(ctx, h); err != nil {
		t.Fatal(err)
	}
	picture := bytes.Repeat([]byte("picture"), 300_000)
	if err := at.Attach(ctx, "uuid:1", "door.png", picture); err != nil {
		t.Fatal(err)
	}
	if err := at.Attach(ctx, "uuid:1", "blurred.png", picture); err != nil {
		t.Fatal(err)
	}
	f.answer(t, 1, "uuid:1", "door.png")
	first := f.pack(t, 1)
	for _, to := range []int{0, 2, 0} {
		if _, err := exchange.Merge(ctx, f.stores[to], first, f.options); err != nil {
			t.Fatal(err)
		}
		if got, err := f.stores[to].Attachment(ctx, "uuid:1", "door.png"); err != nil || !bytes.Equal(got, picture) {
			t.Errorf("laptop %d has %d bytes, %v", to, len(got), err)
		}
		if names, err := f.stores[to].Attachments(ctx, "uuid:1"); err != nil || len(names) != 1 {
			t.Errorf("laptop %d has %q, %v", to, names, err)
		}
	}
	if err := f.stores[0].Withdraw(ctx, "uuid:1"); err != nil {
		t.Fatal(err)
	}
	gone := f.pack(t, 0)
	for _, pack := range []string{gone, first} { // the first one comes late again
		if _, err := exchange.Merge(ctx, f.stores[2], pack, f.options); err != nil {
			t.Fatal(err)
		}
		if names, err := f.stores[2].Attachments(ctx, "uuid:1"); err != nil || len(names) != 0 {
			t.Errorf("still %q, %v", names, err)
		}
	}
}
