package browser

import (
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"testing"

	"github.com/caddyserver/caddy/v2"
	"github.com/caddyserver/caddy/v2/caddyconfig"
	_ "github.com/caddyserver/caddy/v2/modules/standard"

	_ "github.com/caddyhbf/hbf/caddyhbf"
	"github.com/caddyhbf/hbf/dbbind/archive"
)

// serveStarter serves a fresh starter app until the end of the test and returns its URL.
func serveStarter(t *testing.T) string {
	t.Helper()
	return serve(t, filepath.Join(t.TempDir(), "app.db"), "create starter")
}

// serveApp serves the app of a directory in testdata and returns its URL and its database.
func serveApp(t *testing.T, app string) (url, database string) {
	t.Helper()
	database = filepath.Join(t.TempDir(), "app.db")
	pack(t, database, os.DirFS(filepath.Join("testdata", app)))
	return serve(t, database, "synchronous normal"), database
}

// pack puts files into the archive of a database, in the place of those that are there.
func pack(t *testing.T, database string, files fs.FS) {
	t.Helper()
	if _, err := archive.Pack(t.Context(), database, files, archive.PackOptions{}); err != nil {
		t.Fatal(err)
	}
}

// serve serves a database until the end of the test and returns the app's URL.
func serve(t *testing.T, database, option string) string {
	t.Helper()
	listener, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().(*net.TCPAddr)
	listener.Close()

	url := fmt.Sprintf("http://localhost:%d", address.Port)
	caddyfile := fmt.Sprintf(`{
	admin off
	persist_config off
	log {
		level ERROR
	}
}

%s {
	encode
	hbf {
		database %q
		%s
	}
}
`, url, database, option)
	config, warnings, err := caddyconfig.GetAdapter("caddyfile").Adapt([]byte(caddyfile), nil)
	if err != nil || len(warnings) > 0 {
		t.Fatalf("adapting: %v, %v", err, warnings)
	}
	if err := caddy.Load(config, true); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := caddy.Stop(); err != nil {
			t.Error(err)
		}
	})
	return url
}
