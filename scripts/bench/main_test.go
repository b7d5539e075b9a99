package main

import (
	"io"
	"strings"
	"testing"
)

func TestTable(t *testing.T) {
	list, err := groups(strings.NewReader(`goos: linux
BenchmarkAnswer/5000-2   	  588048	     40000 ns/op	      16 B/op	       1 allocs/op
BenchmarkAnswer/100-2    	  410432	       200 ns/op	      16 B/op	       1 allocs/op
BenchmarkChain/1000-2    	     258	    437125.5 ns/op
BenchmarkDigest-2        	     258	    900 ns/op
BenchmarkWindowStart-2   	       1	       186.5 bare-ms	         2.145 locked/bare	         1.1 plain/bare
PASS
`), io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := write(&b, list); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"200.0× the cost at 50× the size", "MISSED: over 20µs", "437.125µs", "met: under 1ms", "Digest", "MISSED: over 2", "met: at most 1.5"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is missing from\n%s", want, b.String())
		}
	}
}
