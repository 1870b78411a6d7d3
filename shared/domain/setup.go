package domain

import (
	"time"

	"github.com/seatwright/seatwright/shared/dns"
)

// Setup is a customer's domain on its way to Microsoft 365.
type Setup struct {
	Partner  string `json:"partner"`
	ID       string `json:"id"`
	Customer string `json:"customer"` // id of the customer's tenant
	Domain   string `json:"domain"`   // in normal form
	Host     Host   `json:"host"`
	Zone     string `json:"zone,omitempty"` // in which the domain lies, "" until the parent was asked
	// Entered is, of a zone that came as a file, what it is since a person entered a plan: the digest of a kept file. "": as it came.
	Entered string `json:"entered,omitempty"`

	Options dns.Options  `json:"options"`
	Extra   []dns.Wanted `json:"extra,omitempty"` // records that Graph does not tell and a person gave: DKIM
	Batch   string       `json:"batch,omitempty"` // the request for many domains that it is of

	State    State       `json:"state"`
	Stage    Stage       `json:"stage"`
	Hash     string      `json:"hash,omitempty"` // of the plan that is shown
	Line     dns.Line    `json:"line"`           // that plan in short
	Notes    []string    `json:"notes,omitempty"`
	Applied  []Applied   `json:"applied,omitempty"` // plans that were applied, in their order
	Write    Publication `json:"write,omitzero"`    // what the host was asked for
	Progress Progress    `json:"progress,omitzero"`
	// Changes are what others changed, the first hundred of it: since the plan was made, of a setup that is Drifted; since it was applied, of one that is Done.
	Changes []dns.Change `json:"changes,omitempty"`
	Watched time.Time    `json:"watched,omitzero"` // when Changes were looked for last, of one that is Done
	Problem *Problem     `json:"problem,omitempty"`
	Cause   *Problem     `json:"cause,omitempty"` // why the plan was taken back; nil: a person asked for it
	// Export is the zone as it was before the first change, for a person who has to mend it by hand: the digest of a kept text.
	Export string `json:"export,omitempty"`

	Created  time.Time `json:"created"`
	Since    time.Time `json:"since"` // of its state
	Due      time.Time `json:"due,omitzero"`
	Deadline time.Time `json:"deadline,omitzero"` // when the state has lasted too long
	Tries    int       `json:"tries,omitempty"`   // in its state
	Undos    int       `json:"undos,omitempty"`   // how often the plan's changes were taken back, and something of them was still there
	Late     bool      `json:"late,omitempty"`    // people were told that its state lasts too long
	Alarm    string    `json:"alarm,omitempty"`   // digest of the changes that people were told of last
	Steps    []Step    `json:"steps,omitempty"`   // the last ones

	// Tell is what people have to know; it is put with the next write, and is no part of the setup.
	Tell        []Event `json:"-"`
	Version     int64   `json:"-"`
	Correlation string  `json:"correlation,omitempty"`
}

// Host says where a zone is written.
type Host struct {
	Kind    HostKind `json:"kind"`
	Account string   `json:"account,omitempty"` // the partner's name for its account at the host; "" for a file
	File    string   `json:"file,omitempty"`    // digest of the zone file that a person gave
}

// HostKind is a kind of host.
type HostKind string

// Hosts.
const (
	OVH     HostKind = "ovh"
	Route53 HostKind = "route53"
	File    HostKind = "file" // any other: a person gives the zone as a file, and enters what is to be changed
)

// Stage is which of the two plans a setup is at.
type Stage string

// Stages.
const (
	Ownership Stage = "ownership" // the proof that the domain is the customer's
	Services  Stage = "services"
)

// State is how far a setup is.
type State string

// States. Those after which nothing happens by itself wait for a person.
const (
	Asked      State = "asked"       // a plan is wanted
	Planned    State = "planned"     // a person looks at the plan
	Approved   State = "approved"    // it was applied as it was shown
	Staging    State = "staging"     // its rows are written at the host
	Publishing State = "publishing"  // the host was asked to serve them
	ByHand     State = "by_hand"     // a person enters the rows
	Deployed   State = "deployed"    // the host has them; the name servers are asked until all of them agree
	Verifying  State = "verifying"   // Microsoft looks for the proof
	Done       State = "done"        // all is served; the zone is watched
	Undoing    State = "undoing"     // the plan's changes are taken back at the host
	Restoring  State = "restoring"   // the host was asked to serve the zone as it was
	RolledBack State = "rolled_back" // the name servers serve it
	Drifted    State = "drifted"     // the zone or Microsoft's answer is no longer that of the plan: a new one is needed
	Failed     State = "failed"      // no plan can be made, or the host refuses; nothing was changed
	Operator   State = "needs_operator"
	Superseded State = "superseded" // the domain has another setup
)

// Problem says why a setup does not go on, or waits.
type Problem struct {
	Code  string    `json:"code"`
	Text  string    `json:"text"`            // for people: what happened and what to do
	Names []string  `json:"names,omitempty"` // name servers seen, roles missing, rules of a key, ...
	At    time.Time `json:"at"`
}

// Applied is a plan that was applied.
type Applied struct {
	Hash  string    `json:"hash"`
	Stage Stage     `json:"stage"`
	At    time.Time `json:"at"`
	Back  bool      `json:"back,omitempty"` // taken back since
}

// Publication is a request to a host to serve what it was given.
type Publication struct {
	Ref    string `json:"ref,omitempty"`    // the host's own name for it
	Serial uint32 `json:"serial,omitempty"` // of the zone before
	Asked  int    `json:"asked,omitempty"`  // how often it was asked
	Taken  bool   `json:"taken,omitempty"`  // it said that it was: from then on it is only asked how far it is
}

// Progress is what the name servers said last.
type Progress struct {
	At      time.Time         `json:"at"`
	Sets    int               `json:"sets"`    // that the plan changes or counts on
	Visible int               `json:"visible"` // of them at every name server
	Serials map[string]uint32 `json:"serials,omitempty"`
	Missing []Missing         `json:"missing,omitempty"`
	// Users is until when a resolver somewhere may still have what was before; zero while not all is visible.
	Users time.Time `json:"users,omitzero"`
}

// Missing is a set that a name server does not serve as planned.
type Missing struct {
	Name   string `json:"name"`
	Type   string `json:"type"`
	Server string `json:"server"`
	Why    string `json:"why"`
}

// Step is something that was done, for people to read.
type Step struct {
	At   time.Time `json:"at"`
	Name string    `json:"name"`
	Text string    `json:"text,omitempty"`
}
