import CKernels

/// The processors this process may use, and how much of them.
public struct ProcessorSet: Sendable, Equatable {
    /// Numbers of the processors in the affinity mask, ascending; at least one.
    public let processors: [Int]

    /// Processors' worth of time that control groups allow, for example 1.5; nil where nothing limits it.
    public let quota: Double?

    /// A set as described. An empty list of processors stands for processor 0.
    public init(processors: [Int], quota: Double? = nil) {
        self.processors = processors.isEmpty ? [0] : processors
        self.quota = quota
    }

    /// How many threads keep these processors busy: as many as there are processors, and no more than the quota
    /// rounded up. Never below 1.
    public var defaultThreadCount: Int {
        guard let quota, quota < Double(processors.count) else { return processors.count }
        return max(1, Int(max(0, quota).rounded(.up)))
    }

    /// What holds for the calling thread now: its affinity mask, and on Linux the narrowest limit among its own
    /// control groups and all groups around them, of version 2 and version 1.
    ///
    /// - Complexity: a few system calls and small files; ask once and keep the answer.
    public static func current() -> ProcessorSet {
        ProcessorSet(processors: affinity(), quota: controlGroupQuota())
    }

    /// Keeps the calling thread on the given processors from now on, and the memory it touches first near them.
    ///
    /// - Returns: Whether the system did so. False for processors that do not exist or are not allowed, and on systems
    ///   that have no affinity masks.
    @discardableResult
    public static func restrictCurrentThread(to processors: [Int]) -> Bool {
        let numbers = processors.compactMap(CInt.init(exactly:))
        guard numbers.count == processors.count, !numbers.isEmpty else { return false }
        return numbers.withUnsafeBufferPointer { ck_affinity_restrict($0.baseAddress, CInt($0.count)) } == 0
    }

    /// Keeps the calling thread on the processor that belongs to a worker: the processors are dealt out in turn.
    ///
    /// - Returns: Whether the system did so.
    @discardableResult
    public func pinCurrentThread(as worker: Int) -> Bool {
        Self.restrictCurrentThread(to: [processors[worker % processors.count]])
    }

    private static func affinity() -> [Int] {
        var capacity = max(1, ck_affinity_list(nil, 0))
        while true {
            var numbers = [CInt](repeating: 0, count: Int(capacity))
            let found = ck_affinity_list(&numbers, capacity)
            // The mask can grow between two calls.
            if found <= capacity { return numbers.prefix(Int(found)).map(Int.init) }
            capacity = found
        }
    }

    private static func controlGroupQuota() -> Double? {
        #if os(Linux) || os(Android)
            // The usual mounts: version 2 alone, version 2 beside version 1, version 1.
            let paths = ControlGroup.paths(procCgroup: SystemText.contents(of: "/proc/self/cgroup") ?? "")
            var quotas: [Double] = []
            for mount in ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"] {
                for group in ControlGroup.ancestors(ofPath: paths.version2 ?? "/") {
                    guard let text = SystemText.contents(of: mount + group + "/cpu.max") else { continue }
                    quotas += ControlGroup.processors(cpuMax: text).map { [$0] } ?? []
                }
            }
            for mount in ["/sys/fs/cgroup/cpu", "/sys/fs/cgroup/cpu,cpuacct"] {
                for group in ControlGroup.ancestors(ofPath: paths.version1 ?? "/") {
                    guard let quota = SystemText.contents(of: mount + group + "/cpu.cfs_quota_us"),
                        let period = SystemText.contents(of: mount + group + "/cpu.cfs_period_us")
                    else { continue }
                    quotas += ControlGroup.processors(quota: quota, period: period).map { [$0] } ?? []
                }
            }
            return quotas.min()
        #else
            return nil
        #endif
    }
}
