// Package viewmodel holds each screen's state and actions, without Fyne: a
// view draws what a model's State says and forwards keys and clicks to its
// actions. It decides what the worker sees; the engine decides what is asked.
//
// Every method is called on the UI goroutine and returns at once. Work that
// may wait (the store, an export) runs elsewhere and comes back through
// [Runtime].Do, after which the model calls its OnChange. A view sets
// OnChange, and redraws from State() each time; it keeps no state of its own
// beyond the caret and the scroll position.
//
// The screens: [Shell] holds the rail, the status bar and one model a screen:
// [Home] (questionnaires and open drafts), [Interview] (with its [Review] and
// its end), [Responses], [Export], [Questionnaires], [Settings]. Errors are
// typed or wrap this package's sentinels (errors.go), so that one place in the
// view can turn them into words.
//
// # Keys
//
// [Interview.PressKey] takes every rune that no text field wants: it picks
// choices in the question that has the focus. [Interview.Commands] lists what
// else a key does on this page, with its keys as shown ("F2", "Ctrl+2"), so
// that the screen, the help sheet and the shortcuts come from one list;
// [Interview.Do] runs one.
//
// # Going on after a choice
//
// Choose, PressKey, DontKnow, Refuse, Skip and Do return advance true when the answer completes the page: the view
// marks the tile, lets it be seen for a blink and then calls
// [Interview.AdvanceAfterChoice]. That call does nothing if the worker has
// gone elsewhere meanwhile, and a key pressed during the blink goes to the
// next question, so nobody types faster than the screen.
//
// # The window
//
// app makes the Shell and hands it to the view:
//
//	type Options struct {
//		App   fyne.App          // made by app, so that fyne.Do works
//		Shell *viewmodel.Shell
//		Ready func()            // optional, after the first frame
//	}
//	func Run(o Options) error                  // the window, until it is closed
//	func ShowProblem(…, err error)             // a window with only an error's words, when the project cannot be opened
//
// Closing the window ends Run; app then calls [Shell.Close], which writes
// what is still in memory.
package viewmodel
