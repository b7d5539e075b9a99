// Package widgets holds Doorstep's own controls and its theme: choice tiles,
// buttons that show their key, the text that wraps and reads right to left,
// and the layouts that place them. It knows no surveys, only Fyne.
//
// Everything here belongs to the UI goroutine and does no work of its own: a
// widget draws what it was told and calls back when it is used. A key that a
// focused widget has no use for goes on to the canvas's handlers, so that a
// screen's shortcuts work wherever the focus stands.
package widgets
