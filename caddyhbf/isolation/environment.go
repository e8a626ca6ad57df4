package isolation

import (
	"os"
	"runtime"
)

// emptyEnvironment is what a child has for an environment: nothing, but for what Windows can't do without.
func emptyEnvironment() []string {
	if runtime.GOOS == "windows" {
		return []string{"SYSTEMROOT=" + os.Getenv("SYSTEMROOT")}
	}
	return []string{}
}
