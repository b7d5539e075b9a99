package app

import (
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"doorstep/app/viewmodel"
	"doorstep/survey/store"
)

// Where no browser opens, whether the key's page is gone again is told as it is.
func TestKeysPageThatIsNotShown(t *testing.T) {
	const key = "AGE-SECRET-KEY-1QQQQQQQQQQ"
	for name, test := range map[string]struct {
		meanwhile func(page string) error
		left      bool
		says      string
	}{
		"deleted": {func(string) error { return nil }, false, "is deleted again"},
		"left": {func(page string) error { // there is something that cannot be deleted in its place
			return errors.Join(os.Remove(page), os.MkdirAll(filepath.Join(page, "held"), 0o700))
		}, true, "is still on this laptop"},
	} {
		var keys *keyPrinter
		keys = newKeyPrinter(t.TempDir(), func(*url.URL) error {
			if err := test.meanwhile(keys.path); err != nil {
				t.Fatal(err)
			}
			return errors.New("no browser")
		})
		err := keys.print(store.Info{Name: "Care"}, key, time.Now())
		if err == nil || errors.Is(err, viewmodel.ErrKeyPageLeft) != test.left || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: it says %v", name, err)
		}
		if _, err := os.Stat(keys.path); (err == nil) != test.left {
			t.Errorf("%s: the page: %v", name, err)
		}
	}
}
