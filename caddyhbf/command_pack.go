package caddyhbf

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/caddyhbf/hbf/dbbind/archive"
)

func packCommand() *cobra.Command {
	var verbose bool
	cmd := &cobra.Command{
		Use:   "pack <dir> <database>",
		Short: "Packs a directory into an app's database",
		Long: `
Makes the archive in the database hold what is in the directory: adds what is
new, updates what has changed (by content, not by time) and removes what is
gone, in one transaction. The app's data is not touched. A database that does
not exist is created, readable for you alone.

The database may be served meanwhile; the new code is live within a second.

Left out are .git, .hg, .svn, .DS_Store, the temporary files of editors, and the
database itself. node_modules is packed. Symbolic links are followed; one that
leads out of the directory is an error.`,
		Example: "  caddy hbf pack myapp app.db\n  caddy hbf pack --verbose . ../app.db",
		Args:    arguments("<dir>", "<database>"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runPack(cmd, args[0], args[1], verbose)
		},
	}
	cmd.Flags().BoolVarP(&verbose, "verbose", "v", false, "List the files that were added (+), updated (~), removed (-) or skipped (!)")
	return cmd
}

func runPack(cmd *cobra.Command, dir, database string, verbose bool) (err error) {
	ctx, stop := interruptible(cmd)
	defer stop()
	root, err := os.OpenRoot(dir)
	if err != nil {
		return fmt.Errorf("opening the directory to pack: %w", err)
	}
	defer func() { err = errors.Join(err, root.Close()) }()

	progress := newProgress(cmd.ErrOrStderr(), "reading "+printable(dir))
	result, err := archive.Pack(ctx, database, root.FS(), archive.PackOptions{Progress: progress.files})
	if err != nil {
		return err
	}
	return printPacked(cmd.OutOrStdout(), database, result, verbose)
}

func printPacked(out io.Writer, database string, r archive.PackResult, verbose bool) error {
	if verbose {
		for _, group := range []struct {
			sign  string
			names []string
		}{{"+", r.Added}, {"~", r.Updated}, {"-", r.Removed}, {"!", r.Skipped}} {
			for _, name := range group.names {
				if _, err := fmt.Fprintln(out, group.sign, printable(name)); err != nil {
					return err
				}
			}
		}
	}
	_, err := fmt.Fprintf(out, "%s: %d added, %d updated, %d removed, %d unchanged\n",
		printable(database), len(r.Added), len(r.Updated), len(r.Removed), len(r.Unchanged))
	if err == nil && len(r.Skipped) > 0 {
		_, err = fmt.Fprintf(out, "skipped, being no regular files: %d\n", len(r.Skipped))
	}
	return err
}
