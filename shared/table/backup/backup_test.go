package backup_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/seatwright/seatwright/localstack/memory"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/table/backup"
	"github.com/seatwright/seatwright/shared/table/store"
)

func clock() time.Time { return time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC) }

func export(t interface {
	Helper()
	Fatalf(format string, args ...any)
}, from backup.Source,
) string {
	t.Helper()
	var b bytes.Buffer
	if _, err := backup.Export(context.Background(), &b, from); err != nil {
		t.Fatalf("export: %v", err)
	}
	return b.String()
}

// items draws some with different keys. Attributes have any name and any value that a store takes.
func items(t *rapid.T) []store.Item {
	text := rapid.String()
	value := rapid.OneOf(text.AsAny(), rapid.Int64().AsAny(), rapid.SliceOf(rapid.Byte()).AsAny())
	attribute := rapid.StringN(1, 10, -1).Filter(func(s string) bool { return s != "PK" && s != "SK" && s != "due_at" && s != "due_shard" })
	one := rapid.Custom(func(t *rapid.T) store.Item {
		i := store.Item(rapid.MapOfN(attribute, value, 0, 5).Draw(t, "attributes"))
		i["PK"] = rapid.StringN(1, 8, -1).Draw(t, "PK")
		i["SK"] = rapid.StringN(1, 8, -1).Draw(t, "SK")
		if rapid.Bool().Draw(t, "due") {
			i["due_shard"], i["due_at"] = "DUE#1", rapid.Int64().Draw(t, "due_at")
		}
		return i
	})
	return rapid.SliceOfNDistinct(one, 0, 8, store.Item.Key).Draw(t, "items")
}

func TestATableExportedAndLoadedIntoAnEmptyOneIsTheSame(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		was, is := memory.NewStore(clock), memory.NewStore(clock)
		for _, i := range items(t) {
			if err := was.Put(context.Background(), i, nil); err != nil {
				t.Fatalf("put: %v", err)
			}
		}
		lines := export(t, was)
		for range 2 { // a load may be repeated
			n, err := backup.Load(context.Background(), strings.NewReader(lines), is)
			if err != nil || n != len(was.All()) {
				t.Fatalf("loaded %d of %d: %v", n, len(was.All()), err)
			}
		}
		if diff := cmp.Diff(was.All(), is.All()); diff != "" {
			t.Fatalf("items (-was +is):\n%s", diff)
		}
		if again := export(t, is); again != lines {
			t.Fatalf("exported again:\n%s\nwant\n%s", again, lines)
		}
	})
}

func TestTheLargestItemFitsIntoALine(t *testing.T) {
	t.Parallel()
	was, is := memory.NewStore(clock), memory.NewStore(clock)
	i := store.Item{"PK": "p", "SK": "s", "a": strings.Repeat("\x01", store.MaxItem-7)}
	if err := was.Put(t.Context(), i, nil); err != nil {
		t.Fatal(err)
	}
	if n, err := backup.Load(t.Context(), strings.NewReader(export(t, was)), is); n != 1 || err != nil {
		t.Fatalf("%d: %v", n, err)
	}
}

const first = `{"Item":{"PK":{"S":"ORDER#7"},"SK":{"S":"ORDER"},"version":{"N":"1"},"doc":{"B":"AQI="}}}` + "\n"

func TestALineOfDynamoDBIsRead(t *testing.T) {
	t.Parallel()
	s := memory.NewStore(clock)
	if _, err := backup.Load(t.Context(), strings.NewReader(first), s); err != nil {
		t.Fatal(err)
	}
	want := []store.Item{{"PK": "ORDER#7", "SK": "ORDER", "version": int64(1), "doc": []byte{1, 2}}}
	if diff := cmp.Diff(want, s.All()); diff != "" {
		t.Fatalf("(-want +got):\n%s", diff)
	}
}

func TestALineThatCannotBeLoadedIsNamedAndWhatIsThereStays(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		line string
		kind fault.Kind
	}{
		"other content":     {`{"Item":{"PK":{"S":"ORDER#7"},"SK":{"S":"ORDER"},"version":{"N":"2"}}}`, fault.Conflict},
		"not JSON":          {`{"Item":`, fault.Malformed},
		"empty":             {``, fault.Malformed},
		"no item":           {`{"Items":{}}`, fault.Malformed},
		"two values":        {`{"Item":{"PK":{"S":"a","N":"1"},"SK":{"S":"b"}}}`, fault.Malformed},
		"null":              {`{"Item":{"PK":{"S":null},"SK":{"S":"b"}}}`, fault.Malformed},
		"another type":      {`{"Item":{"PK":{"S":"a"},"SK":{"S":"b"},"x":{"BOOL":true}}}`, fault.Malformed},
		"unknown type":      {`{"Item":{"PK":{"S":"a"},"SK":{"S":"b"},"x":{"Z":"a"}}}`, fault.Malformed},
		"a fraction":        {`{"Item":{"PK":{"S":"a"},"SK":{"S":"b"},"x":{"N":"1.5"}}}`, fault.Malformed},
		"not base64":        {`{"Item":{"PK":{"S":"a"},"SK":{"S":"b"},"x":{"B":"*"}}}`, fault.Malformed},
		"not UTF-8":         {"{\"Item\":{\"PK\":{\"S\":\"\xff\"},\"SK\":{\"S\":\"b\"}}}", fault.Malformed},
		"no key":            {`{"Item":{"PK":{"S":"a"}}}`, fault.Invalid},
		"index key unfit":   {`{"Item":{"PK":{"S":"a"},"SK":{"S":"b"},"due_at":{"S":"soon"}}}`, fault.Invalid},
		"longer than lines": {strings.Repeat(" ", backup.MaxLine), fault.Malformed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := memory.NewStore(clock)
			n, err := backup.Load(t.Context(), strings.NewReader(first+test.line+"\n"+first), s)
			if n != 1 || fault.Of(err) != test.kind || !strings.HasPrefix(err.Error(), "load line 2: ") {
				t.Fatalf("%d, %v; want line 2 refused as %s", n, err, test.kind)
			}
			if all := s.All(); len(all) != 1 || all[0]["version"] != int64(1) {
				t.Fatalf("the table holds %v", all)
			}
		})
	}
}

// broken is a table, or a file, that fails.
type broken struct{ err error }

func (b broken) Each(context.Context, func(store.Item) error) error { return b.err }
func (b broken) Write([]byte) (int, error)                          { return 0, b.err }

func TestAnExportThatBreaksOffIsNoSuccess(t *testing.T) {
	t.Parallel()
	full := errors.New("full")
	if _, err := backup.Export(t.Context(), &bytes.Buffer{}, broken{full}); !errors.Is(err, full) {
		t.Errorf("the table breaks: %v", err)
	}
	s := memory.NewStore(clock)
	if err := s.Put(t.Context(), store.Item{"PK": "p", "SK": "s"}, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := backup.Export(t.Context(), broken{full}, s); !errors.Is(err, full) {
		t.Errorf("the file breaks: %v", err)
	}
	if err := s.Put(t.Context(), store.Item{"PK": "p", "SK": "s", "x": "\xff"}, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := backup.Export(t.Context(), &bytes.Buffer{}, s); fault.Of(err) != fault.Invalid {
		t.Errorf("a text that is not UTF-8: %v", err)
	}
}
