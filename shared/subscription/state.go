package subscription

// suspend decides on taking access away for a time. Microsoft goes on billing, switches renewal off and drops what is scheduled;
// a licence that is still suspended when its term ends is lost with its data.
func suspend(s Subscription) Decision {
	if s.Facts.Trial {
		return never("trial_status", "the status of a trial cannot be changed", "turn its renewal off")
	}
	d := Decision{
		When: Now, Rule: "suspend", Why: "users lose access and Microsoft goes on billing; nothing is saved by it", Until: renewalStarts(s.Facts),
		Loses: []string{"automatic renewal, until it is resumed"}, edits: []Edit{{Status: Suspended}},
		Instead: []string{"cancel it, or take seats away, to pay less"},
	}
	if s.Facts.Next != nil {
		d.Loses = append(d.Loses, "what is scheduled for the next term")
	}
	return d
}

// resume decides on giving access back. Microsoft leaves renewal off, so it is put back when it was on before we suspended. An instruction to end the service
// with its term is put back too: without one Microsoft may let the service go on month by month.
func resume(s Subscription) Decision {
	switch {
	case s.Facts.Status == Active:
		return Decision{When: Now, Rule: "resume_same", Why: "it is active already"}
	case s.Renewed:
		on := true
		return Decision{
			When: Now, Rule: "resume", Why: "access comes back, and renewal is switched on again as it was",
			edits: []Edit{{Status: Active}, {AutoRenew: &on}},
		}
	case s.Ending:
		off := false
		return Decision{
			When: Now, Rule: "resume", Why: "access comes back; renewal stays off, and the service ends with its term as it was to",
			edits: []Edit{{Status: Active}, {AutoRenew: &off, AtTermEnd: End}}, Instead: []string{"turn renewal on afterwards"},
		}
	}
	return Decision{When: Now, Rule: "resume", Why: "access comes back; renewal stays off", edits: []Edit{{Status: Active}}, Instead: []string{"turn renewal on afterwards"}}
}
