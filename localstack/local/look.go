package local

import (
	"errors"

	"github.com/seatwright/seatwright/shared/key"
)

// OrderIDs lists the orders of the table.
func (s *System) OrderIDs() []string {
	var ids []string
	for _, i := range s.Store.All() {
		if id, ok := key.OrderID(i.Key().PK); ok {
			ids = append(ids, id)
		}
	}
	return ids
}

// OnlyOrder gives the id of the one order that there is.
func (s *System) OnlyOrder() (string, error) {
	ids := s.OrderIDs()
	if len(ids) != 1 {
		return "", errors.New("there is not exactly one order")
	}
	return ids[0], nil
}
