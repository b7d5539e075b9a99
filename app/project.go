package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"doorstep/app/viewmodel"
	"doorstep/assets"
	"doorstep/survey"
	"doorstep/survey/store"
)

// starter is the questionnaire that a first start brings in.
const starter = "haghill-carntyne.xlsx"

// errNoProject says that the default project is to be made first.
var errNoProject = errors.New("there is no project yet")

// errLostProject says that there was one: the rescue gets it back.
var errLostProject = &viewmodel.Told{
	Kind:  viewmodel.ErrProjectDamaged,
	Words: "The project file is not in its place: a repair was broken off. What was there before stands beside it, untouched. To begin anew instead, move those files away first.",
}

// openProject opens the project at path, and unlocks it when a passphrase is
// given. With no path it is the default one; errNoProject when there is none.
func openProject(ctx context.Context, path, passphrase string, f folders) (*store.Store, error) {
	place := path
	if place == "" {
		place = f.project()
	}
	if err := store.FinishRestore(place); err != nil {
		return nil, explainFailure(err)
	}
	if path != "" {
		st, err := openWith(ctx, path, passphrase)
		return st, explainFailure(err)
	}
	path = f.project()
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		if len(store.SetAsideBefore(path)) > 0 {
			return nil, errLostProject // a repair was broken off: this is no first start
		}
		return nil, errNoProject
	}
	st, err := openWith(ctx, path, passphrase)
	if err != nil {
		return nil, explainFailure(err)
	}
	if err := addStarter(ctx, st); err != nil {
		return nil, errors.Join(explainFailure(err), st.Close())
	}
	return st, nil
}

// addStarter brings the starter questionnaire into a project that has none.
func addStarter(ctx context.Context, st *store.Store) error {
	there, err := st.Forms(ctx)
	if err != nil || len(there) > 0 {
		return err
	}
	q, ok := assets.FindQuestionnaire(starter)
	if !ok {
		return fmt.Errorf("the starter questionnaire %s is not in this program", starter)
	}
	src := survey.Source{Name: q.Name, Data: q.Data}
	form, _, err := compile(src)
	if err != nil {
		return fmt.Errorf("bring in the starter questionnaire: %w", err)
	}
	return st.AddForm(ctx, src, form)
}
