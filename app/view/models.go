package view

import (
	"doorstep/app/viewmodel"
	"doorstep/app/words"
	"doorstep/survey"
)

type homeModel interface {
	State() viewmodel.HomeState
	Load()
	Start(id, version string)
	Resume(instanceID string)
	Discard(instanceID string)
	Undo()
	PressKey(r rune) bool

	ToggleTraining()
	ShowContacts()
	PickCallBack(id survey.AttemptID)
	AnotherTry()
	DropCallBack()
	Unpick()
}

type contactsModel interface {
	State() viewmodel.ContactsState
	Load()
	SetPlace(text string)
	SetNote(text string)
	SetLanguage(text string)
	SetWhen(text string)
	SetReminder(text string)
	SetMode(mode string)
	SetOutcome(value string)
	SetCompany(who string)
	PressKey(r rune) bool
	Save() bool
	Remove(id survey.AttemptID)
	Undo()
	Leave()
}

type interviewModel interface {
	Stage() viewmodel.Stage
	Title() string
	Page() viewmodel.Page
	Choose(ref survey.Ref, i int) (advance bool)
	PressKey(r rune) (taken, advance bool)
	AdvanceAfterChoice()
	TypeText(ref survey.Ref, text string)
	Answer(ref survey.Ref, raw string)
	Filter(ref survey.Ref, text string)
	Attach(ref survey.Ref, name string, data []byte) error
	Clear(ref survey.Ref)
	StepCounter(ref survey.Ref, by int)
	PlayOrStop(s viewmodel.Sound)
	PlayHere() (taken bool)
	GoToEntry(instance survey.Ref)
	SetRange(ref survey.Ref, v float64)
	StepRange(ref survey.Ref, n int)
	MoveRank(ref survey.Ref, place, by int)
	Focus(ref survey.Ref)
	Languages() []viewmodel.Language
	SetLanguage(name string)
	MoreBelow() string
	FullGroup() string
	WorkerWords() *words.Words
	GoTo(ref survey.Ref)
	Commands() []viewmodel.Command
	Do(id viewmodel.CommandID) (advance bool)
	Review() viewmodel.Review
	Outline() viewmodel.Outline
	Jump(ref survey.Ref)
	Note() (viewmodel.NoteSheet, bool)
	KeepNote(ref survey.Ref, note string, flag bool)
	Doubt() (viewmodel.DoubtSheet, bool)
	GoOnWithReason(reason string) (fault string)
	Endings() []viewmodel.Ending
	Misfits() int
	CanRemind() bool
	ReadWhen(text string) (understood string, ok bool)
	ComeBack(when, place, words string) bool
	EndEarly(e viewmodel.Ending, keep bool)
	End() viewmodel.End
}

type responsesModel interface {
	State() viewmodel.ResponsesState
	SetFilter(text string)
	Load()
	Older()
	Newer()

	CanOpen() bool
	Open(instanceID string)
	Detail() *viewmodel.ResponseDetail
	CloseDetail()
	AskFor(kind viewmodel.AskKind, purpose string, revision [16]byte)
	Asking() *viewmodel.Ask
	CancelAsk()
	Confirm(typed string)
	Done() (words string, busy bool, err error)
}

type exportModel interface {
	State() viewmodel.ExportState
	Load()
	SetForm(id string)
	SetFormat(f viewmodel.ExportFormat)
	SetValues(v viewmodel.ExportValues)
	SetMultiple(v viewmodel.ExportMultiple)
	SetLanguage(name string)
	SetPersonal(on bool)
	SetAttached(on bool)
	SetTraining(on bool)
	SetParadata(on bool)
	SetPictures(on bool)
	SetRoundBases(on bool)
	SetArea(code string)
	SetWorker(code string)
	SetVersion(v string)
	SetSince(text string)
	SetUntil(text string)
	SetWhere(expression string)
	SetColumns(names string)
	AddCrosstab(c viewmodel.Crosstab)
	RemoveCrosstab(i int)
	SetCoded(path string)
	SetTotals(path string)
	SetQuotesSeen(on bool)
	SetName(name string)
	Use(name string)
	Forget()
	SetPath(path string)
	Start()
	Cancel()
	Again()
	OpenFolder()
}

type claimsModel interface {
	State() viewmodel.ClaimsState
	Check(sentence string)
	Stop()
	Leave()
}

type questionnairesModel interface {
	State() viewmodel.QuestionnairesState
	Load()
	CheckFile(path string)
	Add()
	CloseCheck()
	AddStarter(name string)
	CheckAgain()
	Retire(id, version string)
	Restore(id, version string)
	UndoRetire()

	OpenForm(id, version string)
	OpenChecked()
	Back()
	TryOut()
	ShowQuestions()
	FilterQuestions(text string)
	ShowQuestion(i int)
	StepQuestion(by int)
	PreviewIn(language string)
	NextLanguage()
	Compare(version string)
	CompareNewest()
	HasResults() bool
	ShowResults()
	MoreDifferences()
}

type settingsModel interface {
	Preferences() viewmodel.Preferences
	Err() error
	SetTextSize(percent int)
	LargerText()
	SmallerText()
	SetTheme(t viewmodel.Theme)
	SetLanguage(code string)
	SetAutoAdvance(on bool)
	SetWorker(name, code string)
	SetLockAfter(minutes int)
	SetBackupFolder(path string)
	SetCardWindow(on bool)
	SetStill(on bool)
	SetSupport(lines string)
}
