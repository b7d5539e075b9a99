package app

import (
	_ "embed"
	"errors"
	"fmt"
	"html/template"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"doorstep/app/viewmodel"
	"doorstep/survey/store"
)

//go:embed keysheet.html
var keyPage string

var keyTemplate = template.Must(template.New("key").Parse(keyPage))

// keyPrinter shows the recovery key as a page in the browser, which prints it.
// The page is for this user's eyes alone and stands on the disk no longer than
// it takes to print it.
type keyPrinter struct {
	dir  string
	open func(*url.URL) error
}

// show writes the page and opens it. Where no browser opens nothing is left.
func (p *keyPrinter) show(info store.Info, key string, now time.Time) error {
	shown := toShow(key)
	var page strings.Builder
	err := keyTemplate.Execute(&page, map[string]any{
		"Project": info.Name, "ID": info.ID, "Prefix": shown.Prefix, "Groups": shown.Groups, "Date": now.Format("2 January 2006"),
	})
	if err != nil {
		return fmt.Errorf("write the recovery key's page: %w", err)
	}
	if err := errors.Join(p.tidy(), os.WriteFile(p.path(), []byte(page.String()), 0o600)); err != nil {
		return explainFailure(errors.Join(fmt.Errorf("write the recovery key's page: %w", err), p.tidy()))
	}
	if err := p.open(fileURL(p.path())); err != nil {
		return &viewmodel.Told{
			Words: "No browser showed the page, so it is deleted again. The key is safe in the project. Copy the paper, or write the key to a file with “doorstep project key sheet”.",
			Err:   errors.Join(err, p.tidy()),
		}
	}
	return nil
}

// tidy removes the page.
func (p *keyPrinter) tidy() error {
	if err := os.Remove(p.path()); !errors.Is(err, os.ErrNotExist) {
		return explainFailure(err)
	}
	return nil
}

func (p *keyPrinter) path() string { return filepath.Join(p.dir, "recovery key to print.html") }
