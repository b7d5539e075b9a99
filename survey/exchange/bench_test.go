package exchange_test

import (
	"fmt"
	"iter"
	"path/filepath"
	"testing"

	"doorstep/survey"
	"doorstep/survey/exchange"
)

// BenchmarkPackAndMerge moves 20,000 responses of sixty answers.
func BenchmarkPackAndMerge(b *testing.B) {
	const n = 20_000
	f := newFleet(b, b.TempDir(), 1)
	defer f.close()
	var subs iter.Seq2[*survey.Submission, error] = func(yield func(*survey.Submission, error) bool) {
		for i := range n {
			sub := &survey.Submission{Header: survey.Header{InstanceID: fmt.Sprintf("uuid:%036d", i), FormID: "visit", FormVersion: "1", Finished: start}}
			for slot := range 60 {
				sub.Record.Values = append(sub.Record.Values, survey.Answer(fmt.Sprint("answer ", slot)))
			}
			if !yield(sub, nil) {
				return
			}
		}
	}
	if _, err := f.stores[0].Import(ctx, subs, nil); err != nil {
		b.Fatal(err)
	}
	var pack string
	b.Run("pack", func(b *testing.B) {
		for b.Loop() {
			pack = f.pack(b, 0)
		}
	})
	b.Run("merge again", func(b *testing.B) {
		for b.Loop() {
			if res := f.merge(b, 0, pack); res.AlreadyHere != n {
				b.Fatalf("%+v", res)
			}
		}
	})
	b.Run("merge into an empty project", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			info := f.stores[0].Info()
			other := newJoined(b, filepath.Join(b.TempDir(), fmt.Sprint(i, ".doorstep")), &info)
			res, err := exchange.Merge(ctx, other, pack, f.options)
			if err != nil || res.New != n {
				b.Fatalf("%+v, %v", res, err)
			}
			other.Close()
		}
	})
}
