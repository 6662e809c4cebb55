import CKernels

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Why perf_event_open(2) gave no counter.
package struct CounterRefusal: Sendable, Hashable, CustomStringConvertible {
    /// The error number.
    package let code: CInt
    /// /proc/sys/kernel/perf_event_paranoid; nil where there is none.
    package let paranoia: Int?
    /// Whether the machine is known to be virtual.
    package let isVirtual: Bool

    /// A refusal as described.
    package init(code: CInt, paranoia: Int?, isVirtual: Bool) {
        self.code = code
        self.paranoia = paranoia
        self.isVirtual = isVirtual
    }

    /// A refusal on this machine.
    package init(code: CInt) {
        let text = SystemText.contents(of: "/proc/sys/kernel/perf_event_paranoid")
        let paranoia = text.flatMap { Int($0.filter { !$0.isWhitespace }) }
        self.init(code: code, paranoia: paranoia, isVirtual: ck_has_hypervisor() == 1)
    }

    /// The highest setting at which a program may count its own user code (perf_event_open(2)).
    package static let highestParanoia = 2

    /// One sentence with the remedy.
    package var description: String {
        switch code {
        case EACCES, EPERM:
            if let paranoia, paranoia > Self.highestParanoia {
                return "the kernel forbids hardware counters: set /proc/sys/kernel/perf_event_paranoid to "
                    + "\(Self.highestParanoia) or lower (it is \(paranoia))"
            }
            return
                "a sandbox forbids hardware counters: allow the system call perf_event_open in its seccomp or "
                + "security profile, or give the process CAP_PERFMON"
        case ENOENT, ENODEV, ENXIO, EOPNOTSUPP:
            return isVirtual
                ? "this virtual machine has no hardware counters: let its host pass them on, or measure on a machine "
                    + "without a hypervisor"
                : "the kernel knows no hardware counters of this machine: measure on a machine whose counters it supports"
        case ENOSYS:
            return
                "this kernel has no hardware counters, or a sandbox hides them: use one with CONFIG_PERF_EVENTS, "
                + "outside of the sandbox"
        case ENOTSUP:
            return "hardware counters are read on Linux only: measure there"
        case EMFILE, ENFILE:
            return
                "too many open files for hardware counters: raise the limit ('ulimit -n') or use fewer threads"
        case EBUSY, ENOSPC:
            return "another program holds the hardware counters: end it, or switch off the kernel's watchdog "
                + "('sysctl kernel.nmi_watchdog=0')"
        default:
            return
                "the kernel refuses hardware counters (\(String(cString: strerror(code)))): see perf_event_open(2)"
        }
    }
}
