// Count prints the lengths of functions and files and other counts of the tree, so that a drift is seen.
package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

type counts struct {
	functions, files, interfaces, mains []int
	code, tests                         int
	panics, inits, variables            int
	packages, documented                map[string]bool
	longest                             string
}

func main() {
	c := counts{packages: map[string]bool{}, documented: map[string]bool{}}
	for _, root := range []string{"functions", "shared", "infra", "events", "localstack"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, ".gen.go") {
				return err
			}
			return c.file(path)
		})
		if err != nil {
			fmt.Fprintln(os.Stderr, "count:", err)
			os.Exit(1)
		}
	}
	c.print()
}

func (c *counts) file(path string) error {
	set := token.NewFileSet()
	f, err := parser.ParseFile(set, path, nil, parser.ParseComments)
	if err != nil {
		return err
	}
	lines := set.Position(f.FileEnd).Line
	if strings.HasSuffix(path, "_test.go") {
		c.tests += lines
		return nil
	}
	c.code += lines
	c.files = append(c.files, lines)
	dir := filepath.Dir(path)
	c.packages[dir] = true
	if f.Doc != nil {
		c.documented[dir] = true
	}
	if strings.HasPrefix(path, "functions/") && filepath.Base(path) == "main.go" {
		c.mains = append(c.mains, lines)
	}
	ast.Inspect(f, func(n ast.Node) bool { c.node(set, path, n); return true })
	for _, d := range f.Decls {
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.VAR {
			c.variables += len(g.Specs)
		}
	}
	return nil
}

func (c *counts) node(set *token.FileSet, path string, n ast.Node) {
	switch n := n.(type) {
	case *ast.FuncDecl:
		length := set.Position(n.End()).Line - set.Position(n.Pos()).Line + 1
		if len(c.functions) == 0 || length > slices.Max(c.functions) {
			c.longest = path + " " + n.Name.Name
		}
		c.functions = append(c.functions, length)
		if n.Name.Name == "init" && n.Recv == nil {
			c.inits++
		}
	case *ast.InterfaceType:
		c.interfaces = append(c.interfaces, n.Methods.NumFields())
	case *ast.CallExpr:
		if id, ok := n.Fun.(*ast.Ident); ok && id.Name == "panic" {
			c.panics++
		}
	}
}

func (c *counts) print() {
	sum := 0
	for _, n := range c.files {
		sum += n
	}
	one := 0
	for _, n := range c.interfaces {
		if n == 1 {
			one++
		}
	}
	fmt.Printf("main.go                      at most %d lines\n", slices.Max(c.mains))
	fmt.Printf("function p50 / p90 / longest %d / %d / %d (%s)\n", at(c.functions, 50), at(c.functions, 90), slices.Max(c.functions), c.longest)
	fmt.Printf("file median / mean / largest %d / %d / %d\n", at(c.files, 50), sum/len(c.files), slices.Max(c.files))
	fmt.Printf("interface methods            at most %d; %d of %d have one\n", slices.Max(c.interfaces), one, len(c.interfaces))
	fmt.Printf("packages documented          %d of %d\n", len(c.documented), len(c.packages))
	fmt.Printf("test lines / code lines      %d / %d = %.2f\n", c.tests, c.code, float64(c.tests)/float64(c.code))
	fmt.Printf("panic / init / package vars  %d / %d / %d (embeds, compiled patterns, interface assertions)\n", c.panics, c.inits, c.variables)
}

func at(values []int, percent int) int {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[(len(sorted)-1)*percent/100]
}
