package caddyhbf

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"

	"github.com/spf13/cobra"

	"github.com/caddyhbf/hbf/dbbind/archive"
	"github.com/caddyhbf/hbf/jsengine/bundle"
)

func packCommand() *cobra.Command {
	var o packing
	cmd := &cobra.Command{
		Use:   "pack <dir> <database>",
		Short: "Packs a directory into an app's database",
		Long: `
Makes the archive in the database hold what is in the directory: adds what is
new, updates what has changed (by content, not by time) and removes what is
gone, in one transaction. The app's data is not touched. A database that does
not exist is created, readable for you alone.

The app's code is bundled: what its entry and its router import is resolved and
compiled, so that errors show now, with their places, and nothing is packed when
there are any. Of node_modules only the files that are used are packed. The
bundle is kept in the table _hbf_bundle, so that the server starts at once; when
the archive is changed by other means, the server bundles it anew. A directory
without an entry is packed as it is.

With --no-bundle everything is packed as it is, all of node_modules included,
and the server bundles the code whenever it starts.

The database may be served meanwhile; the new code is live within a second.

Left out are .git, .hg, .svn, .DS_Store, the temporary files of editors, and the
database itself. Symbolic links are followed; one that leads out of the
directory is an error.`,
		Example: "  caddy hbf pack myapp app.db\n  caddy hbf pack --verbose . ../app.db\n  caddy hbf pack --entry src/main.ts . app.db",
		Args:    arguments("<dir>", "<database>"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.run(cmd, args[0], args[1])
		},
	}
	cmd.Flags().BoolVarP(&o.verbose, "verbose", "v", false, "List the files that were added (+), updated (~), removed (-) or skipped (!)")
	cmd.Flags().BoolVar(&o.noBundle, "no-bundle", false, "Pack all files as they are and leave bundling to the server")
	cmd.Flags().StringVar(&o.entry, "entry", "", "Path of the app's entry in the directory, as the option entry in the Caddyfile has it")
	return cmd
}

// packing holds the flags of pack.
type packing struct {
	verbose  bool
	noBundle bool
	entry    string
}

func (o packing) run(cmd *cobra.Command, dir, database string) (err error) {
	ctx, stop := interruptible(cmd)
	defer stop()
	root, err := os.OpenRoot(dir)
	if err != nil {
		return fmt.Errorf("opening the directory to pack: %w", err)
	}
	defer func() { err = errors.Join(err, root.Close()) }()

	progress := newProgress(cmd.ErrOrStderr(), "reading "+printable(dir))
	options := archive.PackOptions{Progress: progress.files}
	if !o.noBundle {
		if err := bundleForPack(ctx, root.FS(), o.entry, &options); err != nil {
			return err
		}
	}
	result, err := archive.Pack(ctx, database, root.FS(), options)
	if err != nil {
		return err
	}
	return printPacked(cmd.OutOrStdout(), database, result, o.verbose)
}

// bundleForPack bundles the code in files, so that it is packed with them. It changes nothing where there is no code,
// unless an entry is named.
func bundleForPack(ctx context.Context, files fs.FS, entry string, o *archive.PackOptions) error {
	linked, err := bundle.Link(ctx, bundleOptions(files, entry))
	switch {
	case entry == "" && errors.Is(err, bundle.ErrNoEntry):
		return nil
	case err != nil:
		return fmt.Errorf("bundling the app failed, and nothing was packed:\n%w", err)
	}
	o.Derived, err = linked.MarshalBinary()
	if err != nil {
		return fmt.Errorf("bundling the app: %w", err)
	}
	o.Omit = unusedModules(linked.Files())
	return nil
}

// unusedModules returns a function that tells whether a file or directory is in a node_modules directory without being
// among those that are used, or leading to one.
func unusedModules(used []string) func(name string) bool {
	needed := make(map[string]bool)
	for _, name := range used {
		for ; name != "." && !needed[name]; name = path.Dir(name) {
			needed[name] = true
		}
	}
	return func(name string) bool {
		return strings.Contains("/"+name+"/", "/node_modules/") && !needed[name]
	}
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
