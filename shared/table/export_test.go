package table

// Dictionaries for the test that holds them to what was stored.
const (
	DictionaryOne   = dictionaryOne
	DictionaryShop  = dictionaryShop
	DictionaryAudit = dictionaryAudit
)
