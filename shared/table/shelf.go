package table

// shelf keeps a few things that are expensive to make until they are used again. A sync.Pool would be emptied by each garbage
// collection, and a function with little memory collects often.
type shelf[T any] struct {
	kept chan T
	make func() (T, error)
}

// newShelf has room for as many as are used at once in a function; a crowd makes more, and they are dropped.
func newShelf[T any](one func() (T, error)) *shelf[T] {
	const room = 4
	return &shelf[T]{kept: make(chan T, room), make: one}
}

func (s *shelf[T]) take() (T, error) {
	select {
	case v := <-s.kept:
		return v, nil
	default:
		return s.make()
	}
}

func (s *shelf[T]) put(v T) {
	select {
	case s.kept <- v:
	default:
	}
}
