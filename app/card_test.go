package app

import (
	"errors"
	"net/url"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"doorstep/app/viewmodel"
)

func TestCardPage(t *testing.T) {
	var opened *url.URL
	p := newCardPrinter(t.TempDir(), func(u *url.URL) error { opened = u; return nil })
	card := viewmodel.Card{
		Reference: "H7K2-M9QX", Language: "ar", Project: `East <End> & "friends"`, Questionnaire: "Haghill",
		Date: time.Date(2026, 11, 22, 14, 5, 0, 0, time.UTC),
	}
	if err := p.PrintCard(t.Context(), card); err != nil {
		t.Fatal(err)
	}
	if opened == nil || opened.Scheme != "file" || !strings.HasSuffix(opened.Path, "/card to print.html") {
		t.Errorf("opened %v", opened)
	}
	page, err := os.ReadFile(p.path)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`lang="ar" dir="rtl"`, "H7K2-M9QX", "East &lt;End&gt; &amp;", "رمزكم المرجعي"} {
		if !strings.Contains(string(page), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if info, err := os.Stat(p.path); runtime.GOOS != "windows" && (err != nil || info.Mode().Perm() != 0o600) {
		t.Errorf("%v, %v: others on this laptop may read it", info.Mode(), err)
	}
	if err := p.tidy(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(p.path); !errors.Is(err, os.ErrNotExist) {
		t.Error("the page stays behind")
	}
	if err := p.tidy(); err != nil {
		t.Errorf("tidy again: %v", err)
	}
	p.open = func(*url.URL) error { return errors.New("no browser") }
	if err := p.PrintCard(t.Context(), card); !errors.Is(err, viewmodel.ErrCardNotOpened) {
		t.Errorf("without a browser: %v", err)
	}
}
