package caddyhbf

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/caddyhbf/hbf/dbbind/archive"
)

func unpackCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "unpack <database> <dir>",
		Short: "Unpacks an app's code and assets into a directory",
		Long: `
Writes all that is in the database's archive into the directory, which is
created when it is missing, with permissions and times. Files that exist are
overwritten; files that the archive does not have are left alone.

Nothing is written outside the directory: an archive with absolute names, names
with "..", or symbolic links that lead out is refused. The database is only
read, and may be served meanwhile.`,
		Example: "  caddy hbf unpack app.db myapp",
		Args:    arguments("<database>", "<dir>"),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, stop := interruptible(cmd)
			defer stop()
			files := 0
			progress := newProgress(cmd.ErrOrStderr(), "unpacking "+printable(args[0]))
			err := archive.Unpack(ctx, args[0], args[1], archive.UnpackOptions{Progress: func(done, total int) {
				files = done
				progress.files(done, total)
			}})
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s: %d unpacked\n", printable(args[1]), files)
			return err
		},
	}
}
