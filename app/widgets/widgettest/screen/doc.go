// Package screen sees what stands on an X11 display and presses keys in its
// windows, quickly enough to time a frame. It is for benchmarks on Linux.
package screen
