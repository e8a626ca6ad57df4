package isolation

import (
	"fmt"
	"log/slog"
	"runtime"
	"slices"
	"unsafe"

	seccomp "github.com/elastic/go-seccomp-bpf"
	"github.com/elastic/go-seccomp-bpf/arch"
	"github.com/landlock-lsm/go-landlock/landlock"
	landlockabi "github.com/landlock-lsm/go-landlock/landlock/syscall"
	"golang.org/x/sys/unix"
	"kernel.org/pub/linux/libs/security/libcap/psx"
)

// Confines says that Confine does something on this system, where the kernel is new enough.
const Confines = true

// Confine gives up, for this process and for good, what the app does not need: files beside the given ones, signals to
// other processes, the network, capabilities, and the system calls that start programs or change the system. What the kernel
// can't hold the process to is left out; the log says what is in force.
func (c *Child) Confine(n Needs) error {
	files := append(networkFiles(n.Network), "/etc/localtime", "/etc/mime.types", "/usr/share/mime/globs2", "/dev/null", "/dev/urandom")
	if err := landlock.V11.BestEffort().RestrictPaths(
		landlock.RWFiles(n.Files...).IgnoreIfMissing(),
		landlock.ROFiles(files...).IgnoreIfMissing(),
		landlock.RWDirs(c.hello.Files),
		landlock.RODirs(append(n.Directories, "/usr/share/zoneinfo")...).IgnoreIfMissing(),
		landlock.RODirs(networkDirectories(n.Network)...).IgnoreIfMissing(),
	); err != nil {
		return fmt.Errorf("confining the app's process to its files: %w", err)
	}
	if err := landlock.V11.BestEffort().RestrictScoped(); err != nil {
		return fmt.Errorf("confining the app's signals: %w", err)
	}
	if !n.Network {
		if err := landlock.V11.BestEffort().RestrictNet(); err != nil {
			return fmt.Errorf("confining the app's network: %w", err)
		}
	}
	if err := dropCapabilities(); err != nil {
		return fmt.Errorf("giving up the capabilities of the app's process: %w", err)
	}
	version, err := landlockabi.LandlockGetABIVersion()
	if err != nil {
		version = 0
	}
	filtered := true
	if err := filterCalls(n.Network); err != nil {
		filtered = false
		c.Logger.Warn("the system calls of the app's process can't be filtered", slog.Any("error", err))
	}
	if version == 0 {
		c.Logger.Warn("the app's process can't be confined to its files: the kernel has no Landlock")
	}
	c.Logger.Info("the app runs in a process of its own", slog.Int("landlock", version), slog.Bool("seccomp", filtered))
	return nil
}

// networkFiles are what name resolution reads.
func networkFiles(network bool) []string {
	if !network {
		return nil
	}
	return []string{
		"/etc/hosts", "/etc/resolv.conf", "/etc/nsswitch.conf", "/etc/services", "/etc/protocols", "/etc/gai.conf", "/etc/host.conf",
		"/run/systemd/resolve/stub-resolv.conf", "/run/systemd/resolve/resolv.conf",
		"/proc/sys/net/core/somaxconn",
	}
}

// networkDirectories are where the certificates of authorities are.
func networkDirectories(network bool) []string {
	if !network {
		return nil
	}
	return []string{
		"/etc/ssl/certs", "/etc/pki/tls/certs", "/etc/pki/ca-trust/extracted", "/usr/share/ca-certificates",
		"/usr/local/share/ca-certificates", "/system/etc/security/cacerts",
	}
}

// deniedCalls fail with EPERM: they start programs, look into other processes, or change the system.
var deniedCalls = []string{
	"execve", "execveat", "fork", "vfork", "ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "pidfd_open",
	"pidfd_getfd", "pidfd_send_signal", "kill", "kcmp", "mount", "umount", "umount2", "pivot_root", "chroot", "unshare", "setns", "mount_setattr",
	"move_mount", "open_tree", "fsopen", "fsconfig", "fsmount", "fspick", "bpf", "perf_event_open", "userfaultfd", "keyctl",
	"add_key", "request_key", "kexec_load", "kexec_file_load", "init_module", "finit_module", "delete_module", "reboot",
	"swapon", "swapoff", "acct", "quotactl", "quotactl_fd", "settimeofday", "clock_settime", "adjtimex", "clock_adjtime",
	"sethostname", "setdomainname", "syslog", "iopl", "ioperm", "modify_ldt", "personality", "open_by_handle_at",
	"name_to_handle_at", "mknod", "mknodat", "io_uring_setup", "io_uring_enter", "io_uring_register", "setuid", "setgid",
	"setreuid", "setregid", "setresuid", "setresgid", "setgroups", "capset", "link", "linkat", "symlink", "symlinkat", "vhangup",
	"tkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "setpriority", "ioprio_set", "sched_setaffinity", "sched_setattr",
	"sched_setparam", "sched_setscheduler", "shmget", "shmat", "shmctl", "msgget", "msgsnd", "msgrcv", "msgctl", "semget", "semop",
	"semtimedop", "semctl", "mq_open", "mq_unlink",
	// Landlock leaves these to any file.
	"chmod", "fchmodat", "fchmodat2", "chown", "lchown", "fchownat", "utime", "utimes", "futimesat", "utimensat",
	"setxattr", "lsetxattr", "setxattrat", "removexattr", "lremovexattr", "removexattrat",
}

// networkCalls make new connections; those that come over the inherited listener need none of them.
var networkCalls = []string{"socket", "socketpair", "connect", "bind", "listen"}

func filterCalls(network bool) error {
	info, err := arch.GetInfo("")
	if err != nil {
		return err
	}
	denied := deniedCalls
	if !network {
		denied = append(slices.Clone(denied), networkCalls...)
	}
	denied = slices.DeleteFunc(slices.Clone(denied), func(name string) bool {
		_, known := info.SyscallNames[name]
		return !known
	})
	runtime.LockOSThread() // between the calls that settle the privileges and load filters
	defer runtime.UnlockOSThread()
	if err := seccomp.LoadFilter(seccomp.Filter{
		NoNewPrivs: true,
		Flag:       seccomp.FilterFlagTSync,
		Policy: seccomp.Policy{
			DefaultAction: seccomp.ActionAllow,
			Syscalls:      []seccomp.SyscallGroup{{Names: denied, Action: seccomp.ActionErrno}},
		},
	}); err != nil {
		return err
	}
	return loadFilter(conditionFilter(info, conditions()))
}

// dropCapabilities gives up what root may do beyond other users, and what the program's file may have been given, but for
// reading and writing what is another user's: the database may be.
func dropCapabilities() error {
	header := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var data [2]unix.CapUserData // of 32 capabilities each
	if err := unix.Capget(&header, &data[0]); err != nil {
		return err
	}
	kept := data[0].Permitted & (1 << unix.CAP_DAC_OVERRIDE)
	data = [2]unix.CapUserData{{Effective: kept, Permitted: kept}}
	_, _, errno := psx.Syscall3(unix.SYS_CAPSET, uintptr(unsafe.Pointer(&header)), uintptr(unsafe.Pointer(&data)), 0) //nolint:gosec // as unix.Capset does, for all threads
	if errno != 0 {
		return errno
	}
	return nil
}
