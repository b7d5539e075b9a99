package app

import (
	"errors"
	"fmt"
	"html/template"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// errNotShown is given when no program opened a page.
var errNotShown = errors.New("no program showed the page")

// printPage is a page for the browser, which prints it. There is one at a time,
// for this user's eyes alone: the next takes its place, and tidy removes it.
type printPage struct {
	path string
	open func(*url.URL) error
}

// show writes the page and opens it; what names it in errors. It fails with
// [errNotShown] where nothing opens it. Then nothing is left.
func (p *printPage) show(what string, page *template.Template, data any) error {
	var text strings.Builder
	if err := page.Execute(&text, data); err != nil {
		return fmt.Errorf("write %s: %w", what, err)
	}
	if err := errors.Join(p.tidy(), os.WriteFile(p.path, []byte(text.String()), 0o600)); err != nil {
		return explainFailure(errors.Join(fmt.Errorf("write %s: %w", what, err), p.tidy()))
	}
	if err := p.open(fileURL(p.path)); err != nil {
		return errors.Join(errNotShown, err, p.tidy())
	}
	return nil
}

// tidy removes the page.
func (p *printPage) tidy() error {
	if err := os.Remove(p.path); !errors.Is(err, os.ErrNotExist) {
		return explainFailure(err)
	}
	return nil
}

// fileURL is the address of a file or folder of this laptop.
func fileURL(path string) *url.URL {
	at := &url.URL{Scheme: "file", Path: filepath.ToSlash(path)}
	if filepath.VolumeName(path) != "" {
		at.Path = "/" + at.Path
	}
	return at
}
