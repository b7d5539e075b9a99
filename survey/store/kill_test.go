package store

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"doorstep/survey"
)

const (
	killEnv    = "DOORSTEP_TEST_ANSWER_INTO" // the project a child answers into
	roundsEnv  = "DOORSTEP_KILL_ROUNDS"
	killRounds = 20
)

func TestMain(m *testing.M) {
	for variable, do := range map[string]func(string) error{killEnv: answerUntilKilled, faultEnv: workOnFaultyDisk, canaryEnv: sayCanaries} {
		if path := os.Getenv(variable); path != "" {
			if err := do(path); err != nil {
				fmt.Fprintln(os.Stderr, err)
				os.Exit(1)
			}
			os.Exit(0)
		}
	}
	os.Exit(m.Run())
}

// answerUntilKilled answers as fast as it can and names each answer once the
// store says it is saved. Every twentieth interview step finishes a response.
func answerUntilKilled(path string) error {
	ctx := context.Background()
	s, err := Open(ctx, path, OpenOptions{Passphrase: giveTestPassphrase})
	if err != nil {
		return err
	}
	drafts, err := s.Drafts(ctx)
	if err != nil || len(drafts) != 1 {
		return fmt.Errorf("drafts to go on with: %v, %w", drafts, err)
	}
	fmt.Println("ready")
	id := drafts[0].InstanceID
	for n := drafts[0].Changes; ; n++ {
		err := s.AppendDraft(ctx, id, survey.Change{Op: survey.SetValue, Ref: "/data/q", Value: survey.Answer(strconv.Itoa(n)), At: testStart})
		if err != nil {
			return err
		}
		fmt.Println("saved", n)
		if n%20 == 19 {
			sub := submission(fmt.Sprintf("uuid:%d-%d", os.Getpid(), n))
			if err := s.Finish(ctx, sub); err != nil {
				return err
			}
			fmt.Println("finished", sub.InstanceID)
		}
	}
}

// TestNothingSavedIsLostWhenKilled kills a program that answers at random
// moments, again and again, and looks for every answer it was told is saved.
func TestNothingSavedIsLostWhenKilled(t *testing.T) {
	rounds := killRounds
	if n, err := strconv.Atoi(os.Getenv(roundsEnv)); err == nil {
		rounds = n
	}
	if testing.Short() {
		rounds = 3
	}
	s, _ := newSealed(t)
	if err := s.StartDraft(t.Context(), header("uuid:draft")); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, uint64(rounds)))
	saved, finished := -1, map[string]bool{}
	for round := range rounds {
		last, done := killOnce(t, s.Path(), time.Duration(random.IntN(60_000))*time.Microsecond)
		saved = max(saved, last)
		for _, id := range done {
			finished[id] = true
		}
		saved = checkAfterKill(t, s.Path(), round, saved, finished)
	}
	if saved < rounds || len(finished) == 0 {
		t.Errorf("only %d answers and %d responses in %d rounds: the test tried nothing", saved, len(finished), rounds)
	}
	t.Logf("%d rounds, %d answers, %d responses finished", rounds, saved+1, len(finished))
}

// killOnce lets a child answer for a while and kills it. It returns what the
// child was told is saved.
func killOnce(t *testing.T, path string, after time.Duration) (last int, finished []string) {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), killEnv+"="+path)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	last = -1
	lines := bufio.NewReader(out)
	for {
		line, err := lines.ReadString('\n')
		if err == io.EOF {
			break // a last line without its end was cut off by the kill
		}
		if err != nil {
			t.Fatal(err)
		}
		word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch word {
		case "ready":
			time.AfterFunc(after, func() { child.Process.Kill() })
		case "saved":
			if last, err = strconv.Atoi(rest); err != nil {
				t.Fatal(err)
			}
		case "finished":
			finished = append(finished, rest)
		}
	}
	if err := child.Wait(); err == nil || child.ProcessState.Exited() {
		t.Fatalf("the child ended by itself: %v", err)
	}
	return last, finished
}

// checkAfterKill opens the project as the next start would. It returns the
// last answer there is, which may be one more than was told.
func checkAfterKill(t *testing.T, path string, round, saved int, finished map[string]bool) int {
	t.Helper()
	s, err := Open(t.Context(), path, OpenOptions{Passphrase: giveTestPassphrase})
	if err != nil {
		t.Fatalf("round %d: %v", round, err)
	}
	defer s.Close()
	changes, err := s.DraftChanges(t.Context(), "uuid:draft")
	if err != nil {
		t.Fatal(err)
	}
	if len(changes) < saved+1 || len(changes) > saved+2 {
		t.Fatalf("round %d: %d answers there, %d were told saved", round, len(changes), saved+1)
	}
	for i, c := range changes {
		if c.Value.Text != strconv.Itoa(i) {
			t.Fatalf("round %d: answer %d is %q", round, i, c.Value.Text)
		}
	}
	there := map[string]bool{}
	for _, sub := range all(t, s.Submissions(t.Context(), Filter{})) {
		there[sub.InstanceID] = true
	}
	for id := range finished {
		if !there[id] {
			t.Fatalf("round %d: finished response %s is gone", round, id)
		}
	}
	if faults, err := s.Check(t.Context(), nil); err != nil || len(faults) > 0 {
		t.Fatalf("round %d: %v %v", round, faults, err)
	}
	return len(changes) - 1
}

func TestSecondProgramIsRefusedInWords(t *testing.T) {
	s := newStore(t)
	if err := s.StartDraft(t.Context(), header("uuid:draft")); err != nil {
		t.Fatal(err)
	}
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), killEnv+"="+s.Path())
	out, err := child.CombinedOutput()
	if err == nil {
		t.Fatal("a second program opened the project")
	}
	for _, want := range []string{"already open", filepath.Base(os.Args[0]), strconv.Itoa(os.Getpid()), "Close that program"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("%q does not say %q", out, want)
		}
	}
	if err := s.AppendDraft(t.Context(), "uuid:draft", survey.Change{Op: survey.Move, Ref: "/data/q", At: testStart}); err != nil {
		t.Errorf("the first program was disturbed: %v", err)
	}
}
