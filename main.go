// Doorstep interviews people face to face, offline, and exports workbooks.
package main

import (
	"os"

	"doorstep/app"
)

func main() { os.Exit(app.Main(os.Args[1:])) }
