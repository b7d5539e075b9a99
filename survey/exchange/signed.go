package exchange

import (
	"bytes"
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"os"

	"filippo.io/age"
	"github.com/klauspost/compress/zstd"
)

// Files that go from the coordinator to the laptops cannot be sealed to them:
// laptops have no key of their own. They hold nothing that anybody said, and
// they are signed, so that nobody else can make up a withdrawal or put another
// public key in the project's place.
//
// Such a file is a line that names its kind, then a CBOR array: the format, the
// contents (CBOR, compressed with zstd), the public key, and the Ed25519
// signature over the line and the compressed contents.

// Why a coordinator's file is not taken.
var (
	ErrNotSigned  = errors.New("the file was not signed by this project's coordinator")
	ErrNoVerifier = errors.New("this laptop does not know the coordinator's key")
)

const signedFormat = 1

type signedFile struct {
	_         struct{} `cbor:",toarray"`
	Format    int
	Contents  []byte
	Key       []byte
	Signature []byte
}

type signedKind string

const (
	handOutKind signedKind = "doorstep project\n"
	newsKind    signedKind = "doorstep news\n"
)

// SigningKey is the key that the coordinator's files are signed with. It comes
// from the recovery key, so there is nothing more to keep.
func SigningKey(identity *age.X25519Identity) (ed25519.PrivateKey, error) {
	seed, err := hkdf.Key(sha256.New, []byte(identity.String()), nil, "doorstep: what the coordinator signs", ed25519.SeedSize)
	if err != nil {
		return nil, err
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

// Fingerprint is a public key and the coordinator's key as four groups to read
// out and compare.
func Fingerprint(recipient string, verifier []byte) string {
	sum := sha256.Sum256(append([]byte(recipient+"\x00"), verifier...))
	text := base32.StdEncoding.EncodeToString(sum[:10])
	return text[:4] + " " + text[4:8] + " " + text[8:12] + " " + text[12:16]
}

func writeSigned(w io.Writer, kind signedKind, contents any, key ed25519.PrivateKey) error {
	plain, err := packEncoding.Marshal(contents)
	if err != nil {
		return err
	}
	zip, err := zstd.NewWriter(nil)
	if err != nil {
		return err
	}
	packed := zip.EncodeAll(plain, nil)
	if err := zip.Close(); err != nil {
		return err
	}
	public, _ := key.Public().(ed25519.PublicKey)
	b, err := packEncoding.Marshal(signedFile{
		Format: signedFormat, Contents: packed, Key: public, Signature: ed25519.Sign(key, append([]byte(kind), packed...)),
	})
	if err != nil {
		return err
	}
	_, err = w.Write(append([]byte(kind), b...))
	return err
}

// kindOf returns which of the coordinator's files a file is, "" when none.
func kindOf(path string) (signedKind, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	head := make([]byte, len(handOutKind))
	n, _ := io.ReadFull(f, head) // a short file is none of ours
	for _, kind := range []signedKind{handOutKind, newsKind} {
		if bytes.HasPrefix(head[:n], []byte(kind)) {
			return kind, nil
		}
	}
	return "", nil
}

// IsNews reports whether a file is news from a coordinator.
func IsNews(path string) bool { kind, err := kindOf(path); return err == nil && kind == newsKind }

// IsHandOut reports whether a file is a project handed out by a coordinator.
func IsHandOut(path string) bool { kind, err := kindOf(path); return err == nil && kind == handOutKind }

// maxSigned is the largest such file: questionnaires with their pictures and
// films.
const maxSigned = 512 << 20

// readSigned reads a file and returns the key that it is signed with.
func readSigned(path string, kind signedKind, into any) (key []byte, err error) {
	stat, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if stat.Size() > maxSigned {
		return nil, oversized()
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	rest, ok := bytes.CutPrefix(b, []byte(kind))
	if !ok {
		return nil, fault{ErrNotPack, "it is not " + map[signedKind]string{handOutKind: "a project file of Doorstep", newsKind: "news of Doorstep"}[kind]}
	}
	var f signedFile
	format, err := formatOf(rest)
	if err == nil && format > signedFormat {
		return nil, fault{ErrNewerPack, "it was made by a newer Doorstep. Install the newest Doorstep on this laptop to open it"}
	}
	if err == nil {
		err = packDecoding.Unmarshal(rest, &f)
	}
	if err != nil {
		return nil, damagedFile(err)
	}
	if len(f.Key) != ed25519.PublicKeySize || !ed25519.Verify(f.Key, append([]byte(kind), f.Contents...), f.Signature) {
		return nil, damagedFile(errors.New("its signature does not fit"))
	}
	plain, err := unfold(f.Contents)
	if err == nil {
		err = packDecoding.Unmarshal(plain, into)
	}
	switch {
	case errors.Is(err, ErrOversized):
		return nil, err
	case err != nil:
		return nil, damagedFile(err)
	}
	return f.Key, nil
}

// unfold decompresses contents that are no larger than a pack's may be.
func unfold(contents []byte) ([]byte, error) {
	most := min(max(freeRatio, maxRatio*len(contents)), maxSigned)
	zip, err := zstd.NewReader(nil, zstd.WithDecoderMaxMemory(uint64(most)), zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	defer zip.Close()
	plain, err := zip.DecodeAll(contents, nil)
	if errors.Is(err, zstd.ErrDecoderSizeExceeded) || errors.Is(err, zstd.ErrWindowSizeExceeded) {
		err = oversized()
	}
	return plain, err
}

// fault is of a kind that packs have, in words for a file that is none.
type fault struct {
	kind  error
	words string
}

func (f fault) Error() string { return f.words }

func (f fault) Unwrap() error { return f.kind }

func oversized() error {
	return fault{ErrOversized, "it unfolds to far more than any such file holds. Ask where it comes from"}
}

func damagedFile(err error) error {
	return fault{ErrDamagedPack, fmt.Sprintf("it is damaged: %v. Ask for it again", plainEnd(err))}
}
