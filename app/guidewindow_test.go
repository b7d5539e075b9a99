package app_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// run runs a command of the program on the window's project.
func (w *window) run(args ...string) {
	w.t.Helper()
	cmd := exec.Command(w.program, args...)
	cmd.Env = append(os.Environ(), "DOORSTEP_HOME="+w.home, "DOORSTEP_PROJECT="+filepath.Join(w.home, "fieldwork.doorstep"))
	if out, err := cmd.CombinedOutput(); err != nil {
		w.t.Fatalf("%v: %v\n%s", args, err, out)
	}
}

// midway makes a project in the middle of its fieldwork, with made-up
// responses: what the pictures of the guide show.
func (w *window) midway() {
	w.t.Helper()
	w.run("project", "create", "--no-passphrase", "--name", "Haghill and Carntyne", "--device", "A", filepath.Join(w.home, "fieldwork.doorstep"))
	for _, q := range []struct{ file, id, n string }{{"session-feedback", "session_feedback", "60"}, {"haghill-carntyne", "haghill_carntyne", "140"}} {
		from := filepath.Join("..", "assets", "questionnaires", q.file)
		w.run("form", "add", from+".xlsx")
		w.run("simulate", "--form", q.id, "-n", q.n, "--seed", "4", "--profile", from+".profile.json", "--real-looking")
	}
	log := func(place, outcome string, more ...string) {
		w.run(append([]string{"contact", "add", "--worker", "W3", "--place", place, "--outcome", outcome}, more...)...)
	}
	log("Todd Street 12", "no-contact")
	log("Todd Street 14", "household-refused")
	log("Todd Street 16", "come-back-later", "--due", time.Now().Format("2006-01-02")+" 17:30", "--reminder", "Ring twice")
	w.settings("Ann", "W3")
}

func (w *window) settings(name, code string) {
	w.t.Helper()
	config := filepath.Join(w.home, "config")
	words := fmt.Sprintf(`{"text_size": 100, "theme": "light", "auto_advance": true, "worker_name": %q, "worker_code": %q}`, name, code)
	if err := os.MkdirAll(config, 0o700); err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(config, "settings.json"), []byte(words), 0o600); err != nil {
		w.t.Fatal(err)
	}
}

// TestPicturesOfTheGuide walks the screens by keys alone and keeps a picture of
// each; where none are asked for it has nothing to do.
func TestPicturesOfTheGuide(t *testing.T) {
	if os.Getenv("DOORSTEP_SCREENS") == "" {
		t.Skip("makes pictures for the guide: make screens")
	}
	w := newWindow(t)
	w.midway()
	w.start()
	w.shows("Today –", "shift")
	w.picture("guide-today")
	w.shows("Progress –", "ctrl+2")
	w.keys("1")
	for _, part := range [][2]string{{"s", "progress"}, {"u", "unheard"}, {"q", "questions"}, {"s", "progress"}} { // the first may still be read
		w.keys(part[0])
		w.picture("guide-" + part[1])
	}
	w.shows("Results –", "a")
	w.picture("guide-results")
	w.shows("Progress –", "Escape")
	w.keys("2")
	w.picture("guide-progress-sessions") // read by then
	w.shows("Results –", "a")
	w.picture("guide-results-sessions")
	w.shows("Responses –", "ctrl+3")
	w.picture("guide-responses")
	w.shows("Response ", "1")
	w.picture("guide-response")
	w.shows("Responses –", "Escape")
	w.shows("Export –", "ctrl+4")
	w.picture("guide-export")
	w.shows("Questionnaires –", "ctrl+5")
	w.picture("guide-questionnaires")
	w.shows("Send and receive –", "ctrl+6")
	w.keys("slash", "ctrl+a")
	w.write("/media/ann/STICK")
	w.picture("guide-send")
}

// TestPicturesOfTheTree is the same for the tree, with pledges of ours.
func TestPicturesOfTheTree(t *testing.T) {
	if os.Getenv("DOORSTEP_SCREENS") == "" {
		t.Skip("makes pictures for the guide: make screens")
	}
	said := []string{"Sit down for five minutes, even on a busy day", "Ask what matters before asking what is the matter", "Będę słuchać do końca", "Write down the name of the dog", "Knock, and wait"}
	w := newWindow(t)
	var pledges []string
	for i := range 42 {
		pledges = append(pledges, said[i%len(said)])
	}
	w.withPledges(append(pledges, said[0]))
	w.settings("Ann", "W3")
	w.start()
	w.shows("Questionnaires –", "ctrl+5")
	w.shows("Compassionate", "1")
	w.shows("Results", "a")
	w.shows("What Matters to You?", "t")
	w.picture("guide-tree") // it stands by then
	w.keys("End")
	w.picture("guide-tree")
}
