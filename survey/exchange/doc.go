// Package exchange moves responses between laptops and brings them in from
// elsewhere.
//
// [WritePack] and [Merge] carry a project's responses from one laptop to
// another in one sealed file. [Reader] reads responses that other tools
// exported: KoboToolbox's and ODK Central's JSON, and OpenRosa XML.
//
// The package keeps no state between calls; a value belongs to the goroutine
// that made it.
package exchange
