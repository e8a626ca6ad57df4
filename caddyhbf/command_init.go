package caddyhbf

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"github.com/caddyhbf/hbf/dbbind/archive"
	"github.com/caddyhbf/hbf/starter"
)

func initCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "init <dir>",
		Short: "Writes the starter app into a new directory",
		Long: `
Writes the starter app into a directory, which is created when it is missing
and must be empty otherwise. Change the app as you like, pack it into a
database, and serve that.

With it come hbf.d.ts and tsconfig.json: editors that know TypeScript complete
and check the app's code by them, and so does "tsc". "caddy hbf types" brings
them to other apps.`,
		Example: "  caddy hbf init myapp",
		Args:    arguments("<dir>"),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := args[0]
			if err := mustBeEmpty(dir); err != nil {
				return err
			}
			if err := os.CopyFS(dir, starter.FS); err != nil {
				return fmt.Errorf("writing the starter app: %w", err)
			}
			if _, err := writeTypes(dir); err != nil {
				return err
			}
			_, err := fmt.Fprintf(cmd.OutOrStdout(), nextSteps, printable(dir))
			return err
		},
	}
}

// nextSteps tells what to do with the starter app.
const nextSteps = `The starter app is in %[1]s; its main file is server.js.

To serve it while you work on it, with every change live at once, write this
into a file called Caddyfile and run "caddy run":

	http://localhost:8080 {
		hbf app.db {
			create empty
			watch %[1]q
		}
	}

To make the one file that holds the app and its data, for "hbf app.db" alone:

	caddy hbf pack %[1]q app.db
`

// mustBeEmpty checks that dir can be written to without harm: that it does not
// exist, or has nothing in it but what is never packed.
func mustBeEmpty(dir string) error {
	list, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("looking into %s: %w", dir, err)
	}
	for _, entry := range list {
		if !archive.Ignored(entry.Name()) {
			return fmt.Errorf("%s is not empty, it has %s in it: choose another directory", dir, printable(entry.Name()))
		}
	}
	return nil
}
