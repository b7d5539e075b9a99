package app

import (
	_ "embed"
	"errors"
	"html/template"
	"net/url"
	"path/filepath"
	"time"

	"doorstep/app/viewmodel"
	"doorstep/survey/store"
)

//go:embed keysheet.html
var keyPage string

var keyTemplate = template.Must(template.New("key").Parse(keyPage))

// keyPrinter prints the recovery key. Its page stands on the disk no longer than
// it takes to print it.
type keyPrinter struct{ printPage }

func newKeyPrinter(dir string, open func(*url.URL) error) *keyPrinter {
	return &keyPrinter{printPage{filepath.Join(dir, "recovery key to print.html"), open}}
}

// print shows the page of a key.
func (p *keyPrinter) print(info store.Info, key string, now time.Time) error {
	shown := toShow(key)
	err := p.show("the recovery key's page", keyTemplate, map[string]any{
		"Project": info.Name, "ID": info.ID, "Prefix": shown.Prefix, "Groups": shown.Groups, "Date": now.Format("2 January 2006"),
	})
	switch {
	case errors.Is(err, errPageLeft):
		return p.left(err)
	case errors.Is(err, errNotShown):
		return &viewmodel.Told{
			Words: "No browser showed the page, so it is deleted again. The key is safe in the project. Copy the paper, or write the key to a file with “doorstep project key sheet”.",
			Err:   err,
		}
	}
	return err
}

// left tells that the page cannot be removed.
func (p *keyPrinter) left(err error) error {
	return &viewmodel.Told{
		Kind:  viewmodel.ErrKeyPageLeft,
		Words: "The page with the recovery key is still on this laptop: " + p.path + ". Whoever finds it can read every answer. Doorstep goes on trying to delete it; if it stays, close the browser and delete the file by hand.",
		Err:   err,
	}
}
