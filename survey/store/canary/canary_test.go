package canary

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFind(t *testing.T) {
	const word = "Żaneta-canary-42"
	for name, text := range map[string]string{
		"plain": "x" + word + "x", "utf16": "x\x7b\x01a\x00n\x00e\x00t\x00a\x00-\x00c\x00a\x00n\x00a\x00r\x00y\x00-\x004\x002\x00",
		"escaped": `{"a":"\u017baneta-canary-42"}`, "base64": base64.StdEncoding.EncodeToString([]byte("ab" + word + "cd")),
		"base64 one on": base64.RawURLEncoding.EncodeToString([]byte("abc" + word)), "hex": "00c5bb616e6574612d63616e6172792d3432",
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "f"), []byte(strings.Repeat("filler ", 100)+text), 0o600); err != nil {
			t.Fatal(err)
		}
		if found, err := Find([]string{dir}, word); err != nil || len(found) == 0 {
			t.Errorf("%s: found %v, %v", name, found, err)
		}
		if found, err := Find([]string{dir}, "another-canary-43"); err != nil || len(found) > 0 {
			t.Errorf("%s: found %v, %v", name, found, err)
		}
	}
}
