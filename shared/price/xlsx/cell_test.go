package xlsx_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCellsAreGivenAsText(t *testing.T) {
	t.Parallel()
	for name, c := range cellCases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := plain(rowsOf(`<row r="1">` + c.cells + `</row>`)).pack(t)
			got := read(t, file, 0)
			if diff := cmp.Diff([]line{{Number: 1, Fields: c.want}}, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			unusual := read(t, plain(rowsOf(`<row r="1">`+strings.ReplaceAll(c.cells, "<c r", "<c  r")+`</row>`)).pack(t), 0)
			if diff := cmp.Diff(got, unusual); diff != "" {
				t.Errorf("the general way reads otherwise than the quick one (-quick +general)\n%s", diff)
			}
			if c.alone {
				return
			}
			other, err := oracle(file, 0)
			if err != nil {
				t.Fatal(err)
			}
			if !alike(got, other) {
				t.Errorf("excelize reads otherwise (-it +we)\n%s", cmp.Diff(other, got))
			}
		})
	}
}

// cellCase is the cells of a row, and what they are read as.
type cellCase struct {
	cells string
	want  []string
	alone bool // excelize reads it otherwise, which is said where it stands
}

func cellCases() map[string]cellCase {
	return map[string]cellCase{
		"numbers are as they stand in the file":       {cells: `<c r="A1"><v>115.2</v></c><c r="B1"><v>-3</v></c><c r="C1"><v>0</v></c>`, want: []string{"115.2", "-3", "0"}},
		"a kind that is spelled out":                  {cells: `<c r="A1" t="n"><v>7</v></c>`, want: []string{"7"}},
		"seventeen digits are fifteen":                {cells: `<c r="A1"><v>115.20000000000000284</v></c><c r="B1"><v>0.10000000000000001</v></c>`, want: []string{"115.2", "0.1"}},
		"an exponent is written out":                  {cells: `<c r="A1"><v>1E+05</v></c><c r="B1"><v>1.5E-2</v></c>`, want: []string{"100000", "0.015"}},
		"twelve digits of a price":                    {cells: `<c r="A1"><v>123456789012.34</v></c>`, want: []string{"123456789012.34"}},
		"shared text":                                 {cells: `<c r="A1" t="s"><v>0</v></c><c r="B1" s="3" t="s"><v>1</v></c>`, want: []string{"first", " second & last "}},
		"rich text without its phonetic guide":        {cells: `<c r="A1" t="s"><v>2</v></c>`, want: []string{"rich"}},
		"inline text":                                 {cells: `<c r="A1" t="inlineStr"><is><t>a &lt; b</t></is></c><c r="B1" t="inlineStr"><is><t xml:space="preserve"> c </t></is></c>`, want: []string{"a < b", " c "}},
		"inline text in runs":                         {cells: `<c r="A1" t="inlineStr"><is><r><rPr><sz val="9"/></rPr><t>a</t></r><r><t>b</t></r></is></c>`, want: []string{"ab"}},
		"a formula's text":                            {cells: `<c r="A1" t="str"><f>"a"&amp;"b"</f><v>ab</v></c>`, want: []string{"ab"}},
		"a formula's number":                          {cells: `<c r="A1"><f aca="false">1+1</f><v>2</v></c>`, want: []string{"2"}},
		"a formula's empty text":                      {cells: `<c r="A1" t="str"><f>""</f><v></v></c><c r="B1"><v>1</v></c>`, want: []string{"", "1"}},
		"truth":                                       {cells: `<c r="A1" t="b"><v>1</v></c><c r="B1" t="b"><v>0</v></c>`, want: []string{"TRUE", "FALSE"}},
		"an error":                                    {cells: `<c r="A1" t="e"><v>#N/A</v></c>`, want: []string{"#N/A"}},
		"a short date":                                {cells: `<c r="A1" s="1"><v>44470</v></c>`, want: []string{"2021-10-01T00:00:00"}},
		"a date with its time":                        {cells: `<c r="A1" s="2"><v>44503.2895833333</v></c>`, want: []string{"2021-11-03T06:57:00"}},
		"a German date":                               {cells: `<c r="A1" s="7"><v>44503.5</v></c>`, want: []string{"2021-11-03T12:00:00"}},
		"the end of time":                             {cells: `<c r="A1" s="1"><v>2958404</v></c><c r="B1" s="1"><v>2958465</v></c>`, want: []string{"9999-10-31T00:00:00", "9999-12-31T00:00:00"}},
		"a text in a date's style":                    {cells: `<c r="A1" s="1" t="s"><v>0</v></c>`, want: []string{"first"}},
		"money, times, durations and powers no dates": {cells: `<c r="A1" s="3"><v>5</v></c><c r="B1" s="4"><v>0.5</v></c><c r="C1" s="6"><v>1.5</v></c><c r="D1" s="5"><v>9</v></c>`, want: []string{"5", "0.5", "1.5", "9"}},
		"cells without a place":                       {cells: `<c><v>1</v></c><c/><c t="s"><v>0</v></c><c r="F1"><v>6</v></c><c><v>7</v></c>`, want: []string{"1", "", "first", "", "", "6", "7"}},
		"columns of two and three letters":            {cells: `<c r="Z1"><v>26</v></c><c r="AA1"><v>27</v></c>`, want: append(make([]string, 25), "26", "27")},
		"empty cells at the end are none":             {cells: `<c r="A1"><v>1</v></c><c r="B1" s="1"/><c r="C1" t="s"/>`, want: []string{"1"}},
		"attributes in another order and quotes":      {cells: `<c t='s'  s="1" r='B1' ><v>0</v></c >`, want: []string{"", "first"}},
		"CDATA and comments":                          {cells: `<c r="A1" t="inlineStr"><is><t>a<![CDATA[<b>&amp;]]><!-- c --></t></is></c><!-- d > --><c r="B1"><!-- --><v>2</v></c>`, want: []string{"a<b>&amp;", "2"}},
		"characters by number":                        {cells: `<c r="A1" t="inlineStr"><is><t>&#8364;&#x20AC;&quot;&apos;</t></is></c>`, want: []string{`€€"'`}},
		"line ends in text":                           {cells: "<c r=\"A1\" t=\"inlineStr\"><is><t>a\r\nb\rc&#13;&#10;d</t></is></c>", want: []string{"a\nb\nc\r\nd"}},
		"characters that XML cannot hold":             {cells: `<c r="A1" t="inlineStr"><is><t>a_x000D_&#10;b_x005F_x000D_</t></is></c>`, want: []string{"a\r\nb_x000D_"}},
		"underscores that are none":                   {cells: `<c r="A1" t="inlineStr"><is><t>max_x and _x1_ _</t></is></c>`, want: []string{"max_x and _x1_ _"}},
		"an extension in a cell":                      {cells: `<c r="A1"><v>1</v><extLst><ext uri="{x}"><a:v xmlns:a="urn:a">9</a:v></ext></extLst></c>`, want: []string{"1"}, alone: true}, // excelize takes the last v for the cell's
		"a formula without a result is seen":          {cells: `<c r="A1"><f>B1*2</f></c><c r="B1"><f>C1</f><v/></c>`, want: []string{"=B1*2", "=C1"}, alone: true},                          // excelize leaves it empty
		"a date in ISO form, left alone by excelize":  {cells: `<c r="A1" t="d" s="1"><v>2021-10-01T06:57:00</v></c><c r="B1" t="d" s="1"><v>2021-10-01</v></c>`, want: []string{"2021-10-01T06:57:00", "2021-10-01T00:00:00"}, alone: true},
		"cells that go back":                          {cells: `<c r="C1"><v>3</v></c><c r="A1" t="s"><v>0</v></c><c><v>2</v></c><c r="D1"><v>4</v></c>`, want: []string{"first", "2", "3", "4"}, alone: true},     // excelize gives them as they come
		"a day that is not":                           {cells: `<c r="A1" s="1"><v>60</v></c><c r="B1" s="1"><v>-1</v></c><c r="C1" s="1"><v>9999999</v></c>`, want: []string{"60", "-1", "9999999"}, alone: true}, // excelize gives 1900-02-29 and signs
	}
}
