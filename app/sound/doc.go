// Package sound plays recordings in the program itself: MP3, WAV, FLAC and Ogg
// Vorbis, one at a time, from memory. It needs no library of the system's to be
// built: on Linux it speaks to the sound server (PulseAudio or PipeWire), on
// Windows and macOS to the system.
//
// A [Player] may be used from any goroutine.
package sound
