// Package tree draws a tree whose leaves carry people's words: one leaf after
// another grows on it, and the whole can be kept as a picture. It knows no
// surveys. Everything here is for the UI goroutine.
package tree
