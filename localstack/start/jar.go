package start

import (
	"archive/zip"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// agentJar is what LocalStack passes to Java as an agent. Its own lifts a limit that we do not reach.
const agentJar = "ddb-local-loader-0.1.jar"

// writeJars makes the two jars that LocalStack looks for out of those in folder's DynamoDBLocal_lib.
func writeJars(folder string) error {
	library := filepath.Join(folder, "DynamoDBLocal_lib")
	jars, err := filepath.Glob(filepath.Join(library, "*.jar"))
	if err != nil {
		return fmt.Errorf("jars of DynamoDB Local: %w", err)
	}
	var class []string
	for _, jar := range jars {
		class = append(class, "DynamoDBLocal_lib/"+filepath.Base(jar))
	}
	agents, err := filepath.Glob(filepath.Join(library, "byte-buddy-agent-*.jar"))
	if err != nil || len(agents) != 1 {
		return fmt.Errorf("agent of DynamoDB Local: %d found: %w", len(agents), errors.Join(err, os.ErrNotExist))
	}
	if err := os.Link(agents[0], filepath.Join(folder, agentJar)); err != nil {
		return fmt.Errorf("agent of DynamoDB Local: %w", err)
	}
	return writeManifestJar(filepath.Join(folder, "DynamoDBLocal.jar"), manifest(class))
}

// manifest names the jars as the class path. The format wants lines of at most 72 bytes, continued after a space.
func manifest(class []string) string {
	var text strings.Builder
	text.WriteString("Manifest-Version: 1.0\r\nMain-Class: com.amazonaws.services.dynamodbv2.local.main.ServerRunner\r\n")
	line := "Class-Path: " + strings.Join(class, " ")
	for len(line) > 72 {
		text.WriteString(line[:72] + "\r\n")
		line = " " + line[72:]
	}
	text.WriteString(line + "\r\n\r\n")
	return text.String()
}

// writeManifestJar writes a jar that holds nothing else.
func writeManifestJar(name, text string) error {
	file, err := os.Create(name) //nolint:gosec // a path of ours
	if err != nil {
		return fmt.Errorf("jar: %w", err)
	}
	archive := zip.NewWriter(file)
	entry, err := archive.Create("META-INF/MANIFEST.MF")
	if err == nil {
		_, err = entry.Write([]byte(text))
	}
	if err := errors.Join(err, archive.Close(), file.Close()); err != nil {
		return fmt.Errorf("jar %s: %w", name, err)
	}
	return nil
}
