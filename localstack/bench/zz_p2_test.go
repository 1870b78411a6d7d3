package main

import (
	"os"
	"testing"
)

func TestP2(t *testing.T) {
	if err := os.Chdir("../.."); err != nil {
		t.Fatal(err)
	}
	r := &report{}
	if err := workbooks(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	r.print(os.Stdout)
}
