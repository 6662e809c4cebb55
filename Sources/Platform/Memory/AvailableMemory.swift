#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// How much memory the process may still take.
public enum AvailableMemory {
    /// Bytes that can be taken without swapping: what the kernel estimates (`MemAvailable`), and on Linux no more than
    /// what the memory limits of the process's control groups leave. Elsewhere half of the memory of the machine.
    /// nil where the system does not tell.
    ///
    /// - Complexity: a few small files.
    public static func bytes() -> Int? {
        #if os(Linux) || os(Android)
            let text = SystemText.contents(of: "/proc/meminfo") ?? ""
            return (groups() + [bytes(inMemoryInfo: text)].compactMap(\.self)).min()
        #else
            let pages = sysconf(CInt(_SC_PHYS_PAGES))
            let page = sysconf(CInt(_SC_PAGESIZE))
            return pages > 0 && page > 0 ? pages / 2 * page : nil
        #endif
    }

    /// `MemAvailable` of a text of the form of /proc/meminfo.
    package static func bytes(inMemoryInfo text: String) -> Int? {
        SystemText.bytes(of: "MemAvailable", in: text)
    }

    /// What a control group leaves, from its files `memory.max`, `memory.current` and `memory.stat`. Pages of files that
    /// nobody has used lately are given back before the limit bites, so they count as left. nil for no limit.
    package static func bytes(limit: String, use: String, statistics: String) -> Int? {
        guard let limit = number(limit), let use = number(use) else { return nil }
        let idle = SystemText.value(of: "inactive_file", in: statistics).flatMap(number) ?? 0
        return max(0, limit - max(0, use - idle))
    }

    private static func number(_ text: String) -> Int? {
        Int(text.filter { !$0.isWhitespace }).flatMap { $0 >= 0 ? $0 : nil }
    }

    private static func groups() -> [Int] {
        let list = SystemText.contents(of: "/proc/self/cgroup") ?? ""
        let path = ControlGroup.paths(procCgroup: list).version2 ?? "/"
        var left: [Int] = []
        for mount in ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"] {
            for group in ControlGroup.ancestors(ofPath: path) {
                let folder = mount + group
                guard let limit = SystemText.contents(of: folder + "/memory.max"),
                    let use = SystemText.contents(of: folder + "/memory.current")
                else { continue }
                let statistics = SystemText.contents(of: folder + "/memory.stat") ?? ""
                left += bytes(limit: limit, use: use, statistics: statistics).map { [$0] } ?? []
            }
        }
        // Version 1, as a container sees its own group.
        let folder = "/sys/fs/cgroup/memory"
        if let limit = SystemText.contents(of: folder + "/memory.limit_in_bytes"),
            let use = SystemText.contents(of: folder + "/memory.usage_in_bytes")
        {
            let statistics = SystemText.contents(of: folder + "/memory.stat") ?? ""
            left += bytes(limit: limit, use: use, statistics: statistics).map { [$0] } ?? []
        }
        return left
    }
}
