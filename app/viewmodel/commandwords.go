package viewmodel

import "doorstep/app/words"

// commandWords are the keys of the words for commands that stand on the page
// itself. They are shown in the interview's language; the tools beside them,
// which are the worker's alone, in the interface's.
var commandWords = map[CommandID]string{
	CommandContinue: "continue",
	CommandBack:     "back",
	CommandDontKnow: "dont_know",
	CommandRefused:  "refused",
	CommandSkip:     "skip",
	CommandClear:    "clear",
	CommandFinish:   "finish",
	CommandReason:   "give_reason",
}

// toolWords are the keys of the words for what is the worker's alone.
var toolWords = map[CommandID]string{
	CommandLanguage: "tool_language",
	CommandReview:   "review",
	CommandStop:     "tool_stop",
	CommandShowCard: "tool_show_card",
	CommandNote:     "tool_note",
	CommandFlag:     "tool_flag",
	CommandHandOver: "tool_hand_over",
	CommandPause:    "tool_pause",
	CommandOutline:  "tool_outline",
	CommandPrint:    "print_card",
}

// WorkerWords are what the program says to the worker, in the language of the
// program. Everything else is said in that of the interview.
func (m *Interview) WorkerWords() *words.Words { return words.In(m.prefs().Language) }

// spoken gives commands their words.
func (m *Interview) spoken(commands []Command) []Command {
	own, theirs := m.WorkerWords(), m.words()
	for i := range commands {
		c := &commands[i]
		key, known := commandWords[c.ID]
		switch {
		case m.stage == StageDone && (m.trial || m.edit) && c.ID == CommandContinue: // as it is
		case m.stage == StageDone && c.ID == CommandContinue:
			c.Title = own.Say("back_to_start")
		case known:
			c.Title, c.Shown = own.Say(key), theirs.Say(key)
		case toolWords[c.ID] != "":
			c.Title = own.Say(toolWords[c.ID])
		case c.ID == CommandRemove:
			c.Shown = m.removable(theirs)
		}
		if c.Shown == "" {
			c.Shown = c.Title
		}
	}
	return commands
}
