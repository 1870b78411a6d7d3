package price

import "strconv"

// percent writes hundredths of a percent: 1250 is 12.5 %.
func percent(points int64) string {
	sign := ""
	if points < 0 {
		sign, points = "-", -points
	}
	return sign + strconv.FormatFloat(float64(points)/100, 'f', -1, 64) + " %"
}
