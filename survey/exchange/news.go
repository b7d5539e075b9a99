package exchange

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"doorstep/survey/store"

	"filippo.io/age"
)

// NewsExtension is how news for the laptops ends.
const NewsExtension = ".doornews"

// news is what the coordinator's laptop sends back: no word of what anybody
// said. A withdrawal names a response by its random id alone.
type news struct {
	_             struct{} `cbor:",toarray"`
	Project       string
	Device        string
	Written       instant
	Forms         []packForm
	Tombstones    []packTombstone
	Ends          []packAttemptEnd
	Received      []newsReceived
	Counts        []newsCount
	Areas         []string
	Organisations []string
	Workers       []handedWorker
}

// newsReceived says what of a device's work has come in.
type newsReceived struct {
	_      struct{} `cbor:",toarray"`
	Device string
	UpTo   int      // every number up to it
	Last   int      // the highest known
	Gaps   [][2]int // of those known to have been given
}

func (r *newsReceived) gaps() (all []store.Numbers) {
	for _, g := range r.Gaps {
		all = append(all, store.Numbers{First: g[0], Last: g[1]})
	}
	return all
}

type newsCount struct {
	_           struct{} `cbor:",toarray"`
	Form, Quota string
	Count       int
}

// NewsInfo says what news hold.
type NewsInfo struct {
	Path        string
	Forms       int
	Withdrawals int
	Counts      int
}

// WriteNews writes what the laptops need to hear: new questionnaires, those out
// of use, what was withdrawn, quota counts over all laptops, and what was
// received of each laptop, so that it sends again what was lost. identity is the
// recovery key; it signs.
func WriteNews(ctx context.Context, st *store.Store, identity *age.X25519Identity, to string, counts []store.TeamCount, now time.Time) (info NewsInfo, err error) {
	key, err := coordinatorsKey(st, identity)
	if err != nil {
		return info, err
	}
	n := news{Project: st.Info().ID, Device: st.Info().Device, Written: toInstant(now)}
	if err := n.gather(ctx, st); err != nil {
		return info, err
	}
	for _, c := range counts {
		n.Counts = append(n.Counts, newsCount{Form: c.Form, Quota: c.Quota, Count: c.Count})
	}
	info = NewsInfo{Forms: len(n.Forms), Withdrawals: len(n.Tombstones), Counts: len(n.Counts)}
	info.Path, err = writeWhole(to, fileName(st.Info().Name+" news", now, NewsExtension), func(w io.Writer) error {
		return writeSigned(w, newsKind, n, key)
	})
	if err != nil {
		return NewsInfo{}, fmt.Errorf("no news were written and nothing was changed: %w", err)
	}
	return info, nil
}

func (n *news) gather(ctx context.Context, st *store.Store) error {
	forms, err := st.Forms(ctx)
	if err != nil {
		return err
	}
	for _, f := range forms {
		p, err := toPackForm(ctx, st, f)
		if err != nil {
			return err
		}
		n.Forms = append(n.Forms, p)
	}
	tombstones, err := st.Tombstones(ctx)
	if err != nil {
		return err
	}
	for _, t := range tombstones {
		t.Reason = "" // in the team's words, and these may name somebody
		n.Tombstones = append(n.Tombstones, toPackTombstone(&t))
	}
	ends, err := st.AttemptEnds(ctx)
	if err != nil {
		return err
	}
	for _, e := range ends {
		n.Ends = append(n.Ends, packAttemptEnd{Attempt: e.ID[:], Withdrawn: e.Withdrawn})
	}
	received, err := st.Completeness(ctx)
	if err != nil {
		return err
	}
	for _, r := range received {
		one := newsReceived{Device: r.Device, Last: r.Made}
		if len(r.Got) > 0 && r.Got[0].First == 1 {
			one.UpTo = r.Got[0].Last
		}
		for _, g := range r.Gaps {
			one.Gaps = append(one.Gaps, [2]int{g.First, g.Last})
		}
		n.Received = append(n.Received, one)
	}
	team, err := st.Team(ctx)
	n.Areas, n.Organisations = team.Areas, team.Organisations
	for _, w := range team.Workers {
		n.Workers = append(n.Workers, handedWorker{Code: w.Code, Name: w.Name, Organisation: w.Organisation})
	}
	return err
}

// NewsResult says what news brought, or would bring.
type NewsResult struct {
	Written  time.Time
	NewForms int
	TakenOut int         // responses withdrawn or made void that were not known to be
	Resend   int         // responses of this laptop that got lost, and go with the next pack
	Counts   int         // quota counts
	Older    bool        // the counts here are newer and stay
	Apart    []FormApart // new questionnaires whose version stands for others here
}

// Says tells of a questionnaire that news brought and that had to be kept under
// a version of its own, and what to do.
func (NewsResult) Says(f FormApart) string {
	return fmt.Sprintf("The coordinator's questionnaire %s is not the one this laptop has as version %q. Both are kept: the coordinator's as version %q, and every interview with the one it was held with. Send what is new: the news that come after it settle which one is used.", f.ID, f.Version, f.KeptAs)
}

// TakeNews takes the coordinator's news: all of it, or nothing. It fails with
// [ErrNotSigned] for news that somebody else made, and with [ErrNoVerifier] on a
// laptop that was not set up from a project file.
func TakeNews(ctx context.Context, st *store.Store, path string, preview bool) (NewsResult, error) {
	res, err := takeNews(ctx, st, path, preview)
	if err != nil {
		return NewsResult{}, fmt.Errorf("%s was not taken in and nothing was changed: %w", filepath.Base(path), err)
	}
	return res, nil
}

func takeNews(ctx context.Context, st *store.Store, path string, preview bool) (res NewsResult, err error) {
	var n news
	key, err := readSigned(path, newsKind, &n)
	if err != nil {
		return res, err
	}
	if n.Project != st.Info().ID {
		return res, ErrOtherProject
	}
	verifier, err := st.Verifier(ctx)
	switch {
	case err != nil:
		return res, err
	case len(verifier) == 0:
		return res, fmt.Errorf("%w. Open the project's file from the coordinator first", ErrNoVerifier)
	case !bytes.Equal(verifier, key):
		return res, fmt.Errorf("%w. Ask the coordinator for it again", ErrNotSigned)
	}
	err = st.Merge(ctx, func(m *store.Merger) error {
		if err := n.add(m, st.Info().Device, &res); err != nil {
			return err
		}
		if preview {
			return store.ErrUndone
		}
		return nil
	})
	if preview && errors.Is(err, store.ErrUndone) {
		err = nil
	}
	return res, err
}

func (n *news) add(m *store.Merger, device string, res *NewsResult) error {
	res.Written = n.Written.time()
	counts := store.TeamCounts{At: res.Written, UpTo: map[string]int{}, Had: map[string][]store.Numbers{}}
	for _, c := range n.Counts {
		counts.Counts = append(counts.Counts, store.TeamCount{Form: c.Form, Quota: c.Quota, Count: c.Count})
	}
	team := store.Team{Areas: n.Areas, Organisations: n.Organisations}
	for _, w := range n.Workers {
		team.Workers = append(team.Workers, store.Worker{Code: w.Code, Name: w.Name, Organisation: w.Organisation})
	}
	for _, r := range n.Received {
		counts.UpTo[r.Device], counts.Had[r.Device] = r.UpTo, store.Without(r.Last, r.gaps())
	}
	newest, err := m.TakeCounts(counts, team)
	if err != nil {
		return err
	}
	res.Counts, res.Older = len(counts.Counts), !newest
	for i := range n.Forms {
		e := n.Forms[i].entry()
		form, err := m.AddForm(e.source, e.info)
		if err != nil {
			return err
		}
		if form.New {
			res.NewForms++
			if form.Apart {
				res.Apart = append(res.Apart, FormApart{e.info.ID, e.info.Version, form.Version})
			}
		}
		if newest { // the coordinator says what is in use, of those kept apart too
			if err := m.Retire(e.info.ID, form.Version, e.info.Retired); err != nil {
				return err
			}
		}
	}
	if err := n.takeOut(m, res); err != nil {
		return err
	}
	mine := newsReceived{Device: device} // nothing, where the coordinator never heard of this laptop
	for _, r := range n.Received {
		if err := m.AddDevice(r.Device, r.Last, time.Time{}); err != nil {
			return err
		}
		if r.Device == device {
			mine = r
		}
	}
	if newest {
		if res.Resend, err = m.ResendMissing(mine.gaps(), mine.Last, res.Written); err != nil {
			return err
		}
	}
	_, err = m.Settle()
	return err
}

func (n *news) takeOut(m *store.Merger, res *NewsResult) error {
	for i := range n.Tombstones {
		t, err := n.Tombstones[i].tombstone()
		if err != nil {
			return err
		}
		added, err := m.AddTombstone(t)
		if err != nil {
			return err
		}
		if added {
			res.TakenOut++
		}
	}
	for i := range n.Ends {
		e, err := n.Ends[i].end()
		if err != nil {
			return err
		}
		if _, err := m.EndAttempt(e); err != nil {
			return err
		}
	}
	return nil
}
