package caddyhbf

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"

	caddycmd "github.com/caddyserver/caddy/v2/cmd"
	"github.com/spf13/cobra"
)

func init() {
	caddycmd.RegisterCommand(caddycmd.Command{
		Name:  "hbf",
		Usage: "<command>",
		Short: "Manages the apps that the hbf handler serves",
		Long: `
Manages the apps that the hbf handler serves. An app is one SQLite file: its
code and assets are an archive in the table sqlar, which the sqlite3 command
line's -A option reads and writes too, and its other tables are its data.

An app is developed in a directory and packed into its file. All commands may
run while the file is being served: a packed change goes live within a second.

The exit status is 0 if all went well and 1 otherwise.`,
		CobraFunc: configureCommand,
	})
}

// configureCommand adds the subcommands to "caddy hbf".
func configureCommand(cmd *cobra.Command) {
	cmd.Example = "  caddy hbf init myapp\n  caddy hbf pack myapp app.db"
	cmd.Args = cobra.ArbitraryArgs
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return fmt.Errorf("%q is not a command: see %s --help", args[0], cmd.CommandPath())
		}
		return cmd.Help()
	}
	cmd.AddCommand(initCommand(), packCommand(), unpackCommand(), lsCommand(), backupCommand(), typesCommand(),
		instanceCommand())
}

// arguments makes a command take just the arguments called names, and say so if
// it gets others.
func arguments(names ...string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != len(names) {
			return fmt.Errorf("%s takes %d arguments, %s, but got %d: see %[1]s --help",
				cmd.CommandPath(), len(names), strings.Join(names, " "), len(args))
		}
		return nil
	}
}

// interruptible returns the command's context, canceled when the process is asked
// to stop, so that what was begun is cleaned up.
func interruptible(cmd *cobra.Command) (context.Context, context.CancelFunc) {
	parent := cmd.Context()
	if parent == nil {
		parent = context.Background()
	}
	return signal.NotifyContext(parent, os.Interrupt, syscall.SIGTERM)
}
