package price

// Finding is what a guard says of a sheet: it is not what it seems, and here is why.
type Finding struct {
	Guard     string   `json:"guard"`               // its name, as in the settings
	Text      string   `json:"text"`                // a plain sentence
	Threshold string   `json:"threshold,omitempty"` // what the settings allow
	Evidence  []string `json:"evidence,omitempty"`  // a few examples
}
