package exchange

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strconv"
)

// page is what a server's answer says of itself: servers answer with a page at
// a time, and say beside it how much there is and where the next page is.
type page struct {
	read  int
	count int // of all pages; 0 when it does not say
	next  string
	prev  string
	list  string // which list it is a page of, as ODK Central names it
}

// list is what came of a server's list of responses, of one page or several.
type list struct {
	source string // of the page read last
	pages  map[string]int
	read   int
	count  int
	next   string // of the page read last that has one
	ended  bool   // the last page came
}

// readEnvelope reads the array in a server's answer, and what stands about it,
// before or behind.
func (r *Reader) readEnvelope(in io.Reader, yield func(*Received, error) bool) {
	dec := json.NewDecoder(in)
	if _, err := dec.Token(); err != nil {
		yield(nil, fmt.Errorf("read responses: %w", err))
		return
	}
	var p page
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			yield(cutShort(p.read+1, err), nil)
			return
		}
		if name == "results" || name == "value" {
			n, whole := r.readArray(dec, yield)
			p.read += n
			if !whole {
				return
			}
			continue
		}
		var v any
		if err := dec.Decode(&v); err != nil {
			yield(cutShort(p.read+1, err), nil)
			return
		}
		p.says(name, v)
	}
	r.add(p)
	_, err := dec.Token() // what closes it
	if err == nil {
		err = ends(dec)
	}
	if err != nil {
		yield(cutShort(p.read+1, err), nil)
	}
}

// says takes a field beside the responses.
func (p *page) says(name, v any) {
	text, _ := v.(string)
	switch name {
	case "count", "@odata.count":
		switch v := v.(type) {
		case float64:
			p.count = int(v)
		case string: // older OData
			p.count, _ = strconv.Atoi(v) // what is no number says nothing
		}
	case "next", "@odata.nextLink":
		p.next = text
	case "previous":
		p.prev = text
	case "@odata.context":
		p.list = text
	}
}

// ends sees that nothing follows.
func ends(dec *json.Decoder) error {
	switch _, err := dec.Token(); {
	case errors.Is(err, io.EOF):
		return nil
	case err != nil:
		return err
	}
	return errors.New("more follows the responses")
}

// add counts a page with the others of its list. A page that comes twice
// counts once.
func (r *Reader) add(p page) {
	key := p.list
	for _, link := range []string{p.next, p.prev} {
		if u, err := url.Parse(link); key == "" && err == nil {
			key = u.Host + u.Path
		}
	}
	if key == "" {
		key = "\t" + strconv.Itoa(len(r.lists)) // it names no other page
	}
	l := r.lists[key]
	if l == nil {
		l = &list{pages: map[string]int{}}
		r.lists[key] = l
	}
	place := p.prev + "\t" + p.next
	l.read += max(0, p.read-l.pages[place])
	l.pages[place] = max(p.read, l.pages[place])
	l.source, l.count = r.Source, max(l.count, p.count)
	if p.next == "" {
		l.ended = true
	} else {
		l.next = p.next
	}
}

// Outstanding says, once every file has been read, which of the servers' lists
// did not come in whole.
func (r *Reader) Outstanding() []Problem {
	var missing []Problem
	for _, l := range r.lists {
		p := Problem{Line: 1, Code: CodeMoreOnServer, Source: l.source}
		where := "Take the earlier and the later pages"
		if l.next != "" {
			where = "Take the other pages (after this one, the server names " + l.next + ")"
		}
		switch {
		case l.count > l.read:
			p.Message = fmt.Sprintf("the server has %d responses and the answer holds %d of them; %d did not come in. %s", l.count, l.read, l.count-l.read, where)
		case l.count == 0 && !l.ended:
			p.Message = fmt.Sprintf("the answer holds %d responses and the server has more. %s", l.read, where)
		default:
			continue
		}
		p.Message += ", or a whole export, and import them together with this one. Those that are here stay, and do not come in twice"
		missing = append(missing, p)
	}
	slices.SortFunc(missing, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.Message, b.Message))
	})
	return missing
}
