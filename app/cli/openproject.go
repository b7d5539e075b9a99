package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"doorstep/survey"
	"doorstep/survey/store"
	"doorstep/survey/xlsform"

	"github.com/spf13/cobra"
)

// secretsOf returns where the command of a context gets passphrases from.
func secretsOf(ctx context.Context) *secrets {
	if p, ok := ctx.Value(secretsKey{}).(*secrets); ok {
		return p
	}
	return &secrets{command: &cobra.Command{}, variable: passphraseVariable}
}

// withLocked opens the project that --project names, without unlocking it, runs
// do and closes it.
func withLocked(ctx context.Context, path string, do func(*store.Store) error) error {
	if path == "" {
		return usageError{errors.New("name the project with --project FILE, or set DOORSTEP_PROJECT")}
	}
	st, err := store.Open(ctx, path, store.OpenOptions{})
	if err != nil {
		return err
	}
	return errors.Join(do(st), st.Close())
}

// withProject opens and unlocks the project, runs do and closes it.
func withProject(ctx context.Context, path string, do func(*store.Store) error) error {
	return withLocked(ctx, path, func(st *store.Store) error {
		if err := secretsOf(ctx).unlock(ctx, st); err != nil {
			return err
		}
		return do(st)
	})
}

// withResponse opens the project and finds one of its responses, which is named
// by its instanceID or by the reference code on the resident's card.
func withResponse(ctx context.Context, path, named string, do func(st *store.Store, id string) error) error {
	return withProject(ctx, path, func(st *store.Store) error {
		id, err := st.ResolveReference(ctx, named)
		if err != nil {
			return err
		}
		return do(st, id)
	})
}

// readStored reads a stored form version. It keeps the id and version it is
// stored under, which need not be those on its settings sheet.
func readStored(ctx context.Context, st *store.Store, id, version string) (*survey.Form, error) {
	src, err := st.Source(ctx, id, version)
	if err != nil {
		return nil, err
	}
	form, problems, err := xlsform.Read(src)
	if err != nil {
		return nil, fmt.Errorf("read stored questionnaire %s %s: %w", id, version, err)
	}
	if form == nil {
		for _, p := range problems {
			if p.Severity == survey.SeverityError {
				return nil, fmt.Errorf("stored questionnaire %s %s: %w", id, version, p)
			}
		}
		return nil, fmt.Errorf("stored questionnaire %s %s has faults", id, version)
	}
	form.ID, form.Version = id, version
	return form, nil
}

// newestVersion returns the version of a form that was added last of those in
// use.
func newestVersion(ctx context.Context, st *store.Store, id string) (store.FormInfo, error) {
	forms, err := st.Forms(ctx)
	if err != nil {
		return store.FormInfo{}, err
	}
	for _, f := range slices.Backward(store.ByUse(forms)) {
		if f.ID == id {
			return f, nil
		}
	}
	return store.FormInfo{}, fmt.Errorf("the project has no questionnaire %q. 'doorstep form list' names those it has", id)
}
