package entra

// Table is what each number and word of the token service means.
func Table() string { return table }
