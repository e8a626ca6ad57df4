package peer

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/caddyhbf/hbf/bench/internal/route"
)

func hbf() Peer {
	return Peer{
		Name: HBF, Title: "HBF", ready: route.Baseline(),
		version: caddyVersion,
		prepare: func(ctx context.Context, s Setting) error { return WithOptions(ctx, s, Options{}) },
		commands: func(s Setting) []Command {
			return []Command{runCaddy(s)}
		},
	}
}

// Options changes how HBF is set up, for what isn't a comparison.
type Options struct {
	Admin      int      // the port of Caddy's admin endpoint; 0: off
	DiscardLog bool     // for loads that make errors
	Directive  []string // lines for the hbf directive
}

// WithOptions prepares HBF with options in place of Peer.Prepare.
func WithOptions(ctx context.Context, s Setting, o Options) error {
	lines := append([]string{"synchronous " + strings.ToLower(s.Synchronous)}, o.Directive...)
	config := caddyfile(o, "hbf app.db {\n\t\t"+strings.Join(lines, "\n\t\t")+"\n\t}")
	if err := os.WriteFile(filepath.Join(s.Dir, "Caddyfile"), []byte(config), 0o644); err != nil {
		return err
	}
	app := filepath.Join(s.Dir, "app")
	if err := os.CopyFS(app, os.DirFS(filepath.Join(s.Peers, "hbf"))); err != nil {
		return err
	}
	if err := os.CopyFS(filepath.Join(app, "static"), os.DirFS(filepath.Join(s.Peers, "static"))); err != nil {
		return err
	}
	schema, err := os.ReadFile(filepath.Join(s.Peers, "schema.js"))
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(app, "schema.js"), schema, 0o644); err != nil {
		return err
	}
	_, err = output(ctx, s.Dir, s.Caddy, "hbf", "pack", "app", "app.db")
	return err
}

func respond() Peer {
	p := plainCaddy(`respond "hello"`)
	p.Name, p.Title, p.ready = Respond, "Caddy: respond", route.Baseline()
	p.only = []string{"hello"}
	return p
}

// respondFile answers with the small file's content from the configuration: what Caddy itself needs to send as much.
func respondFile() Peer {
	p := plainCaddy("")
	p.Name, p.Title, p.ready = "respond-10k", "Caddy: respond with the 10 KB", route.Ready()
	p.only = []string{"static-10k"}
	p.prepare = func(_ context.Context, s Setting) error {
		content, err := os.ReadFile(filepath.Join(s.Peers, "static", "10k.txt"))
		if err != nil {
			return err
		}
		site := "respond <<CONTENT\n" + string(content) + "\nCONTENT"
		return os.WriteFile(filepath.Join(s.Dir, "Caddyfile"), []byte(caddyfile(Options{}, site)), 0o644)
	}
	return p
}

func fileServer() Peer {
	p := plainCaddy("encode\n\thandle_path /static/* {\n\t\troot {$STATIC}\n\t\tfile_server\n\t}")
	p.Name, p.Title, p.ready = "file-server", "Caddy: file_server", route.Ready()
	p.only = []string{"static-10k", "static-10k-gzip", "static-1m", "static-1m-gzip"}
	return p
}

// expressBehindCaddy is what a user of Caddy with an app in JavaScript does today: Caddy
// serves the files and passes the rest on.
func expressBehindCaddy() Peer {
	p := plainCaddy("encode\n\thandle_path /static/* {\n\t\troot {$STATIC}\n\t\tfile_server\n\t}\n\treverse_proxy 127.0.0.1:{$BACKEND}")
	front, back := p.commands, express()
	p.Name, p.Title, p.ready = "express-caddy", "Express 5 behind Caddy", route.Baseline()
	p.version = func(ctx context.Context, env Env) (string, error) {
		caddy, err := caddyVersion(ctx, env)
		if err != nil {
			return "", err
		}
		node, err := back.version(ctx, env)
		return caddy + ", " + node, err
	}
	p.commands = func(s Setting) []Command {
		behind := s
		behind.Port = s.Backend
		return append(back.commands(behind), front(s)...)
	}
	return p
}

// plainCaddy is Caddy with a site that doesn't use HBF.
func plainCaddy(site string) Peer {
	return Peer{
		version: caddyVersion,
		prepare: func(_ context.Context, s Setting) error {
			return os.WriteFile(filepath.Join(s.Dir, "Caddyfile"), []byte(caddyfile(Options{}, site)), 0o644)
		},
		commands: func(s Setting) []Command { return []Command{runCaddy(s)} },
	}
}

func runCaddy(s Setting) Command {
	return Command{
		Args: []string{s.Caddy, "run", "--config", "Caddyfile"}, Dir: s.Dir,
		Env: []string{"XDG_DATA_HOME=" + s.Dir, "XDG_CONFIG_HOME=" + s.Dir, "STATIC=" + filepath.Join(s.Peers, "static"), fmt.Sprint("PORT=", s.Port), fmt.Sprint("BACKEND=", s.Backend)},
	}
}

// caddyfile returns a configuration with one site. Its port is read at start, since it
// may change from one to the next.
func caddyfile(o Options, site string) string {
	admin := "off"
	if o.Admin != 0 {
		admin = fmt.Sprint("127.0.0.1:", o.Admin)
	}
	log := ""
	if o.DiscardLog {
		log = "\tlog {\n\t\toutput discard\n\t}\n"
	}
	return "{\n\tadmin " + admin + "\n\tpersist_config off\n\tauto_https off\n" + log + "}\n\nhttp://127.0.0.1:{$PORT} {\n\tbind 127.0.0.1\n\t" + site + "\n}\n"
}

func caddyVersion(ctx context.Context, env Env) (string, error) {
	out, err := output(ctx, "", env.Caddy, "version")
	version, _, _ := strings.Cut(out, " ")
	return "Caddy " + strings.TrimSpace(version), err
}
