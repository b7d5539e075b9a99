package exchange

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"doorstep/survey/store"

	"filippo.io/age"
	"github.com/fxamacker/cbor/v2"
)

// PackExtension is how packs end.
const PackExtension = ".doorpack"

// PackOptions are how to write a pack. The zero value packs everything.
type PackOptions struct {
	SinceLast bool // only what came in after the last pack that went well
	Now       func() time.Time
	Progress  func(done, total int) // responses written; may be nil
}

// PackInfo says what a pack holds.
type PackInfo struct {
	Path                         string
	Forms, Revisions, Tombstones int
	Erased                       int   // of the revisions: what was said in them is gone, and every pack has them
	Attempts                     int   // states of tries in the contact log
	Size                         int64 // bytes of the file
}

// WritePack writes what the project holds to a file, sealed so that only the
// project's recovery key opens it; in a folder it chooses the name. The file is
// written under a temporary name and renamed once it is whole: when it fails or
// ctx ends there is none.
func WritePack(ctx context.Context, st *store.Store, to string, o PackOptions) (info PackInfo, err error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	now := o.Now()
	recipient, err := age.ParseX25519Recipient(st.Info().Recipient)
	if err != nil {
		return info, fmt.Errorf("the project's public key cannot be read: %w", err)
	}
	last, packed, err := st.LastRevision(ctx)
	if err != nil {
		return info, err
	}
	w := &packWriter{store: st, upTo: last, progress: o.Progress}
	if o.SinceLast {
		w.after = packed
	}
	name := st.Info().Name + " " + st.Info().Device
	info.Path, err = writeWhole(to, fileName(name, now, PackExtension), func(f io.Writer) error {
		sealed, err := age.Encrypt(f, recipient)
		if err != nil {
			return err
		}
		plain := bufio.NewWriterSize(sealed, 1<<16)
		if err := w.write(ctx, plain, now); err != nil {
			return err
		}
		return errors.Join(plain.Flush(), sealed.Close())
	})
	if err != nil {
		return info, fmt.Errorf("no pack was written and nothing is lost: %w", err)
	}
	w.info.Path = info.Path
	if stat, err := os.Stat(info.Path); err == nil {
		w.info.Size = stat.Size()
	}
	return w.info, st.SetPacked(ctx, w.upTo, now)
}

// fileName is what a file is called in a folder: after the project and device,
// and the time.
func fileName(what string, now time.Time, extension string) string {
	safe := strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '_'
		}
		return r
	}, what)
	return safe + " " + now.Format("2006-01-02 150405") + extension
}

// writeWhole writes a file under a temporary name beside its own, and renames
// it once it is on disk. In a folder it takes the name given, or one like it
// where that is taken.
func writeWhole(to, name string, write func(io.Writer) error) (path string, err error) {
	stat, err := os.Stat(to)
	switch {
	case err == nil && stat.IsDir():
		if to, err = freeName(filepath.Join(to, name)); err != nil {
			return "", err
		}
	case err != nil && !errors.Is(err, os.ErrNotExist):
		return "", err
	}
	f, err := os.CreateTemp(filepath.Dir(to), ".pack-*") // mode 0600
	if err != nil {
		return "", err
	}
	defer func() {
		if err != nil {
			_ = f.Close() // it may be closed already
			_ = os.Remove(f.Name())
		}
	}()
	buffered := bufio.NewWriterSize(f, 1<<16)
	if err := write(buffered); err != nil {
		return "", err
	}
	if err := errors.Join(buffered.Flush(), f.Sync(), f.Close()); err != nil {
		return "", err
	}
	return to, os.Rename(f.Name(), to)
}

// freeName is a path that nothing has yet: two packs of one second are two files.
func freeName(path string) (string, error) {
	extension := filepath.Ext(path)
	for n := 1; ; n++ {
		candidate := path
		if n > 1 {
			candidate = fmt.Sprintf("%s (%d)%s", strings.TrimSuffix(path, extension), n, extension)
		}
		if _, err := os.Lstat(candidate); errors.Is(err, os.ErrNotExist) {
			return candidate, nil
		} else if err != nil {
			return "", err
		}
	}
}

// PacksIn lists the packs in a folder, by name.
func PacksIn(folder string) ([]string, error) { return filesIn(folder, PackExtension) }

// FilesIn lists the packs and the news in a folder, by name.
func FilesIn(folder string) ([]string, error) { return filesIn(folder, PackExtension, NewsExtension) }

func filesIn(folder string, extensions ...string) ([]string, error) {
	entries, err := os.ReadDir(folder) // sorted
	if err != nil {
		return nil, fmt.Errorf("look for packs: %w", err)
	}
	var files []string
	for _, e := range entries {
		if !e.IsDir() && !strings.HasPrefix(e.Name(), ".") && slices.Contains(extensions, strings.ToLower(filepath.Ext(e.Name()))) {
			files = append(files, filepath.Join(folder, e.Name()))
		}
	}
	return files, nil
}

// packWriter writes a project's entries.
type packWriter struct {
	store       *store.Store
	after, upTo int64 // the places of the revisions that go
	progress    func(done, total int)
	out         *packEncoder
	info        PackInfo
}

func (w *packWriter) item(kind itemKind, body any) error {
	b, err := packEncoding.Marshal(body)
	if err != nil {
		return err
	}
	return w.out.item(kind, b)
}

var packEncoding = func() cbor.EncMode {
	m, err := cbor.EncOptions{}.EncMode()
	if err != nil {
		panic(err) // the options are constant
	}
	return m
}()

func (w *packWriter) write(ctx context.Context, to io.Writer, now time.Time) error {
	header, err := w.header(ctx, now)
	if err != nil {
		return err
	}
	if w.out, err = newPackEncoder(to, header); err != nil {
		return err
	}
	if err := w.all(ctx); err != nil {
		return errors.Join(err, w.out.zip.Close())
	}
	return w.out.close()
}

func (w *packWriter) all(ctx context.Context) error {
	total, err := w.store.CountRevisions(ctx, w.after, w.upTo)
	if err != nil {
		return err
	}
	if err := w.item(itemPlan, packPlan{Revisions: total}); err != nil {
		return err
	}
	// After upTo was read: every form that a packed revision answers is here.
	if err := w.forms(ctx); err != nil {
		return err
	}
	for r, err := range w.store.Revisions(ctx, w.after, w.upTo) {
		if err != nil {
			return err
		}
		if err := w.item(itemRevision, toPackRevision(r)); err != nil {
			return err
		}
		if r.Document == nil {
			w.info.Erased++
		}
		if w.info.Revisions++; w.progress != nil && w.info.Revisions%64 == 0 {
			w.progress(w.info.Revisions, max(total, w.info.Revisions))
		}
	}
	if err := w.attachments(ctx); err != nil {
		return err
	}
	if err := w.attempts(ctx, w.store); err != nil {
		return err
	}
	if err := w.tombstones(ctx); err != nil {
		return err
	}
	return w.item(itemTrailer, packTrailer{Forms: w.info.Forms, Revisions: w.info.Revisions, Tombstones: w.info.Tombstones, Sum: w.out.sum.Sum(nil)})
}

func (w *packWriter) tombstones(ctx context.Context) error {
	tombstones, err := w.store.Tombstones(ctx)
	if err != nil {
		return err
	}
	for _, t := range tombstones {
		if err := w.item(itemTombstone, toPackTombstone(&t)); err != nil {
			return err
		}
		w.info.Tombstones++
	}
	return nil
}

func (w *packWriter) header(ctx context.Context, now time.Time) ([]byte, error) {
	devices, err := w.store.Devices(ctx)
	if err != nil {
		return nil, err
	}
	info := w.store.Info()
	h := packHeader{Format: packFormat, Project: info.ID, Name: info.Name, Device: info.Device, Written: toInstant(now)}
	for _, d := range devices {
		h.Devices = append(h.Devices, packDevice{Code: d.Code, LastNumber: d.LastNumber})
	}
	return packEncoding.Marshal(h)
}

func (w *packWriter) forms(ctx context.Context) error {
	forms, err := w.store.Forms(ctx)
	if err != nil {
		return err
	}
	for _, f := range forms {
		p, err := toPackForm(ctx, w.store, f)
		if err != nil {
			return err
		}
		if err := w.item(itemForm, p); err != nil {
			return err
		}
		w.info.Forms++
	}
	return nil
}

// attachments writes the files of the packed responses.
func (w *packWriter) attachments(ctx context.Context) error {
	ids, err := w.store.ResponsesWithAttachments(ctx, w.after, w.upTo)
	if err != nil {
		return err
	}
	for _, id := range ids {
		names, err := w.store.Attachments(ctx, id)
		if err != nil {
			return err
		}
		for _, name := range names {
			data, err := w.store.Attachment(ctx, id, name)
			if errors.Is(err, store.ErrNotFound) {
				continue // erased this moment
			}
			if err != nil {
				return err
			}
			if err := w.item(itemAttachment, packAttachment{InstanceID: id, Name: name, Data: data}); err != nil {
				return err
			}
		}
	}
	return nil
}
