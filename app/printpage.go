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

// How showing a page fails: no program opened it; it could not be removed again.
var (
	errNotShown = errors.New("no program showed the page")
	errPageLeft = errors.New("the page could not be removed")
)

// printPage is a page for the browser, which prints it. There is one at a time,
// for this user's eyes alone: the next takes its place, and tidy removes it.
type printPage struct {
	path string
	open func(*url.URL) error
}

// show writes the page and opens it; what names it in errors. It fails with
// [errNotShown] where nothing opens it. Then nothing is left, unless the failure
// is [errPageLeft] too.
func (p *printPage) show(what string, page *template.Template, data any) error {
	var text strings.Builder
	if err := page.Execute(&text, data); err != nil {
		return fmt.Errorf("write %s: %w", what, err)
	}
	if err := errors.Join(p.tidy(), os.WriteFile(p.path, []byte(text.String()), 0o600)); err != nil {
		return explainFailure(p.undo(fmt.Errorf("write %s: %w", what, err)))
	}
	if err := p.open(fileURL(p.path)); err != nil {
		return p.undo(errors.Join(errNotShown, err))
	}
	return nil
}

// undo removes the page after a failure.
func (p *printPage) undo(failed error) error {
	if err := p.tidy(); err != nil {
		return errors.Join(errPageLeft, failed, err)
	}
	return failed
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
