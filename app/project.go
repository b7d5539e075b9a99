package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"doorstep/assets"
	"doorstep/survey"
	"doorstep/survey/store"
)

// starter is the questionnaire that a first start brings in.
const starter = "haghill-carntyne.xlsx"

// openProject opens the project at path. With no path it is the default one,
// which is made at the first start.
func openProject(ctx context.Context, path string, f folders) (*store.Store, error) {
	if path != "" {
		st, err := store.Open(ctx, path, store.OpenOptions{})
		return st, explainFailure(err)
	}
	path = f.project()
	st, err := openOrCreate(ctx, path)
	if err != nil {
		return nil, explainFailure(err)
	}
	if err := addStarter(ctx, st); err != nil {
		return nil, errors.Join(explainFailure(err), st.Close())
	}
	return st, nil
}

func openOrCreate(ctx context.Context, path string) (*store.Store, error) {
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return store.Open(ctx, path, store.OpenOptions{})
	}
	// The recovery key opens sealed answers and packs. Nothing is sealed yet;
	// the set-up that seals a project makes the key anew and shows it.
	st, _, err := store.Create(ctx, path, store.CreateOptions{Name: "Fieldwork", NoPassphrase: true})
	return st, err
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
