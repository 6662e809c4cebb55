/// A block of zeroed memory that starts on a cache line. It is freed with its last owner.
public final class AlignedMemory: @unchecked Sendable {
    /// Alignment of every block, in bytes: one cache line, and the widest vector register.
    public static let alignment = 64

    /// First byte of the block.
    public let base: UnsafeMutableRawPointer
    /// Length in bytes.
    public let byteCount: Int
    private let pages: PageMemory

    /// Allocates `byteCount` zeroed bytes; large blocks ask for large pages.
    ///
    /// - Precondition: the system has the memory; where that can be answered, use `PageMemory`.
    /// - Complexity: O(`byteCount`).
    public init(byteCount: Int) {
        guard let pages = PageMemory(byteCount: byteCount) else {
            preconditionFailure("the system refuses \(byteCount) bytes of memory")
        }
        self.byteCount = byteCount
        self.pages = pages
        base = pages.base
    }
}

/// An immutable array whose elements may live in memory that somebody else owns, such as a mapped file.
///
/// Element access is bounds-checked; kernels take `base` once and check their indices themselves.
@frozen
public struct Slab<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
    @usableFromInline let owner: AnyObject

    /// First element, for kernels. It is valid as long as the slab lives: use it within a call on whose slab the caller
    /// holds, never store it.
    public let base: UnsafePointer<Element>
    /// Number of elements.
    public let count: Int

    /// Copies `elements` into aligned memory.
    ///
    /// - Complexity: O(n).
    public init(_ elements: [Element]) {
        self.init(count: elements.count) { destination in
            _ = destination.initialize(from: elements)
        }
    }

    /// Allocates `count` zeroed elements and lets `fill` write them.
    ///
    /// - Complexity: O(`count`) and the cost of `fill`.
    public init(count: Int, fill: (UnsafeMutableBufferPointer<Element>) throws -> Void) rethrows {
        let memory = AlignedMemory(byteCount: count * MemoryLayout<Element>.stride)
        let typed = memory.base.bindMemory(to: Element.self, capacity: count)
        try fill(UnsafeMutableBufferPointer(start: typed, count: count))
        self.init(owner: memory, base: UnsafePointer(typed), count: count)
    }

    /// Reads `bytes`, which stay where they are and are kept alive by `owner`.
    ///
    /// - Throws: `InvalidStructure` when the bytes are misaligned or not a whole number of elements.
    /// - Complexity: O(1).
    public init(borrowing bytes: UnsafeRawBufferPointer, owner: AnyObject) throws(InvalidStructure) {
        let stride = MemoryLayout<Element>.stride
        guard bytes.count % stride == 0 else {
            throw InvalidStructure("\(bytes.count) bytes are no multiple of the element size \(stride)")
        }
        guard let start = bytes.baseAddress, bytes.count > 0 else {
            self.init([])
            return
        }
        guard UInt(bitPattern: start) % UInt(MemoryLayout<Element>.alignment) == 0 else {
            throw InvalidStructure(
                "the bytes do not start on a multiple of \(MemoryLayout<Element>.alignment)")
        }
        let count = bytes.count / stride
        self.init(owner: owner, base: start.bindMemory(to: Element.self, capacity: count), count: count)
    }

    /// Elements that stay where they are and are kept alive by `owner`, who may go on writing to them: for readers that
    /// are done before that.
    ///
    /// - Complexity: O(1).
    package init(sharing base: UnsafePointer<Element>, count: Int, owner: AnyObject) {
        self.init(owner: owner, base: base, count: count)
    }

    /// Elements that somebody else owns, as they are.
    init(owner: AnyObject, base: UnsafePointer<Element>, count: Int) {
        self.owner = owner
        self.base = base
        self.count = count
    }

    /// The element at `index`; traps when out of bounds.
    ///
    /// - Complexity: O(1).
    @inlinable
    public subscript(index: Int) -> Element {
        precondition(index >= 0 && index < count, "index out of bounds")
        return base[index]
    }

    /// Gives `body` the elements; the pointer must not leave it.
    ///
    /// - Complexity: O(1) and the cost of `body`.
    @inlinable
    public func withUnsafeBufferPointer<Result>(
        _ body: (UnsafeBufferPointer<Element>) throws -> Result
    ) rethrows -> Result {
        try withExtendedLifetime(owner) { try body(UnsafeBufferPointer(start: base, count: count)) }
    }

    /// The elements as raw bytes, for writing them to a file; the pointer must not leave `body`.
    ///
    /// - Complexity: O(1) and the cost of `body`.
    public func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result
    {
        try withUnsafeBufferPointer { try body(UnsafeRawBufferPointer($0)) }
    }
}

extension Slab: Equatable where Element: Equatable {
    /// Equal counts and elements.
    ///
    /// - Complexity: O(n).
    public static func == (first: Slab, second: Slab) -> Bool {
        first.withUnsafeBufferPointer { first in second.withUnsafeBufferPointer { first.elementsEqual($0) } }
    }
}
