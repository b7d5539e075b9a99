package workbook

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"hash"
	"hash/crc32"
	"io"
	"io/fs"

	"github.com/xuri/excelize/v2"
)

// archive is the workbook's zip, written as it grows. The response sheets go
// in first, row by row; at the end excelize writes everything else through
// it, and what it has for those sheets is left out.
type archive struct {
	zip     *zip.Writer
	written map[string]bool
}

// level is how hard to compress. Sheets are so repetitive that more effort
// costs more time than it saves space.
const level = 2

func newArchive(w io.Writer) *archive {
	z := zip.NewWriter(w)
	z.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) { return flate.NewWriter(out, level) })
	return &archive{zip: z, written: map[string]bool{}}
}

// stream starts a part that is written straight to the file. Only one part can
// be open so.
func (a *archive) stream(name string) (io.Writer, error) {
	a.written[name] = true
	return a.zip.Create(name)
}

// finish writes the rest of the book and ends the zip.
func (a *archive) finish(book *excelize.File) error {
	book.SetZipWriter(func(io.Writer) excelize.ZipWriter { return rest{a} })
	return book.Write(io.Discard)
}

// rest is the archive as excelize sees it.
type rest struct{ *archive }

func (r rest) Create(name string) (io.Writer, error) {
	if r.written[name] {
		return io.Discard, nil
	}
	r.written[name] = true
	return r.zip.Create(name)
}

func (r rest) AddFS(fsys fs.FS) error { return r.zip.AddFS(fsys) }
func (r rest) Close() error           { return r.zip.Close() }

// packed is a part that grows while another is being streamed: kept in
// memory, already compressed, until its turn comes.
type packed struct {
	name string
	data bytes.Buffer
	pack *flate.Writer
	sum  hash.Hash32
	size uint64
}

func newPacked(name string) (*packed, error) {
	p := &packed{name: name, sum: crc32.NewIEEE()}
	var err error
	p.pack, err = flate.NewWriter(&p.data, level)
	return p, err
}

func (p *packed) Write(b []byte) (int, error) {
	p.size += uint64(len(b))
	_, _ = p.sum.Write(b) // a hash never fails
	return p.pack.Write(b)
}

// addPacked puts a packed part in its place.
func (a *archive) addPacked(p *packed) error {
	if err := p.pack.Close(); err != nil {
		return err
	}
	a.written[p.name] = true
	w, err := a.zip.CreateRaw(&zip.FileHeader{
		Name: p.name, Method: zip.Deflate, CRC32: p.sum.Sum32(),
		CompressedSize64: uint64(p.data.Len()), UncompressedSize64: p.size,
	})
	if err != nil {
		return err
	}
	_, err = p.data.WriteTo(w)
	return err
}
