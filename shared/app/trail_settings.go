package app

import (
	"context"
	"strconv"
	"strings"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/table"
)

// OpenSettings opens partners' settings for the operator's commands; what they change leaves records too.
func (e *Env) OpenSettings() (partner.Settings, error) {
	t, err := e.OpenTable()
	if err != nil {
		return nil, err
	}
	return auditedSettings{t, e.trail(t)}, nil
}

// auditedSettings leaves a record with each version of a partner's settings, both or neither.
type auditedSettings struct {
	*table.Table
	trail audit.Trail
}

// AppendSettings implements partner.Book. Addresses of people are told apart from the rest.
func (s auditedSettings) AppendSettings(ctx context.Context, v partner.Version) error {
	before, err := s.Settings(ctx, v.Settings.ID)
	if err != nil && fault.Of(err) != fault.NotFound {
		return err
	}
	changes, err := partner.Diff(before.Settings, v.Settings)
	if err != nil {
		return err
	}
	by := actorOf(ctx)
	id, personal := string(v.Settings.ID), map[string]string{"reason": v.Reason}
	r := audit.Record{
		Aggregate: audit.Settings(id), Partner: id, Who: by.who, What: audit.SettingsSaved, Correlation: by.correlation,
		Before: audit.Facts{"version": strconv.FormatInt(before.Number, 10)}, After: audit.Facts{"version": strconv.FormatInt(v.Number, 10)},
	}
	if v.Restored > 0 {
		r.What, r.After["restored_from"] = audit.SettingsRestored, strconv.FormatInt(v.Restored, 10)
	}
	for _, c := range changes {
		was, is := plain(c.Before), plain(c.After)
		if strings.HasPrefix(c.Pointer, "/notify") {
			personal["before "+c.Pointer], personal["after "+c.Pointer] = was, is
			continue
		}
		r.Before[c.Pointer], r.After[c.Pointer] = was, is
	}
	e, _, err := s.trail.Next(ctx, r, personal)
	if err != nil {
		return err
	}
	return s.AppendSettingsAudited(ctx, v, e)
}
