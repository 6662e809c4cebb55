import Platform

/// Where tables get their memory. Tests pass a source that refuses; everybody else uses `system`.
package struct TableMemory: Sendable {
    /// Gives that many zeroed bytes, on a cache line, or nil.
    package let reserve: @Sendable (_ byteCount: Int) -> PageMemory?

    /// A source of its own.
    package init(reserve: @escaping @Sendable (_ byteCount: Int) -> PageMemory?) { self.reserve = reserve }

    /// The operating system.
    package static let system = TableMemory { PageMemory(byteCount: $0) }

    /// Reserves memory for `count` elements.
    func block<Element: BitwiseCopyable>(
        of _: Element.Type, count: Int
    ) throws(TableMemoryExhausted) -> (owner: PageMemory, base: UnsafeMutablePointer<Element>) {
        let (byteCount, overflows) = count.multipliedReportingOverflow(by: MemoryLayout<Element>.stride)
        guard !overflows, let owner = reserve(byteCount) else {
            throw TableMemoryExhausted(byteCount: overflows ? .max : byteCount)
        }
        return (owner, owner.base.bindMemory(to: Element.self, capacity: count))
    }
}

/// A table needed memory that the system did not give. The table is as it was before the call that failed.
public struct TableMemoryExhausted: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was asked for, in bytes.
    public let byteCount: Int

    /// One line: what is missing and what helps.
    public var description: String {
        "a table needs \(byteCount) bytes that the system refuses; free memory, or raise its limit (ulimit -v)"
    }
}
