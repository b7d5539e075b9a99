package assets_test

import (
	"bytes"
	"image/png"
	"strings"
	"testing"

	"doorstep/assets"
)

func TestIcon(t *testing.T) {
	picture, err := png.Decode(bytes.NewReader(assets.Icon()))
	if err != nil {
		t.Fatal(err)
	}
	if b := picture.Bounds(); b.Dx() != 512 || b.Dy() != 512 {
		t.Errorf("the icon is %d by %d pixels, want 512 by 512", b.Dx(), b.Dy())
	}
	if !bytes.Contains(assets.IconSVG(), []byte("<svg")) {
		t.Error("the drawing is no SVG")
	}
}

func TestFonts(t *testing.T) {
	for _, script := range []string{assets.Latin, assets.Arabic, assets.Nastaliq, assets.Gurmukhi, assets.Cyrillic} {
		face, ok := assets.Fonts(script)
		if !ok || !isTrueType(face.Regular) || !isTrueType(face.Bold) {
			t.Errorf("script %s has no whole typeface", script)
		}
		if bytes.Equal(face.Regular, face.Bold) {
			t.Errorf("script %s: regular and bold are the same font", script)
		}
	}

	if han, ok := assets.Fonts(assets.Han); !ok || !isTrueType(han.Regular) || !bytes.Equal(han.Bold, han.Regular) {
		t.Error("Chinese has no typeface, or more than the one weight")
	}

	fallback, ok := assets.Fonts("Hans")
	latin, _ := assets.Fonts(assets.Latin)
	if ok || !bytes.Equal(fallback.Regular, latin.Regular) {
		t.Error("a script without a typeface of its own should get the Latin one, and say so")
	}
}

func TestFontLicencesAreCarried(t *testing.T) {
	texts := assets.Licences()
	if len(texts) != 2 {
		t.Errorf("got %d licence texts, want 2", len(texts))
	}
	for name, text := range texts {
		if !strings.Contains(text, "SIL OPEN FONT LICENSE Version 1.1") {
			t.Errorf("%s is not the licence", name)
		}
	}
}

func isTrueType(font []byte) bool {
	return bytes.HasPrefix(font, []byte{0, 1, 0, 0}) && len(font) > 10_000
}
