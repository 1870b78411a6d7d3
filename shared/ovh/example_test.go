package ovh_test

import (
	"fmt"

	"github.com/seatwright/seatwright/shared/ovh"
)

// The rules that a customer is asked to confirm for one zone.
func ExampleZoneRules() {
	for _, r := range ovh.ZoneRules("example.fr") {
		fmt.Println(r.Method, r.Path)
	}
	// Output:
	// GET /auth/currentCredential
	// GET /domain/zone
	// GET /domain/zone/example.fr
	// GET /domain/zone/example.fr/*
	// POST /domain/zone/example.fr/record
	// PUT /domain/zone/example.fr/record/*
	// DELETE /domain/zone/example.fr/record/*
	// POST /domain/zone/example.fr/refresh
}
