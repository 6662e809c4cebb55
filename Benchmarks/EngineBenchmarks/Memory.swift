/// An array of fixed length whose elements can be written from several threads, each by one of them, and through a
/// pointer that costs a benchmark no check.
final class Memory<Element: BitwiseCopyable>: @unchecked Sendable {
    let base: UnsafeMutablePointer<Element>
    let count: Int

    init(count: Int, repeating value: Element) {
        self.count = count
        base = .allocate(capacity: count)
        base.initialize(repeating: value, count: count)
    }

    convenience init(_ elements: [Element]) {
        precondition(!elements.isEmpty, "no elements")
        self.init(count: elements.count, repeating: elements[0])
        for index in elements.indices { base[index] = elements[index] }
    }

    deinit { base.deallocate() }

    /// Elements `start ..< start + count`.
    func part(_ start: Int, _ count: Int) -> UnsafeBufferPointer<Element> {
        UnsafeBufferPointer(start: base + start, count: count)
    }

    /// All elements.
    var all: UnsafeBufferPointer<Element> { part(0, count) }
}
