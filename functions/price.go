package functions

import (
	"time"

	"github.com/seatwright/seatwright/shared/setting"
)

// prices lists those that take price sheets and make prices of them.
func prices() []Function {
	return []Function{
		{
			Name: "price", Timeout: 28 * time.Second, MemoryMB: 512,
			Operations: []Operation{
				{"createPriceImport", PricesWrite},
				{"listPriceImports", PricesRead},
				{"getPriceImport", PricesRead},
				{"getPriceRejects", PricesRead},
				{"approvePriceImport", PricesWrite},
				{"rejectPriceImport", PricesWrite},
				{"getPriceDiff", PricesRead},
				{"getPriceDiffFile", PricesRead},
				{"listPriceLists", PricesRead},
				{"rollbackPrices", PricesWrite},
				{"previewPrices", PricesRead},
				{"explainPrice", PricesRead},
				{"listOffers", PricesRead},
				{"getOffer", PricesRead},
				{"setOffer", PricesWrite},
				{"listPlans", PricesRead},
				{"getPlan", PricesRead},
				{"putPlan", PricesWrite},
			},
			Table: []string{"GetItem", "PutItem", "Query"}, Sheets: true, Settings: api(setting.SheetBucket),
		},
		{
			Name: "import", Objects: Uploads, Timeout: 15 * time.Minute, MemoryMB: 512,
			Table: []string{"GetItem", "PutItem", "Query"}, Sheets: true,
			Settings: []setting.Name{setting.Table, setting.SheetBucket, setting.LogLevel},
		},
		{
			// The library takes the whole workbook into memory, at twelve times its XML.
			Name: "workbook", Objects: Odd, Timeout: 15 * time.Minute, MemoryMB: 2048,
			Sheets: true, Settings: []setting.Name{setting.SheetBucket, setting.LogLevel},
		},
		{
			// A sheet of Microsoft's may have tens of megabytes, which are held whole.
			Name: "pricesheet", Every: 24 * time.Hour, Timeout: 15 * time.Minute, MemoryMB: 512,
			Table: []string{"GetItem", "PutItem", "Query"}, Sheets: true, Read: []string{"partner/*/app", "partner/*/refresh-token"},
			Settings: []setting.Name{setting.Table, setting.SheetBucket, setting.SecretPath, setting.Entra, setting.PriceAPI, setting.LogLevel},
		},
	}
}
