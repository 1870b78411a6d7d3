package migration_test

import (
	"strings"
	"testing"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/migration"
)

func letter(html string) *migration.Template {
	return &migration.Template{Subject: "Welcome, {{company}}", Text: "Sign in as {{ username }} at {{link}}", HTML: html}
}

func values() map[string]string {
	return map[string]string{"company": "A & B\r\nBcc: x <b>", "username": "ann", "link": "https://example.com/?a=1&b=2"}
}

func TestALetterIsFilledInAndAStrangersNameCannotChangeIt(t *testing.T) {
	t.Parallel()
	m, err := letter(`<p class='x'>Hello <b>{{company}}</b> <a href="{{link}}">here</a><!-- note --></p>`).Render(values())
	if err != nil {
		t.Fatal(err)
	}
	want := migration.Mail{
		Subject: "Welcome, A & B  Bcc: x <b>", Text: "Sign in as ann at https://example.com/?a=1&b=2",
		HTML: "<p class='x'>Hello <b>A &amp; B\r\nBcc: x &lt;b&gt;</b> <a href=\"https://example.com/?a=1&amp;b=2\">here</a><!-- note --></p>",
	}
	if m != want {
		t.Errorf("%q", m)
	}
	v := values()
	v["link"] = "javascript:alert(1)"
	if _, err := letter("").Render(v); fault.Of(err) != fault.Invalid {
		t.Error("a link that is none:", err)
	}
}

func TestTemplatesThatCannotBeSentAreRefusedWhereTheyAreSaved(t *testing.T) {
	t.Parallel()
	for name, html := range map[string]string{
		"a field that is not known":          `{{passwort}}`,
		"a field that is not closed":         `{{company`,
		"a stray end":                        `}}`,
		"a name in an attribute":             `<a title="{{company}}">x</a>`,
		"a link without quotes":              `<a href={{link}}>x</a>`,
		"a link in single quotes":            `<a href='{{link}}'>x</a>`,
		"a tag by a field":                   `<{{company}}>`,
		"a field in a comment":               `<!-- {{company}} -->`,
		"a program":                          `<script>x</script>`,
		"a program in an attribute":          `<a OnClick="x">y</a>`,
		"a style element":                    `<STYLE>{{company}}</STYLE>`,
		"a tag within a tag":                 `<a <b>`,
		"a tag that is not closed":           `<a href="x`,
		"a sign that is no tag":              `1 < 2`,
		"a tag that only some browsers read": `<3 ' >`,
	} {
		if err := letter(html).Check(); fault.Of(err) != fault.Invalid || len(fault.Fields(err)) == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, edit := range map[string]func(*migration.Template){
		"no subject":     func(l *migration.Template) { l.Subject = " " },
		"two lines":      func(l *migration.Template) { l.Subject = "a\nb" },
		"a long subject": func(l *migration.Template) { l.Subject = strings.Repeat("x", 300) },
		"no text":        func(l *migration.Template) { l.Text = "" },
	} {
		l := letter("")
		edit(l)
		if err := l.Check(); fault.Of(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzTemplate: of a template that is taken, no value makes a tag or ends one, and no field is left.
func FuzzTemplate(f *testing.F) {
	f.Add(`<p>{{company}}</p>`, `"><script>`)
	f.Add(`<a href="{{link}}">{{username}}</a><!-- -->`, `--><b>`)
	f.Add(`<p title='a'>{{ company }}`, `'`)
	f.Fuzz(func(t *testing.T, html, value string) {
		l := letter(html)
		if l.Check() != nil {
			return
		}
		plain := map[string]string{"link": "https://x"}
		evil := map[string]string{"link": "https://" + value}
		for _, n := range []string{"company", "tenant", "username", "partner", "services"} {
			plain[n], evil[n] = "x", value
		}
		want, err := l.Render(plain)
		if err != nil {
			t.Fatal(err)
		}
		got, err := l.Render(evil)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []string{"<", ">", `"`, "'"} {
			if strings.Count(got.HTML, c) != strings.Count(want.HTML, c) {
				t.Fatalf("the value changes the tags: %q", got.HTML)
			}
		}
		if strings.ContainsAny(got.Subject, "\r\n") {
			t.Fatalf("the value makes a second line: %q", got.Subject)
		}
	})
}
