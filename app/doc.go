// Package app starts Doorstep and ends it: it finds the folders, opens the
// project, makes the view models over the store, the questionnaires and the
// export, and hands them to the window. It is the one room that knows all the
// others; it holds no rules of its own.
//
// Main runs on the program's first goroutine, which becomes the UI goroutine
// while the window is open. Shutting down goes the other way round from
// starting: the window, the drafts, the project, the log.
package app
