package price

// Summary counts what changes between two snapshots. A price is what one unit costs under a key and a tier.
type Summary struct {
	New       int `json:"new"`
	Withdrawn int `json:"withdrawn"`
	Up        int `json:"up"`
	Down      int `json:"down"`
	Altered   int `json:"altered"` // the same price with other dates, another list price or another name
	Same      int `json:"same"`
}
