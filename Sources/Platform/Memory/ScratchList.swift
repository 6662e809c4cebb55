/// A list that one worker fills, empties and fills again. Loops that fill it write through the pointer that `room(for:)`
/// gives and tell the number of elements once, at their end.
public final class ScratchList<Element: BitwiseCopyable> {
    @usableFromInline let buffer: ScratchBuffer<Element>
    /// Stands in memory of its own for the same reason as `ScratchBuffer.place`.
    @usableFromInline let counter: UnsafeMutablePointer<Int>

    /// An empty list.
    ///
    /// - Complexity: O(1).
    public init() {
        buffer = ScratchBuffer()
        counter = .allocate(capacity: 1)
        counter.initialize(to: 0)
    }

    deinit { counter.deallocate() }

    /// Number of elements.
    ///
    /// - Complexity: O(1).
    @inlinable
    public var count: Int { counter.pointee }

    /// The first element; changes when the list grows.
    ///
    /// - Complexity: O(1).
    @inlinable
    public var base: UnsafeMutablePointer<Element> { buffer.base }

    /// The elements, until the list changes.
    ///
    /// - Complexity: O(1).
    @inlinable
    public var elements: UnsafeBufferPointer<Element> { UnsafeBufferPointer(start: base, count: count) }

    /// The element at `index`.
    ///
    /// - Precondition: 0 ≤ `index` < `count`.
    /// - Complexity: O(1).
    @inlinable
    public subscript(index: Int) -> Element {
        precondition(index >= 0 && index < count, "index out of bounds")
        return base[index]
    }

    /// Makes room for `more` elements after the last one, and points there.
    ///
    /// - Complexity: O(1), or O(`count`) when the list grows.
    @inlinable
    public func room(for more: Int) -> UnsafeMutablePointer<Element> {
        buffer.reserve(count + more, keeping: count)
        return base + count
    }

    /// Counts the elements up to `end`, which were written into the room made for them.
    ///
    /// - Complexity: O(1).
    @inlinable
    public func extend(to end: UnsafeMutablePointer<Element>) {
        counter.pointee = end - base
        assert(count <= buffer.capacity, "written past the room")
    }

    /// Adds an element.
    ///
    /// - Complexity: O(1) amortised.
    @inlinable
    public func append(_ element: Element) {
        buffer.reserve(count + 1, keeping: count)
        base[count] = element
        counter.pointee += 1
    }

    /// Forgets the elements from `count` on.
    ///
    /// - Precondition: there are at least as many.
    /// - Complexity: O(1).
    @inlinable
    public func truncate(to count: Int) {
        precondition(count >= 0 && count <= self.count, "more elements than there are")
        counter.pointee = count
    }

    /// Forgets all elements; the memory stays.
    ///
    /// - Complexity: O(1).
    @inlinable
    public func removeAll() { counter.pointee = 0 }
}
