package workbook

import (
	"archive/zip"
	"bytes"
	"hash/crc32"
	"io"
	"io/fs"
	"math"

	"github.com/klauspost/compress/flate"
	"github.com/xuri/excelize/v2"
)

// archive is the workbook's zip, written as it grows. The response sheets go
// in first, row by row; at the end excelize writes everything else through
// it, and what it has for those sheets is left out.
type archive struct {
	zip     *zip.Writer
	written map[string]bool
}

// level is how hard to compress: the least that makes files no larger than
// other writers'. One less saves a tenth of the time for a twentieth of space.
const level = 6

func newArchive(w io.Writer) *archive {
	z := zip.NewWriter(w)
	z.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) { return flate.NewWriter(out, level) })
	return &archive{zip: z, written: map[string]bool{}}
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

// part is one file of the package that comes as pieces already deflated.
type part struct {
	header zip.FileHeader
	out    io.Writer
	data   bytes.Buffer // of one that waits for its turn
}

// streamed flags a file whose sizes are written behind it.
const streamed = 0x8

// stream starts a part that is written straight to the file. Only one part can
// be open so.
func (a *archive) stream(name string) (*part, error) {
	p := &part{header: zip.FileHeader{Name: name, Method: zip.Deflate, Flags: streamed, ReaderVersion: 20}}
	a.written[name] = true
	var err error
	p.out, err = a.zip.CreateRaw(&p.header)
	return p, err
}

// newPart starts a part that grows while another is being streamed: it is kept
// in memory until its turn comes.
func newPart(name string) *part {
	p := &part{header: zip.FileHeader{Name: name, Method: zip.Deflate, ReaderVersion: 20}}
	p.out = &p.data
	return p
}

// add writes a piece: deflated up to a whole byte, and as it was.
func (p *part) add(deflated, plain []byte) error {
	p.header.CRC32 = crc32.Update(p.header.CRC32, crc32.IEEETable, plain)
	p.header.UncompressedSize64 += uint64(len(plain))
	p.header.CompressedSize64 += uint64(len(deflated))
	_, err := p.out.Write(deflated)
	return err
}

// close ends the part. A streamed one is in its place.
func (p *part) close() error {
	err := p.add([]byte{0x03, 0x00}, nil) // an empty last block
	//lint:ignore SA1019 the directory of the zip takes them from here for a part that was streamed
	p.header.CompressedSize = uint32(min(p.header.CompressedSize64, math.MaxUint32))
	//lint:ignore SA1019 as above
	p.header.UncompressedSize = uint32(min(p.header.UncompressedSize64, math.MaxUint32))
	return err
}

// put puts a part that waited in its place.
func (a *archive) put(p *part) error {
	a.written[p.header.Name] = true
	w, err := a.zip.CreateRaw(&p.header)
	if err != nil {
		return err
	}
	_, err = p.data.WriteTo(w)
	return err
}
