/// Linux control groups: how much processor time a container or a service may use.
///
/// The functions here read text and touch no file. Formats: the kernel's
/// `Documentation/admin-guide/cgroup-v2.rst` (`cpu.max`), `Documentation/scheduler/sched-bwc.rst` (version 1) and
/// cgroups(7) (`/proc/self/cgroup`).
public enum ControlGroup {
    /// Processors that `cpu.max` of version 2 allows: `"150000 100000"` is 1.5.
    ///
    /// - Returns: nil for no limit (`"max 100000"`) and for text that is not of this form.
    public static func processors(cpuMax text: String) -> Double? {
        let words = text.split(whereSeparator: \.isWhitespace)
        guard let quota = words.first, words.count <= 2 else { return nil }
        // The period is optional when it is written, and 100 ms then.
        return processors(quota: String(quota), period: words.count == 2 ? String(words[1]) : "100000")
    }

    /// Processors that `cpu.cfs_quota_us` and `cpu.cfs_period_us` of version 1 allow.
    ///
    /// - Returns: nil for no limit (a quota of -1) and for text that is not of this form.
    public static func processors(quota: String, period: String) -> Double? {
        guard let quota = Int64(trimmed(quota)), let period = Int64(trimmed(period)), quota > 0, period > 0
        else { return nil }
        return Double(quota) / Double(period)
    }

    /// The control groups of a process, from the text of `/proc/self/cgroup`.
    ///
    /// - Returns: The path in version 2's tree and in the tree of version 1's `cpu` controller, nil where the text
    ///   names none. `/` is the root of a tree.
    public static func paths(procCgroup text: String) -> (version2: String?, version1: String?) {
        var version2: String?
        var version1: String?
        for line in text.split(whereSeparator: \.isNewline) {
            // hierarchy-number:controllers:path, and the path may hold colons.
            let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3, fields[2].first == "/" else { continue }
            if fields[0] == "0", fields[1].isEmpty {
                version2 = String(fields[2])
            } else if fields[1].split(separator: ",").contains("cpu") {
                version1 = String(fields[2])
            }
        }
        return (version2, version1)
    }

    /// A group and all groups around it, innermost first; each one's limit binds.
    ///
    /// `"/a/b"` gives `"/a/b"`, `"/a"` and `""`, to be appended to the folder where the tree is mounted. A path that
    /// leaves the visible tree (`..`, seen from inside another namespace) gives the root alone.
    public static func ancestors(ofPath path: String) -> [String] {
        let names = path.split(separator: "/")
        guard !names.contains("..") else { return [""] }
        return (0...names.count).reversed().map { depth in
            names.prefix(depth).map { "/" + $0 }.joined()
        }
    }

    private static func trimmed(_ text: String) -> String {
        String(text.filter { !$0.isWhitespace })
    }
}
