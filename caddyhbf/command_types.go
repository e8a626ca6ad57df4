package caddyhbf

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/caddyhbf/hbf/types"
)

func typesCommand() *cobra.Command {
	var toStdout bool
	cmd := &cobra.Command{
		Use:   "types [<dir>]",
		Short: "Writes hbf.d.ts, the types of what an app finds",
		Long: `
Writes the file hbf.d.ts into an app's directory, by default the current one, or
brings it up to date after HBF was. It has the TypeScript declarations of the
modules that begin with "hbf:", of the global variables, and of what there is of
the web platform, for editors and for "tsc".

Where there is no tsconfig.json and no jsconfig.json, it writes a tsconfig.json
too, which has plain JavaScript checked as well. It changes no other file.`,
		Example: "  caddy hbf types\n  caddy hbf types myapp\n  caddy hbf types --stdout > hbf.d.ts",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if toStdout {
				if len(args) > 0 {
					return fmt.Errorf("--stdout writes no file: leave out %s", printable(args[0]))
				}
				_, err := cmd.OutOrStdout().Write(types.Declarations())
				return err
			}
			dir := "."
			if len(args) > 0 {
				dir = args[0]
			}
			written, err := writeTypes(dir)
			for _, name := range written {
				if _, err := fmt.Fprintf(cmd.OutOrStdout(), "wrote %s\n", printable(name)); err != nil {
					return err
				}
			}
			if err == nil && len(written) == 0 {
				_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s is up to date\n", printable(filepath.Join(dir, types.FileName)))
			}
			return err
		},
	}
	cmd.Flags().BoolVar(&toStdout, "stdout", false, "Write the declarations to standard output")
	return cmd
}

// writeTypes writes the types into an app's directory and says which files it has written: none if all are there already.
func writeTypes(dir string) (written []string, err error) {
	if info, err := os.Stat(dir); err != nil {
		return nil, fmt.Errorf("writing types: %w", err)
	} else if !info.IsDir() {
		return nil, fmt.Errorf("writing types: %s is not a directory", printable(dir))
	}
	name := filepath.Join(dir, types.FileName)
	if old, err := os.ReadFile(name); err != nil || !bytes.Equal(old, types.Declarations()) {
		if err := os.WriteFile(name, types.Declarations(), 0o644); err != nil {
			return nil, fmt.Errorf("writing types: %w", err)
		}
		written = append(written, name)
	}
	config := filepath.Join(dir, "tsconfig.json")
	for _, other := range []string{config, filepath.Join(dir, "jsconfig.json")} {
		if _, err := os.Stat(other); !errors.Is(err, fs.ErrNotExist) {
			return written, nil
		}
	}
	if err := os.WriteFile(config, types.Config(), 0o644); err != nil {
		return written, fmt.Errorf("writing types: %w", err)
	}
	return append(written, config), nil
}
