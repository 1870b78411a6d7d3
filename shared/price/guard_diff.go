package price

import (
	"fmt"
	"slices"
)

func fewerRows(t Thresholds, s Suspect) *Finding {
	return fewer(t, s.Diff.Old.Len(), s.Diff.New.Len())
}

func fewer(t Thresholds, before, now int) *Finding {
	return share("fewer_rows", max(before-now, 0), before, t.FewerRows, "The list has fewer rows than the one in use")
}

func withdrawn(t Thresholds, s Suspect) *Finding {
	return s.moves("withdrawn", Withdrawn, s.Diff.Summary.Withdrawn, t.Withdrawn, "Prices in use are withdrawn")
}

func risen(t Thresholds, s Suspect) *Finding {
	return s.moves("risen", Up, s.Diff.Summary.Up, t.Risen, "Prices rise")
}

func fallen(t Thresholds, s Suspect) *Finding {
	return s.moves("fallen", Down, s.Diff.Summary.Down, t.Fallen, "Prices fall")
}

func (s Suspect) moves(guard string, m Move, n int, most int64, text string) *Finding {
	f := share(guard, n, s.Diff.Summary.Prices(), most, "%s", text)
	for i := 0; f != nil && i < s.Diff.Len() && len(f.Evidence) < examples; i++ {
		if s.Diff.moved[i].move == m {
			f.Evidence = append(f.Evidence, s.Diff.Line(i).String())
		}
	}
	return f
}

// changesOnly finds a preview by what it is: much smaller than the list, and next to nothing in it stays the same.
func changesOnly(_ Thresholds, s Suspect) *Finding {
	d, changes := s.Diff.Summary, s.Report.Changes
	tells := len(changes) > 0 && changes[Unchanged] == 0 && changes[Unnamed] == 0
	kept := d.Same + d.Altered + d.Up + d.Down
	if s.Diff.New.Len()*2 > s.Diff.Old.Len() || !tells && d.Same*10 > kept {
		return nil
	}
	return &Finding{
		Guard: "changes_only",
		Text: fmt.Sprintf("The sheet has %d rows where %d are in use, and hardly one of them stays as it is: it looks like a preview, which lists only changes. "+
			"Import it as one, or everything that it does not list is withdrawn.", s.Diff.New.Len(), s.Diff.Old.Len()),
	}
}

// units finds prices in another unit, such as cents for euros, by the median of what prices became of what they were.
func units(_ Thresholds, s Suspect) *Finding {
	ratios := make([]float64, 0, s.Diff.Summary.Up+s.Diff.Summary.Down)
	for i := range s.Diff.moved {
		m := &s.Diff.moved[i]
		if m.x < 0 || m.y < 0 || m.move == Withdrawn || m.move == Appeared {
			continue
		}
		if was, is := s.Diff.Old.rows[m.x].cost, s.Diff.New.rows[m.y].cost; was > 0 && is > 0 {
			ratios = append(ratios, float64(is)/float64(was))
		}
	}
	slices.Sort(ratios)
	rising, _ := slices.BinarySearch(ratios, 1.0)
	half := (len(ratios) + s.Diff.Summary.Same) / 2
	median := 1.0 // that of the prices that stay the same, which lie between those that fall and those that rise
	switch {
	case len(ratios) == 0:
	case half < rising:
		median = ratios[half]
	case half >= rising+s.Diff.Summary.Same:
		median = ratios[min(half-s.Diff.Summary.Same, len(ratios)-1)]
	}
	for _, factor := range []float64{10, 100, 1000} {
		for _, f := range []float64{factor, 1 / factor} {
			if median > f*0.7 && median < f*1.4 {
				return s.drifted(median)
			}
		}
	}
	return nil
}

func (s Suspect) drifted(median float64) *Finding {
	f := &Finding{Guard: "units", Text: fmt.Sprintf("The middle one of all prices is %.4g times what it was: the sheet may be in another unit.", median), Threshold: "10, 100 and 1000 times, both ways"}
	for i := 0; i < s.Diff.Len() && len(f.Evidence) < examples; i++ {
		if m := s.Diff.moved[i].move; m == Up || m == Down {
			f.Evidence = append(f.Evidence, s.Diff.Line(i).String())
		}
	}
	return f
}
