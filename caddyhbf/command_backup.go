package caddyhbf

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/caddyhbf/hbf/dbbind/archive"
)

func backupCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "backup <database> <file>",
		Short: "Copies an app's database, also while it is served",
		Long: `
Copies the whole database, app and data, as it is at one moment, into a new file,
readable for you alone. It may be served and written to meanwhile, where
copying the file itself would lose data or give a damaged copy. A file that
exists is not overwritten.`,
		Example: "  caddy hbf backup app.db app-backup.db",
		Args:    arguments("<database>", "<file>"),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, stop := interruptible(cmd)
			defer stop()
			progress := newProgress(cmd.ErrOrStderr(), "copying "+printable(args[0]))
			if err := archive.Backup(ctx, args[0], args[1], archive.BackupOptions{Progress: progress.bytes}); err != nil {
				return err
			}
			info, err := os.Stat(args[1])
			if err != nil {
				return fmt.Errorf("looking at the copy: %w", err)
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s: %s\n", printable(args[1]), humanSize(info.Size()))
			return err
		},
	}
}
