// Package canary looks for known words in files, for tests that nothing a
// resident said is where it should not be.
package canary

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf16"
)

// Find returns where any of the words is in the files below the folders, in
// any form that a program might write it: as it is (which is CBOR's and JSON's
// way too), in UTF-16, escaped as JSON, in hexadecimal, in base64, and turned
// to other capitals.
func Find(folders []string, words ...string) (found []string, err error) {
	forms := map[string][]byte{}
	for _, w := range words {
		for name, form := range formsOf(w) {
			forms[fmt.Sprintf("%q %s", w, name)] = form
		}
	}
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			b, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			for name, form := range forms {
				if bytes.Contains(b, form) || bytes.Contains([]byte(path), form) {
					found = append(found, path+": "+name)
				}
			}
			return nil
		})
		if err != nil {
			return found, err
		}
	}
	return found, nil
}

func formsOf(word string) map[string][]byte {
	forms := map[string][]byte{
		"as it is": []byte(word), "in small letters": []byte(strings.ToLower(word)), "in capitals": []byte(strings.ToUpper(word)),
		"in hexadecimal": []byte(hex.EncodeToString([]byte(word))), "in capital hexadecimal": []byte(strings.ToUpper(hex.EncodeToString([]byte(word)))),
	}
	for name, order := range map[string]binary.AppendByteOrder{"in UTF-16, little end first": binary.LittleEndian, "in UTF-16, big end first": binary.BigEndian} {
		var b []byte
		for _, unit := range utf16.Encode([]rune(word)) {
			b = order.AppendUint16(b, unit)
		}
		forms[name] = b
	}
	if escaped, err := json.Marshal(word); err == nil {
		forms["as JSON"] = bytes.Trim(escaped, `"`)
	}
	var ascii strings.Builder
	for _, unit := range utf16.Encode([]rune(word)) {
		if unit < 0x80 {
			ascii.WriteByte(byte(unit))
		} else {
			fmt.Fprintf(&ascii, `\u%04x`, unit)
		}
	}
	forms["as JSON in ASCII"] = []byte(ascii.String())
	// Base64 looks different at each of three places. What stands across the
	// word's ends is left out.
	for place := range 3 {
		padded := append(make([]byte, place), word...)
		padded = padded[:len(padded)/3*3]
		for name, enc := range map[string]*base64.Encoding{"base64": base64.StdEncoding, "base64 for addresses": base64.URLEncoding} {
			text := enc.EncodeToString(padded)
			if place > 0 {
				text = text[4:]
			}
			forms[fmt.Sprintf("in %s, place %d", name, place)] = []byte(text)
		}
	}
	return forms
}
