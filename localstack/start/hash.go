package start

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"runtime"
)

// installed is everything that an installation is made of.
//
//go:embed pins executor/pyproject.toml executor/src/seatwright_executor/*.py
var installed embed.FS

// contentHash names what is below a folder of files, together with further facts that it depends on.
func contentHash(files fs.FS, folder string, facts ...string) (string, error) {
	sum := sha256.New()
	for _, fact := range append(facts, runtime.GOOS, runtime.GOARCH) {
		sum.Write(fmt.Appendf(nil, "%d:%s\n", len(fact), fact))
	}
	err := fs.WalkDir(files, folder, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		sum.Write(fmt.Appendf(nil, "%d:%s %d:%s\n", len(name), name, len(data), data))
		return nil
	})
	if err != nil {
		return "", fmt.Errorf("hash of %s: %w", folder, err)
	}
	return hex.EncodeToString(sum.Sum(nil))[:16], nil
}
