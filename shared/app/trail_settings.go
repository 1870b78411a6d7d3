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

// OpenSeeding opens partners' settings and their secrets for the operator's commands; what they change leaves records too.
func (e *Env) OpenSeeding() (partner.Settings, partner.Secrets, error) {
	t, err := e.OpenTable()
	if err != nil {
		return nil, nil, err
	}
	secrets, err := e.OpenSecrets()
	if err != nil {
		return nil, nil, err
	}
	return auditedSettings{t, e.trail(t)}, auditedSecrets{secrets, e.trail(t)}, nil
}

// auditedSettings leaves a record with each version of a partner's settings, both or neither.
type auditedSettings struct {
	*table.Table

	trail audit.Trail
}

// AppendSettings implements partner.Book.
func (s auditedSettings) AppendSettings(ctx context.Context, v partner.Version) error {
	const tries = 3
	var err error
	for range tries {
		if err = s.appendOnce(ctx, v); fault.Of(err) != fault.Conflict || len(fault.Fields(err)) > 0 {
			return err
		}
		// Something else came into the chain in between, or a client came to act for another partner: the next try tells which.
	}
	return err
}

func (s auditedSettings) appendOnce(ctx context.Context, v partner.Version) error {
	before, err := s.Settings(ctx, v.Settings.ID)
	if err != nil && fault.Of(err) != fault.NotFound {
		return err
	}
	c, err := settled(actorOf(ctx), before, v)
	if err != nil {
		return err
	}
	next, err := s.trail.Next(ctx, c)
	if err != nil {
		return err
	}
	return s.AppendSettingsAudited(ctx, v, next)
}

// settled is the record of a version of a partner's settings. Addresses of people are told apart from the rest.
func settled(by actor, before, v partner.Version) (audit.Change, error) {
	changes, err := partner.Diff(before.Settings, v.Settings)
	if err != nil {
		return audit.Change{}, err
	}
	id, personal := string(v.Settings.ID), map[string]string{"reason": v.Reason}
	r := audit.Record{
		Aggregate: audit.Settings(id), Partner: id, Who: by.who, What: audit.SettingsSaved, Correlation: by.correlation,
		Before: audit.Facts{"version": strconv.FormatInt(before.Number, 10)}, After: audit.Facts{"version": strconv.FormatInt(v.Number, 10)},
	}
	if v.Restored > 0 {
		r.What, r.After["restored_from"] = audit.SettingsRestored, strconv.FormatInt(v.Restored, 10)
	}
	for _, c := range changes {
		was, is := valueText(c.Before), valueText(c.After)
		if strings.HasPrefix(c.Pointer, "/notify") {
			personal["before "+c.Pointer], personal["after "+c.Pointer] = was, is
			continue
		}
		r.Before[c.Pointer], r.After[c.Pointer] = was, is
	}
	return audit.Change{Record: r, Personal: personal}, nil
}

// PutConnection implements partner.Settings. The record is left first; the same connection again is no change.
func (s auditedSettings) PutConnection(ctx context.Context, c partner.Connection) error {
	before, err := s.Connection(ctx, c.ID)
	if err != nil && fault.Of(err) != fault.NotFound {
		return err
	}
	was, is := valueText(before), valueText(c)
	if was == is {
		return nil
	}
	if err != nil {
		was = ""
	}
	by, id := actorOf(ctx), string(c.Partner)
	r := audit.Record{
		Aggregate: audit.Settings(id), Partner: id, Who: by.who, What: audit.ConnectionSaved, Correlation: by.correlation,
		Before: audit.Facts{"connection": was}, After: audit.Facts{"connection": is},
	}
	if err := s.trail.Leave(ctx, r, nil); err != nil {
		return err
	}
	return s.Table.PutConnection(ctx, c)
}

// PutOperator implements partner.Settings likewise.
func (s auditedSettings) PutOperator(ctx context.Context, client string) error {
	acts, err := s.Client(ctx, client)
	switch {
	case err == nil && acts == table.EveryPartner:
		return nil
	case fault.Of(err) == fault.NotFound:
		by := actorOf(ctx)
		r := audit.Record{
			Aggregate: audit.Settings(table.EveryPartner), Who: by.who, What: audit.OperatorAdded, Correlation: by.correlation,
			After: audit.Facts{"client": client},
		}
		if err := s.trail.Leave(ctx, r, nil); err != nil {
			return err
		}
	case err != nil:
		return err
	}
	return s.Table.PutOperator(ctx, client)
}
