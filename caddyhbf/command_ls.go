package caddyhbf

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/spf13/cobra"

	"github.com/caddyhbf/hbf/dbbind/archive"
)

func lsCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "ls <database>",
		Short: "Lists an app's code and assets",
		Long: `
Lists what is in the database's archive, as "ls -l" does: permissions, size in
bytes, time (UTC), and name. A row of the archive that cannot be served or
unpacked, and why, is listed with a question mark in place of its type.

With --json the list is an array of objects with the members name, mode, size,
stored (the size in the database), compressed, modified, and, where there are
such, target (of a symbolic link) and problem.`,
		Example: "  caddy hbf ls app.db\n  caddy hbf ls --json app.db",
		Args:    arguments("<database>"),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, stop := interruptible(cmd)
			defer stop()
			entries, err := archive.List(ctx, args[0])
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(cmd.OutOrStdout(), entries)
			}
			return printList(cmd.OutOrStdout(), entries)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "List as JSON")
	return cmd
}

// printList writes entries as ls -l does.
func printList(out io.Writer, entries []archive.Entry) error {
	width := 1
	for _, e := range entries {
		width = max(width, len(strconv.FormatInt(e.Size, 10)))
	}
	for _, e := range entries {
		mode, name := listMode(e), printable(e.Name)
		if e.Target != "" {
			name += " -> " + printable(e.Target)
		}
		if e.Problem != nil {
			name += " (" + e.Problem.Error() + ")"
		}
		if _, err := fmt.Fprintf(out, "%s  %*d  %s  %s\n", mode, width, e.Size, e.ModTime.UTC().Format("2006-01-02 15:04:05"), name); err != nil {
			return err
		}
	}
	return nil
}

// listMode is a mode as ls writes it: ten characters.
func listMode(e archive.Entry) string {
	kind := "-"
	switch {
	case e.Problem != nil:
		kind = "?"
	case e.IsDir():
		kind = "d"
	case !e.Mode.IsRegular():
		kind = "l"
	}
	return kind + e.Mode.Perm().String()[1:]
}

// listed is an entry in JSON.
type listed struct {
	Name       string    `json:"name"`
	Mode       string    `json:"mode"`
	Size       int64     `json:"size"`
	Stored     int64     `json:"stored"`
	Compressed bool      `json:"compressed"`
	Modified   time.Time `json:"modified"`
	Target     string    `json:"target,omitempty"`
	Problem    string    `json:"problem,omitempty"`
}

func printJSON(out io.Writer, entries []archive.Entry) error {
	rows := make([]listed, 0, len(entries))
	for _, e := range entries {
		l := listed{
			Name:       e.Name,
			Mode:       listMode(e),
			Size:       e.Size,
			Stored:     e.Stored,
			Compressed: e.Deflated,
			Modified:   jsonTime(e.ModTime),
			Target:     e.Target,
		}
		if e.Problem != nil {
			l.Problem = e.Problem.Error()
		}
		rows = append(rows, l)
	}
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "\t")
	return enc.Encode(rows)
}

// jsonTime makes sure that a time from an archive can be written as JSON, which
// takes years of four digits only.
func jsonTime(t time.Time) time.Time {
	if t = t.UTC(); t.Year() < 0 || t.Year() > 9999 {
		return time.Unix(0, 0).UTC()
	}
	return t
}

// printable returns a name for the terminal: quoted if it has characters that would
// not show, such as line breaks and escape sequences.
func printable(name string) string {
	if name == "" || strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) || r == unicode.ReplacementChar }) {
		return strconv.Quote(name)
	}
	return name
}
