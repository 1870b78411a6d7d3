package price

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Finding is what a guard says of a sheet: it may not be what it seems, and here is why.
type Finding struct {
	Guard     string   `json:"guard"`               // its name
	Text      string   `json:"text"`                // a plain sentence
	Threshold string   `json:"threshold,omitempty"` // what the settings allow, where they say so
	Evidence  []string `json:"evidence,omitempty"`  // a few examples
}

// Suspect is what the guards look at.
type Suspect struct {
	Import   Import
	Report   Report
	Resolved Resolved
	List     *Snapshot // what the sheet would put in use
	InUse    Entry     // what is in use; the zero Entry for nothing
	Diff     *Diff     // from there; nil where nothing is in use
	Undone   *Undone   // the same rows were in use before and were taken back; nil: not that
}

// Guard asks every guard about a sheet. A sheet that none speaks against goes into use without a person.
//
//	header        its header differs from the documented one        rejected        too many rows cannot be used
//	conflicts     two prices for one thing at one time               shadowed        rows that by the documented rule never hold
//	cost_over_list  cost above the suggested price: columns swapped?  segments        a segment comes or goes as a whole
//	units         all prices 10, 100 or 1000 times what they were    repeated_month  another sheet of the month in use
//	older_month   the list in use is of a later month                changes_only    a preview, taken for the whole list
//	taken_back    the same rows were in use before, and a person took them back
//	fewer_rows, withdrawn, risen, fallen                             too much of each
func Guard(t Thresholds, s Suspect) []Finding {
	guards := []func(Thresholds, Suspect) *Finding{oddHeader, rejected, conflicts, shadowed, costOverList, takenBack}
	if s.Diff != nil {
		guards = append(guards, units, month, risen, fallen)
	}
	if s.Diff != nil && s.Import.Timeline != Future { // a sheet of changes leaves out what stays
		guards = append(guards, segments, changesOnly, fewerRows, withdrawn)
	}
	var findings []Finding
	for _, g := range guards {
		if f := g(t, s); f != nil {
			findings = append(findings, *f)
		}
	}
	return findings
}

// GuardMatrix asks the guards that are for offer matrices too: header, rejected, taken_back and fewer_rows.
func GuardMatrix(t Thresholds, s Suspect, before, now int) []Finding {
	var findings []Finding
	for _, f := range []*Finding{oddHeader(t, s), rejected(t, s), takenBack(t, s), fewer(t, before, now)} {
		if f != nil {
			findings = append(findings, *f)
		}
	}
	return findings
}

func oddHeader(t Thresholds, s Suspect) *Finding {
	var evidence []string
	for _, d := range s.Report.Drift {
		if slices.Contains(t.Header, d.How) {
			evidence = append(evidence, strings.TrimSpace(fmt.Sprintf("%s: %s %s", d.How, d.Column, found(d.Found))))
		}
	}
	if evidence == nil {
		return nil
	}
	return &Finding{Guard: "header", Text: "The header is not the one that Microsoft documents, so a column may be taken for another.", Evidence: evidence}
}

func found(text string) string {
	if text == "" {
		return ""
	}
	return fmt.Sprintf("%q", text)
}

// share is the sentence of the guards that count: so many of so many, when that is more than the settings allow.
func share(guard string, n, of int, most int64, format string, args ...any) *Finding {
	if n == 0 || of == 0 || int64(n)*10_000 <= most*int64(of) {
		return nil
	}
	text := fmt.Sprintf(format, args...)
	return &Finding{Guard: guard, Text: fmt.Sprintf("%s: %d of %d, %s.", text, n, of, percent(int64(n)*10_000/int64(of))), Threshold: percent(most)}
}

func rejected(t Thresholds, s Suspect) *Finding {
	return share("rejected", s.Report.Rejected, s.Report.Rows+s.Report.Rejected, t.Rejected, "Rows cannot be used")
}

func conflicts(_ Thresholds, s Suspect) *Finding {
	n := len(s.Resolved.Conflicts)
	if n == 0 {
		return nil
	}
	f := &Finding{Guard: "conflicts", Text: fmt.Sprintf("%d rows give another price for the same thing and time than a row that is dearer; the dearer one would hold.", n)}
	for _, c := range s.Resolved.Conflicts[:min(n, examples)] {
		f.Evidence = append(f.Evidence, c.String())
	}
	return f
}

func shadowed(_ Thresholds, s Suspect) *Finding {
	if s.Resolved.Shadowed == 0 {
		return nil
	}
	return &Finding{
		Guard:    "shadowed",
		Text:     fmt.Sprintf("%d rows lie within the time of a row that begins earlier, which by Microsoft's rule holds until its own end: they would never hold.", s.Resolved.Shadowed),
		Evidence: s.Resolved.Examples,
	}
}

// takenBack keeps a sheet that comes again by itself, such as from Microsoft's API each day, from undoing what a person did.
func takenBack(_ Thresholds, s Suspect) *Finding {
	u := s.Undone
	if u == nil {
		return nil
	}
	return &Finding{Guard: "taken_back", Text: fmt.Sprintf("The same rows were in use before, and %s took them back on %s.", u.By, u.At.UTC().Format("2006-01-02")), Evidence: []string{u.Reason}}
}

func costOverList(t Thresholds, s Suspect) *Finding {
	n, of := 0, 0
	for i := range s.List.rows {
		if p := &s.List.rows[i]; p.list > 0 {
			of++
			n += int(truth(p.cost > p.list))
		}
	}
	return share("cost_over_list", n, of, t.CostOverList, "Costs are above the suggested price")
}

// month speaks of the sheet's month, where both are known.
func month(_ Thresholds, s Suspect) *Finding {
	now, before := s.Import.Month, s.InUse.Month
	switch {
	case now == "" || before == "" || now > before:
		return nil
	case now < before:
		return &Finding{Guard: "older_month", Text: fmt.Sprintf("The sheet is of %s, and the list in use is of %s.", now, before)}
	default:
		f := &Finding{Guard: "repeated_month", Text: fmt.Sprintf("Another sheet of %s is in use already, and this one differs in %d prices.", now, s.Diff.Len())}
		for i := range min(s.Diff.Len(), examples) {
			f.Evidence = append(f.Evidence, s.Diff.Line(i).String())
		}
		return f
	}
}

// segments compares which segments there are at all.
func segments(_ Thresholds, s Suspect) *Finding {
	before, now := s.Diff.Old.segments(), s.Diff.New.segments()
	var evidence []string
	for _, name := range slices.Sorted(maps.Keys(before)) {
		if now[name] == 0 {
			evidence = append(evidence, fmt.Sprintf("%s: none, where %d rows are in use", name, before[name]))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(now)) {
		if before[name] == 0 {
			evidence = append(evidence, fmt.Sprintf("%s: %d rows, where none is in use", name, now[name]))
		}
	}
	if evidence == nil {
		return nil
	}
	return &Finding{Guard: "segments", Text: "The segments are not those of the list in use.", Evidence: evidence}
}

func (s *Snapshot) segments() map[string]int {
	counts := map[uint32]int{}
	for i := range s.rows {
		counts[s.rows[i].texts[ofSegment]]++
	}
	named := make(map[string]int, len(counts))
	for n, count := range counts {
		named[s.texts[n]] = count
	}
	return named
}
