// Package docs holds the guide that the window shows.
package docs

import _ "embed"

// Guide is guide.md.
//
//go:embed guide.md
var Guide string
