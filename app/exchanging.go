package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"doorstep/app/viewmodel"
	"doorstep/survey/exchange"
	"doorstep/survey/store"

	"filippo.io/age"
)

// exchanging carries packs and news for the view model.
type exchanging struct {
	store  *store.Store
	forms  *forms
	quotas *quotas
	folder string
	now    func() time.Time

	mu      sync.Mutex
	watcher *exchange.Watcher
}

// Folder is where packs go unless the user says otherwise.
func (x *exchanging) Folder() string { return x.folder }

// Overview reads what there is to know.
func (x *exchanging) Overview(ctx context.Context) (o viewmodel.ExchangeOverview, err error) {
	if o.NotSent, o.LastSent, err = x.store.NotSent(ctx); err != nil {
		return o, explainFailure(err)
	}
	if o.OpensHere, err = x.store.KeepsKey(ctx); err != nil {
		return o, explainFailure(err)
	}
	received, err := x.store.Completeness(ctx)
	if err != nil {
		return o, explainFailure(err)
	}
	for i := range received {
		o.Laptops = append(o.Laptops, x.laptopLine(ctx, &received[i]))
	}
	if o.Conflicts, err = x.conflicts(ctx); err != nil {
		return o, explainFailure(err)
	}
	if o.Alike, err = x.alike(ctx); err != nil {
		return o, explainFailure(err)
	}
	merges, err := x.store.Merges(ctx)
	for _, m := range merges {
		if !m.Undone {
			o.LastMerge = fmt.Sprintf("%s from laptop %s, taken in on %s", m.File, m.Device, m.At.Format("2 January at 15:04"))
			break
		}
	}
	return o, explainFailure(err)
}

func (x *exchanging) laptopLine(ctx context.Context, r *store.Received) viewmodel.LaptopLine {
	l := viewmodel.LaptopLine{Title: "Laptop " + r.Device, Missing: r.Missing()}
	if r.Here {
		l.Title += " (this one)"
	}
	switch {
	case r.Made == 0:
		l.Detail = "Nothing made yet"
	case len(r.Got) == 0:
		l.Detail = fmt.Sprintf("Nothing received of %d", r.Made)
	default:
		l.Detail = fewNumbers(r.Got) + " received"
		if l.Missing > 0 {
			l.Detail += ", " + fewNumbers(r.Gaps) + " missing"
		}
	}
	if !r.Heard.IsZero() {
		l.Detail += ". Last heard of on " + r.Heard.Format("2 January at 15:04")
	}
	for _, f := range r.Lacks {
		l.Detail += fmt.Sprintf(". It lacks “%s”, version %s: send it news", x.title(ctx, f[0], f[1]), f[1])
	}
	return l
}

// fewNumbers writes numbers as a line has room for; the command line lists all.
func fewNumbers(numbers []store.Numbers) string {
	const most = 8
	if len(numbers) <= most+1 {
		return store.InWords(numbers)
	}
	more := 0
	for _, n := range numbers[most:] {
		more += n.Last - n.First + 1
	}
	return fmt.Sprintf("%s and %d more", store.InWords(numbers[:most]), more)
}

func (x *exchanging) title(ctx context.Context, id, version string) string {
	if c, err := x.forms.read(ctx, id, version); err == nil && c.form.Title != "" {
		return c.form.Title
	}
	return id
}

// Pack writes a pack into a folder.
func (x *exchanging) Pack(ctx context.Context, folder string, all bool, progress func(done, total int)) (string, error) {
	if err := x.needFolder(folder); err != nil {
		return "", err
	}
	info, err := exchange.WritePack(ctx, x.store, folder, exchange.PackOptions{SinceLast: !all, Now: x.now, Progress: progress})
	if err != nil {
		return "", explainExchange(err)
	}
	what := counted(info.Revisions-info.Erased, "response")
	if info.Revisions == info.Erased {
		what = "nothing new, since every response was in a pack already,"
	}
	return fmt.Sprintf("Packed %s into %s. Only the project's recovery key opens it.", what, info.Path), nil
}

// needFolder wants a folder to write into. The one that is suggested here is
// made when it is not there yet.
func (x *exchanging) needFolder(path string) error {
	if path == x.folder {
		if err := os.MkdirAll(path, 0o700); err != nil {
			return explainFailure(err)
		}
	}
	if stat, err := os.Stat(path); err != nil || !stat.IsDir() {
		return &viewmodel.Told{Kind: viewmodel.ErrDiskFailed, Words: "There is no folder " + path + ". Nothing was written. Plug the stick in, or choose another folder.", Err: err}
	}
	return nil
}

// Look says what a file or the files in a folder would bring.
func (x *exchanging) Look(ctx context.Context, path string, progress func(done, total int)) ([]viewmodel.Incoming, error) {
	return x.bring(ctx, path, true, progress)
}

// Take takes them in.
func (x *exchanging) Take(ctx context.Context, path string, progress func(done, total int)) ([]viewmodel.Incoming, error) {
	return x.bring(ctx, path, false, progress)
}

func (x *exchanging) bring(ctx context.Context, path string, preview bool, progress func(done, total int)) (all []viewmodel.Incoming, err error) {
	files, err := filesToTake(path)
	if err != nil {
		return nil, err
	}
	ids, err := x.identities(ctx)
	if err != nil {
		return nil, explainFailure(err)
	}
	for _, file := range files {
		switch {
		case exchange.IsNews(file):
			res, err := exchange.TakeNews(ctx, x.store, file, preview)
			all = append(all, newsIncoming(file, &res, err))
		case len(ids) == 0:
			all = append(all, viewmodel.Incoming{File: filepath.Base(file), Err: &viewmodel.Told{
				Kind: viewmodel.ErrForCoordinator, Words: filepath.Base(file) + " opens only where the recovery key is kept. Nothing was changed. Leave it on the stick for the coordinator; if this is the coordinator's laptop, keep the key here first.",
			}})
		default:
			res, err := exchange.Merge(ctx, x.store, file, exchange.MergeOptions{Identities: ids, Preview: preview, Progress: progress})
			all = append(all, packIncoming(file, &res, err))
		}
		if err := ctx.Err(); err != nil {
			return nil, explainFailure(err)
		}
	}
	return all, nil
}

// identities are the recovery key where it is kept, and nothing elsewhere.
func (x *exchanging) identities(ctx context.Context) ([]age.Identity, error) {
	key, err := x.store.KeptKey(ctx)
	switch {
	case errors.Is(err, store.ErrNoKey):
		return nil, nil
	case err != nil:
		return nil, err
	}
	return []age.Identity{key}, nil
}

func filesToTake(path string) ([]string, error) {
	stat, err := os.Stat(path)
	if err != nil {
		return nil, &viewmodel.Told{Kind: viewmodel.ErrDiskFailed, Words: "There is nothing at " + path + ". Nothing was changed. Plug the stick in, or choose another place.", Err: err}
	}
	if !stat.IsDir() {
		return []string{path}, nil
	}
	files, err := exchange.FilesIn(path)
	if err == nil && len(files) == 0 {
		err = &viewmodel.Told{Words: "There is no pack and no news in " + path + ". Nothing was changed. Choose another folder, or a file."}
	}
	return files, explainFailure(err)
}

func packIncoming(file string, res *exchange.MergeResult, err error) viewmodel.Incoming {
	in := viewmodel.Incoming{File: filepath.Base(file), Err: explainExchange(err)}
	if err != nil {
		return in
	}
	in.Words = fmt.Sprintf("from laptop %s, %d new, %d changed, %d already here.", res.Device, res.New, res.Changed, res.AlreadyHere)
	if res.Conflicting > 0 {
		in.Words += " " + counted(res.Conflicting, "response") + " edited in two places: choose below."
	}
	for _, form := range res.Apart {
		in.Notes = append(in.Notes, form.String())
	}
	in.Counts = append([]viewmodel.IncomingCount{
		{Words: "New responses", N: res.New},
		{Words: "Changed responses", N: res.Changed},
		{Words: "Already here", N: res.AlreadyHere},
	}, there([]viewmodel.IncomingCount{
		{Words: "Edited in two places", N: res.Conflicting},
		{Words: "Withdrawn or void", N: res.TakenOut},
		{Words: "Entries of the contact log", N: res.Contacts},
		{Words: "New questionnaires", N: res.NewForms},
		{Words: "Of these, under another version", N: res.FormsApart},
	})...)
	return in
}

// there are the counts that are not nought.
func there(counts []viewmodel.IncomingCount) []viewmodel.IncomingCount {
	return slices.DeleteFunc(counts, func(c viewmodel.IncomingCount) bool { return c.N == 0 })
}

func newsIncoming(file string, res *exchange.NewsResult, err error) viewmodel.Incoming {
	in := viewmodel.Incoming{File: filepath.Base(file), Err: explainExchange(err)}
	if err != nil {
		return in
	}
	in.Words = fmt.Sprintf("news of %s, %s, %d taken out.", res.Written.Format("2 January"), counted(res.NewForms, "new questionnaire"), res.TakenOut)
	for _, form := range res.Apart {
		in.Notes = append(in.Notes, res.Says(form))
	}
	in.Counts = []viewmodel.IncomingCount{
		{Words: "New questionnaires", N: res.NewForms},
		{Words: "Withdrawn or void", N: res.TakenOut},
		{Words: "Quota counts over all laptops", N: res.Counts},
		{Words: "Responses to send again", N: res.Resend},
	}
	return in
}

// explainExchange gives a failure of packs its words: they are in it already.
func explainExchange(err error) error {
	for _, kind := range []error{
		exchange.ErrNotPack, exchange.ErrWrongKey, exchange.ErrDamagedPack, exchange.ErrOtherProject, exchange.ErrNewerPack, exchange.ErrOversized,
		exchange.ErrNotSigned, exchange.ErrNoVerifier, store.ErrBuiltOn, store.ErrNoMerge, store.ErrNoKey, store.ErrNotSealed, store.ErrChanged,
	} {
		if errors.Is(err, kind) {
			return &viewmodel.Told{Kind: kind, Words: err.Error(), Err: err}
		}
	}
	return explainFailure(err)
}

// Undo takes the last merge back.
func (x *exchanging) Undo(ctx context.Context) (string, error) {
	u, err := x.store.UndoMerge(ctx)
	if err != nil {
		return "", explainExchange(err)
	}
	return fmt.Sprintf("Taken back: %s from laptop %s. %s left again. What was withdrawn with it stays withdrawn.", u.File, u.Device, counted(u.Responses, "response")), nil
}

// Scan looks into a watched folder.
func (x *exchanging) Scan(ctx context.Context, folder string) (all []viewmodel.Incoming, err error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.watcher == nil || x.watcher.Folder != folder {
		x.watcher = &exchange.Watcher{Store: x.store, Folder: folder}
	}
	if x.watcher.Identities, err = x.identities(ctx); err != nil {
		return nil, explainFailure(err)
	}
	found, err := x.watcher.Scan(ctx)
	for _, one := range found {
		switch {
		case one.State == exchange.WatchRefused:
			all = append(all, viewmodel.Incoming{File: one.File, Err: explainExchange(one.Err)})
		case one.State == exchange.WatchTaken && one.News != nil:
			all = append(all, newsIncoming(one.File, one.News, nil))
		case one.State == exchange.WatchTaken:
			all = append(all, packIncoming(one.File, &one.Merged, nil))
		}
	}
	return all, explainFailure(err)
}

// KeepKey keeps the recovery key in the project.
func (x *exchanging) KeepKey(ctx context.Context, key string) error {
	return explainExchange(x.store.KeepKey(ctx, key))
}

// HandOut writes the project file.
func (x *exchanging) HandOut(ctx context.Context, folder string) (string, error) {
	if err := x.needFolder(folder); err != nil {
		return "", err
	}
	key, err := x.store.KeptKey(ctx)
	if err != nil {
		return "", explainExchange(err)
	}
	path, err := exchange.WriteHandOut(ctx, x.store, key, folder, x.now())
	if err != nil {
		return "", explainExchange(err)
	}
	h, err := exchange.ReadHandOut(path)
	if err != nil {
		return "", explainExchange(err)
	}
	return fmt.Sprintf("%s is ready for the laptops. Its check, to compare when it is opened: %s", path, h.Fingerprint()), nil
}

// News writes what the laptops need to hear.
func (x *exchanging) News(ctx context.Context, folder string) (string, error) {
	if err := x.needFolder(folder); err != nil {
		return "", err
	}
	key, err := x.store.KeptKey(ctx)
	if err != nil {
		return "", explainExchange(err)
	}
	list, err := x.quotas.Quotas(ctx)
	if err != nil {
		return "", err
	}
	var counts []store.TeamCount
	for _, q := range list {
		counts = append(counts, store.TeamCount{Form: q.FormID, Quota: q.Name, Count: q.Done})
	}
	info, err := exchange.WriteNews(ctx, x.store, key, folder, counts, x.now())
	if err != nil {
		return "", explainExchange(err)
	}
	return fmt.Sprintf("News are in %s: %s, %s taken out, %s. They hold nothing that anybody said.",
		info.Path, counted(info.Forms, "questionnaire"), counted(info.Withdrawals, "response"), counted(info.Counts, "quota count")), nil
}
