package viewmodel

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"

	"doorstep/survey"
)

// roster is what the list of responses is searched by, some fifty bytes a
// response. Codes and areas are sealed in the project, so it is forgotten when
// the project is locked, and is never written anywhere. Any goroutine may use
// it.
type roster struct {
	mu    sync.RWMutex
	rows  []rosterRow // the newest first
	ready int         // rows that are read
	epoch int         // counts the times it was forgotten

	forms, workers, areas, outcomes, days terms
}

// rosterRow is one response; most of it are numbers of terms.
type rosterRow struct {
	place                            int64
	number                           int32
	form, worker, area, outcome, day uint32
	reference                        [8]byte
	status                           survey.Status
	training                         bool
	known                            bool // else there is only its place yet
}

// terms numbers the texts that many responses share, each cut into its words.
type terms struct {
	numbers map[string]uint32
	words   [][]string
}

func (t *terms) number(key string, words func() []string) uint32 {
	if n, ok := t.numbers[key]; ok {
		return n
	}
	if t.numbers == nil {
		t.numbers = map[string]uint32{}
	}
	n := uint32(len(t.words))
	t.numbers[key] = n
	t.words = append(t.words, words())
	return n
}

// matching says of each text whether one of its words begins with w; some
// whether any does. A word of digits must be there as it is: the 3rd is not
// the 30th.
func (t *terms) matching(w string) (hits []bool, some bool) {
	hits = make([]bool, len(t.words))
	digits := isDigits(w)
	for i, words := range t.words {
		for _, word := range words {
			if word == w || !digits && strings.HasPrefix(word, w) {
				hits[i], some = true, true
				break
			}
		}
	}
	return hits, some
}

// wordsOf cuts a text into small words.
func wordsOf(texts ...string) []string {
	return strings.FieldsFunc(strings.ToLower(strings.Join(texts, " ")), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
}

// dayWords are the ways in which a day may be typed.
func dayWords(day time.Time) []string {
	return append(wordsOf(day.Format("2 January 2006 Monday")), day.Format("2006-01-02"), day.Format("02/01/2006"), day.Format("2/1"), day.Format("2/1/2006"), day.Format("2006-01"))
}

// collect brings the roster up to date: it reads what came in or was changed
// since it did so last. progress is called after each batch.
func (r *roster) collect(ctx context.Context, from Register, zone *time.Location, title func(form, version string) string, progress func()) error {
	places, err := from.Places(ctx)
	if err != nil {
		return err
	}
	missing, epoch := r.arrange(places)
	at := 0 // in missing
	numbers := make([]int64, len(missing))
	for i, row := range missing {
		numbers[i] = places[row].N
	}
	for batch, err := range from.Entries(ctx, numbers) {
		if err != nil {
			return err
		}
		r.mu.Lock()
		if r.epoch != epoch {
			r.mu.Unlock()
			return context.Canceled
		}
		for i := range batch {
			for at < len(missing) && numbers[at] != batch[i].Place { // one that is not there any more
				at++
			}
			if at < len(missing) {
				r.fill(&r.rows[missing[at]], &batch[i], zone, title)
			}
		}
		r.mu.Unlock()
		progress()
	}
	return nil
}

// arrange lays the rows out by their places and returns those to be read. The
// places of both only ever fall, so one walk finds what is here already.
func (r *roster) arrange(places []Place) (missing []int, epoch int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	old, next := r.rows, 0
	r.rows, r.ready = make([]rosterRow, len(places)), 0
	for i, p := range places {
		for next < len(old) && old[next].place > p.N {
			next++
		}
		if next < len(old) && old[next].known && old[next].place == p.N && old[next].status == p.Status {
			r.rows[i] = old[next]
			r.ready++
			continue
		}
		r.rows[i].place = p.N
		missing = append(missing, i)
	}
	return missing, r.epoch
}

func (r *roster) fill(row *rosterRow, e *Listed, zone *time.Location, title func(form, version string) string) {
	when := e.Finished
	if when.IsZero() {
		when = e.Started
	}
	day, words := "", func() []string { return nil } // one withdrawn has no times
	if !when.IsZero() {
		when = when.In(zone)
		day, words = when.Format(time.DateOnly), func() []string { return dayWords(when) }
	}
	*row = rosterRow{
		place: row.place, number: int32(e.Number), status: e.Status, training: e.Training, known: true,
		form:    r.forms.number(e.FormID+"\x00"+e.FormVersion, func() []string { return wordsOf(title(e.FormID, e.FormVersion), e.FormID) }),
		worker:  r.workers.number(e.Worker, func() []string { return wordsOf(e.Worker) }),
		area:    r.areas.number(e.Area, func() []string { return wordsOf(e.Area) }),
		outcome: r.outcomes.number(string(e.Outcome), func() []string { return append(wordsOf(e.Outcome.Words()), string(e.Outcome)) }),
		day:     r.days.number(day, words),
	}
	copy(row.reference[:], bareReference(e.Reference))
	r.ready++
}

// bareReference is a code as cards have it, without its dash.
func bareReference(code string) string {
	return strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(code))
}

// counts returns how many responses are read and how many there are.
func (r *roster) counts() (ready, all int) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.ready, len(r.rows)
}

// forget empties the roster.
func (r *roster) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.rows, r.ready, r.epoch = nil, 0, r.epoch+1
	r.forms, r.workers, r.areas, r.outcomes, r.days = terms{}, terms{}, terms{}, terms{}, terms{}
}

// wanted is one word of a search, and what it matches in each kind of text.
type wanted struct {
	forms, workers, areas, outcomes, days []bool
	number                                int32  // -1 for none
	reference                             string // its first letters; "" when it cannot be one
	status                                [4]bool
	training                              bool
}

// leastReference is how much of a code is typed before it is looked for.
const leastReference = 3

// statusWords are what the statuses are called.
var statusWords = map[survey.Status][]string{
	survey.Finished: {"finished"}, survey.Void: {"taken", "out", "void"}, survey.Withdrawn: {"withdrawn"},
}

func (r *roster) want(word string, today time.Time) wanted {
	w := wanted{number: -1}
	if n, err := strconv.Atoi(word); err == nil && n > 0 && n < 1<<31 {
		w.number = int32(n)
	}
	if bare := bareReference(word); len(bare) >= leastReference && len(bare) <= len(rosterRow{}.reference) {
		w.reference = bare
	}
	for status, words := range statusWords {
		for _, s := range words {
			w.status[status] = w.status[status] || strings.HasPrefix(s, word)
		}
	}
	w.training = strings.HasPrefix("training", word) && len(word) > 2
	day := map[string]time.Time{"today": today, "yesterday": today.AddDate(0, 0, -1)}[word]
	if !day.IsZero() {
		word = day.Format(time.DateOnly)
	}
	var area, worker, outcome bool
	w.areas, area = r.areas.matching(word)
	w.workers, worker = r.workers.matching(word)
	w.outcomes, outcome = r.outcomes.matching(word)
	w.days, _ = r.days.matching(word)
	// A questionnaire is often called after its area, and all would match.
	if !area && !worker && !outcome {
		w.forms, _ = r.forms.matching(word)
	}
	return w
}

func (w *wanted) takes(row *rosterRow) bool {
	switch {
	case w.areas[row.area] && row.status == survey.Finished, w.workers[row.worker], w.outcomes[row.outcome], w.days[row.day]:
		return true
	case w.forms != nil && w.forms[row.form], w.status[row.status], w.training && row.training, w.number == row.number && row.number > 0:
		return true
	}
	return w.reference != "" && string(row.reference[:len(w.reference)]) == w.reference
}

// find returns the places of the responses in which every word of the text is
// found, the newest first.
func (r *roster) find(text string, today time.Time) []int64 {
	r.mu.RLock()
	defer r.mu.RUnlock()
	var all []wanted
	for _, word := range strings.Fields(strings.ToLower(text)) {
		all = append(all, r.want(strings.Trim(word, ",;.:“”\"'#"), today))
	}
	var found []int64
rows:
	for i := range r.rows {
		row := &r.rows[i]
		if !row.known {
			continue
		}
		for j := range all {
			if !all[j].takes(row) {
				continue rows
			}
		}
		found = append(found, row.place)
	}
	return found
}
