// Command xbuild builds Caddy with the modules that a JSON file names, through the
// xcaddy library. The file is an xcaddy.Builder; durations in it are nanoseconds.
//
//	go run ./internal/xbuild [-o caddy] [-config xcaddy.json]
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	output := flag.String("o", "caddy", "the `file` to build")
	config := flag.String("config", "xcaddy.json", "the `file` that says what to build")
	flag.Parse()
	if flag.NArg() > 0 {
		fmt.Fprintf(os.Stderr, "xbuild: unexpected argument %q\n", flag.Arg(0))
		flag.Usage()
		os.Exit(2)
	}

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := build(ctx, *config, *output)
	stop()
	if err != nil {
		fmt.Fprintf(os.Stderr, "xbuild: %v\n", err)
		os.Exit(1)
	}
}

// build builds what the file config says into the file output.
func build(ctx context.Context, config, output string) error {
	builder, err := load(config)
	if err != nil {
		return err
	}
	if err := builder.Build(ctx, output); err != nil {
		return fmt.Errorf("building %s: %w", output, err)
	}
	return nil
}
