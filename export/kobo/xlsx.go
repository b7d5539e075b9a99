package kobo

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/klauspost/compress/flate"
	"github.com/xuri/excelize/v2"
)

// maxRows is how many rows a sheet of Excel holds.
const maxRows = 1_048_576

// book is the workbook in work. Rows are deflated as they come, so what is in
// memory is no larger than the file; nothing is put aside on disk.
type book struct {
	layout *layout
	parts  []*sheetPart // in the order of the sheets
	open   map[*section]*sheetPart
	names  map[string]bool
}

// sheetPart is one sheet of the file. A section of too many rows has several.
type sheetPart struct {
	name   string
	rows   int
	data   bytes.Buffer
	pack   *flate.Writer
	crc    uint32
	length uint64
	buf    []byte
}

const (
	sheetBegin = xmlHeader + `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`
	sheetEnd   = `</sheetData></worksheet>`
	xmlHeader  = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
)

func newBook(l *layout) *book {
	return &book{layout: l, open: map[*section]*sheetPart{}, names: map[string]bool{}}
}

// add writes a row to a section's sheet.
func (b *book) add(s *section, row []any) error {
	p := b.open[s]
	if p == nil || p.rows == maxRows {
		var err error
		if p, err = b.start(s, p != nil); err != nil {
			return err
		}
	}
	return p.row(row)
}

func (b *book) start(s *section, more bool) (*sheetPart, error) {
	p := &sheetPart{name: b.sheetName(s.name)}
	var err error
	if p.pack, err = flate.NewWriter(&p.data, flate.DefaultCompression); err != nil {
		return nil, err
	}
	b.parts, b.open[s] = append(b.parts, p), p
	if err := p.write([]byte(sheetBegin)); err != nil || !more {
		return p, err
	}
	for _, head := range s.heading() {
		if err := p.row(head); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// sheetName makes a name that Excel takes: at most 31 characters, none of
// those it forbids, and one that no other sheet has.
func (b *book) sheetName(name string) string {
	name = strings.Trim(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]*?:\/`, r) || r < ' ' {
			return '_'
		}
		return r
	}, name), "'")
	if name == "" {
		name = "_"
	}
	for i := 0; ; i++ {
		tail := "..."
		if i > 0 {
			tail = fmt.Sprintf("... (%d)", i)
		}
		candidate := name
		if units(name) > 31 || i > 0 {
			candidate = cut(name, 31-len(tail)) + tail
		}
		if key := strings.ToLower(candidate); !b.names[key] {
			b.names[key] = true
			return candidate
		}
	}
}

func (p *sheetPart) write(data []byte) error {
	p.crc = crc32.Update(p.crc, crc32.IEEETable, data)
	p.length += uint64(len(data))
	_, err := p.pack.Write(data)
	return err
}

func (p *sheetPart) row(cells []any) error {
	p.rows++
	buf := append(p.buf[:0], `<row r="`...)
	buf = strconv.AppendInt(buf, int64(p.rows), 10)
	buf = append(buf, `">`...)
	for i, cell := range cells {
		name, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		at := name + strconv.Itoa(p.rows)
		switch v := cell.(type) {
		case int:
			buf = appendNumber(buf, at, strconv.Itoa(v))
		case json.Number:
			buf = appendNumber(buf, at, v.String())
		case string:
			if v != "" {
				buf = append(append(append(buf, `<c r="`...), at...), `" t="inlineStr"><is><t xml:space="preserve">`...)
				buf = append(appendXML(buf, v), `</t></is></c>`...)
			}
		}
	}
	p.buf = append(buf, `</row>`...)
	return p.write(p.buf)
}

func appendNumber(b []byte, at, number string) []byte {
	b = append(append(append(b, `<c r="`...), at...), `"><v>`...)
	return append(append(b, number...), `</v></c>`...)
}

// looksEscaped finds what Excel would read as an escaped character.
var looksEscaped = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// appendXML writes a text as a cell holds it: what XML has no character for as
// Excel escapes it.
func appendXML(b []byte, s string) []byte {
	if strings.Contains(s, "_x") {
		s = looksEscaped.ReplaceAllStringFunc(s, func(m string) string { return "_x005F" + m })
	}
	for _, r := range s {
		switch {
		case r == '&':
			b = append(b, "&amp;"...)
		case r == '<':
			b = append(b, "&lt;"...)
		case r == '>':
			b = append(b, "&gt;"...)
		case r < ' ' && r != '\t' && r != '\n':
			b = fmt.Appendf(b, "_x%04X_", r)
		case r == 0xFFFE, r == 0xFFFF:
			b = utf8.AppendRune(b, utf8.RuneError)
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return b
}

// finish writes the file.
func (b *book) finish(out io.Writer) error {
	z := zip.NewWriter(out)
	small := map[string]string{
		"[Content_Types].xml": xmlHeader + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>`,
		"_rels/.rels":         xmlHeader + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":     xmlHeader + `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>`,

		"xl/_rels/workbook.xml.rels": xmlHeader + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`,
	}
	for i, p := range b.parts {
		small["[Content_Types].xml"] += fmt.Sprintf(`<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`, i+1)
		small["xl/workbook.xml"] += fmt.Sprintf(`<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, strings.ReplaceAll(string(appendXML(nil, p.name)), `"`, "&quot;"), i+1, i+1)
		small["xl/_rels/workbook.xml.rels"] += fmt.Sprintf(`<Relationship Id="rId%d" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet%d.xml"/>`, i+1, i+1)
	}
	small["[Content_Types].xml"] += `</Types>`
	small["xl/workbook.xml"] += `</sheets></workbook>`
	small["xl/_rels/workbook.xml.rels"] += `</Relationships>`
	for _, name := range []string{"[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"} {
		w, err := z.Create(name)
		if err != nil {
			return err
		}
		if _, err := io.WriteString(w, small[name]); err != nil {
			return err
		}
	}
	for i, p := range b.parts {
		if err := p.put(z, fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1)); err != nil {
			return err
		}
	}
	return z.Close()
}

// put writes the sheet, deflated already, into the file.
func (p *sheetPart) put(z *zip.Writer, name string) error {
	if err := p.write([]byte(sheetEnd)); err != nil {
		return err
	}
	if err := p.pack.Close(); err != nil {
		return err
	}
	w, err := z.CreateRaw(&zip.FileHeader{
		Name: name, Method: zip.Deflate, CRC32: p.crc, CompressedSize64: uint64(p.data.Len()), UncompressedSize64: p.length,
	})
	if err != nil {
		return err
	}
	_, err = p.data.WriteTo(w)
	return err
}
