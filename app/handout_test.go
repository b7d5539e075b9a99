package app

import (
	"path/filepath"
	"testing"
	"time"

	"doorstep/survey/exchange"
	"doorstep/survey/store"
)

// TestAProjectFileSetsALaptopUp takes a coordinator's file at the first start.
func TestAProjectFileSetsALaptopUp(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	main, key, err := store.Create(ctx, filepath.Join(dir, "main.doorstep"), store.CreateOptions{Name: "Care", NoPassphrase: true})
	if err != nil {
		t.Fatal(err)
	}
	defer main.Close()
	identity, err := store.ParseRecoveryKey(key)
	if err != nil {
		t.Fatal(err)
	}
	file, err := exchange.WriteHandOut(ctx, main, identity, dir, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	var st *store.Store
	m := &maker{places: folders{data: filepath.Join(dir, "data"), exports: dir}, name: projectName, now: time.Now, done: func(s *store.Store) { st = s }}
	if taken, err := m.TakeHandOut(main.Path()); taken || err != nil {
		t.Errorf("a project is no project file: %v, %v", taken, err)
	}
	if taken, err := m.TakeHandOut(file); !taken || err != nil {
		t.Fatalf("%v, %v", taken, err)
	}
	if shown, err := m.Make(ctx, ""); err != nil || len(shown.Groups) > 0 {
		t.Fatalf("a laptop has no recovery key to write down: %+v, %v", shown, err)
	}
	if _, err := m.Keep(ctx, nil); err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	if info := st.Info(); info.Name != "Care" || info.ID != main.Info().ID || !info.Joined || info.Device == main.Info().Device {
		t.Errorf("%+v", info)
	}
}
