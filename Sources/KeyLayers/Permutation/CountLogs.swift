#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// n · log₂ n of counts as whole numbers, so that sums of them do not depend on the order of the addends.
package struct CountLogs {
    /// Parts of a bit.
    package static let scale = 4096.0
    private static let tabled = 1 << 16
    private let table: [Int]

    package init() {
        table = (0..<Self.tabled).map(Self.computed)
    }

    /// n · log₂ n in parts of a bit; 0 for 0.
    @inline(__always)
    package subscript(count: Int) -> Int { count < Self.tabled ? table[count] : Self.computed(count) }

    /// Gives `body` the numbers of small counts.
    package func withTable<Result>(_ body: (UnsafeBufferPointer<Int>) -> Result) -> Result {
        table.withUnsafeBufferPointer(body)
    }

    private static func computed(_ count: Int) -> Int {
        count < 2 ? 0 : Int((Double(count) * log2(Double(count)) * scale).rounded())
    }

    /// n · log₂ n from a table that `withTable` gave, or computed.
    @inline(__always)
    package static func value(_ count: Int, _ table: UnsafeBufferPointer<Int>) -> Int {
        count < tabled ? table[count] : computed(count)
    }
}
