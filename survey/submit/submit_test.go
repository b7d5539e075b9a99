package submit_test

import (
	"bytes"
	"context"
	"crypto/md5"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"doorstep/survey/submit"
)

// server follows the OpenRosa form submission API as it is published, and has
// the faults it is given.
type server struct {
	*httptest.Server
	t      *testing.T
	most   int64
	auth   string         // "", digest, basic or token
	faults []int          // statuses of the first POSTs
	heads  int            // HEAD requests
	got    map[string]int // instanceID to requests
	files  map[string]string
	parts  []int64
	moved  string // HEAD points there
}

func newServer(t *testing.T) *server {
	s := &server{t: t, most: 100_000, got: map[string]int{}, files: map[string]string{}}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

var instanceID = regexp.MustCompile(`<instanceID>([^<]+)<`)

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-OpenRosa-Version", "1.0")
	if r.Header.Get("X-OpenRosa-Version") != "1.0" || r.Header.Get("Date") == "" {
		http.Error(w, "no OpenRosa request", http.StatusBadRequest)
		return
	}
	if !s.signedIn(w, r) {
		return
	}
	switch r.Method {
	case http.MethodHead:
		s.heads++
		w.Header().Set("X-OpenRosa-Accept-Content-Length", fmt.Sprint(s.most))
		if s.moved != "" {
			w.Header().Set("Location", s.moved)
		}
		w.WriteHeader(http.StatusNoContent)
	case http.MethodPost:
		s.post(w, r)
	}
}

func (s *server) post(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	if len(s.faults) > 0 {
		status := s.faults[0]
		s.faults = s.faults[1:]
		if status == 0 { // the line breaks
			panic(http.ErrAbortHandler)
		}
		w.WriteHeader(status)
		return
	}
	if int64(len(body)) > s.most {
		w.WriteHeader(http.StatusRequestEntityTooLarge)
		return
	}
	s.parts = append(s.parts, int64(len(body)))
	r.Body = io.NopCloser(bytes.NewReader(body))
	if err := r.ParseMultipartForm(1 << 20); err != nil {
		s.t.Error(err)
	}
	read := func(field string) string {
		h := r.MultipartForm.File[field][0]
		f, err := h.Open()
		if err != nil {
			s.t.Fatal(err)
		}
		defer f.Close()
		data, _ := io.ReadAll(f)
		return string(data)
	}
	xml := r.MultipartForm.File["xml_submission_file"]
	if len(xml) != 1 || xml[0].Header.Get("Content-Type") != "text/xml" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	id := instanceID.FindStringSubmatch(read("xml_submission_file"))[1]
	s.got[id]++
	for field := range r.MultipartForm.File {
		if field != "xml_submission_file" {
			s.files[field] = read(field)
		}
	}
	w.WriteHeader(http.StatusCreated)
}

const nonce = "dcd98b7102dd2f0e8b11d0f600bfb0c093"

func (s *server) signedIn(w http.ResponseWriter, r *http.Request) bool {
	given := r.Header.Get("Authorization")
	ok := true
	switch s.auth {
	case "token":
		ok = given == "Token 0123"
	case "basic":
		user, password, _ := r.BasicAuth()
		ok = user == "ann" && password == "se cret"
		w.Header().Set("WWW-Authenticate", `Basic realm="forms"`)
	case "digest":
		ok = digestHolds(given, r)
		w.Header().Set("WWW-Authenticate", `Digest realm="forms", qop="auth", nonce="`+nonce+`", algorithm=MD5`)
	}
	if !ok {
		_, _ = io.Copy(io.Discard, r.Body)
		w.WriteHeader(http.StatusUnauthorized)
	}
	return ok
}

// digestHolds works the answer out by RFC 7616.
func digestHolds(given string, r *http.Request) bool {
	part := func(name string) string {
		m := regexp.MustCompile(`(?:^|[ ,])` + name + `="?([^",]+)`).FindStringSubmatch(given)
		if m == nil {
			return ""
		}
		return m[1]
	}
	sum := func(text string) string {
		h := md5.Sum([]byte(text))
		return hex.EncodeToString(h[:])
	}
	want := sum(strings.Join([]string{sum("ann:forms:se cret"), nonce, part("nc"), part("cnonce"), part("qop"), sum(r.Method + ":" + part("uri"))}, ":"))
	return part("username") == "ann" && part("response") == want
}

func response(id string) []byte {
	return []byte("<data id=\"f\" version=\"1\"><a>1</a><meta><instanceID>" + id + "</instanceID></meta></data>")
}

func client(t *testing.T, s *server, c submit.Credentials) *submit.Client {
	t.Helper()
	cl, err := submit.New(s.URL, c, nil)
	if err != nil {
		t.Fatal(err)
	}
	cl.Wait = func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	return cl
}

func TestSendsWithEverySignature(t *testing.T) {
	for auth, c := range map[string]submit.Credentials{
		"": {}, "basic": {User: "ann", Password: "se cret"}, "digest": {User: "ann", Password: "se cret"}, "token": {Token: "Token 0123"},
	} {
		s := newServer(t)
		s.auth = auth
		cl := client(t, s, c)
		for _, id := range []string{"uuid:1", "uuid:2"} {
			if here, err := cl.Send(t.Context(), response(id), []submit.File{{"front \"door\".jpg", []byte("a picture")}}); err != nil || here {
				t.Errorf("%s: %v, %v", auth, here, err)
			}
		}
		if s.got["uuid:1"] != 1 || s.got["uuid:2"] != 1 || s.files["front \"door\".jpg"] != "a picture" || s.heads != 1 {
			t.Errorf("%s: got %v, files %q, %d HEAD requests", auth, s.got, s.files, s.heads)
		}
		if auth == "" {
			continue
		}
		if _, err := client(t, s, submit.Credentials{User: "ann", Password: "wrong"}).Send(t.Context(), response("uuid:3"), nil); !errors.Is(err, submit.ErrSignIn) {
			t.Errorf("%s with a wrong password: %v", auth, err)
		}
	}
}

func TestPassingFaultsAreTriedAgain(t *testing.T) {
	s := newServer(t)
	s.faults = []int{http.StatusServiceUnavailable, 0, http.StatusTooManyRequests}
	if _, err := client(t, s, submit.Credentials{}).Send(t.Context(), response("uuid:1"), nil); err != nil || s.got["uuid:1"] != 1 {
		t.Errorf("%v, got %v", err, s.got)
	}
	s.faults = []int{500, 500, 500, 500}
	if _, err := client(t, s, submit.Credentials{}).Send(t.Context(), response("uuid:2"), nil); !errors.Is(err, submit.ErrServer) || s.got["uuid:2"] != 0 {
		t.Errorf("a server that never mends: %v", err)
	}
	s.faults = []int{http.StatusBadRequest}
	if _, err := client(t, s, submit.Credentials{}).Send(t.Context(), response("uuid:3"), nil); !errors.Is(err, submit.ErrRefused) || len(s.faults) != 0 {
		t.Errorf("a refusal: %v", err)
	}
	s.faults = []int{http.StatusAccepted}
	if here, err := client(t, s, submit.Credentials{}).Send(t.Context(), response("uuid:4"), nil); err != nil || !here {
		t.Errorf("taken before: %v, %v", here, err)
	}
	s.Close()
	if _, err := client(t, s, submit.Credentials{}).Send(t.Context(), response("uuid:5"), nil); !errors.Is(err, submit.ErrServer) {
		t.Errorf("no server: %v", err)
	}
}

func TestFilesAreSharedOutOverRequests(t *testing.T) {
	s := newServer(t)
	s.most = 30_000
	var files []submit.File
	for i := range 5 {
		files = append(files, submit.File{Name: fmt.Sprintf("p%d.jpg", i), Data: bytes.Repeat([]byte("x"), 10_000)})
	}
	if _, err := client(t, s, submit.Credentials{}).Send(t.Context(), response("uuid:1"), files); err != nil {
		t.Fatal(err)
	}
	if len(s.files) != 5 || s.got["uuid:1"] != 3 {
		t.Errorf("%d files in %d requests of %v bytes", len(s.files), s.got["uuid:1"], s.parts)
	}
}

func TestAddressesThatAreNotSafe(t *testing.T) {
	for _, address := range []string{"http://odk.example.org", "https://ann:secret@odk.example.org", "ftp://odk.example.org", "odk.example.org"} {
		if _, err := submit.New(address, submit.Credentials{}, nil); err == nil {
			t.Errorf("%s is taken", address)
		}
	}
	s := newServer(t)
	s.moved = "http://elsewhere.example.org/submission"
	if _, err := client(t, s, submit.Credentials{User: "ann", Password: "se cret"}).Send(t.Context(), response("uuid:1"), nil); !errors.Is(err, submit.ErrServer) || len(s.got) != 0 {
		t.Errorf("a server that points elsewhere: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := client(t, newServer(t), submit.Credentials{}).Send(ctx, response("uuid:1"), nil); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped with %v", err)
	}
}
