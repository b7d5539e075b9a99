package workbook

import (
	"archive/zip"
	"bytes"
	"hash/crc32"
	"io"
	"io/fs"
	"math"
	"os"

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
	waits  *waiting // until its turn comes; nil for one that is streamed
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

// newPart starts a part that grows while another is being streamed, and is
// kept aside until its turn comes.
func newPart(name string, aside func() (*os.File, error)) *part {
	w := &waiting{file: aside}
	return &part{header: zip.FileHeader{Name: name, Method: zip.Deflate, ReaderVersion: 20}, out: w, waits: w}
}

// waiting is what of a part waits for its turn: the last of it in memory, what
// came before in a file that all of them share.
type waiting struct {
	file   func() (*os.File, error)
	pieces []piece
	last   bytes.Buffer
}

// piece is a stretch of the shared file.
type piece struct{ at, length int64 }

// mostWaiting is how much of one part waits in memory.
const mostWaiting = 1 << 18

func (w *waiting) Write(data []byte) (int, error) {
	w.last.Write(data)
	if w.last.Len() < mostWaiting {
		return len(data), nil
	}
	file, err := w.file()
	if err != nil {
		return 0, err
	}
	at, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		return 0, err
	}
	length, err := w.last.WriteTo(file)
	if err != nil {
		return 0, err
	}
	w.pieces = append(w.pieces, piece{at, length})
	return len(data), nil
}

// WriteTo writes all that waited, in its order.
func (w *waiting) WriteTo(to io.Writer) (n int64, err error) {
	for _, p := range w.pieces {
		file, err := w.file()
		if err != nil {
			return n, err
		}
		more, err := io.Copy(to, io.NewSectionReader(file, p.at, p.length))
		if n += more; err != nil {
			return n, err
		}
	}
	more, err := w.last.WriteTo(to)
	return n + more, err
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
	_, err = p.waits.WriteTo(w)
	return err
}
