package app

import (
	"os"

	"doorstep/app/cli"
)

// Version is the program's, as FyneApp.toml has it.
const Version = "0.1.0"

// Main runs the program and returns its exit status: a command if one is
// given, else the window.
func Main(args []string) int {
	return cli.Main(Version, args, os.Stdin, os.Stdout, os.Stderr, openWindow)
}
