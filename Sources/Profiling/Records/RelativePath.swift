/// Links from one file to another.
enum RelativePath {
    /// The path of `target` as a link in `file` writes it; both are relative to the same folder or both absolute, else
    /// `target` is returned as it is.
    static func path(to target: String, fromFile file: String) -> String {
        guard target.hasPrefix("/") == file.hasPrefix("/") else { return target }
        guard let to = parts(target), let from = parts(file), !from.isEmpty else { return target }
        let folder = from.dropLast()
        let shared = zip(to.dropLast(), folder).prefix { $0 == $1 }.count
        return (Array(repeating: "..", count: folder.count - shared) + to[shared...]).joined(separator: "/")
    }

    /// The names of a path without `.`; nil when it climbs above where it starts.
    private static func parts(_ path: String) -> [String]? {
        var parts: [String] = []
        for part in path.split(separator: "/") where part != "." {
            if part != ".." {
                parts.append(String(part))
            } else if parts.popLast() == nil {
                return nil
            }
        }
        return parts
    }
}
