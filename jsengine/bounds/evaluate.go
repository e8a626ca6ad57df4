package bounds

import "fmt"

// MaxEvaluated is the largest text that eval and the constructors of functions take, in bytes.
const MaxEvaluated = 1 << 20

// Evaluated checks the size and nesting of text that eval or a constructor of functions is given, as [Source] does. Its
// error is what a SyntaxError should say.
func Evaluated(text string) error {
	if len(text) > MaxEvaluated {
		return fmt.Errorf("the code is larger than %d KiB", MaxEvaluated>>10)
	}
	return Source(text)
}
