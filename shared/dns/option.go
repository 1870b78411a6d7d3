package dns

import (
	"slices"
	"strconv"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
)

// Options are what a person chose.
type Options struct {
	Services    []Service `json:"services,omitempty"`
	LegacySkype bool      `json:"legacy_skype,omitempty"` // three records that only old clients and desk phones ask for
	SoftFail    bool      `json:"soft_fail,omitempty"`    // a new SPF record ends in ~all, not in -all
	KeepMX      bool      `json:"keep_mx,omitempty"`      // a gateway stays in front of Microsoft
	// DropSender takes the host's own sender out of SPF when its mail records go: somebody said that its mailboxes are not used.
	DropSender bool `json:"drop_sender,omitempty"`
	EnforceTTL bool `json:"enforce_ttl,omitempty"` // a time to live that differs is changed, too
	// DMARC is the policy to begin with where there is none, such as "v=DMARC1; p=none"; "" plans none.
	DMARC string `json:"dmarc,omitempty"`
	// DropProof deletes this tenant's own proof of ownership once the domain is verified.
	DropProof bool     `json:"drop_proof,omitempty"`
	Move      Move     `json:"move,omitempty"`
	Consents  Consents `json:"consents,omitzero"`
}

// Move is a step of moving live mail from Microsoft's old MX host to its new one. Between steps somebody tests, and the old time to live runs out.
type Move string

// The steps, in their order. "" moves nothing.
const (
	MoveAdd    Move = "add"    // the new host at preference 20, behind the old one
	MoveSwap   Move = "swap"   // the old host at 30, the new one at 0
	MoveFinish Move = "finish" // the old host goes
)

// Consents say what may be changed beyond what is Microsoft's own.
type Consents struct {
	Rows    []string `json:"rows,omitempty"` // ids
	Classes []Class  `json:"classes,omitempty"`
}

// Class is a kind of change to which somebody can agree for many zones at once.
type Class string

// Classes.
const (
	ReplaceMX    Class = "replace_mx"    // the mail records with which the host filled the zone
	MergeSPF     Class = "merge_spf"     // several SPF records become one
	UnparkSPF    Class = "unpark_spf"    // an SPF record that says "no mail at all" gets a sender
	UncountedSPF Class = "uncounted_spf" // SPF terms that depend on the sender, so that nobody can count what they look up
	MTASTS       Class = "mta_sts"       // the published policy already lists Microsoft's host
)

// Check fails with fault.Invalid when the options are not such as can be planned.
func (o *Options) Check() error {
	for _, s := range o.Services {
		if s != Email && s != Teams && s != Intune {
			return fault.Invalid.Errorf("service %q: not known", s)
		}
	}
	for _, c := range o.Consents.Classes {
		if !slices.Contains([]Class{ReplaceMX, MergeSPF, UnparkSPF, UncountedSPF, MTASTS}, c) {
			return fault.Invalid.Errorf("consent %q: not known", c)
		}
	}
	if !slices.Contains([]Move{"", MoveAdd, MoveSwap, MoveFinish}, o.Move) {
		return fault.Invalid.Errorf("step %q: not known", o.Move)
	}
	if o.Move != "" && (o.KeepMX || !slices.Contains(o.Services, Email)) {
		return fault.Invalid.Errorf("step %q: mail is moved only with the service %s, and without a gateway", o.Move, Email)
	}
	if o.DMARC != "" && !isDMARC(o.DMARC) {
		return fault.Invalid.Errorf("policy %q: does not begin as DMARC", o.DMARC)
	}
	return nil
}

func isDMARC(text string) bool {
	first, _, _ := strings.Cut(text, ";")
	return strings.EqualFold(strings.ReplaceAll(first, " ", ""), "v=DMARC1")
}

// Need is a consent that is missing: the class if there is one, or each of the rows.
type Need struct {
	Class Class    `json:"class,omitempty"`
	Rows  []string `json:"rows,omitempty"`
}

// given reports whether a need is met.
func (c *Consents) given(n Need) bool {
	if n.Class != "" && slices.Contains(c.Classes, n.Class) {
		return true
	}
	return len(n.Rows) > 0 && !slices.ContainsFunc(n.Rows, func(id string) bool { return !slices.Contains(c.Rows, id) })
}

// words are the options for a digest.
func (o *Options) words() []string {
	all := []string{
		strconv.FormatBool(o.LegacySkype), strconv.FormatBool(o.SoftFail), strconv.FormatBool(o.KeepMX), strconv.FormatBool(o.DropSender),
		strconv.FormatBool(o.EnforceTTL), o.DMARC, strconv.FormatBool(o.DropProof), string(o.Move), strconv.Itoa(len(o.Services)), strconv.Itoa(len(o.Consents.Classes)),
	}
	for _, s := range o.Services {
		all = append(all, string(s))
	}
	for _, c := range o.Consents.Classes {
		all = append(all, string(c))
	}
	return append(all, o.Consents.Rows...)
}
