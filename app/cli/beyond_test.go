package cli_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"doorstep/app/cli"
)

func TestSubmitSendsEachResponseOnce(t *testing.T) {
	posts, refuse := 0, false
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method == http.MethodHead:
			w.WriteHeader(http.StatusNoContent)
		case refuse:
			w.WriteHeader(http.StatusNotFound)
		default:
			if err := r.ParseMultipartForm(1 << 20); err != nil {
				t.Error(err)
			}
			posts++
			w.WriteHeader(http.StatusCreated)
		}
	}))
	defer server.Close()
	project := visits(t)
	refuse = true
	var said, errs bytes.Buffer
	if status := cli.Main("test", []string{"submit", "--project", project, "--to", server.URL + "/key/SECRET"}, strings.NewReader(""), &said, &errs, nil); status != 1 {
		t.Errorf("refused: exit status %d", status)
	}
	if strings.Contains(said.String()+errs.String(), "SECRET") {
		t.Errorf("the key is shown:\n%s%s", &said, &errs)
	}
	refuse = false
	if got := run(t, "submit", "--project", project, "--to", server.URL+"/key/SECRET"); got != strings.TrimPrefix(server.URL, "http://")+": 2 sent, 0 already there, 0 sent before, 0 refused\n" || posts != 2 {
		t.Errorf("it said %q after %d posts", got, posts)
	}
	if got := run(t, "submit", "--project", project, "--to", server.URL+"/key/SECRET"); !strings.Contains(got, "0 sent, 0 already there, 2 sent before") || posts != 2 {
		t.Errorf("once more it said %q after %d posts", got, posts)
	}
}
