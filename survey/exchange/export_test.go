package exchange

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"doorstep/survey/store"

	"filippo.io/age"
	"github.com/fxamacker/cbor/v2"
)

// RewriteFormat makes of a pack one that says to be of another format, laid out
// as formats 1 and 2 were.
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
	head, rest, err := readPackHeader(plain)
	if err != nil {
		t.Fatal(err)
	}
	in, err := newZippedItems(rest)
	if err != nil {
		t.Fatal(err)
	}
	defer in.close()
	write, sum := cbor.NewEncoder(sealed).Encode, sha256.New()
	for it, err := (packItem{Kind: itemHeader, Body: head}), error(nil); !errors.Is(err, io.EOF); it, err = in.next() {
		if err != nil {
			t.Fatal(err)
		}
		if it.Kind == itemPlan {
			continue
		}
		it.Body = rewritten(t, it, format, sum.Sum(nil))
		if it.Kind != itemTrailer {
			sumItem(sum, it.Kind, it.Body)
		}
		if err := write(it); err != nil {
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

// NewerFile is a file of one of the coordinator's kinds as a newer program may
// write it, and HugeFile one that is signed and unfolds to n bytes.
func NewerFile(t *testing.T, news bool) []byte {
	t.Helper()
	b, err := packEncoding.Marshal([]any{signedFormat + 1, map[string]int{"something": 1}})
	if err != nil {
		t.Fatal(err)
	}
	return append([]byte(kindFor(news)), b...)
}

func HugeFile(t *testing.T, news bool, n int, key ed25519.PrivateKey) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := writeSigned(&b, kindFor(news), make([]byte, n), key); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func kindFor(news bool) signedKind {
	if news {
		return newsKind
	}
	return handOutKind
}

// WriteBomb writes a pack whose entries unfold to far more than it holds: many
// small ones, or one that says to be large.
func WriteBomb(t *testing.T, dir string, info store.Info, entries, size int) string {
	t.Helper()
	to, err := age.ParseX25519Recipient(info.Recipient)
	if err != nil {
		t.Fatal(err)
	}
	path, err := writeWhole(dir, "bomb"+PackExtension, func(f io.Writer) error {
		sealed, err := age.Encrypt(f, to)
		if err != nil {
			return err
		}
		header, err := packEncoding.Marshal(packHeader{Format: packFormat, Project: info.ID, Device: "BOMB"})
		if err != nil {
			return err
		}
		e, err := newPackEncoder(sealed, header)
		if err != nil {
			return err
		}
		body, err := packEncoding.Marshal(packAttachment{InstanceID: "uuid:none", Name: "zeros", Data: make([]byte, size)})
		if err != nil {
			return err
		}
		for range entries {
			if err := e.item(itemAttachment, body); err != nil {
				return err
			}
		}
		return errors.Join(e.close(), sealed.Close())
	})
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Clean(path)
}
