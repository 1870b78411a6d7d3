package main

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"

	"go.yaml.in/yaml/v3"
)

// parameter is a part of a path that stands for a value.
var parameter = regexp.MustCompile(`\{([^}]+)\}`)

// route is one operation of the contract, with the function that answers it.
type route struct{ path, method, operation, function string }

// routes joins the contract's operations to functions. Both ways: an operation that nobody answers and a function that nobody can call are
// mistakes.
func (o Options) routes() ([]route, error) {
	routes, err := operations(o.Contract)
	if err != nil {
		return nil, err
	}
	for _, f := range o.Functions {
		for _, op := range f.Operations {
			i := slices.IndexFunc(routes, func(r route) bool { return r.operation == op.ID })
			if i < 0 {
				return nil, fmt.Errorf("function %s: the contract has no operation %s", f.Name, op.ID)
			}
			if routes[i].function != "" {
				return nil, fmt.Errorf("operation %s: both %s and %s have it", op.ID, routes[i].function, f.Name)
			}
			routes[i].function = f.Name
		}
	}
	for _, r := range routes {
		if r.function == "" {
			return nil, fmt.Errorf("operation %s of the contract: no function has it", r.operation)
		}
	}
	return routes, nil
}

// operations lists those of an OpenAPI document, in the order of their paths.
func operations(contract []byte) ([]route, error) {
	var doc struct {
		Paths map[string]map[string]yaml.Node `yaml:"paths"`
	}
	if err := yaml.Unmarshal(contract, &doc); err != nil {
		return nil, fmt.Errorf("read the contract: %w", err)
	}
	methods := []string{"delete", "get", "head", "options", "patch", "post", "put"}
	var list []route
	for path, item := range doc.Paths {
		for method, node := range item {
			if !slices.Contains(methods, method) {
				continue // parameters and descriptions that the operations of a path share
			}
			var op struct {
				ID string `yaml:"operationId"`
			}
			if err := node.Decode(&op); err != nil {
				return nil, fmt.Errorf("read %s %s of the contract: %w", method, path, err)
			}
			list = append(list, route{path: path, method: method, operation: op.ID})
		}
	}
	slices.SortFunc(list, func(a, b route) int {
		return cmp.Or(cmp.Compare(a.path, b.path), cmp.Compare(a.method, b.method))
	})
	return list, nil
}

// document is what API Gateway needs of the contract: paths and integrations. Schemas stay out, as it knows only a part of OpenAPI, and so do
// security schemes: each function checks its callers itself.
func document(title string, routes []route, integration func(function string) string) map[string]any {
	paths := map[string]any{}
	for _, r := range routes {
		item, ok := paths[r.path].(map[string]any)
		if !ok {
			item = map[string]any{}
			paths[r.path] = item
		}
		item[r.method] = map[string]any{
			"operationId": r.operation,
			"parameters":  pathParameters(r.path),
			"responses":   map[string]any{"200": map[string]any{"description": "What the function answers."}},
			"x-amazon-apigateway-integration": map[string]any{
				"type": "aws_proxy", "httpMethod": "POST", "uri": integration(r.function), "passthroughBehavior": "when_no_match",
			},
		}
	}
	return map[string]any{
		"openapi": "3.0.3",
		"info":    map[string]any{"title": title, "version": "1"},
		"paths":   paths,
		// Every body goes through as bytes: a signature covers them, and as text those that are not UTF-8 would be changed. It stands in the
		// document because the property of the API is overruled by the document that it is made from.
		"x-amazon-apigateway-binary-media-types": []string{"*/*"},
	}
}

func pathParameters(path string) []any {
	list := []any{}
	for _, m := range parameter.FindAllStringSubmatch(path, -1) {
		list = append(list, map[string]any{"name": m[1], "in": "path", "required": true, "schema": map[string]any{"type": "string"}})
	}
	return list
}
