/// Growable memory that one worker uses again and again. Elements need no initialisation or destruction.
///
/// Kernels read and write through `base` without bounds checks, which is why the type is kept to the few places that
/// size it themselves right before.
public final class ScratchBuffer<Element: BitwiseCopyable> {
    /// The pointer stands in memory of its own, so that reading it costs one load: a stored property of a class would
    /// be checked for exclusive access at every use from another module.
    @usableFromInline let place: UnsafeMutablePointer<UnsafeMutablePointer<Element>>
    /// In memory of its own for the same reason.
    @usableFromInline let size: UnsafeMutablePointer<Int>
    private var memory: AlignedMemory

    /// Elements that can be used.
    ///
    /// - Complexity: O(1).
    @inlinable
    public var capacity: Int { size.pointee }

    /// First element. Changes when the buffer grows.
    ///
    /// - Complexity: O(1).
    @inlinable
    public var base: UnsafeMutablePointer<Element> { place.pointee }

    /// A buffer for `capacity` elements, zeroed.
    ///
    /// - Complexity: O(`capacity`).
    public init(capacity: Int = 64) {
        size = .allocate(capacity: 1)
        size.initialize(to: max(capacity, 1))
        memory = AlignedMemory(byteCount: max(capacity, 1) * MemoryLayout<Element>.stride)
        place = .allocate(capacity: 1)
        place.initialize(to: memory.base.bindMemory(to: Element.self, capacity: max(capacity, 1)))
    }

    deinit {
        place.deallocate()
        size.deallocate()
    }

    /// Makes room for `count` elements and keeps the first `kept`; the others are undefined.
    ///
    /// - Complexity: O(1), or O(`count`) when it grows.
    @inlinable
    public func reserve(_ count: Int, keeping kept: Int = 0) {
        if count > capacity { grow(to: count, keeping: kept) }
    }

    @usableFromInline
    func grow(to count: Int, keeping kept: Int) {
        let larger = max(count, capacity * 2)
        let fresh = AlignedMemory(byteCount: larger * MemoryLayout<Element>.stride)
        let elements = fresh.base.bindMemory(to: Element.self, capacity: larger)
        elements.update(from: base, count: min(kept, capacity))
        place.pointee = elements
        memory = fresh
        size.pointee = larger
    }
}
