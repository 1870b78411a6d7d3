package price

import "slices"

// Merge gives the list that a sheet of changes makes of the one in use. Microsoft documents that such a sheet lists only what will change, so that a key
// that it does not name stays as it is. Of a key and tier that it names:
//
//   - rows in use that begin when or after the first of its rows begins give way: it is the later word about that time;
//   - rows in use without an end end a second before it. Rows with an end keep it, as documented for overlapping rows;
//   - a row that says deleted ends what is in use at its own end, or a second before its beginning; where it has neither, at once.
//
// A sheet that holds the whole list is not merged: Whole makes it the list.
func Merge(base, changes *Snapshot) *Snapshot {
	j := pair(base, changes)
	merged := &Snapshot{Kind: changes.Kind, Market: changes.Market, Currency: changes.Currency, texts: j.texts}
	for old, next := range j.groups {
		for _, p := range base.rows[old.first:old.end] {
			p = p.renumbered(j.ofA)
			p.file++ // file 0 is the sheet of changes
			if next.empty() || cut(&p, changes.rows[next.first:next.end]) {
				merged.rows = append(merged.rows, p)
			}
		}
		for _, p := range changes.rows[next.first:next.end] {
			if p.standing != deleted {
				merged.rows = append(merged.rows, p.renumbered(j.ofB))
			}
		}
	}
	merged.sort([][]packed{merged.rows})
	merged.resolve()
	merged.trim()
	return merged
}

// cut ends a row in use where the changes say so. It reports false when nothing is left of it.
func cut(p *packed, changes []packed) bool {
	for i := range changes {
		end := lastBefore(&changes[i])
		switch {
		case end == always, p.from > end:
			return false
		case p.to == never || changes[i].standing == deleted:
			p.to = min(p.to, end)
		}
	}
	return true
}

// lastBefore gives the last second that a change leaves to the rows in use.
func lastBefore(p *packed) int64 {
	switch {
	case p.standing == deleted && p.to != never:
		return p.to
	case p.from == always:
		return always
	default:
		return p.from - 1
	}
}

// Whole gives the list that a sheet with the whole list makes: its rows without those that it says are deleted.
func Whole(sheet *Snapshot) *Snapshot {
	gone := func(p packed) bool { return p.standing == deleted }
	if !slices.ContainsFunc(sheet.rows, gone) {
		return sheet
	}
	whole := &Snapshot{Kind: sheet.Kind, Market: sheet.Market, Currency: sheet.Currency, texts: slices.Clone(sheet.texts)}
	whole.rows = slices.DeleteFunc(slices.Clone(sheet.rows), gone)
	whole.trim()
	return whole
}
