package hostile

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// script is one attack.
type script struct {
	path, name, code string
	verdict          string
	// start: the code is the app's entry; otherwise it is the body of an async request handler.
	start bool
	// breaksItself: the attack may make the app's other pages fail.
	breaksItself bool
}

// readScript reads an attack and what its first lines say of it.
func readScript(path string) (script, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return script{}, err
	}
	s := script{path: path, name: strings.TrimSuffix(filepath.Base(path), ".js"), code: string(text)}
	for line := range strings.Lines(s.code) {
		comment, ok := strings.CutPrefix(strings.TrimSpace(line), "// ")
		if !ok {
			break
		}
		key, value, _ := strings.Cut(comment, ": ")
		switch key {
		case "verdict":
			s.verdict = value
		case "where":
			s.start = value == "start"
		case "afterwards":
			s.breaksItself = value == "any"
		}
	}
	if s.verdict == "" {
		return s, fmt.Errorf("%s says no verdict", path)
	}
	return s, nil
}

// source is the app whose request /attack is the attack.
func (s script) source() string {
	const other = "\napp.all('/ok', (req, res) => { res.send('ok') });\n"
	if s.start {
		return s.code + other + "app.all('/attack', (req, res) => { res.send('started') });\n"
	}
	function := "(req, res) => {\n"
	if strings.Contains(s.code, "await ") {
		function = "async " + function
	}
	return other + "app.all('/attack', " + function + s.code + "\n;if (!res.headersSent) res.send('survived') });\n"
}

// rewrite writes another verdict into the script.
func (s script) rewrite(verdict string) error {
	if verdict == s.verdict {
		return nil
	}
	text := strings.Replace(s.code, "// verdict: "+s.verdict, "// verdict: "+verdict, 1)
	return os.WriteFile(s.path, []byte(text), 0o600)
}
