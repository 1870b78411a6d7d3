package partner

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
)

// Version is a settings document as it was saved once.
type Version struct {
	Number   int64     `json:"version"` // 1, 2, 3, ...; 0: stored before settings had versions
	By       string    `json:"by"`      // client_id of the API client that saved it
	At       time.Time `json:"at"`
	Reason   string    `json:"reason"`
	Restored int64     `json:"restored_from,omitempty"` // the version that it brought back
	Settings Partner   `json:"settings"`
}

// Change says who changes settings, why, and what the caller has seen.
type Change struct {
	New    bool  // there is no such partner yet
	Base   int64 // else the version that is to be changed
	By     string
	Reason string
}

// Book keeps versions of settings.
type Book interface {
	// Settings gives the version in use, or fault.NotFound.
	Settings(ctx context.Context, id order.PartnerID) (Version, error)
	// SettingsVersion gives an older version, or the one in use, or fault.NotFound.
	SettingsVersion(ctx context.Context, id order.PartnerID, number int64) (Version, error)
	// AppendSettings makes v the version in use, with all that follows from it, at once or not at all. It fails with fault.Stale when the version
	// in use is not the one before v, and with fault.Conflict, naming the field, when an API client acts for another partner.
	AppendSettings(ctx context.Context, v Version) error
}

// Desk is where settings are changed.
type Desk struct {
	Book Book
	Now  func() time.Time
	Own  []string // addresses that this installation was set up with
}

// maxReason is how long a reason may be, in characters.
const maxReason = 200

// Save makes p the settings in use. What is in use already is not saved again. It fails with fault.Invalid, naming every field, and with fault.Stale
// when the settings are not those of c.Base any more.
func (d Desk) Save(ctx context.Context, p Partner, c Change) (Version, error) {
	return d.save(ctx, Version{Settings: p}, c)
}

// Restore makes an old version's settings those in use again, as a new version. They have to fit today's rules.
func (d Desk) Restore(ctx context.Context, id order.PartnerID, number int64, c Change) (Version, error) {
	old, err := d.Book.SettingsVersion(ctx, id, number)
	if err != nil {
		return Version{}, err
	}
	return d.save(ctx, Version{Settings: old.Settings, Restored: number}, c)
}

func (d Desk) save(ctx context.Context, v Version, c Change) (Version, error) {
	v.Settings = v.Settings.tidy()
	if r := []rune(strings.TrimSpace(c.Reason)); len(r) == 0 || len(r) > maxReason {
		return Version{}, fault.Malformed.Errorf("want a reason of 1 to %d characters", maxReason)
	}
	if err := v.Settings.Check(d.Own...); err != nil {
		return Version{}, err
	}
	now, err := d.Book.Settings(ctx, v.Settings.ID)
	there := err == nil
	if err != nil && fault.Of(err) != fault.NotFound {
		return Version{}, err
	}
	if err := fits(there, now, c); err != nil {
		return Version{}, err
	}
	if there {
		changes, err := Diff(now.Settings, v.Settings)
		if err != nil || len(changes) == 0 && now.Number > 0 {
			return now, err
		}
	}
	v.Number, v.By, v.Reason, v.At = now.Number+1, c.By, strings.TrimSpace(c.Reason), d.Now().UTC()
	if err := d.Book.AppendSettings(ctx, v); err != nil {
		return Version{}, err
	}
	return v, nil
}

// fits holds what the caller has seen against what is there.
func fits(there bool, now Version, c Change) error {
	switch {
	case there && c.New:
		return fault.Stale.Errorf("a partner of this id is there already")
	case !there && !c.New:
		return fault.NotFound.Errorf("partner: not there")
	case now.Number != c.Base:
		return fault.Stale.Errorf("the settings are at version %d by now, not %d", now.Number, c.Base)
	}
	return nil
}

// Diff tells what is different in version to, compared with version from.
func (d Desk) Diff(ctx context.Context, id order.PartnerID, from, to int64) ([]Difference, error) {
	a, err := d.Book.SettingsVersion(ctx, id, from)
	if err != nil {
		return nil, fmt.Errorf("version %d: %w", from, err)
	}
	b, err := d.Book.SettingsVersion(ctx, id, to)
	if err != nil {
		return nil, fmt.Errorf("version %d: %w", to, err)
	}
	return Diff(a.Settings, b.Settings)
}
