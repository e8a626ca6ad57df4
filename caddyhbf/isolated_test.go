package caddyhbf_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// reused are the tests of apps in process that hold for isolated ones too. The rest is about the configuration, the
// commands, or what only this process can see.
const reused = `^Test(AnAppIsServed|BodiesAndMethods|MemoryLimitBounds.*|ATimeoutIs504.*|PassThru.*|HandlersOfOne.*|Create|AnAppInMemory` +
	`|ACleanStop.*|AModuleOfHBF|AClassicScript.*|Pipelined.*|Chunked.*|HTTP2|AClientThat.*|AFullQueue.*|TheArchiveMayBe.*|DataRestarts.*` +
	`|AReplacedFile.*|ADeletedFile.*|Watch|AReloadKeeps.*|ABrokenReload.*|RequestsInFlight.*|Transactions.*|WebSocket.*|OpenConnections.*` +
	`|Streams.*|Grouped.*|Recycles.*|NoHeader.*|FramingIs.*|Hostile.*)$`

// What holds for apps in process holds for isolated ones: the same tests run again with the option.
func TestIsolatedAppsBehaveAsThoseInProcess(t *testing.T) {
	if os.Getenv("HBF_TEST_ISOLATION") != "" {
		return // it is this test that runs them
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), program, "-test.run", reused, "-test.v", "-test.timeout", "8m")
	cmd.Env = append(os.Environ(), "HBF_TEST_ISOLATION=process")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	if passed := strings.Count("\n"+string(out), "\n--- PASS"); passed < 30 {
		t.Errorf("only %d tests ran", passed)
	}
}
