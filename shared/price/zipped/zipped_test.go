package zipped_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/price/zipped"
)

const sheet = "ProductTitle,ProductId\r\nMicrosoft 365,CFQ7TTC0LH18\r\n"

func usual() zipped.Limits { return zipped.Limits{Parts: 16, Inflated: 5 << 18, Ratio: 250} }

type entry struct{ name, content string }

func pack(t *testing.T, entries ...entry) []byte {
	t.Helper()
	return packAs(t, zip.Deflate, entries...)
}

func packAs(t *testing.T, method uint16, entries ...entry) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, e := range entries {
		h := &zip.FileHeader{Name: e.name, Method: method}
		f, err := w.CreateHeader(h)
		if err == nil {
			_, err = io.WriteString(f, e.content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// unzip reads the one file inside.
func unzip(file []byte, limits zipped.Limits) (name, content string, err error) {
	a, err := zipped.Open(bytes.NewReader(file), int64(len(file)), limits)
	if err != nil {
		return "", "", err
	}
	r, name, err := a.Single()
	if err != nil {
		return "", "", err
	}
	defer r.Close() //nolint:errcheck // nothing was written
	all, err := io.ReadAll(r)
	return name, string(all), err
}

func TestTheOneFileIsReadWhateverItsName(t *testing.T) {
	t.Parallel()
	for _, c := range [][]entry{
		{{"sheets.csv", sheet}},
		{{"nov/", ""}, {"nov/Preise November.txt", sheet}},
		{{`nov\sheets.csv`, sheet}},
		{{"sheets.csv", sheet}, {"__MACOSX/._sheets.csv", "x"}, {".DS_Store", "x"}},
	} {
		name, content, err := unzip(pack(t, c...), usual())
		if err != nil || content != sheet || name == "" {
			t.Errorf("%q: %q, %v", name, content, err)
		}
	}
}

// protect marks the entry as one that needs a password, in the file's own header and in the directory.
func protect(file []byte) []byte {
	file = bytes.Clone(file)
	for _, mark := range []struct {
		begin string
		flags int
	}{{"PK\x03\x04", 6}, {"PK\x01\x02", 8}} {
		file[bytes.Index(file, []byte(mark.begin))+mark.flags] |= 1
	}
	return file
}

// claim makes the directory say another size of what is inside.
func claim(file []byte, size uint32) []byte {
	file = bytes.Clone(file)
	binary.LittleEndian.PutUint32(file[bytes.Index(file, []byte("PK\x01\x02"))+24:], size)
	return file
}

func TestWhatIsNotOneHarmlessFileIsRefusedByName(t *testing.T) {
	t.Parallel()
	good := pack(t, entry{"sheets.csv", sheet})
	long := pack(t, entry{"sheets.csv", strings.Repeat("0123456789abcdef\n", 1<<16) + sheet})
	other := pack(t, entry{"sheets.csv", random(5000)})
	other[len("sheets.csv")+30+40] ^= 0x55
	var many []entry
	for i := range 17 {
		many = append(many, entry{string(rune('a'+i)) + ".csv", sheet})
	}
	for name, c := range map[string]struct {
		file []byte
		want error
	}{
		"nothing":                        {nil, zipped.NotZip},
		"plain text":                     {[]byte(sheet), zipped.NotZip},
		"the beginning of a file":        {long[:len(long)/2], zipped.NotZip},
		"without its last byte":          {good[:len(good)-1], zipped.NotZip},
		"the end of a file":              {good[20:], zipped.Damaged},
		"no file inside":                 {pack(t), zipped.Several},
		"only a folder":                  {pack(t, entry{"a/", ""}), zipped.Several},
		"two sheets":                     {pack(t, entry{"a.csv", sheet}, entry{"b.csv", sheet}), zipped.Several},
		"one name twice":                 {pack(t, entry{"a.csv", sheet}, entry{"A.csv", sheet}), zipped.Damaged},
		"a name that goes up":            {pack(t, entry{"../sheets.csv", sheet}), zipped.Damaged},
		"a name that goes up on Windows": {pack(t, entry{`..\sheets.csv`, sheet}), zipped.Damaged},
		"a name that goes up later":      {pack(t, entry{"a/../../sheets.csv", sheet}), zipped.Damaged},
		"an absolute name":               {pack(t, entry{"/etc/passwd", sheet}), zipped.Damaged},
		"a drive":                        {pack(t, entry{`C:\sheets.csv`, sheet}), zipped.Damaged},
		"a password":                     {protect(good), zipped.Encrypted},
		"changed bytes":                  {other, zipped.Damaged},
		"another size than it says":      {claim(good, 3), zipped.Damaged},
		"a size that is too large":       {claim(good, 1<<31), zipped.TooLarge},
		"too many files":                 {pack(t, many...), zipped.TooLarge},
		"more than is allowed":           {packAs(t, zip.Store, entry{"sheets.csv", random(3 << 19)}), zipped.TooLarge},
		"a bomb":                         {pack(t, entry{"sheets.csv", strings.Repeat("0", 9<<17)}), zipped.TooLarge},
		"a bomb that lies of its size":   {claim(pack(t, entry{"sheets.csv", strings.Repeat("0", 9<<17)}), 100), zipped.Damaged},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := unzip(c.file, usual())
			if !errors.Is(err, c.want) || !errors.Is(err, fault.Invalid) || fault.Text(err) == "" {
				t.Errorf("refused with %v; want %v", err, c.want)
			}
		})
	}
}

// random gives bytes that do not pack.
func random(n int) string {
	b := make([]byte, n)
	_, _ = rand.NewChaCha8([32]byte{}).Read(b) // documented never to fail
	return string(b)
}

func TestAPartReadTwiceIsCountedOnce(t *testing.T) {
	t.Parallel()
	file := packAs(t, zip.Store, entry{"a.csv", random(1 << 20)})
	a, err := zipped.Open(bytes.NewReader(file), int64(len(file)), usual())
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		r, err := a.Part("A.csv")
		if err != nil {
			t.Fatal(err)
		}
		if n, err := io.Copy(io.Discard, r); err != nil || n != 1<<20 {
			t.Fatalf("%d bytes, %v", n, err)
		}
		_ = r.Close()
	}
	if _, err := a.Part("b.csv"); !errors.Is(err, zipped.Damaged) {
		t.Errorf("a part that is not there: %v", err)
	}
}

// failing is a disk that fails after the directory was read.
type failing struct {
	io.ReaderAt
	fails *bool
}

func (f failing) ReadAt(p []byte, at int64) (int, error) {
	if *f.fails {
		return 0, os.ErrDeadlineExceeded
	}
	return f.ReaderAt.ReadAt(p, at)
}

func TestAFailingDiskIsNotTheFilesFault(t *testing.T) {
	t.Parallel()
	file, fails := pack(t, entry{"a.csv", sheet}), true
	if _, err := zipped.Open(failing{bytes.NewReader(file), &fails}, int64(len(file)), usual()); !errors.Is(err, os.ErrDeadlineExceeded) || fault.Of(err) != "" {
		t.Errorf("the directory: %v", err)
	}
	fails = false
	a, err := zipped.Open(failing{bytes.NewReader(file), &fails}, int64(len(file)), usual())
	if err != nil {
		t.Fatal(err)
	}
	fails = true
	if _, _, err := a.Single(); !errors.Is(err, os.ErrDeadlineExceeded) || fault.Of(err) != "" {
		t.Errorf("a part: %v", err)
	}
}

func TestFilesAreToldByTheirFirstBytes(t *testing.T) {
	t.Parallel()
	for first, want := range map[string]zipped.Kind{
		"": zipped.None, "ProductTitle,": zipped.Text, "\xef\xbb\xbfProductTitle": zipped.Text, "\xff\xfeP\x00": zipped.Text, "PK\x03\x04": zipped.ZIP, "PK\x05\x06": zipped.ZIP,
		"\x1f\x8b\x08": zipped.GZIP, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": zipped.OLE, "\r\n <!DOCTYPE HTML>": zipped.HTML, "\xef\xbb\xbf<html lang=en>": zipped.HTML, "<b>": zipped.Text,
	} {
		if got := zipped.Sniff([]byte(first)); got != want {
			t.Errorf("%q: %s; want %s", first, got, want)
		}
	}
}

func FuzzOpen(f *testing.F) {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	p, _ := w.Create("sheets.csv") // a buffer takes everything
	_, _ = io.WriteString(p, sheet)
	_ = w.Close()
	f.Add(out.Bytes())
	f.Fuzz(func(t *testing.T, file []byte) {
		if _, _, err := unzip(file, zipped.Limits{Parts: 4, Inflated: 1 << 20, Ratio: 100}); err != nil && !errors.Is(err, fault.Invalid) {
			t.Errorf("refused without a name: %v", err)
		}
	})
}
