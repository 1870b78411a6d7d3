package price

import (
	"context"
	"io"
)

// Records keeps imports.
type Records interface {
	// Import gives an import, or fault.NotFound.
	Import(ctx context.Context, partner, id string) (Import, error)
	// SaveImport replaces the import if its stored version is the one in i (0: if there is none yet), and leaves i with the next version.
	// It fails with fault.Stale when somebody else wrote in between.
	SaveImport(ctx context.Context, i *Import) error
}

// Blobs keeps bytes under names that this package makes. What is written under a name is whole or not there.
type Blobs interface {
	// PutBlob writes b, replacing what was there. Names of snapshots are of their content, so that the same is written again.
	PutBlob(ctx context.Context, name string, b []byte) error
	// Blob gives what was written, or fault.NotFound, or fault.TooLarge when it is more than limit bytes.
	Blob(ctx context.Context, name string, limit int64) ([]byte, error)
}

// Chunks keeps the products of snapshots for look-ups of single prices.
type Chunks interface {
	// PutChunks writes all of them; writing the same again changes nothing. They may be many: a failure may leave some written,
	// which nobody sees, because no pointer names the snapshot yet.
	PutChunks(ctx context.Context, id SnapshotID, chunks []Chunk) error
	// Chunk gives all parts of a product of a snapshot in their order, or nothing when the snapshot does not have it.
	Chunk(ctx context.Context, id SnapshotID, product string) ([]Chunk, error)
}

// Pointers keeps which snapshot a list's prices come from.
type Pointers interface {
	// Pointer gives a list's pointer; the zero Pointer with the list when nothing was ever in use.
	Pointer(ctx context.Context, l List) (Pointer, error)
	// Flip replaces the pointer if its stored version is the one in p (0: if there is none yet), and leaves p with the next version.
	// It fails with fault.Stale when somebody else wrote in between.
	Flip(ctx context.Context, p *Pointer) error
}

// Sheets reads what was uploaded for an import.
type Sheets interface {
	// Rows yields the sheet's good rows and writes the others to rejects, as CSV. It fails with fault.Invalid when the file can never be read (its text
	// says why, for the person who uploaded it), and with Aside when another function was handed the file and will wake the import again.
	Rows(ctx context.Context, i Import, rejects io.Writer, yield func(*Row) error) (Report, error)
}

// Shelf is what one look-up of prices reads: a pointer, then the one snapshot that it named, in chunks or, of former months, whole.
type Shelf interface {
	Pointer(ctx context.Context, l List) (Pointer, error)
	Chunk(ctx context.Context, id SnapshotID, product string) ([]Chunk, error)
	Blob(ctx context.Context, name string, limit int64) ([]byte, error)
}

// Aside says that a file was handed to another function, which writes it in a form that can be read, and so wakes its import again.
const Aside aside = "handed to another function"

type aside string

func (a aside) Error() string { return string(a) }
