package workbook

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"math/rand/v2"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/klauspost/compress/flate"

	"doorstep/export"
	"doorstep/export/exporttest"
	"doorstep/export/safefile"
	"doorstep/survey"
)

// FuzzTextCell writes any text as a cell and reads it back as Excel does.
func FuzzTextCell(f *testing.F) {
	for _, s := range []string{"", "=1+1", " two  spaces ", "a\r\nb\tc", "\x00\x1f_x0041_", "_x005F_", "<&>\"'", "\xff", "\uFFFE", "żółw 🐢 سلام", "_x_x0041_"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		words := newSharedWords()
		for _, shares := range []bool{false, true} {
			e := rowEncoder{styles: &styles{}, words: words, known: map[string]int{}, sheet: &sheetLayout{letters: []string{"A"}, shares: []bool{shares}}}
			e.row(2, []export.Cell{{Kind: export.Text, Text: s}})
			var row struct {
				Cells []struct {
					At     string `xml:"r,attr"`
					Kind   string `xml:"t,attr"`
					Value  string `xml:"v"`
					Inline struct {
						Space string `xml:"http://www.w3.org/XML/1998/namespace space,attr"`
						Text  string `xml:",chardata"`
					} `xml:"is>t"`
				} `xml:"c"`
			}
			if err := xml.Unmarshal(e.buf, &row); err != nil {
				t.Fatalf("%q becomes %s: %v", s, e.buf, err)
			}
			c := row.Cells[0]
			got := c.Inline.Text
			switch {
			case c.Kind == "s":
				n, err := strconv.Atoi(c.Value)
				if err != nil {
					t.Fatal(err)
				}
				got = words.list[n]
			case c.Inline.Space != "preserve" && (strings.TrimSpace(got) != got || strings.ContainsAny(got, "\t\n") || strings.Contains(got, "  ")):
				t.Errorf("%q may lose spaces: %s", s, e.buf)
			}
			if s != "" && (c.At != "A2" || unescape(got) != oneMarkEach(s)) {
				t.Errorf("%q comes back from %s as %q", s, e.buf, unescape(got))
			}
		}
	})
}

// oneMarkEach is s with one mark for each byte that is no UTF-8.
func oneMarkEach(s string) string {
	var b strings.Builder
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		b.WriteRune(r)
		s = s[size:]
	}
	return b.String()
}

var escaped = regexp.MustCompile(`_x([0-9A-Fa-f]{4})_`)

// unescape reads Excel's _x000D_ as Excel does: from the left, each once.
func unescape(s string) string {
	return escaped.ReplaceAllStringFunc(s, func(e string) string {
		n, _ := strconv.ParseUint(e[2:6], 16, 16)
		if utf16.IsSurrogate(rune(n)) {
			return e
		}
		return string(rune(n))
	})
}

// TestManyChunks writes more rows than a few chunks hold, with repeats between
// them, and finds them whole and in order.
func TestManyChunks(t *testing.T) {
	form := exporttest.Form("many", "1",
		exporttest.Select(survey.TypeSelectOne, "often", "How often?", exporttest.List("often", "1", "Hardly ever", "2", "Some of the time", "3", "Often")),
		exporttest.Question(survey.TypeText, "why", "Why?"),
		exporttest.Repeat("child", "Children", exporttest.Question(survey.TypeInteger, "years", "Age")),
	)
	const n = 6000
	responses := func(yield func(*survey.Submission, error) bool) {
		for i := range n {
			children := []map[string]any{{"years": strconv.Itoa(i % 17)}, {"years": strconv.Itoa(i % 13)}}
			if !yield(exporttest.Response(form, i, map[string]any{"often": strconv.Itoa(1 + i%3), "why": fmt.Sprintf("because of %d", i), "child": children}), nil) {
				return
			}
		}
	}
	path := filepath.Join(t.TempDir(), "out.xlsx")
	if _, err := Write(t.Context(), path, plan(t, export.Options{}, form), export.Meta{When: exporttest.Start, Stored: n}, responses, nil); err != nil {
		t.Fatal(err)
	}
	f := open(t, path)
	main, children := rows(t, f, "Responses"), rows(t, f, "child")
	if len(main) != n+1 || len(children) != 2*n+1 {
		t.Fatalf("%d and %d rows", len(main), len(children))
	}
	labels := []string{"Hardly ever", "Some of the time", "Often"}
	for i := range n {
		if row := main[i+1]; row[1] != labels[i%3] || row[2] != fmt.Sprintf("because of %d", i) {
			t.Fatalf("row %d is %q", i+2, row)
		}
		if row := children[2*i+2]; row[3] != strconv.Itoa(i%13) || row[1] != main[i+1][0] {
			t.Fatalf("child row %d is %q", 2*i+3, row)
		}
	}
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	for _, part := range z.File { // reading to the end compares the sums
		r, err := part.Open()
		if err == nil {
			_, err = io.Copy(io.Discard, r)
		}
		if err != nil {
			t.Errorf("%s: %v", part.Name, err)
		}
	}
}

// TestPartsThatWait writes two parts by turns, more of each than stays in
// memory, and finds them whole.
func TestPartsThatWait(t *testing.T) {
	out, err := safefile.Create(filepath.Join(t.TempDir(), "out.zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer out.Abandon()
	var file bytes.Buffer
	a := newArchive(&file)
	var deflated bytes.Buffer
	pack, err := flate.NewWriter(&deflated, level)
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 9))
	parts := []*part{newPart("one.xml", out.Waiting), newPart("two.xml", out.Waiting)}
	want := make([]bytes.Buffer, len(parts))
	for i := range 40 {
		piece := make([]byte, 1<<15) // nothing that deflates
		for at := range piece {
			piece[at] = byte(rng.Uint32())
		}
		deflated.Reset()
		pack.Reset(&deflated)
		_, err := pack.Write(piece)
		if err := errors.Join(err, pack.Flush(), parts[i%2].add(deflated.Bytes(), piece)); err != nil {
			t.Fatal(err)
		}
		want[i%2].Write(piece)
	}
	if len(parts[0].waits.pieces) < 2 {
		t.Error("nothing was kept aside")
	}
	for _, p := range parts {
		if err := errors.Join(p.close(), a.put(p)); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.zip.Close(); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		t.Fatal(err)
	}
	for i := range parts {
		got, err := fs.ReadFile(z, z.File[i].Name)
		if err != nil || !bytes.Equal(got, want[i].Bytes()) {
			t.Errorf("%s: %d bytes of %d, %v", z.File[i].Name, len(got), want[i].Len(), err)
		}
	}
}

// TestPartBeyond4GiB streams a part whose length does not fit 32 bits.
func TestPartBeyond4GiB(t *testing.T) {
	if testing.Short() {
		t.Skip("reads five thousand million bytes")
	}
	piece := make([]byte, 64<<20)
	var deflated bytes.Buffer
	pack, err := flate.NewWriter(&deflated, level)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := pack.Write(piece); err != nil {
		t.Fatal(err)
	}
	if err := pack.Flush(); err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	a := newArchive(&file)
	p, err := a.stream("big.xml")
	if err != nil {
		t.Fatal(err)
	}
	const pieces = math.MaxUint32/(64<<20) + 2
	for range pieces {
		if err := p.add(deflated.Bytes(), piece); err != nil {
			t.Fatal(err)
		}
	}
	waits := newPart("small.xml", nil)
	for _, err := range []error{p.close(), waits.add(nil, nil), waits.close(), a.put(waits), a.zip.Close()} {
		if err != nil {
			t.Fatal(err)
		}
	}
	z, err := zip.NewReader(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []int64{pieces * 64 << 20, 0} {
		r, err := z.File[i].Open()
		if err != nil {
			t.Fatal(err)
		}
		if n, err := io.Copy(io.Discard, r); err != nil || n != want || z.File[i].UncompressedSize64 != uint64(want) {
			t.Errorf("%s: %d bytes of %d, %v", z.File[i].Name, n, want, err)
		}
	}
}
