package viewmodel

import "doorstep/survey"

// choiceKeys pick choices, in order. Commands have keys of their own, none of
// them a bare digit or letter, so none is left out.
const choiceKeys = "123456789abcdefghijklmnopqrstuvwxyz"

// choiceKey is the key of the choice i, from 0; "" beyond the last.
func choiceKey(i int) string {
	if i >= len(choiceKeys) {
		return ""
	}
	return choiceKeys[i : i+1]
}

// CommandID names what a command key does.
type CommandID string

// The commands of the interview screen.
const (
	CommandContinue CommandID = "continue"
	CommandBack     CommandID = "back"
	CommandDontKnow CommandID = "dont-know"
	CommandRefused  CommandID = "refused"
	CommandSkip     CommandID = "skip"
	CommandClear    CommandID = "clear"
	CommandLanguage CommandID = "language"
	CommandReview   CommandID = "review"
	CommandOutline  CommandID = "outline" // the view shows [Interview.Outline]
	CommandRemove   CommandID = "remove"  // the repeat instance the page is in; asked for twice
	CommandStop     CommandID = "stop"
	CommandFinish   CommandID = "finish"    // on the review
	CommandShowCard CommandID = "show-card" // and back
	CommandHandOver CommandID = "hand-over" // where the resident may answer alone
	CommandPause    CommandID = "pause"
	CommandPrint    CommandID = "print"  // the card with the reference code
	CommandNote     CommandID = "note"   // the view shows [Interview.Note]
	CommandFlag     CommandID = "flag"   // for follow-up
	CommandReason   CommandID = "reason" // in place of continue: the view shows [Interview.Doubt]
)

// Command is something a key does on this page.
type Command struct {
	ID      CommandID
	Title   string   // "Don't know", in the interface's language
	Shown   string   // the same in the interview's language, where the resident may see it; else as Title
	Keys    []string // "Enter", "Esc", "F2", "Ctrl+2", "Ctrl+Enter"; the first is the one shown
	Enabled bool
	On      bool // don't know, refused or skip: it is this question's state
}

// Commands lists what keys do on this page, in the order to show them. Each
// function key has a Ctrl+digit beside it, for laptops that keep the function
// keys for loudness and brightness.
func (m *Interview) Commands() []Command {
	if m.HandedOver() {
		return m.handCommands()
	}
	return m.spoken(m.commands())
}

func (m *Interview) commands() []Command {
	switch m.stage {
	case StageReview:
		return []Command{
			{ID: CommandFinish, Title: "Finish", Keys: []string{"Ctrl+Enter"}, Enabled: m.Review().Finish},
			{ID: CommandBack, Title: "Back", Keys: []string{"Esc"}, Enabled: len(m.allPages()) > 0},
			m.languageCommand(),
			pauseCommand,
			{ID: CommandStop, Title: "Stop here", Keys: []string{"F10", "Ctrl+0"}, Enabled: true},
		}
	case StageDone:
		back, keys := "Back to the start", []string{"Enter", "Esc"}
		if m.trial {
			back, keys = "Back to the questionnaire", append(keys, "F10", "Ctrl+0")
		}
		if m.edit {
			back = "Back to the response"
		}
		return []Command{{ID: CommandContinue, Title: back, Keys: keys, Enabled: true}, m.printCommand(), pauseCommand}
	case StageFinishing:
		return nil
	}
	q, _ := m.focused()
	// Elsewhere the answer is taken back where it was given: in its field, or
	// with the same key again.
	clearable := false
	if state, ok := m.session.State(q.Ref); ok && (q.Control == ControlOne || q.Control == ControlRange || q.Control == ControlFile || q.Look.Layout == LayoutList) {
		clearable = state.Value.IsAnswered() && !q.ReadOnly
	}
	non := func(id CommandID, title, key, other string, s survey.State) Command {
		return Command{ID: id, Title: title, Keys: []string{key, other}, Enabled: q.NonResponseOffered, On: q.NonResponse == s}
	}
	list := []Command{
		m.continueCommand(),
		{ID: CommandBack, Title: "Back", Keys: []string{"Esc"}, Enabled: m.mending || m.here() > 0},
		non(CommandDontKnow, "Don't know", "F2", "Ctrl+2", survey.DontKnow),
		non(CommandRefused, "Refused", "F3", "Ctrl+3", survey.Refused),
		non(CommandSkip, "Skip", "F4", "Ctrl+4", survey.Skipped),
		{ID: CommandClear, Title: "Clear", Keys: []string{"F5", "Ctrl+5"}, Enabled: clearable},
		m.languageCommand(),
		{ID: CommandReview, Title: "Review", Keys: []string{"F7", "Ctrl+7"}, Enabled: true},
		{ID: CommandOutline, Title: "Go to a question", Keys: []string{"Ctrl+J"}, Enabled: true},
	}
	if title := m.removable(m.WorkerWords()); title != "" {
		list = append(list, Command{ID: CommandRemove, Title: title, Keys: []string{"F8", "Ctrl+8"}, Enabled: true, On: m.removing})
	}
	return append(list,
		Command{ID: CommandShowCard, Title: "Show card", Keys: []string{"F11", "Ctrl+1"}, Enabled: true, On: m.card},
		Command{ID: CommandNote, Title: "Note", Keys: []string{"Ctrl+N"}, Enabled: m.canRemark(), On: q.Remarks.Note != ""},
		Command{ID: CommandFlag, Title: "Flag", Keys: []string{"Ctrl+F"}, Enabled: m.canRemark(), On: q.Remarks.Flag},
		Command{ID: CommandHandOver, Title: "Hand over", Keys: []string{"F12", "Ctrl+H"}, Enabled: m.canHandOver()},
		pauseCommand,
		Command{ID: CommandStop, Title: "Stop here", Keys: []string{"F10", "Ctrl+0"}, Enabled: true})
}

// pauseCommand is given at any stage of an interview.
var pauseCommand = Command{ID: CommandPause, Title: "Pause", Keys: []string{"F9", "Ctrl+9"}, Enabled: true}

// continueCommand goes on, with a reason where the page doubts an answer.
func (m *Interview) continueCommand() Command {
	if m.doubting() {
		return Command{ID: CommandReason, Title: "Give a reason", Keys: []string{"Enter"}, Enabled: true}
	}
	return Command{ID: CommandContinue, Title: "Continue", Keys: []string{"Enter"}, Enabled: true}
}

func (m *Interview) languageCommand() Command {
	return Command{ID: CommandLanguage, Title: "Language", Keys: []string{"F6", "Ctrl+6"}, Enabled: len(m.form.Languages) > 1}
}

// Do runs a command of [Interview.Commands]; a disabled one does nothing.
// advance is as for Choose.
func (m *Interview) Do(id CommandID) (advance bool) {
	if id != CommandRemove {
		m.removing = false
	}
	for _, c := range m.Commands() {
		if c.ID == id && c.Enabled {
			return m.runCommand(id)
		}
	}
	return false
}

func (m *Interview) runCommand(id CommandID) (advance bool) {
	switch id {
	case CommandContinue:
		m.Continue()
	case CommandBack:
		m.Back()
	case CommandDontKnow:
		return m.DontKnow()
	case CommandRefused:
		return m.Refuse()
	case CommandSkip:
		return m.Skip()
	case CommandClear:
		if q, ok := m.focused(); ok {
			m.Clear(q.Ref)
		}
	case CommandLanguage:
		m.NextLanguage()
	case CommandReview:
		m.ShowReview()
	case CommandRemove:
		m.remove()
	case CommandStop:
		m.StopHere()
	case CommandPrint:
		m.printCard()
	case CommandFinish:
		m.Finish()
	case CommandShowCard:
		m.ShowCard(!m.card)
	case CommandHandOver:
		m.readyToHandOver()
	case CommandPause:
		m.Pause()
	case CommandFlag:
		m.flag()
	}
	return false
}
