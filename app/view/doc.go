// Package view draws the window: one file a screen. A screen draws what its
// view model's state says and forwards keys and clicks to the model's actions;
// it decides nothing and keeps nothing but the caret and the scroll position.
//
// Everything runs on the UI goroutine. Screens see their models through small
// interfaces (models.go), so that tests can show any state. words.go is the one
// place where errors become words.
package view
