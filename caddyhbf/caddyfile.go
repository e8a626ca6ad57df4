package caddyhbf

import (
	"errors"
	"fmt"
	"math"
	"strconv"

	"github.com/caddyserver/caddy/v2"
	"github.com/caddyserver/caddy/v2/caddyconfig/caddyfile"
	"github.com/caddyserver/caddy/v2/caddyconfig/httpcaddyfile"
	"github.com/caddyserver/caddy/v2/modules/caddyhttp"
	"github.com/dustin/go-humanize"
)

// parseCaddyfile makes a handler of an hbf directive. Caddy has taken the matcher
// out of the tokens before.
func parseCaddyfile(h httpcaddyfile.Helper) (caddyhttp.MiddlewareHandler, error) {
	handler := new(Handler)
	if err := handler.UnmarshalCaddyfile(h.Dispenser); err != nil {
		return nil, err
	}
	return handler, nil
}

// UnmarshalCaddyfile reads the directive. Syntax:
//
//	hbf [<matcher>] [<database>] {
//	    database      <path>
//	    create        starter|empty
//	    name          <name>
//	    entry         <path in the archive>
//	    static        <url prefix> [<dir>] | off
//	    env           <NAME> <value>
//	    synchronous   full|normal
//	    timeout       <duration>
//	    memory_limit  <size>
//	    max_body_size <size>
//	    queue_size    <n>
//	    queue_timeout <duration>
//	    max_requests  <n>
//	    allow_net     <host[:port]>...
//	    health        <path>|off
//	    watch         [<dir>]
//	    pass_thru
//	    isolation     in_process|process
//	}
//
// Only static and env may be repeated. Every error names the option, the file and
// the line.
func (h *Handler) UnmarshalCaddyfile(d *caddyfile.Dispenser) error {
	d.Next() // the directive's name
	seen := make(map[string]bool)
	if d.NextArg() {
		seen["database"] = true
		h.Database = d.Val()
		if err := h.validateOption("database"); err != nil {
			return d.Errf("database: %w", err)
		}
	}
	if d.NextArg() {
		return d.Errf("%q is one argument too many: hbf takes only the database", d.Val())
	}
	previous := ""
	for d.NextBlock(0) {
		option := d.Val()
		if option == "{" {
			return d.Errf("%s: the option takes no block", previous)
		}
		previous = option
		if seen[option] && option != "static" && option != "env" {
			return d.Errf("%s is given twice", option)
		}
		seen[option] = true
		args := d.RemainingArgs()
		err := h.unmarshalOption(option, args)
		if err == nil {
			err = h.validateOption(option)
		}
		if err != nil {
			return d.Errf("%s: %w", option, err)
		}
	}
	if h.Database == "" {
		d.Reset()
		d.Next() // so that the error tells the directive's line
		return d.Errf("database: the path of the app's SQLite file is missing (a first argument that begins with a slash is a request matcher: write hbf * /srv/app.db)")
	}
	return nil
}

// unmarshalOption reads the arguments of one option.
func (h *Handler) unmarshalOption(option string, args []string) error {
	switch option {
	case "database":
		return setText(&h.Database, args)
	case "create":
		return setText(&h.Create, args)
	case "name":
		return setText(&h.Name, args)
	case "entry":
		return setText(&h.Entry, args)
	case "static":
		return h.unmarshalStatic(args)
	case "env":
		return h.unmarshalEnv(args)
	case "synchronous":
		return setText(&h.Synchronous, args)
	case "timeout":
		return setDuration(&h.Timeout, args)
	case "memory_limit":
		return setSize(&h.MemoryLimit, args)
	case "max_body_size":
		return setSize(&h.MaxBodySize, args)
	case "queue_size":
		return setCount(&h.QueueSize, args)
	case "queue_timeout":
		return setDuration(&h.QueueTimeout, args)
	case "max_requests":
		return setCount(&h.MaxRequests, args)
	case "allow_net":
		h.AllowNet = args
		return wantArgs(args, 1, math.MaxInt)
	case "health":
		return setText(&h.Health, args)
	case "watch":
		dir := ""
		if len(args) > 0 {
			dir = args[0]
		}
		h.Watch = &dir
		return wantArgs(args, 0, 1)
	case "pass_thru":
		h.PassThru = true
		return wantArgs(args, 0, 0)
	case "isolation":
		return setText(&h.Isolation, args)
	default:
		return errors.New("unknown option")
	}
}

// unmarshalStatic adds one static route, or turns static files off.
func (h *Handler) unmarshalStatic(args []string) error {
	off := h.Static != nil && len(h.Static) == 0
	if err := wantArgs(args, 1, 2); err != nil {
		return err
	}
	if args[0] == "off" {
		if h.Static != nil {
			return errors.New("off can't be combined with another static")
		}
		h.Static = []StaticRoute{}
		return wantArgs(args, 1, 1)
	}
	if off {
		return errors.New("off can't be combined with another static")
	}
	route := StaticRoute{Prefix: args[0]}
	if len(args) == 2 {
		if args[1] == "" {
			return errors.New("the directory is empty")
		}
		route.Dir = args[1]
	}
	h.Static = append(h.Static, route)
	return nil
}

// unmarshalEnv adds one variable of the app's environment. Its value may be empty.
func (h *Handler) unmarshalEnv(args []string) error {
	if len(args) != 2 { // the error may not show a value: it may be a secret
		return fmt.Errorf("one name and one value are expected, not %d in all (quote a value that has spaces)", len(args))
	}
	name, value := args[0], args[1]
	if _, ok := h.Env[name]; ok {
		return fmt.Errorf("%s is given twice", name)
	}
	if h.Env == nil {
		h.Env = make(map[string]string)
	}
	h.Env[name] = value
	return nil
}

// wantArgs returns an error if there are fewer than least or more than most arguments.
func wantArgs(args []string, least, most int) error {
	switch {
	case len(args) < least:
		return errors.New("a value is missing")
	case len(args) > most:
		return fmt.Errorf("%q is one value too many", args[most])
	}
	return nil
}

// setText sets the one argument, which may not be empty.
func setText(target *string, args []string) error {
	if err := wantArgs(args, 1, 1); err != nil {
		return err
	}
	if args[0] == "" {
		return errors.New("the value is empty")
	}
	*target = args[0]
	return nil
}

// setSize sets a size such as 10MiB (1024s), 10MB (1000s) or 1048576.
func setSize(target *int64, args []string) error {
	if err := wantArgs(args, 1, 1); err != nil {
		return err
	}
	size, err := humanize.ParseBytes(args[0])
	if err != nil {
		return fmt.Errorf("%q is not a size such as 10MiB", args[0])
	}
	if size == 0 || size > math.MaxInt64 {
		return fmt.Errorf("%s is out of range", args[0])
	}
	*target = int64(size)
	return nil
}

// setDuration sets a duration such as 500ms or 5s.
func setDuration(target *caddy.Duration, args []string) error {
	if err := wantArgs(args, 1, 1); err != nil {
		return err
	}
	duration, err := caddy.ParseDuration(args[0])
	if err != nil {
		return fmt.Errorf("%q is not a duration such as 5s", args[0])
	}
	if duration == 0 {
		return errors.New("0 is not allowed: leave the option out for the default")
	}
	*target = caddy.Duration(duration)
	return nil
}

// setCount sets a whole number above 0.
func setCount(target *int, args []string) error {
	if err := wantArgs(args, 1, 1); err != nil {
		return err
	}
	n, err := strconv.Atoi(args[0])
	if err != nil || n < 1 {
		return fmt.Errorf("%q is not a whole number above 0", args[0])
	}
	*target = n
	return nil
}
