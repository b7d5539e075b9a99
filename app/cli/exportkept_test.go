package cli_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"doorstep/export/formats"
	"doorstep/survey/store"
)

func TestExportStartsFromKeptSettings(t *testing.T) {
	project := visits(t)
	st, err := store.Open(t.Context(), project, store.OpenOptions{})
	if err != nil {
		t.Fatal(err)
	}
	text, err := formats.WriteKept([]formats.Kept{{Name: "Board report", Settings: formats.Settings{Form: "visits", Format: "csv", Values: "codes", Columns: []string{"age"}, Where: "${age} > 20"}}})
	if err == nil {
		err = st.Remember(t.Context(), formats.KeptName, text)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "out.csv")
	kept := run(t, "export", "--project", project, "--settings", "board report", "--out", out)
	asked := run(t, "export", "--project", project, "--as", "csv", "--columns", "age", "--where", "${age} > 20", "--out", out)
	if kept != asked {
		t.Errorf("kept: %s\nasked for: %s", kept, asked)
	}
	if all := run(t, "export", "--project", project, "--settings", "Board report", "--where", "", "--out", out); !strings.Contains(all, "2 exported") {
		t.Errorf("a flag does not go before what was kept: %s", all)
	}
}

func TestKeptSettingsWithoutWeightsRefuseTotals(t *testing.T) {
	project := visits(t)
	st, err := store.Open(t.Context(), project, store.OpenOptions{})
	if err != nil {
		t.Fatal(err)
	}
	text, err := formats.WriteKept([]formats.Kept{{Name: "Board", Settings: formats.Settings{Form: "visits", Format: formats.Release}}})
	if err == nil {
		err = st.Remember(t.Context(), formats.KeptName, text)
	}
	if err = errors.Join(err, st.Close()); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "out.xlsx")
	if said := fails(t, 2, "export", "--project", project, "--settings", "board", "--weight-to", "totals.csv", "--out", out); !strings.Contains(said, "--weight-to adds a column of weights") {
		t.Errorf("it says %s", said)
	}
}
