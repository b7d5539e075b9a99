package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"doorstep/survey"
	"doorstep/survey/store"
	"doorstep/survey/xlsform"

	"github.com/spf13/cobra"
)

// newFormStoreCommands are the form commands that need a project.
func newFormStoreCommands(s *streams) []*cobra.Command {
	return []*cobra.Command{newFormAddCommand(s), newFormListCommand(s), newFormShowCommand(s), newFormRetireCommand(s)}
}

// readForm reads an XLSForm from disk and writes its problems to the error
// stream. version, unless empty, takes the place of the settings sheet's.
func readForm(s *streams, path, version string) (survey.Source, *survey.Form, error) {
	src, err := xlsform.ReadSource(path)
	if err != nil {
		return src, nil, err
	}
	form, problems, err := xlsform.Read(src)
	if err != nil {
		return src, nil, err
	}
	if form == nil {
		for _, p := range problems {
			fmt.Fprintf(s.err, "%s: %v\n", path, p)
		}
		return src, nil, fmt.Errorf("%s has faults, so it was not added. Mend them and add it again", path)
	}
	if version != "" {
		form.Version = version
	}
	return src, form, nil
}

func newFormAddCommand(s *streams) *cobra.Command {
	var path string
	c := &cobra.Command{
		Use:   "add FORM.xlsx...",
		Short: "Add questionnaires to the project",
		Args:  usageArgs(cobra.MinimumNArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			return withProject(c.Context(), path, func(st *store.Store) error {
				for _, file := range args {
					form, err := addForm(c.Context(), s, st, file, "")
					if err != nil {
						return err
					}
					fmt.Fprintf(s.out, "Added %s, version %s: %s\n", form.ID, form.Version, form.Title)
				}
				return nil
			})
		},
	}
	projectFlag(c, &path)
	return c
}

func addForm(ctx context.Context, s *streams, st *store.Store, file, version string) (*survey.Form, error) {
	src, form, err := readForm(s, file, version)
	if err != nil {
		return nil, err
	}
	return form, st.AddForm(ctx, src, form)
}

type storedFormJSON struct {
	ID      string    `json:"id"`
	Version string    `json:"version"`
	Title   string    `json:"title"`
	File    string    `json:"file"`
	Added   time.Time `json:"added"`
	Retired bool      `json:"retired"`
}

func newFormListCommand(s *streams) *cobra.Command {
	var path string
	var asJSON bool
	c := &cobra.Command{
		Use:   "list",
		Short: "List the project's questionnaires",
		Args:  usageArgs(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			return withProject(c.Context(), path, func(st *store.Store) error {
				forms, err := st.Forms(c.Context())
				if err != nil {
					return err
				}
				for _, f := range forms {
					if asJSON {
						if err := s.writeJSON(storedFormJSON{f.ID, f.Version, f.Title, f.File, f.Added, f.Retired}); err != nil {
							return err
						}
						continue
					}
					note := ""
					if f.Retired {
						note = " (retired)"
					}
					fmt.Fprintf(s.out, "%s %s: %s%s\n", f.ID, f.Version, f.Title, note)
				}
				return nil
			})
		},
	}
	projectFlag(c, &path)
	c.Flags().BoolVar(&asJSON, "json", false, "one JSON object a questionnaire")
	return c
}

func newFormShowCommand(s *streams) *cobra.Command {
	var path, version, out string
	c := &cobra.Command{
		Use:   "show ID",
		Short: "Show a questionnaire's questions, or save its workbook",
		Args:  usageArgs(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			return withProject(c.Context(), path, func(st *store.Store) error {
				if version == "" {
					f, err := newestVersion(c.Context(), st, args[0])
					if err != nil {
						return err
					}
					version = f.Version
				}
				if out != "" {
					return saveForm(c.Context(), s, st, args[0], version, out)
				}
				form, err := readStored(c.Context(), st, args[0], version)
				if err != nil {
					return err
				}
				printForm(s, form)
				return nil
			})
		},
	}
	projectFlag(c, &path)
	c.Flags().StringVar(&version, "version", "", "the version (default: the newest in use)")
	c.Flags().StringVar(&out, "out", "", "a folder to save the workbook and its files in")
	return c
}

func printForm(s *streams, form *survey.Form) {
	fmt.Fprintf(s.out, "%s (%s, version %s)\n", form.Title, form.ID, form.Version)
	for q := range form.Questions() {
		label, _ := q.Label.In(form.DefaultLanguage, form.Languages...)
		fmt.Fprintf(s.out, "%-40s %-16s %s\n", q.Ref.Column(), q.Type, strings.Join(strings.Fields(label), " "))
	}
}

// saveForm writes a stored form as it came. It overwrites nothing.
func saveForm(ctx context.Context, s *streams, st *store.Store, id, version, dir string) error {
	src, err := st.Source(ctx, id, version)
	if err != nil {
		return err
	}
	files := map[string][]byte{src.Name: src.Data}
	for name, data := range src.Files {
		files[name] = data
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	root, err := os.OpenRoot(dir) // a name in the file must not lead out of the folder
	if err != nil {
		return err
	}
	defer root.Close()
	for name, data := range files {
		f, err := root.OpenFile(filepath.Base(name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return err
		}
		_, err = f.Write(data)
		if err := errors.Join(err, f.Close()); err != nil {
			return err
		}
		fmt.Fprintln(s.out, filepath.Join(dir, filepath.Base(name)))
	}
	return nil
}

func newFormRetireCommand(s *streams) *cobra.Command {
	var path, version string
	var undo bool
	c := &cobra.Command{
		Use:   "retire ID",
		Short: "Take a questionnaire out of use; its responses stay",
		Args:  usageArgs(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			return withProject(c.Context(), path, func(st *store.Store) error {
				forms, err := st.Forms(c.Context())
				if err != nil {
					return err
				}
				found := 0
				for _, f := range forms {
					if f.ID != args[0] || (version != "" && f.Version != version) {
						continue
					}
					if err := st.RetireForm(c.Context(), f.ID, f.Version, !undo); err != nil {
						return err
					}
					found++
					word := "retired"
					if undo {
						word = "in use again"
					}
					fmt.Fprintf(s.out, "%s %s is %s.\n", f.ID, f.Version, word)
				}
				if found == 0 {
					return fmt.Errorf("the project has no such questionnaire. 'doorstep form list' names those it has")
				}
				return nil
			})
		},
	}
	projectFlag(c, &path)
	c.Flags().StringVar(&version, "version", "", "one version only (default: all)")
	c.Flags().BoolVar(&undo, "undo", false, "put it back in use")
	return c
}
