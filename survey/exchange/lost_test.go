package exchange_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"doorstep/survey"
	"doorstep/survey/exchange"
	"doorstep/survey/store"

	"filippo.io/age"
	"pgregory.net/rapid"
)

// TestNothingAcknowledgedIsMissing lets laptops work and send what is new.
// Packs are lost, come twice, and come in any order; news go back, some of them
// lost too. After one round of news and packs that arrives, everything that a
// laptop said was saved is on the coordinator's laptop, with no gap, and what
// was withdrawn is gone on every laptop.
func TestNothingAcknowledgedIsMissing(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		dir, err := os.MkdirTemp(t.TempDir(), "lost")
		if err != nil {
			rt.Fatal(err)
		}
		f := newFleet(rt, dir, 1)
		defer f.close()
		identity, ok := f.options.Identities[0].(*age.X25519Identity)
		if !ok {
			rt.Fatal("no identity")
		}
		path, err := exchange.WriteHandOut(ctx, f.stores[0], identity, dir, f.clock)
		if err != nil {
			rt.Fatal(err)
		}
		laptops := rapid.IntRange(1, 3).Draw(rt, "laptops")
		for i := range laptops {
			f.joinAt(rt, path, filepath.Join(dir, fmt.Sprint("joined", i, store.Extension)))
		}
		acknowledged, gone := map[string]bool{}, map[string]bool{}
		var packs []string
		laptop := rapid.IntRange(1, laptops)
		for step := range rapid.IntRange(1, 20).Draw(rt, "steps") {
			at := laptop.Draw(rt, "laptop")
			switch rapid.SampledFrom([]string{"answer", "answer", "answer", "send", "send", "arrive", "news", "withdraw"}).Draw(rt, "do") {
			case "answer":
				id := fmt.Sprint("uuid:", step)
				f.answer(rt, at, id, "a")
				acknowledged[id] = true
			case "send":
				if pack := f.packSinceAt(rt, at); rapid.Bool().Draw(rt, "lost") {
					_ = os.Remove(pack)
				} else {
					packs = append(packs, pack)
				}
			case "arrive":
				if len(packs) > 0 {
					f.merge(rt, 0, rapid.SampledFrom(packs).Draw(rt, "pack"))
				}
			case "news":
				if rapid.Bool().Draw(rt, "arrives") {
					f.news(rt, identity, at)
				}
			case "withdraw":
				id := fmt.Sprint("uuid:", rapid.IntRange(0, step).Draw(rt, "withdrawn"))
				if f.stores[rapid.SampledFrom([]int{0, at}).Draw(rt, "where")].Withdraw(ctx, id) == nil {
					gone[id] = true
				}
			}
		}
		for i := 1; i <= laptops; i++ { // a round that arrives: what was lost goes again
			f.news(rt, identity, i)
			f.merge(rt, 0, f.packSinceAt(rt, i))
		}
		for i := 1; i <= laptops; i++ {
			f.news(rt, identity, i)
		}
		f.checkAllThere(rt, acknowledged, gone)
	})
}

func (f *fleet) joinAt(t fataler, handOut, path string) {
	t.Helper()
	h, err := exchange.ReadHandOut(handOut)
	if err != nil {
		t.Fatal(err)
	}
	s, err := h.SetUp(ctx, path, store.CreateOptions{Device: fmt.Sprint("HAND", len(f.stores)), NoPassphrase: true, Now: func() time.Time { return f.clock }})
	if err != nil {
		t.Fatal(err)
	}
	f.stores = append(f.stores, s)
}

// news go to one laptop.
func (f *fleet) news(t fataler, identity *age.X25519Identity, laptop int) {
	t.Helper()
	f.clock = f.clock.Add(time.Minute)
	info, err := exchange.WriteNews(ctx, f.stores[0], identity, f.dir, nil, f.clock)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := exchange.TakeNews(ctx, f.stores[laptop], info.Path, false); err != nil {
		t.Fatal(err)
	}
	f.clock = f.clock.Add(time.Minute)
}

func (f *fleet) checkAllThere(t fataler, acknowledged, gone map[string]bool) {
	t.Helper()
	for i, s := range f.stores {
		there := map[string]survey.Status{}
		for sub, err := range s.Submissions(ctx, store.Filter{Withdrawn: true}) {
			if err != nil {
				t.Fatal(err)
			}
			there[sub.InstanceID] = sub.Status
		}
		for id := range acknowledged {
			switch status, here := there[id]; {
			case !here && i == 0:
				t.Fatalf("%s was saved and is not on the coordinator's laptop", id)
			case here && (status == survey.Withdrawn) != gone[id]:
				t.Fatalf("laptop %d: %s is %v; withdrawn: %v", i, id, status, gone[id])
			}
		}
	}
	all, err := f.stores[0].Completeness(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range all {
		if r.Missing() > 0 {
			t.Fatalf("%s: %s missing", r.Device, store.InWords(r.Gaps))
		}
	}
}
