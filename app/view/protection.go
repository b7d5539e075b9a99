package view

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
)

type upkeepModel interface {
	State() viewmodel.UpkeepState
	There() bool
	BackUp()
	Check()
	Cancel()
	SetCopies(folder string)
	TypeNew(first, second string)
	ChangePassphrase(old string) bool
	ForgetNew()
	Seal() *viewmodel.SetUp
	Sealed()
}

// protection is the part of the settings about what protects the answers and
// how they are kept.
type protection struct {
	m   upkeepModel
	s   settingsModel
	w   window
	box *fyne.Container

	open func() // goes to who can open the project; nil for nowhere

	lock                  *optionRow
	ways, backup, copies  *widgets.Text
	months, round, did    *widgets.Text
	change, backUp, check *widgets.Button
	seal, back, others    *widgets.Button
	toBackups, toCopies   *widgets.Button
	stop                  *widgets.Button
	bar                   *widgets.Progress
	failed, faults        *widgets.Notice
}

func newProtection(m upkeepModel, s settingsModel, w window, page *widgets.Page) *protection {
	p := &protection{m: m, s: s, w: w, bar: widgets.NewProgress(10)}
	p.lock = newOptionRow("Lock when nobody has typed for", page, func(v string) {
		if n, err := strconv.Atoi(v); err == nil {
			s.SetLockAfter(n)
		}
	})
	text := func() *widgets.Text { return widgets.NewText("", widgets.Style{Ours: true}) }
	p.ways, p.backup, p.copies, p.months, p.round, p.did = text(), text(), text(), text(), text(), text()
	button := func(label string, do func()) *widgets.Button {
		b := widgets.NewButton(label, "", widgets.Secondary, do)
		b.OnFocus = func() { page.Reveal(b) }
		return b
	}
	p.change = button("Change the passphrase", func() { w.open(newPassphraseSheet(m, w)) })
	p.seal = button("Give the project a passphrase", func() {
		if sealing := m.Seal(); sealing != nil {
			w.open(newSealSheet(sealing, w, m.Sealed))
		}
	})
	p.others = button("Who can open this project", func() { p.open() })
	p.backUp = button("Back up now", m.BackUp)
	p.check = button("Check the whole project", m.Check)
	p.back = button("Go back to a backup", w.restore)
	p.toBackups = button("Choose the backups’ folder", p.chooseBackups)
	p.toCopies = button("Choose a folder for second copies", p.chooseCopies)
	p.stop = button("Stop", m.Cancel)
	p.failed, p.faults = widgets.NewNotice(widgets.ErrorSurface), widgets.NewNotice(widgets.ErrorSurface)
	words := func(t *widgets.Text) fyne.CanvasObject { return widgets.Words(widgets.AtMost(widgets.Measure, t)) }
	p.box = widgets.Stack(widgets.Gap2, widgets.NewSpace(1, widgets.Gap1), subheading("What protects the answers"),
		words(p.ways), widgets.Flow(0, p.change, p.others, p.seal), p.lock.box,
		widgets.NewSpace(1, widgets.Gap1), subheading("Backups and second copies"),
		words(p.backup), words(p.copies), words(p.months), words(p.round),
		widgets.Flow(0, p.backUp, p.check, p.back, p.toBackups, p.toCopies),
		widgets.Words(p.bar), widgets.Flow(0, p.stop), words(p.did), widgets.Words(p.faults.Object()), widgets.Words(p.failed.Object()))
	return p
}

func (p *protection) redraw() {
	setVisible(p.box, p.m.There())
	if !p.m.There() {
		return
	}
	state := p.m.State()
	k := state.Keeping
	var times []option
	if k.Sealed {
		for _, n := range viewmodel.LockMinutes {
			times = append(times, option{strconv.Itoa(n), plural(n, "1 minute", "%d minutes"), ""})
		}
		p.ways.SetText("Every answer is sealed. It can be opened with:\n" + strings.Join(k.Ways, "\n"))
	} else {
		p.ways.SetText("No passphrase protects the answers: whoever can read this laptop’s disk can read them. Keep the project only on a disk that is encrypted, and lock the laptop when you leave it.")
	}
	p.lock.set(times, strconv.Itoa(p.s.Preferences().LockAfter))
	setVisible(p.change, k.Sealed)
	setVisible(p.seal, !k.Sealed)
	setVisible(p.others, k.Sealed && p.open != nil)
	last := "None is made yet."
	if !k.LastBackup.IsZero() {
		last = "The last is of " + when(k.LastBackup) + "; " + plural(k.Backups, "there is 1.", "there are %d.")
	}
	p.backup.SetText("Backups go to " + k.BackupFolder + ". " + last)
	p.copies.SetText("No second copies are made. Choose a folder on a stick or another disk for a sealed copy of every finished response.")
	if k.CopiesFolder != "" {
		waiting := "None waits."
		if k.CopiesWaiting > 0 {
			waiting = plural(k.CopiesWaiting, "1 response waits", "%d responses wait") + " until the folder can be written to."
		}
		p.copies.SetText("Second copies of finished responses go to " + k.CopiesFolder + ". " + waiting)
	}
	p.months.SetText("Contact details are erased " + plural(k.Months, "1 month", "%d months") + " after an interview, where the questionnaire does not say otherwise.")
	p.redrawRound(state)
	p.redrawTask(state)
}

func (p *protection) redrawRound(state viewmodel.UpkeepState) {
	words := ""
	if !state.RoundAt.IsZero() {
		words = "Looked after by itself " + when(state.RoundAt) + ". " + strings.Join(state.Round, ". ")
	}
	if e := explain(state.RoundErr); e.title != "" {
		words += "\nNot all of it could be done: " + e.title + ". " + e.text
	}
	p.round.SetText(words)
	setVisible(p.round, words != "")
}

func (p *protection) redrawTask(state viewmodel.UpkeepState) {
	running := state.Task != viewmodel.NoTask
	for _, b := range []*widgets.Button{p.change, p.others, p.seal, p.backUp, p.check, p.back, p.toBackups, p.toCopies} {
		b.SetEnabled(!running)
	}
	setVisible(p.stop, running)
	setVisible(p.bar, running)
	if state.Total > 0 {
		p.bar.Set(float64(state.Done) / float64(state.Total))
	} else {
		p.bar.Set(0)
	}
	words := state.Words
	switch state.Task {
	case viewmodel.BackupTask:
		words = "Backing up. Stopping leaves no half of a backup behind."
	case viewmodel.CheckTask:
		words = fmt.Sprintf("Checking: %s of %s opened.", count(state.Done), count(state.Total))
	case viewmodel.PassphraseTask, viewmodel.CopiesTask:
		words = "One moment…"
	}
	p.did.SetText(words)
	setVisible(p.did, words != "")
	few := state.Faults[:min(5, len(state.Faults))]
	if len(few) > 0 {
		p.faults.Set(plural(len(state.Faults), "One fault", "%d faults"), strings.Join(few, "\n"), "")
	} else {
		p.faults.Set("", "", "")
	}
	e := explain(state.Err)
	p.failed.Set(e.title, e.text, "")
}

func (p *protection) chooseBackups() {
	p.w.open(&placeSheet{
		title: "Where backups go", does: "Use this folder", at: p.m.State().Keeping.BackupFolder, browse: p.w.chooseFolder,
		words: "A folder on another disk survives this one. Backups are sealed like the project.",
		take:  p.s.SetBackupFolder,
	})
}

func (p *protection) chooseCopies() {
	p.w.open(&placeSheet{
		title: "Where second copies go", does: "Use this folder", at: p.m.State().Keeping.CopiesFolder, browse: p.w.chooseFolder,
		words: "Each finished response is also written there, sealed: only the recovery key opens it. A USB stick will do; while it is away, copies wait.",
		take:  p.m.SetCopies,
	})
}

// passphraseSheet changes the passphrase.
type passphraseSheet struct {
	asking
	m     upkeepModel
	w     focuser
	old   *widgets.Field
	fresh *newPassphraseFields
}

func newPassphraseSheet(m upkeepModel, w focuser) *passphraseSheet {
	return &passphraseSheet{m: m, w: w}
}

func (s *passphraseSheet) object(done func()) fyne.CanvasObject {
	s.asking = newAsking("Enter", s.enter)
	s.left = s.m.ForgetNew
	s.old = newSecret("Present passphrase", s.page, nil)
	s.fresh = newNewPassphrase(s.page, s.m.TypeNew)
	use, leave := s.buttons("Change it", done)
	s.page.SetContent(column(widgets.ColumnWidth, heading("Change the passphrase"),
		says("Copies made before, backups among them, keep the passphrase they had. The recovery key stays the same."),
		labelled("Present passphrase", "", s.old), s.fresh.box, widgets.Flow(0, use, leave)))
	return s.page
}

// enter goes from field to field, then changes the passphrase.
func (s *passphraseSheet) enter() bool {
	fields := []*widgets.Field{s.old, s.fresh.first, s.fresh.second}
	if i := slices.IndexFunc(fields, func(f *widgets.Field) bool { return f.Text == "" }); i >= 0 {
		s.w.focus(fields[i])
		return false
	}
	if s.m.ChangePassphrase(s.old.Text) {
		return true
	}
	state := s.m.State().New
	s.fresh.set(state)
	s.page.Reflow()
	if f := s.fresh.about(state); f != nil {
		s.w.focus(f)
	}
	return false
}

func (s *passphraseSheet) firstFocus() fyne.Focusable { return s.old }
