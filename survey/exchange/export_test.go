package exchange

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"os"
	"testing"

	"filippo.io/age"
	"github.com/fxamacker/cbor/v2"
)

// RewriteFormat makes of a pack one that says to be of another format.
func RewriteFormat(t *testing.T, path string, format int, ids []age.Identity, recipient string) string {
	t.Helper()
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := age.Decrypt(bytes.NewReader(whole), ids...)
	if err != nil {
		t.Fatal(err)
	}
	to, err := age.ParseX25519Recipient(recipient)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	sealed, err := age.Encrypt(&out, to)
	if err != nil {
		t.Fatal(err)
	}
	enc, sum := cbor.NewEncoder(sealed), sha256.New()
	for dec := packDecoding.NewDecoder(plain); ; {
		var it packItem
		if err := dec.Decode(&it); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		it.Body = rewritten(t, it, format, sum.Sum(nil))
		if it.Kind != itemTrailer {
			sumItem(sum, it.Kind, it.Body)
		}
		if err := enc.Encode(it); err != nil {
			t.Fatal(err)
		}
	}
	if err := sealed.Close(); err != nil {
		t.Fatal(err)
	}
	path += ".other" + PackExtension
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func rewritten(t *testing.T, it packItem, format int, sum []byte) []byte {
	t.Helper()
	var body any
	switch it.Kind {
	case itemHeader:
		var h packHeader
		if err := packDecoding.Unmarshal(it.Body, &h); err != nil {
			t.Fatal(err)
		}
		h.Format = format
		body = h
	case itemTrailer:
		var end packTrailer
		if err := packDecoding.Unmarshal(it.Body, &end); err != nil {
			t.Fatal(err)
		}
		end.Sum = sum
		body = end
	default:
		return it.Body
	}
	b, err := cbor.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
