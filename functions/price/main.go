// Price is the Lambda function behind what is asked of price sheets below /v1/partners/{partner_id}/prices: operations createPriceImport, approvePriceImport, rejectPriceImport, getPriceDiff, getPriceDiffFile, rollbackPrices, previewPrices, explainPrice, listOffers, getOffer, setOffer, listPlans, getPlan, putPlan,
// listPriceImports, getPriceImport, getPriceRejects and listPriceLists.
package main

import "github.com/seatwright/seatwright/shared/app"

func main() { app.Main(app.Price) }
