//go:build unix

package peer

import (
	"os/exec"
	"syscall"
)

// inGroup makes a process the first of a new group.
func inGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
}

// killGroup ends whatever is left of the group of a process that was started in one.
func killGroup(cmd *exec.Cmd) {
	_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // nothing may be left
}
