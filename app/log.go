package app

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"

	"gopkg.in/natefinch/lumberjack.v2"
)

// openLog returns the program's log and what closes it. Nothing that a
// resident said may ever be given to it; it holds what was done, to which
// response by its id, and the chains of errors. It rotates: five files of one
// megabyte at most, none older than three months.
func openLog(dir string) (*slog.Logger, io.Closer) {
	file := &lumberjack.Logger{Filename: filepath.Join(dir, "doorstep.log"), MaxSize: 1, MaxBackups: 4, MaxAge: 90, LocalTime: true}
	return slog.New(slog.NewTextHandler(file, nil)), file
}

// keepCrashes has the runtime write a crash's stack traces, which hold no
// text, to a file as well. The trace of the crash before is kept beside it.
func keepCrashes(dir string) error {
	name := filepath.Join(dir, "crash.txt")
	if info, err := os.Stat(name); err == nil && info.Size() > 0 {
		if err := os.Rename(name, filepath.Join(dir, "crash-before.txt")); err != nil {
			return fmt.Errorf("keep the last crash's file: %w", err)
		}
	}
	f, err := os.OpenFile(name, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("open the crash file: %w", err)
	}
	defer f.Close() // the runtime keeps its own handle
	return debug.SetCrashOutput(f, debug.CrashOptions{})
}
